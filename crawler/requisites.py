"""Requisites and documents of a page: what is asked for beside it, within bounds, and linked to it by `via`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from msgspec import Struct

from archive.extraction.attachments import TYPES, attachment_type
from archive.urls import MAX_URL, port_of, request_url
from crawler.discover import BASE, join
from crawler.embeds import Embed, page_embeds, style_embeds

if TYPE_CHECKING:
    from scrapy.http import Request, Response

    from crawler.target import Target

DEPTH = "kliping_requisite"
"""In `meta`: steps from the page, 1 for what the page itself names."""
PAGE = "kliping_page"
"""In `meta`: the page that needs it."""
PRIORITY = 60
"""Before the next article: a page is whole, or the crawl is stopped."""
STYLES = 3
"""Style sheets that import each other are followed so deep."""
MAX_DOCUMENTS = 50
"""Documents of one page that are asked for beyond the links of the crawl."""
MAX_HOSTS = 50
"""Hosts of others (image servers, CDNs) that one crawl asks for requisites."""
MAX_PAGES = 10_000
"""Pages whose tally is remembered."""
OK = 200
MENTION = re.compile(rb"\.(?:" + "|".join(TYPES).encode() + rb")\b", re.IGNORECASE)
"""A cheap look at a whole page: most link to no document."""


class Bounds(Struct, frozen=True):
    """How much is asked for."""

    embeds: bool = False
    """Whether pages are fetched with their requisites."""
    count: int = 300
    """Requisites that a page names itself ..."""
    nested: int = 100
    """... and that its style sheets name."""
    size: int = 64 * 1024 * 1024
    """Bytes in the archive of all requisites of one page; none of them is larger."""
    document: int = 128 * 1024 * 1024
    """Bytes of one document."""

    @classmethod
    def of(cls, settings: Any, target: Target) -> Self:
        """Return those of a crawl: `KLIPING_REQUISITES`, else the profile's, else only of pages asked for by name."""
        wanted = settings.get("KLIPING_REQUISITES")
        if wanted is None:
            wanted = target.site.requisites
        document = settings.getint("KLIPING_MAX_DOCUMENT") or cls().document
        return cls(embeds=not target.follow if wanted is None else bool(wanted), document=document)


class Make(Protocol):
    """Makes a request for a requisite."""

    def __call__(self, url: str, meta: dict[str, Any]) -> Request:
        """Return it."""


class _Tally:
    __slots__ = ("count", "size")

    def __init__(self) -> None:
        self.count = self.size = 0


class Requisites:
    """Names what belongs to a page, and says when it is enough."""

    def __init__(self, bounds: Bounds, make: Make) -> None:
        self._bounds, self._make = bounds, make
        self._tallies: dict[str, _Tally] = {}
        self._hosts: set[str] = set()

    def of_page(self, response: Response) -> Iterator[Request]:
        """Yield the requests for what an HTML page embeds."""
        if self._bounds.embeds and response.status == OK:
            yield from self._requests(page_embeds(response.body, response.url), response, response.url)

    def of_style(self, response: Response) -> Iterator[Request]:
        """Count a requisite that arrived, and yield the requests for what it embeds when it is a style sheet."""
        page, ref = response.meta.get(PAGE), response.meta.get("kliping_ref")
        if page is None:
            return
        self._tally(page).size += ref.length if ref is not None else 0
        is_style = response.meta.get("kliping_keep_body") and response.status == OK
        if is_style and response.meta[DEPTH] <= STYLES:
            text = response.body.decode("utf-8", "replace")
            yield from self._requests(style_embeds(text, response.url), response, page)

    def documents(self, response: Response, *, titles: bool) -> Iterator[Request]:
        """Yield the requests for the documents that a page links to, wherever they lie.

        Args:
            response: an HTML page.
            titles: whether a link without an ending (`/unduh/7`) is known by its text, too; costs a parse.
        """
        if response.status != OK or not MENTION.search(response.body):
            return
        found = _documents(response.body, response.url, titles=titles)
        meta = {DEPTH: 1, "kliping_document": True, "kliping_via": response.url, "max_retry_times": 1}
        for url in list(dict.fromkeys(found))[:MAX_DOCUMENTS]:
            yield self._make(url, meta | {"download_maxsize": self._bounds.document})

    def refuses(self, request: Request) -> str | None:
        """Say why a requisite is not to be asked for after all; None when it is."""
        page = request.meta.get(PAGE)
        if page is not None and self._tally(page).size >= self._bounds.size:
            return "the requisites of its page are too large"
        return None

    def admits_host(self, url: str, home: str) -> bool:
        """Say whether a host may be asked; those of others are counted."""
        host = urlsplit(url).netloc
        if host == urlsplit(home).netloc or host in self._hosts:
            return True
        if len(self._hosts) >= MAX_HOSTS:
            return False
        self._hosts.add(host)
        return True

    def _requests(self, embeds: list[Embed], response: Response, page: str) -> Iterator[Request]:
        tally, depth = self._tally(page), response.meta.get(DEPTH, 0) + 1
        most = self._bounds.count + (self._bounds.nested if depth > 1 else 0)
        for embed in embeds:
            if tally.count >= most:
                return
            if not self.admits_host(embed.url, page):
                continue
            tally.count += 1
            meta = {DEPTH: depth, PAGE: page, "kliping_via": response.url, "max_retry_times": 1}
            meta |= {"kliping_keep_body": True} if embed.style else {}
            yield self._make(embed.url, meta | {"download_maxsize": self._bounds.size})

    def _tally(self, page: str) -> _Tally:
        if page not in self._tallies and len(self._tallies) >= MAX_PAGES:
            del self._tallies[next(iter(self._tallies))]
        return self._tallies.setdefault(page, _Tally())


def _documents(body: bytes, base: str, *, titles: bool) -> Iterator[str]:
    try:
        tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    root = join(base, str(BASE(tree))) or base
    for node in tree.iter("a"):
        url = join(root, (node.get("href") or "").strip())
        title = "".join(map(str, node.itertext()))[:MAX_URL] if titles else ""
        if url and len(url) <= MAX_URL and port_of(url) is not None and attachment_type(url, title):
            yield request_url(url)
