"""kliping's engine in the form extraction benchmarks call it: `extract(html, url) -> str`.

Everything is included: the page goes through `archive.extract` as the answer of a web server, so decoding,
body, fields, dates, language, page type and quality are all paid for. A page the engine rejects gives the
text the rejection holds (a listing's items), else none.
"""

from __future__ import annotations

import datetime as dt

import archive
from archive.article import Article, Outcome
from archive.exchange import Exchange

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
FETCHED = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
NOWHERE = "http://halaman.invalid/berita/1"


def exchange_of(html: str, url: str | None) -> Exchange:
    """Return a page's source as an HTTP exchange."""
    return Exchange(
        url=url or NOWHERE,
        fetched_at=FETCHED,
        request=b"",
        response=HEAD + html.encode("utf-8", "surrogatepass"),
    )


def outcome(html: str, url: str | None) -> Outcome:
    """Return what the engine makes of a page."""
    return archive.extract(exchange_of(html, url))


def text_of(found: Outcome) -> str:
    """Return the text of an outcome."""
    return found.text if isinstance(found, Article) else ""


def extract(html: str, url: str | None = None) -> str:
    """Return the text of one page on its own."""
    return text_of(outcome(html, url))
