"""A crawl looks at its disk: below one mark it pauses until there is room again, below the other it stops."""

from __future__ import annotations

import logging
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from archive.disk import Level, Marks, marks_of, space_of
from archive.disk.guard import disk_full, waited
from archive.errors import KlipingError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

DISK_FULL = "disk-full"
"""The reason of a crawl that stopped before the disk was full."""
EVERY = 5.0
"""Seconds between two looks while nothing is fetched."""


class changed:  # noqa: N801 - signals of Scrapy's are named like this
    """Scrapy signal: the crawl pauses for room (`low`), or goes on; `free` bytes are left."""


class Wait(Struct, frozen=True):
    """How long a crawl waits for room, and how often it looks; in seconds."""

    longest: float = 3600.0
    every: float = EVERY


class DiskGuard:
    """A Scrapy extension the scheduler asks before it hands out a page; pages that wait stay in the frontier."""

    def __init__(self, crawler: Crawler, folder: Path, marks: Marks, wait: Wait) -> None:
        self._crawler, self._folder, self._marks, self._wait = crawler, folder, marks, wait
        self._since = float("-inf")
        self._waited = 0.0
        self._paused = False
        self._loop: Any = None
        self.error: KlipingError | None = None
        """What stopped the crawl."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `KLIPING_COLLECTION`, `KLIPING_MIN_FREE`, `KLIPING_STOP_FREE`, `KLIPING_DISK_WAIT` and `..._EVERY`."""
        settings = crawler.settings
        if not settings.get("KLIPING_COLLECTION"):
            raise NotConfigured("no collection, no disk to look at")
        folder = Path(settings["KLIPING_COLLECTION"])
        marks = marks_of(folder, settings.get("KLIPING_MIN_FREE"), settings.get("KLIPING_STOP_FREE"))
        wait = Wait(settings.getfloat("KLIPING_DISK_WAIT", 3600), settings.getfloat("KLIPING_DISK_EVERY", EVERY))
        guard = cls(crawler, folder, marks, wait)
        crawler.signals.connect(guard.opened, signal=signals.spider_opened)
        crawler.signals.connect(guard.closed, signal=signals.spider_closed)
        return guard

    def opened(self) -> None:
        """Begin to look, also while nothing is asked for."""
        self._loop = create_looping_call(self.look)
        self._loop.start(self._wait.every, now=False)

    def closed(self) -> None:
        """Look no more; the report says how much was free at the end."""
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        self._end_pause(monotonic())
        self._set("free", space_of(self._folder).free)

    def has_room(self) -> bool:
        """Say whether another page may be begun."""
        self.look()  # microseconds beside a page, and the disk may fill within a second
        return not self._paused and self.error is None

    def look(self) -> None:
        """Pause, go on, or stop, by what is free now."""
        now = monotonic()
        if self.error is not None:
            return
        try:
            free = space_of(self._folder).free
        except KlipingError as error:
            self._stop(error)
            return
        level = self._marks.level(free)
        if level is Level.FULL:
            self._stop(disk_full(self._folder, free, self._marks))
        elif self._paused and level is Level.LOW and now - self._since >= self._wait.longest:
            self._stop(waited(self._folder, free, self._marks, now - self._since))
        elif (level is Level.LOW) is not self._paused:
            self._turn(low=not self._paused, free=free, now=now)

    def _turn(self, *, low: bool, free: int, now: float) -> None:
        """Begin or end a pause."""
        if low:
            self._since = now
        else:
            self._end_pause(now)
        self._paused = low
        self._crawler.signals.send_catch_log(signal=changed, low=low, free=free)
        slot = getattr(self._crawler.engine, "_slot", None)
        if not low and slot is not None:
            slot.nextcall.schedule()

    def _end_pause(self, now: float) -> None:
        if self._paused:
            self._waited += now - self._since
            self._set("paused", round(self._waited, 1))

    def _stop(self, error: KlipingError) -> None:
        """End the crawl as soon as what is under way has arrived: there is room for that."""
        self.error = error
        logger.error("The crawl stops: %s", error)
        from twisted.internet import reactor  # noqa: PLC0415 - there is none before the process is made

        clock: Any = reactor
        # Not at once: the scheduler that asks for room is in the middle of its turn.
        clock.callLater(0, self._close)

    def _close(self) -> None:
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=DISK_FULL))

    def _set(self, name: str, value: float) -> None:
        assert self._crawler.stats is not None
        self._crawler.stats.set_value(f"kliping/disk/{name}", value)
