"""What a page needs to look as it did: the addresses of its pictures, styles, scripts and fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import lxml.html
from lxml import etree
from msgspec import Struct

from archive.urls import MAX_URL, port_of
from crawler.discover import BASE, join

MAX_FOUND = 2_000
"""Addresses of one page or style sheet that are looked at."""
MAX_STYLE = 2 * 1024 * 1024
"""Characters of a style sheet that are read."""
MAX_SET = 20_000
"""Characters of one `srcset`."""
PICTURES = ("src", "data-src", "data-lazy-src", "data-original", "data-bg", "poster", "background")
SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
TAGS = ("img", "source", "video", "input", "body", "table", "tr", "td", "th", "div", "section", "a", "span", "image")
LINKS = frozenset({"stylesheet", "icon", "shortcut", "apple-touch-icon", "apple-touch-icon-precomposed", "preload"})
CANDIDATE = re.compile(r"[^\s,]\S{0,4095}")
MEDIA = re.compile(r"\.(?:mp4|webm|ogv|mov|avi|mp3|ogg|wav|m4a|m3u8)(?:[?#]|$)", re.IGNORECASE)
"""Films and sounds are no part of how an article looks, and larger than all the rest."""
URL = re.compile(r"""url\(\s*(?:"([^"]{0,4096})"|'([^']{0,4096})'|([^)"'\s]{1,4096}))\s*\)""", re.IGNORECASE)
IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]{1,4096})""", re.IGNORECASE)
STYLED = etree.XPath("//*[contains(@style, 'url(')]/@style")
SVG = "{http://www.w3.org/1999/xlink}href"


class Embed(Struct, frozen=True):
    """One address; `style` when it is a style sheet, which may embed more."""

    url: str
    style: bool = False


def page_embeds(body: bytes, base: str) -> list[Embed]:
    """Return what an HTML page embeds, each address once: lazy pictures too, frames and films not."""
    try:
        tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    root = join(base, str(BASE(tree))) or base
    return _known((*_linked(tree), *_pictures(tree), *_styled(tree)), root)


def style_embeds(text: str, base: str) -> list[Embed]:
    """Return what a style sheet embeds: imported sheets first, then pictures and fonts."""
    return _known(_in_style(text), base)


def _linked(tree: lxml.html.HtmlElement) -> Iterator[Embed]:
    """Yield style sheets, icons and scripts."""
    for node in tree.iter("link", "script"):
        if node.tag == "script":
            yield Embed(node.get("src") or "")
            continue
        rel = frozenset((node.get("rel") or "").lower().split())
        if rel & LINKS:
            is_style = "stylesheet" in rel or (node.get("as") or "").lower() == "style"
            yield Embed(node.get("href") or "", is_style)


def _pictures(tree: lxml.html.HtmlElement) -> Iterator[Embed]:
    for node in tree.iter(*TAGS):
        for name in PICTURES:
            if (value := node.get(name)) and not (name == "src" and node.tag in ("source", "video")):
                yield Embed(value)
        for name in SETS:
            if value := node.get(name):
                yield from (Embed(part) for part in _candidates(value))
        if node.tag == "image":
            yield Embed(node.get(SVG) or node.get("xlink:href") or node.get("href") or "")


def _candidates(value: str) -> Iterator[str]:
    """Yield the addresses of a `srcset`: each is the first word of its part (HTML, section 4.8.4.2.1)."""
    for part in re.split(r",\s+|,(?=https?:|//|/)", value[:MAX_SET]):
        if found := CANDIDATE.search(part):
            yield found[0].rstrip(",")


def _styled(tree: lxml.html.HtmlElement) -> Iterator[Embed]:
    """Yield what is in style elements and attributes."""
    for node in tree.iter("style"):
        yield from _in_style(node.text or "")
    for value in STYLED(tree):  # type: ignore[union-attr]
        yield from _in_style(str(value))


def _in_style(text: str) -> Iterator[Embed]:
    text = _without_comments(text[:MAX_STYLE])
    yield from (Embed(found[1], style=True) for found in IMPORT.finditer(text))
    yield from (Embed(found[1] or found[2] or found[3] or "") for found in URL.finditer(text))


def _without_comments(text: str) -> str:
    parts, at = [], 0
    while (begin := text.find("/*", at)) >= 0:
        parts.append(text[at:begin])
        end = text.find("*/", begin + 2)
        if end < 0:
            return "".join(parts)
        at = end + 2
    return "".join((*parts, text[at:]))


def _known(embeds: Iterable[Embed], base: str) -> list[Embed]:
    """Make addresses absolute; leave out repeats, films and what is no http."""
    found: dict[str, Embed] = {}
    for embed in embeds:
        value = embed.url.strip()
        if not value or value.startswith(("data:", "#", "about:", "javascript:", "blob:")):
            continue
        url = join(base, value)
        if url and len(url) <= MAX_URL and port_of(url) is not None and not MEDIA.search(url):
            found.setdefault(url, Embed(url, embed.style))
        if len(found) >= MAX_FOUND:
            break
    return list(found.values())
