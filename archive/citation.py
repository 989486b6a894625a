"""An article as a citation that can be checked: who, what, when, where, and the very record in the archive."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from archive.article import Article, PageDate, Region
from archive.errors import ConfigError
from archive.urls import host_of

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"{\textbraceleft}",  # BibTeX counts braces, escaped ones too
    "}": r"{\textbraceright}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PROVINCE_HAS_KIND = re.compile(r"daerah (khusus|istimewa)|provinsi", re.IGNORECASE)
_VERBATIM = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


class Format(StrEnum):
    """How a citation is written."""

    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"
    APA = "apa"


class _Facts(Struct, frozen=True):
    """What a citation says, before it is written in a format."""

    key: str
    title: str
    author: str | None
    publisher: str
    issued: tuple[int, ...]
    """Year, month, day, as far as the page says."""
    accessed: dt.datetime
    note: str


def cite(article: Article, format: Format | str = Format.APA) -> str:  # noqa: A002 - the public name, as in the command
    """Return an article as BibTeX, as CSL-JSON (1.0.2) or in APA style (7th edition), with its capture.

    Names stand whole, as the page has them: an Indonesian name need have no family name. The date is the page's
    own publication date; without one the citation has none, since a date told in the text is another date.

    Raises:
        ConfigError: for an unknown format.
    """
    try:
        chosen = Format(format)
    except ValueError:
        hint = f"one of {', '.join(Format)}"
        raise ConfigError("no such format of citations", where=str(format), hint=hint) from None
    facts = _facts(article)
    if chosen is Format.BIBTEX:
        return _bibtex(article, facts)
    if chosen is Format.CSL_JSON:
        return msgspec.json.format(msgspec.json.encode([csl(article)]), indent=2).decode()
    return _apa(article, facts)


def csl(article: Article) -> dict[str, Any]:
    """Return one item of CSL-JSON, the data behind the text."""
    facts = _facts(article)
    item: dict[str, Any] = {"id": facts.key, "type": "webpage", "title": facts.title}
    if facts.author:
        item["author"] = [{"literal": facts.author}]
    if facts.issued:
        item["issued"] = {"date-parts": [list(facts.issued)]}
    if article.language.tag != "und":
        item["language"] = article.language.tag
    accessed = facts.accessed
    return item | {
        "accessed": {"date-parts": [[accessed.year, accessed.month, accessed.day]]},
        "publisher": facts.publisher,
        "container-title": host_of(article.url),
        "URL": _line(article.url),
        "archive": "WARC",
        "archive_location": f"{article.source.warc}@{article.source.offset}",
        "note": facts.note,
    }


def publisher_of(region: Region, url: str) -> str:
    """Return the publishing body: `Pemerintah Kota Bekasi`; without a region the host."""
    if not region.name:
        return host_of(url)
    name = _line(region.name)
    if region.level == "provinsi" and not _PROVINCE_HAS_KIND.match(name):
        name = f"Provinsi {name}"
    return f"Pemerintah {name}"


def _facts(article: Article) -> _Facts:
    issued = _parts(article.published)
    site = re.sub(r"[^A-Za-z0-9]+", "", article.site) or "page"
    return _Facts(
        key=f"{site}{issued[0] if issued else 'nd'}-{article.id}",
        title=_line(article.title) or _line(article.url),
        author=_line(article.credit.name) or None if article.credit else None,
        publisher=publisher_of(article.region, article.url),
        issued=issued,
        accessed=dt.datetime.fromisoformat(article.source.fetched_at),
        note=_note(article),
    )


def _note(article: Article) -> str:
    """Return what lets a reader check the quotation: capture, record, digest, and the raw strings."""
    source = article.source
    parts = [
        f"captured {source.fetched_at} from {_line(article.url)}",
        f"WARC record {source.record_id} in {source.warc}@{source.offset}",
        f"payload digest {source.payload_digest}",
    ]
    if article.published:
        parts.append(f"date as printed: {_line(article.published.raw)}")
    if article.credit:
        parts.append(f"credit as printed: {_line(article.credit.raw)}")
    return "; ".join(parts)


def _parts(date: PageDate | None) -> tuple[int, ...]:
    """Return year, month and day of a date, no more than it says."""
    value = (date.value or "")[:10] if date else ""
    return tuple(int(part) for part in value.split("-")) if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else ()


def _bibtex(article: Article, facts: _Facts) -> str:
    """Return a `@misc` entry: BibTeX and biblatex both read it; doubled braces keep names and titles whole."""
    fields = {
        "author": f"{{{_tex(facts.author)}}}" if facts.author else None,
        "title": f"{{{_tex(facts.title)}}}",
        "year": f"{facts.issued[0]:04}" if facts.issued else None,
        "month": str(facts.issued[1]) if len(facts.issued) > 1 else None,
        "day": str(facts.issued[2]) if len(facts.issued) > 2 else None,  # noqa: PLR2004 - year, month, day
        "organization": f"{{{_tex(facts.publisher)}}}",
        "url": "".join(_VERBATIM.get(c, c) for c in _line(article.url)),
        "urldate": facts.accessed.date().isoformat(),
        "language": _tex(article.language.tag) if article.language.tag != "und" else None,
        "note": _tex(facts.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{facts.key},", *lines, "}"])


def _apa(article: Article, facts: _Facts) -> str:
    """Return a reference in APA style; a work without a person's name is its publisher's (APA 7, 9.11)."""
    author = facts.author or facts.publisher
    publisher = f" {_stopped(facts.publisher)}" if facts.author else ""
    accessed = f"{_MONTHS[facts.accessed.month - 1]} {facts.accessed.day}, {facts.accessed.year}"
    record = f"{article.source.warc}@{article.source.offset}, {article.source.payload_digest}"
    return (
        f"{_stopped(author)} ({_apa_date(facts.issued)}). {_stopped(facts.title)}{publisher} "
        f"Retrieved {accessed}, from {_line(article.url)} [Captured {article.source.fetched_at}; WARC record {record}]"
    )


def _apa_date(issued: tuple[int, ...]) -> str:
    if not issued:
        return "n.d."
    month = f", {_MONTHS[issued[1] - 1]}" if len(issued) > 1 else ""
    day = f" {issued[2]}" if len(issued) > 2 else ""  # noqa: PLR2004 - year, month, day
    return f"{issued[0]:04}{month}{day}"


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _line(text: str) -> str:
    """Return text as one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(c, c) for c in text)
