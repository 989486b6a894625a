"""Where everything that was fetched goes: WARC records, the failure log and the counters of one crawl."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro

from archive.cdxj import CdxjLine, write_cdxj
from archive.collection import Collection
from archive.errors import KlipingError, WriteError
from archive.files import DISK_HINT
from archive.jobs.recover import recover
from archive.jobs.remember import remember
from archive.sites import PROFILE_URI
from archive.sites.migrate import stored
from archive.urls import host_of
from archive.warc.record import FAILURE
from archive.warc.writer import WarcWriter, WriterOptions
from crawler.certificate import certificate_end
from crawler.clock import clock_of
from crawler.outcome import Reason

if TYPE_CHECKING:
    from io import FileIO
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from archive.exchange import Exchange, Original, RecordRef
    from crawler.target import Target

logger = logging.getLogger(__name__)


class Failed(msgspec.Struct, frozen=True):
    """One line of the failure log."""

    at: datetime
    url: str
    reason: Reason
    message: str
    attempt: int
    site: str | None = None


class FailureLog:
    """JSON lines, one per request that got no answer; the file appears with the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: FileIO | None = None

    def write(self, failed: Failed) -> None:
        """Append a line, unbuffered and whole: of a disk that is nearly full the system may take a part only.

        Raises:
            WriteError: the log cannot be written.
        """
        try:
            if self._file is None:
                self._file = self.path.open("ab", buffering=0)
            left = memoryview(msgspec.json.encode(failed) + b"\n")
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            problem = f"cannot write the failure log: {error.strerror}"
            raise WriteError(problem, where=str(self.path), hint=DISK_HINT) from error

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Sink(Protocol):
    """What takes exchanges: `archive.warc.writer.WarcWriter`, or a list in a test."""

    def write(self, exchange: Exchange, original: Original | None = None) -> RecordRef:
        """Store one exchange, or that it repeats an earlier one; raises `WriteError`."""

    def write_failure(self, url: str, at: datetime, fields: tuple[tuple[str, str], ...]) -> None:
        """Store that a request got no answer; raises `WriteError`."""

    def syncing(self) -> Callable[[], None]:
        """Return what forces that which is stored to the disk; raises `WriteError`, as what it returns does."""

    def close(self) -> None:
        """Finish what is stored; raises `WriteError`."""


class Recorder:
    """A Scrapy extension that owns the writer, the failure log and the counters of one crawl.

    After the first `WriteError` (kept in `error`) it takes nothing more, cuts the transfers under
    way and closes the spider with the reason `write-error`; what was written before stays good.
    """

    def __init__(self, sink: Sink, failures: FailureLog, stats: StatsCollector, stop: Callable[[str], None]) -> None:
        """Args: stop: closes the spider, with a reason."""
        self._sink, self._failures, self._stats, self._stop = sink, failures, stats, stop
        self._closed = False
        self.warcs: list[str] = []
        """Names of the WARC files finished so far."""
        self.recovered: tuple[str, ...] = ()
        """WARCs of a crashed run that this crawl salvaged before it began."""
        self.on_halt: list[Callable[[], None]] = []
        """Called when the crawl must stop at once."""
        self.on_close: list[Callable[[], None]] = []
        """Called when everything is written."""
        self.error: KlipingError | None = None
        """What stopped the crawl."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the recorder of a crawl from its settings.

        Raises:
            NotConfigured: `KLIPING_COLLECTION` names no folder.
            WriteError: the folder cannot be made.
            CollectionBusy: another process writes to it; the lock is held until the crawl ends.
        """
        settings = crawler.settings
        if not settings.get("KLIPING_COLLECTION"):
            raise NotConfigured("no collection: set KLIPING_COLLECTION")
        assert crawler.stats is not None
        collection = Collection(settings["KLIPING_COLLECTION"]).create()
        hold = ExitStack()
        recovered: tuple[str, ...] = ()
        if not settings.getbool("KLIPING_HELD"):
            hold.enter_context(collection.lock())
            recovered = recover(collection)
            remember(collection, derived=False)
        failures = FailureLog(collection.log_of(f"{clock_of(settings)():%Y%m%d%H%M%S-%f}"))
        warcs: list[str] = []
        writer = _writer(collection, crawler, failures.path.stem, warcs)
        recorder = cls(writer, failures, crawler.stats, partial(_close_spider, crawler))
        recorder.warcs, recorder.recovered = warcs, recovered
        recorder.on_close.append(hold.close)
        crawler.signals.connect(recorder.close, signal=signals.spider_closed)
        return recorder

    @property
    def run(self) -> str:
        """The name of this crawl's run: when it began, to the microsecond."""
        return self._failures.path.stem

    def record(self, exchange: Exchange, original: Original | None = None) -> RecordRef:
        """Store one exchange and count it; one that repeats the original is stored as a revisit.

        Raises:
            WriteError: it could not be stored; the crawl is being stopped.
        """
        try:
            ref = self._sink.write(exchange, original)
        except WriteError as error:
            self.halt(error)
            raise
        self._stats.inc_value("kliping/exchanges")
        if exchange.tls is not None and (end := certificate_end(exchange.tls.certificate)):
            self._stats.set_value(f"kliping/certificate/{host_of(exchange.url)}", end)
        if problem := exchange.note("certificateProblem"):
            self._stats.set_value(f"kliping/certificate-problem/{host_of(exchange.url)}", problem)
        self._stats.inc_value("kliping/bytes", len(exchange.response))
        return ref

    def syncing(self) -> Callable[[], None]:
        """Return what forces everything recorded so far to the disk: to be called once, in any thread.

        Raises:
            WriteError: it could not be, as does what is returned.
        """
        return self._sink.syncing()

    def failure(self, failed: Failed, *, recorded: bool = False) -> None:
        """Log a request that got no answer, store that in the WARC, and count it.

        Args:
            failed: what failed.
            recorded: whether something of an answer is in the WARC already.

        Raises:
            WriteError: the log cannot be written; the crawl is being stopped.
        """
        try:
            self._failures.write(failed)
            if not recorded:
                self._sink.write_failure(failed.url, failed.at, _fields(failed))
        except WriteError as error:
            self.halt(error)
            raise
        self._stats.inc_value("kliping/failures")
        self._stats.inc_value(f"kliping/failures/{failed.reason}")

    def count(self, name: str) -> None:
        """Add one to the counter `kliping/<name>`."""
        self._stats.inc_value(f"kliping/{name}")

    def halt(self, error: KlipingError) -> None:
        """Stop the crawl at once; only the first error is kept."""
        if self.error is not None:
            return
        self.error = error
        logger.error("The crawl stops: %s", error)
        for act in self.on_halt:
            act()
        self._stop("write-error")

    def close(self) -> None:
        """Close the files; an error here is kept in `error` as well. Harmless when repeated."""
        if self._closed:
            return
        self._closed = True
        self._failures.close()
        try:
            self._sink.close()
        except WriteError as error:
            self.error = self.error or error
            logger.error("The last WARC could not be finished: %s", error)  # noqa: TRY400 - one line
        for act in self.on_close:
            act()


def _fields(failed: Failed) -> tuple[tuple[str, str], ...]:
    fields = (
        (FAILURE, str(failed.reason)),
        ("message", failed.message),
        ("attempt", str(failed.attempt) if failed.attempt > 1 else ""),
        ("site", failed.site or ""),
    )
    return tuple((name, value) for name, value in fields if value)


def _close_spider(crawler: Crawler, reason: str) -> None:
    if crawler.engine is not None:
        deferred_from_coro(crawler.engine.close_spider_async(reason=reason))


def _writer(collection: Collection, crawler: Crawler, run: str, warcs: list[str]) -> WarcWriter:
    """Open the writer; the profile of the spider's target goes into each file, so that a WARC explains itself."""
    settings = crawler.settings
    target: Target | None = getattr(crawler.spider, "target", None)

    def finished(path: Path, lines: tuple[CdxjLine, ...]) -> None:
        warcs.append(path.name)
        write_cdxj(collection.index_of(path), lines)

    info = {
        "isPartOf": run,
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "http-header-user-agent": settings.get("USER_AGENT", ""),
    }
    max_bytes = settings.getint("KLIPING_WARC_SIZE") or WriterOptions().max_bytes
    options = WriterOptions(
        info=info, max_bytes=max_bytes, on_close=finished, resources=_profile(target), now=clock_of(settings)
    )
    return WarcWriter(collection.warc, _prefix(target), options)


def _prefix(target: Target | None) -> str:
    """Return the site's key as a part of a file name; a host's may hold a colon (IPv6)."""
    return re.sub(r"[^a-z0-9._-]+", "_", target.site.key)[:80].lstrip(".") or "site" if target else "kliping"


def _profile(target: Target | None) -> tuple[tuple[str, str, bytes], ...]:
    if target is None or not target.profiled:
        return ()
    return ((f"{PROFILE_URI}{target.site.key}", "application/json", stored(target.site)),)
