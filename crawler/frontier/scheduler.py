"""Scrapy's scheduler on the frontier: hands out leases, takes back what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy import signals
from scrapy.core.scheduler import BaseScheduler

from archive.cdxj import read_cdxj
from archive.collection import Collection
from archive.errors import WriteError
from archive.memory.pages import PageMemory
from archive.state import MEMORY, State, shared_state
from archive.urls import canonical_url
from crawler.disk import DiskGuard
from crawler.frontier.durable import Durable
from crawler.frontier.rows import KEY, REF, ROW, link_of, request_of, seeds_of
from crawler.frontier.store import Frontier, Lease, Link, RowState, Settled, key_of
from crawler.outcome import NotAsked, Postponed, refusal_of
from crawler.recorder import Recorder

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from archive.exchange import RecordRef

T = TypeVar("T")


class FrontierScheduler(BaseScheduler):
    """Leases survive a crash: what was not acknowledged is fetched again, what was is not.

    A page is acknowledged in one transaction with the links it led to, after its exchange is with the
    operating system (`FETCHED`), and before another one takes its place; after the next fsync of the
    WARC it is `DONE` (`crawler.frontier.durable`). When a run begins where another one was killed,
    `FETCHED` pages that no WARC has (a power cut) are fetched again.
    """

    def __init__(self, crawler: Crawler, collection: Collection) -> None:
        self._crawler, self._collection = crawler, collection
        self._recorder = crawler.get_extension(Recorder)
        self._disk = crawler.get_extension(DiskGuard)
        self._durable: Durable | None = None
        self._at_once = crawler.settings.getint("CONCURRENT_REQUESTS")
        self._spider: Any = None
        self._reason = ""
        self._ends: list[Settled] = []
        self._links: dict[bytes, Link] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `KLIPING_COLLECTION`."""
        return cls(crawler, Collection(crawler.settings["KLIPING_COLLECTION"]).create())

    def open(self, spider: Spider) -> None:
        """Go on with the unfinished run of the spider's site, or begin a new one."""
        self._spider = spider
        target = self._spider.target
        self._lasting = shared_state(self._collection.state)
        self._state = self._lasting if target.follow else State(MEMORY).__enter__()
        self._spider.memory = PageMemory(self._lasting, target.site.key)
        self._frontier = Frontier(self._state, target.site.key)
        if self._frontier.is_open and not target.fresh:
            self._resume()
        else:
            self._frontier.begin()
        self._spider.discovery.known = self
        if self._recorder is not None:
            self._durable = Durable(self._recorder, self._frontier)
            self._recorder.on_close.insert(0, self._leave)

    def close(self, reason: str) -> None:
        """Store what ended; the WARC is forced to the disk when the recorder closes it."""
        self._safely(self._flush, otherwise=None)
        self._reason = reason
        if self._recorder is None:
            self._leave()

    def _leave(self) -> None:
        """Leave the state after the last WARC has its name; the run is over when nothing is left of it."""
        try:
            if self._durable is not None:
                self._durable.stop()
            self._safely(self._flush, otherwise=None)  # of a crawl that was stopped at once
            if self._durable is not None:
                self._safely(self._durable.finish, otherwise=None)
            if self._reason == "finished" and not self._halted and not self._safely(self._has_pending, otherwise=True):
                self._safely(self._frontier.finish, otherwise=None)
        finally:
            self._spider.memory = None
            self._state.close()
            if self._state is not self._lasting:
                self._lasting.close()

    def claim(self, *urls: str) -> bool:
        """Say whether a page is new to this run; it is remembered when its request is stored."""
        keys = {key_of(canonical_url(url)) for url in urls}
        return self._safely(lambda: all(map(self._is_new, keys)), otherwise=False)

    def has_pending_requests(self) -> bool:
        """Say whether anything waits; what is leased keeps the engine busy by itself."""
        return not self._halted and self._safely(self._has_pending, otherwise=False)

    def pending(self) -> int:
        """Return how many addresses wait."""
        return self._frontier.counts().get("pending", 0)

    def next_request(self) -> Request | None:
        """Lease the next address; what ended before is stored in the same transaction."""
        idle = self._halted or self._is_busy() or (self._disk is not None and not self._disk.has_room())
        leases: list[Lease] = [] if idle else self._safely(self._lease, otherwise=[])
        return request_of(leases[0], self._spider, self.failed) if leases else None

    def enqueue_request(self, request: Request) -> bool:
        """Store a seed, a retry or a redirect; False when its page is known."""
        return self._safely(partial(self._enqueue, request, request.meta.get(ROW)), otherwise=False)

    def take(self, requests: Iterable[Request]) -> None:
        """Store some of what a page leads to, while more is to come."""
        self._hold(requests)
        self._safely(self._flush, otherwise=None)

    def acknowledge(self, request: Request, links: Iterable[Request], reason: str | None = None) -> None:
        """End a lease whose page was read: its end and the last of its links go into one transaction.

        Args:
            request: the leased one.
            links: what the page leads to.
            reason: why it failed, although it was fetched.
        """
        self._hold(links)
        row: int | None = request.meta.get(ROW)
        if row is not None:
            self._ends.append(_end(row, RowState.FAILED if reason else RowState.FETCHED, request, reason))

    def failed(self, failure: Failure) -> None:
        """End a lease that got no answer; the error goes on to Scrapy's log."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error: BaseException = failure.value  # type: ignore[assignment]
        if isinstance(error, NotAsked):
            failure.raiseException()  # the row stays leased: due again with the next run, not with this one
        state = RowState.PENDING if isinstance(error, Postponed) else RowState.FAILED
        reason = None if state is RowState.PENDING else refusal_of(error)
        self._ends.append(_end(request.meta[ROW], state, request, reason))
        failure.raiseException()

    def _is_busy(self) -> bool:
        """Say whether as many pages as may be asked for at once are not acknowledged yet.

        Scrapy would ask for the next page as soon as one has come, before it is read: a kill then cost both.
        """
        slot = self._crawler.engine._slot if self._crawler.engine is not None else None  # noqa: SLF001 - nothing public tells
        return slot is not None and len(slot.inprogress) >= self._at_once

    def _is_new(self, key: bytes) -> bool:
        return key not in self._links and not self._frontier.has(key)

    def _has_pending(self) -> bool:
        self._flush()
        return self._frontier.has_pending()

    def _enqueue(self, request: Request, row: int | None) -> bool:
        link = link_of(request)
        if row is not None and link.key == request.meta.get(KEY):
            self._frontier.again(row, link)
            return True
        if is_new := self._is_new(link.key):
            self._links[link.key] = link
        if row is not None:
            self._ends.append(_end(row, RowState.FETCHED, request, "redirect"))
        return is_new

    def _hold(self, requests: Iterable[Request]) -> None:
        """Keep links for the next transaction, which comes before the next request is sent."""
        for request in requests:
            link = link_of(request)
            if link.key not in self._links:
                self._links[link.key] = link
                # Scrapy's engine never saw it; who counts what is queued hears of it all the same.
                self._crawler.signals.send_catch_log(signals.request_scheduled, request=request, spider=self._spider)

    def _lease(self) -> list[Lease]:
        leases = self._frontier.lease(1, self._ends, self._links.values())
        self._stored()
        return leases

    def _flush(self) -> None:
        if self._ends or self._links:
            self._frontier.settle(self._ends, self._links.values())
            self._stored()

    def _stored(self) -> None:
        """Let go of what is in the database; force the WARC to the disk now and then."""
        if self._durable is not None:
            self._durable.add(end.id for end in self._ends if end.state is RowState.FETCHED)
        self._ends.clear()
        self._links.clear()

    def _resume(self) -> None:
        """Put back what was interrupted, and what a power cut took from the WARCs."""
        put_back = self._frontier.recover([*_lost(self._frontier, self._collection)])
        assert self._crawler.stats is not None
        self._crawler.stats.set_value("kliping/resumed", self._frontier.counts().get("pending", 0))
        self._crawler.stats.set_value("kliping/put-back", put_back)
        for url in seeds_of(self._frontier):
            self._spider.arrived(url)

    def _safely(self, act: Callable[[], T], otherwise: T) -> T:
        """Do something; a state that cannot be written stops the crawl, as a WARC that cannot be written does."""
        try:
            return act()
        except WriteError as error:
            if self._recorder is None:
                raise
            self._recorder.halt(error)
            return otherwise

    @property
    def _halted(self) -> bool:
        return self._recorder is not None and self._recorder.error is not None


def _end(row: int, state: RowState, request: Request, reason: str | None = None) -> Settled:
    ref: RecordRef | None = request.meta.get(REF)
    return Settled(row, state, reason, ref.warc if ref else None, ref.offset if ref else None)


def _lost(frontier: Frontier, collection: Collection) -> Iterator[int]:
    """Yield the rows whose answer is in no WARC, although it was written."""
    for name, rows in groupby(frontier.unsettled(), key=itemgetter(1)):
        index = collection.index_of(collection.warc / name) if name else None
        there = {line.offset for line in read_cdxj(index)} if index and index.exists() else set()
        yield from (row for row, _, offset in rows if offset not in there)
