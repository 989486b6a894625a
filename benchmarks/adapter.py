"""kliping's engine in the form extraction benchmarks call it: `extract(html, url) -> str`.

Everything is included: the page goes through `archive.extract` as the answer of a web server, so decoding,
body, fields, dates, language, page type and quality are all paid for. Where the engine says that a page is a
listing, `engine.main_text` reads it once more (and is paid for), since benchmarks want what a listing lists; any other rejection gives no text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import archive
from archive.article import Article, Outcome, Reason, Rejection
from archive.exchange import Exchange, RecordRef
from archive.extraction import engine
from archive.extraction import template as templates
from archive.extraction.engine import Opened
from archive.extraction.page import Page
from archive.extraction.template import Template

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
FETCHED = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
REF = RecordRef("halaman.warc.gz", 0, 0, "<urn:uuid:0>", "sha1:")
"""A record's place: as pages come out of an archive, their digests known."""
NOWHERE = "http://halaman.invalid/berita/1"


def exchange_of(html: str, url: str | None) -> Exchange:
    """Return a page's source as an HTTP exchange."""
    response = HEAD + html.encode("utf-8", "replace")
    return Exchange(url=url or NOWHERE, fetched_at=FETCHED, request=b"", response=response, ref=REF)


def outcome(html: str, url: str | None, template: Template | None = None) -> Outcome:
    """Return what the engine makes of a page."""
    return archive.extract(exchange_of(html, url), None, template)


def text_of(html: str, url: str | None, template: Template | None = None) -> str:
    """Return the text of a page, of a listing too."""
    return _text(outcome(html, url, template), html, url, template)


def _text(found: Outcome, html: str, url: str | None, template: Template | None) -> str:
    if isinstance(found, Rejection) and found.reason is Reason.LISTING:
        return engine.main_text(engine.read_page(html, url or NOWHERE), template)
    return found.text if isinstance(found, Article) else ""


def extract(html: str, url: str | None = None) -> str:
    """Return the text of one page on its own."""
    return text_of(html, url)


class SiteExtractor:
    """The same with what the site's other pages show: `fit_site` first, once a site, then pages.

    A page is taken to lines once: what `fit_site` has read is finished by the first call for it. Calls after that
    begin anew, since the lines are marked by then.
    """

    def __init__(self) -> None:
        self._templates: dict[str, Template] = {}
        self._opened: dict[tuple[str, str], Opened] = {}

    def fit_site(self, site: str, pages: Sequence[tuple[str, str]]) -> None:
        """Learn a site's template from its unlabelled pages, as (html, url)."""
        opened = {(html, url): engine.open_page(exchange_of(html, url)) for html, url in pages}
        outlines = (found.page.outline for found in opened.values() if isinstance(found.page, Page))
        self._templates[site] = templates.learn(outlines)
        self._opened.update(opened)

    def template_of(self, site: str) -> Template | None:
        """Return what was learned of a site."""
        return self._templates.get(site)

    def __call__(self, html: str, url: str | None, site: str = "") -> str:
        """Return the text of one page of a site."""
        template, opened = self._templates.get(site), self._opened.pop((html, url or ""), None)
        found = engine.conclude(opened, template) if opened is not None else outcome(html, url, template)
        return _text(found, html, url, template)


site_extract = SiteExtractor()
