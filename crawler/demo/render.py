"""The body of an article as HTML, with the markup sins its file asks for."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from msgspec import Struct

from crawler.demo.blocks import (
    AttachmentLine,
    BodyPart,
    Download,
    Figure,
    Heading,
    Items,
    Quote,
    SeeAlso,
    Structured,
    Table,
)
from crawler.demo.content import DemoArticle, image_url

_WORD = (
    'class="MsoNormal" style="margin:0cm 0cm 8pt; text-align:justify; text-justify:inter-ideograph; '
    "line-height:107%; mso-pagination:widow-orphan; mso-layout-grid-align:none; text-autospace:none; "
    "font-size:11.0pt; font-family:&quot;Calibri&quot;,&quot;sans-serif&quot;; "
    "mso-ascii-theme-font:minor-latin; mso-fareast-font-family:Calibri; mso-fareast-theme-font:minor-latin; "
    "mso-hansi-theme-font:minor-latin; mso-bidi-font-family:&quot;Times New Roman&quot;; "
    "mso-bidi-theme-font:minor-bidi; mso-ansi-language:IN; mso-fareast-language:EN-US; "
    'mso-bidi-language:AR-SA; tab-stops:36.0pt 72.0pt 108.0pt"'
)
_OLD_COPY = (
    "<!-- versi lama\n"
    + '<div class="konten"><p>Naskah sementara, menunggu foto.</p><p>Jangan ditayangkan.</p></div>\n' * 40
    + "-->\n"
)


class BodyWriter(Struct, frozen=True):
    """Writes one article's body for pages under `base`; `addresses` gives where a slug lives."""

    article: DemoArticle
    base: str
    addresses: dict[str, tuple[str, str]]
    """Slug to (path, earlier path)."""

    def html(self) -> str:
        """Return the body: everything between the title block and the site's address block."""
        hazards = self.article.file.hazards
        parts = [*self._byline("top"), *self._parts(), *self._byline("own")]
        body = "\n".join(parts)
        if "double-escaped" in hazards:
            body = f"<div>{escape(body, quote=False)}</div>"
        if "mojibake" in hazards:
            body = garble(body)
        return (_OLD_COPY + body) if "commented-out" in hazards else body

    def _parts(self) -> Iterator[str]:
        for is_text, group in groupby(self._glued(), lambda part: isinstance(part, str)):
            parts = list(group)
            if is_text:
                yield from self._paragraphs([self._inline(x) for x in parts if isinstance(x, str)])
            else:
                yield from (self._structured(x) for x in parts if not isinstance(x, str))

    def _glued(self) -> list[BodyPart]:
        """Return the body with a glued credit behind its last paragraph."""
        body, line = list(self.article.file.body), self.article.file.credit
        if line and line.place == "glued":
            last = max(i for i, part in enumerate(body) if isinstance(part, str))
            body[last] = f"{body[last]} {' '.join(line.lines)}"
        return body

    def _byline(self, place: str) -> list[str]:
        line = self.article.file.credit
        if not line or line.place != place:
            return []
        return [f"<p><em>{escape(x, quote=False)}</em></p>" for x in line.lines]

    def _inline(self, text: str) -> str:
        file = self.article.file
        html = escape(text, quote=False).replace("\u00a0", "&nbsp;")
        if "nbsp" in file.hazards:
            html = "&nbsp;&nbsp;&nbsp;&nbsp; " + html.replace(". ", ".&nbsp; ")
        dateline = file.expected.dateline
        if "bold-dateline" in file.hazards and dateline and html.startswith(dateline):
            html = f"<strong>{dateline}</strong>{html.removeprefix(dateline)}"
        return html

    def _paragraphs(self, texts: list[str]) -> list[str]:
        hazards = self.article.file.hazards
        if "br" in hazards:
            return [f'<div style="text-align: justify;">{"<br><br>".join(texts)}</div>']
        if "nested-p" in hazards:
            return [f'<p style="text-align: justify;"><p>{text}</p></p>' for text in texts]
        if "word-style" in hazards:
            return [f'<p {_WORD}><span lang="IN" {_WORD}>{text}</span><o:p></o:p></p>' for text in texts]
        if "nbsp" in hazards:
            return [f"<p>{text}</p>\n<p>&nbsp;</p>" for text in texts]
        return [f"<p>{text}</p>" for text in texts]

    def _structured(self, part: Structured) -> str:
        match part:
            case Figure():
                return _figure(part, self.base)
            case AttachmentLine() | Download():
                return _file_line(part, f"{self.base}/unduh/{part.file}")
            case SeeAlso():
                url = self.base + self.addresses[part.target][1 if part.legacy else 0]
                return f'<p>Baca juga : - <a href="{url}">{url}</a></p>'
            case Heading() | Quote() | Items() | Table():
                return _text_part(part)


def garble(text: str) -> str:
    """Return what a text becomes when its UTF-8 is taken for windows-1252 (WHATWG table: 0x9D stays)."""
    return "".join(_misread(byte) for byte in text.encode())


def _misread(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _text_part(part: Heading | Quote | Items | Table) -> str:
    match part:
        case Heading():
            return f"<h4>{escape(part.text)}</h4>"
        case Quote():
            return f"<blockquote><p>{escape(part.text, quote=False)}</p></blockquote>"
        case Items():
            return _items(part)
        case Table():
            return _table(part)


def _items(part: Items) -> str:
    tag = "ol" if part.ordered else "ul"
    return f"<{tag}>\n" + "\n".join(f"<li>{escape(x, quote=False)}</li>" for x in part.items) + f"\n</{tag}>"


def _table(part: Table) -> str:
    head, *rows = part.rows
    lines = ["".join(f"<th>{escape(x)}</th>" for x in head)]
    lines += ["".join(f"<td>{escape(x)}</td>" for x in row) for row in rows]
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table class="table table-bordered" border="1" width="100%">\n{body}\n</table>'


def _figure(part: Figure, base: str) -> str:
    image = f'<img src="{image_url(part, base)}" alt="{escape(part.alt)}" width="64" height="40">'
    caption = escape(part.caption, quote=False)
    if part.style == "figure":
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"
    return (
        '<table class="foto" align="center" border="0" cellpadding="2"><tbody>'
        f'<tr><td align="center">{image}</td></tr><tr><td align="center"><small>{caption}</small></td></tr>'
        "</tbody></table>"
    )


def _file_line(part: AttachmentLine | Download, url: str) -> str:
    if isinstance(part, AttachmentLine):
        link = f'<a href="{url}">{escape(part.title)}</a>'
        return f'<div class="lampiran"><strong>{part.label}</strong> {link}</div>'
    link = f'<a href="{url}">{part.link}</a>'
    return f"<p>{escape(part.text).replace(part.link, link, 1)}</p>"
