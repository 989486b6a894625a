"""What the captures of one run say of its site; counted from the dataset, so that any run can be judged again."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from archive.article import Reason, Source
from archive.dataset.shard import KINDS, read_lines, safe_site
from archive.errors import KlipingError
from archive.extraction.injection import RULE as INJECTED
from archive.http.content import content
from archive.http.head import MalformedHttp
from archive.stats.count import NEVER_ARTICLES

DAYS = 400
"""Days with articles that are remembered: more than a year of a busy site, many of a quiet one."""
LINES = 300
FILES = 20
SHOWN = 5
LIMIT = 8 * 1024 * 1024
"""Bytes of a robots.txt or sitemap that are looked at."""
ROBOTS = "/robots.txt"
SITEMAP = re.compile(r"/[^/]*sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(rb"^\s*(?:user-agent|allow|disallow|sitemap|crawl-delay|host)\s*:", re.IGNORECASE | re.MULTILINE)
_XML = re.compile(rb"<(?:urlset|sitemapindex|rss|feed)\b", re.IGNORECASE)


class FileFacts(Struct, frozen=True):
    """What a robots.txt or a sitemap was: `robots`, `sitemap`, `html`, `missing` (4xx) or `other`."""

    kind: str
    urls: int = 0
    """Addresses in a sitemap."""
    lines: tuple[int, ...] = ()
    """CRC-32 of the lines of a robots.txt, sorted."""


class SiteFacts(Struct):
    """The figures of one run of one site."""

    articles: int = 0
    """Captures that are articles, known ones included."""
    lost: int = 0
    """Captures that are none and could have been one (docs/stats.md)."""
    gambling: int = 0
    """Captures with planted gambling content, or of a doorway."""
    gambling_urls: list[str] = field(default_factory=list)
    """The first of them."""
    days: list[str] = field(default_factory=list)
    """The newest days with articles, of this run and those before: the site's rhythm."""
    files: dict[str, FileFacts] = field(default_factory=dict)
    """robots.txt and sitemaps by host and path, as last seen."""


class _Row(Struct, frozen=True):
    """Any record of the dataset, as far as it is counted."""

    url: str
    source: Source
    title: str | None = None
    text: str | None = None
    reason: Reason | None = None
    published: _Value | None = None
    quality: _Quality | None = None


class _Value(Struct, frozen=True):
    value: str | None = None


class _Quality(Struct, frozen=True):
    flags: tuple[str, ...] = ()


Opener = Callable[[Source], bytes]


def facts_of(dataset: Path, site: str, warcs: Collection[str], before: SiteFacts | None, *, read: Opener) -> SiteFacts:
    """Count the captures of a run that wrote these WARCs; days and files of earlier runs are taken along.

    Args:
        dataset: its folder, after the WARCs were derived.
        site: its key.
        warcs: names of the files that the run wrote.
        before: the facts of the run before.
        read: returns the stored response of a source.
    """
    facts = SiteFacts(files=dict(before.files) if before else {})
    days = set(before.days if before else ())
    for row in _rows(dataset, site, warcs):
        _count(facts, row, days)
        _look(facts, row, read)
    facts.days = sorted(days)[-DAYS:]
    return facts


def response_of(opener: Callable[[Source], object]) -> Opener:
    """Return a reader of stored responses from an opener of exchanges."""

    def read(source: Source) -> bytes:
        exchange = opener(source)
        try:
            return content(exchange.response, LIMIT).body  # type: ignore[attr-defined]
        except MalformedHttp:
            return b""

    return read


def _rows(dataset: Path, site: str, warcs: Collection[str]) -> Iterator[_Row]:
    """Yield the records whose source lies in one of these WARCs."""
    marks = [name.encode() for name in warcs]
    decode = msgspec.json.Decoder(_Row).decode
    for kind in KINDS if marks else ():
        for path in sorted((dataset / kind).glob(f"{safe_site(site)}-[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl.gz")):
            for line in read_lines(path):
                if any(mark in line for mark in marks):
                    row = decode(line)
                    if row.source.warc in warcs:
                        yield row


def _count(facts: SiteFacts, row: _Row, days: set[str]) -> None:
    if row.reason is None:
        facts.articles += 1
        day = ((row.published.value or "") if row.published else "")[:10]
        # A day of publication; an article without one counts by the day it was first seen.
        if row.title is not None:
            days.add(day if len(day) == len("2017-12-05") else row.source.fetched_at[:10])
    elif row.reason not in NEVER_ARTICLES and not _is_file(row.url):
        facts.lost += 1
    if row.reason is Reason.SUSPECTED_INJECTION or (row.quality is not None and INJECTED in row.quality.flags):
        facts.gambling += 1
        if len(facts.gambling_urls) < SHOWN and row.url not in facts.gambling_urls:
            facts.gambling_urls.append(row.url)


def _is_file(url: str) -> bool:
    path = urlsplit(url).path
    return path == ROBOTS or SITEMAP.search(path) is not None


def _look(facts: SiteFacts, row: _Row, read: Opener) -> None:
    """Take note of a robots.txt or sitemap; a redirect, an error of the server or a repeat says nothing new."""
    if not _is_file(row.url) or row.reason is None:
        return
    parts = urlsplit(row.url)
    name = f"{parts.netloc}{parts.path}"
    if name not in facts.files and len(facts.files) >= FILES:
        return
    status = row.source.status
    if 400 <= status < 500 and status != 429:  # noqa: PLR2004 - client errors, but for "too many requests"
        facts.files[name] = FileFacts("missing")
    elif status == 200:  # noqa: PLR2004
        try:
            facts.files[name] = look_at(parts.path, read(row.source))
        except KlipingError:
            return  # the WARC is damaged or away, which is an alarm of its own


def look_at(path: str, body: bytes) -> FileFacts:
    """Say what came as a robots.txt or as a sitemap."""
    if _MARKUP.match(body[:4096]):
        return FileFacts("html")
    if path == ROBOTS:
        lines = {b" ".join(line.split()).lower() for line in body.splitlines()[:5000]} - {b""}
        kind = "robots" if _RULE.search(body) or not lines else "other"
        return FileFacts(kind, lines=tuple(sorted(zlib.crc32(line) for line in lines))[:LINES])
    return FileFacts("sitemap" if _XML.search(body) else "other", urls=body.count(b"<loc"))


__all__ = ["FileFacts", "SiteFacts", "facts_of", "look_at", "response_of"]
