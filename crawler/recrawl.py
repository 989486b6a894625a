"""Which of the addresses that a page names are asked for, now that the site is known."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from archive.memory.rhythm import LONGEST, SHORTEST, WEEKLY, Visit, next_due
from crawler.discover import Found, Priority

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archive.memory.pages import PageMemory
    from crawler.discover import Discovery

__all__ = ["LONGEST", "SHORTEST", "WEEKLY", "Recrawl", "Visit", "Wish", "next_due"]


class Wish(Struct, frozen=True):
    """An address that is to be asked for."""

    found: Found
    is_listing: bool
    """A page that leads to others: it is asked for in every run, as far as the paging shows something new."""
    is_new: bool
    """It was never seen, so it makes its listing worth reading on."""


class Recrawl:
    """The choice of one run, by the page memory of its site.

    Listings, feeds, sitemaps and pages never seen are asked for; a page that is known waits until it is due.
    """

    def __init__(self, discovery: Discovery, memory: PageMemory | None, *, full: bool = False) -> None:
        """Args: memory: None when nothing is known; full: whether everything is asked for anyway."""
        self._discovery, self._memory, self._full = discovery, memory, full

    def wishes(self, urls: Iterable[str]) -> Iterator[Wish]:
        """Yield what is to be asked for of the addresses that a page names."""
        for found in self._discovery.next(urls):
            page = self._memory.find(found.url, self._discovery.identity(found.url)) if self._memory else None
            pages_on = found.priority is Priority.LISTING or found.is_paging
            leads = pages_on or found.priority is Priority.SEED or (page is not None and page.is_listing)
            if page is None or self._full:
                yield Wish(found, pages_on, not pages_on)
            elif leads:
                yield Wish(found, found.priority is not Priority.SEED or pages_on, is_new=False)

    def is_wanted(self, url: str) -> bool:
        """Say whether what belongs to a page is to be asked for: a document or an image that nobody has seen."""
        return self._full or self._memory is None or self._memory.find(url, self._discovery.identity(url)) is None

    def due(self, now: datetime) -> Iterator[Found]:
        """Yield the known pages that are due: listings name them no more, but they may have changed."""
        if self._memory is None or self._full:
            return
        for page in self._memory.due(now):
            found = self._discovery.judge(page.url)
            if found is None or (found.priority in (Priority.SEED, Priority.LISTING) and page.is_good):
                continue
            yield Found(page.url, min(found.priority, Priority.DUE))
