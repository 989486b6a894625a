"""The pages of a package: articles with title and text, then the pages they were found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from urllib.parse import urlsplit

from archive.article import Article, Reason, Rejection
from archive.cdxj import CdxjLine
from archive.collection import Collection
from archive.dataset import load, load_rejections, read_manifest
from archive.urls import article_id, canonical_url
from archive.wacz import Package, Page, write_pages
from archive.wacz.pages import ARTICLES, OTHERS
from archive.wacz.selection import Selection

_SHOWN = frozenset({Reason.LISTING, Reason.EMPTY_BODY})
"""Rejected pages that a reader may want to open all the same."""
_SITES_TOLD = 3
_OK = 200


class PageLists:
    """Reads the dataset of a collection, one record at a time."""

    def __init__(self, collection: Collection, sites: tuple[str, ...], wanted: Selection) -> None:
        self._root, self._sites, self._wanted = collection.root, sites, wanted
        self._exists = read_manifest(collection.dataset) is not None
        self._told: set[str] = set()
        self._best: tuple[bool, int, str, str] | None = None
        self.articles = self.others = 0
        self.main: Page | None = None
        """The page to begin with: the shortest address of a home page or listing, else the first article."""

    def warcs(self) -> set[str]:
        """Return the names of the WARCs that the records of the sites come from."""
        return {record.source.warc for record in chain[Article | Rejection](self._articles(), self._rejections())}

    def write(self, package: Package, taken: frozenset[str], bare: Iterable[CdxjLine]) -> None:
        """Write both lists.

        Args:
            package: the package.
            taken: the WARCs in it.
            bare: index lines of those that no dataset was made of.
        """
        write_pages(package, ARTICLES, self._main_pages(taken, bare))
        write_pages(package, OTHERS, self._other_pages(taken))

    def told_sites(self) -> str:
        """Return the sites by their keys, or how many they are."""
        few = len(self._told) <= _SITES_TOLD
        return (", ".join(sorted(self._told)) or "a collection") if few else f"{len(self._told)} sites"

    def _articles(self) -> Iterator[Article]:
        return load(self._root, site=self._sites or None) if self._exists else iter(())

    def _rejections(self) -> Iterator[Rejection]:
        found = load_rejections(self._root) if self._exists else iter(())
        return (r for r in found if not self._sites or r.site in self._sites)

    def _main_pages(self, taken: frozenset[str], bare: Iterable[CdxjLine]) -> Iterator[Page]:
        for article in self._articles():
            if self._fits(article, taken):
                self.articles += 1
                self._told.add(article.site)
                page = _page(article, article.title, article.text)
                self.main = self.main or page
                yield page
        for line in bare:
            if line.status == str(_OK) and line.mime == "text/html":
                self.articles += 1
                ts = f"{line.timestamp[:4]}-{line.timestamp[4:6]}-{line.timestamp[6:8]}T{line.timestamp[8:10]}:"
                ts += f"{line.timestamp[10:12]}:{line.timestamp[12:14]}Z"
                yield Page(f"{article_id('', canonical_url(line.url))}-{line.timestamp}", line.url, ts)

    def _other_pages(self, taken: frozenset[str]) -> Iterator[Page]:
        for rejection in self._rejections():
            shown = rejection.reason in _SHOWN and rejection.source.status == _OK
            if shown and self._fits(rejection, taken) and not self._wanted.is_hidden(rejection.url):
                self.others += 1
                self._told.add(rejection.site)
                page = _page(rejection)
                self._consider(page)
                yield page

    def _fits(self, record: Article | Rejection, taken: frozenset[str]) -> bool:
        fetched = record.source.fetched_at[:10].replace("-", "")
        return record.source.warc in taken and self._wanted.in_time(fetched)

    def _consider(self, page: Page) -> None:
        """Keep the address that is most like a home page; of several captures the last."""
        parts = urlsplit(page.url)
        rank = (parts.path not in ("", "/") or bool(parts.query), len(page.url), page.url, page.ts)
        if self._best is None or rank[:3] < self._best[:3] or (rank[:3] == self._best[:3] and rank > self._best):
            self._best, self.main = rank, page


def _page(record: Article | Rejection, title: str | None = None, text: str | None = None) -> Page:
    ts = record.source.fetched_at[:19] + "Z"
    digits = "".join(c for c in ts if c.isdigit())
    return Page(f"{record.id}-{digits}", record.url, ts, title, text)
