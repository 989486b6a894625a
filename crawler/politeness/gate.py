"""The last door before the wire: a host that rests, is closed at this hour, or is given up, is not asked."""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

import msgspec
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.httpobj import urlparse_cached

from crawler.outcome import NotAsked
from crawler.politeness.hours import retry_after, until_open
from crawler.politeness.lag import lag_of_the_loop
from crawler.politeness.pace import SERVER_ERROR, TOO_MANY, Pace, PaceOptions

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.sites import Site

logger = logging.getLogger(__name__)

SLICE = 0.25
"""Seconds after which a waiting request looks whether the crawl is being stopped."""
HOST_DOWN = "host-down"
"""The reason of a crawl that ended because no host of it answers any more."""


class Gate:
    """A downloader middleware that sets each host's pause, and holds requests while a host rests."""

    def __init__(self, crawler: Crawler, options: PaceOptions, site: Site | None = None) -> None:
        self._crawler, self._options, self._site = crawler, options, site
        self._paces: dict[str, Pace] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `DOWNLOAD_DELAY` and `KLIPING_PACE`, which overrides fields of `PaceOptions`."""
        settings = crawler.settings
        given = {"delay": settings.getfloat("DOWNLOAD_DELAY")} | dict(settings.getdict("KLIPING_PACE"))
        target = getattr(crawler.spider, "target", None)
        return cls(crawler, msgspec.convert(given, PaceOptions), target.site if target else None)

    async def process_request(self, request: Request) -> None:
        """Hold the request until its host may be asked, and set the pause before the next one."""
        pace = self.pace_of(request)
        while not pace.given_up and (wait := max(pace.rest(monotonic()), self._closed_for())) > 0:
            if self.ending:
                break
            await asyncio.sleep(min(wait, SLICE))
        if pace.given_up or self.ending:
            raise NotAsked(HOST_DOWN if pace.given_up else "the crawl ends")
        self._set_pause(request, pace)

    async def sleep(self, seconds: float) -> None:
        """Wait, but not past the end of the crawl."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if self.ending:
                return
            await asyncio.sleep(min(left, SLICE))

    def process_response(self, request: Request, response: Response) -> Response:
        """Learn from the status, from how long the server took, and from `Retry-After`."""
        pace, now = self.pace_of(request), monotonic()
        asked = retry_after(response.headers.get(b"Retry-After") or b"", datetime.now(UTC))
        took = request.meta.get("download_latency", 0.0) - lag_of_the_loop().seconds
        pace.answered(response.status, max(0.0, took), now, asked)
        if response.status >= SERVER_ERROR or response.status == TOO_MANY:
            self._failed(request, pace)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a request that got no answer; what was refused here or not sent says nothing of the host."""
        if isinstance(exception, IgnoreRequest):
            return
        pace = self.pace_of(request)
        if isinstance(exception, DownloadTimeoutError):
            pace.waited(request.meta.get("download_timeout", 0.0))
        self._failed(request, pace)

    def pace_of(self, request: Request) -> Pace:
        """Return the pace of a request's host."""
        host = urlparse_cached(request).netloc
        if host not in self._paces:
            self._paces[host] = Pace(self._options)
        return self._paces[host]

    def give_up(self, request: Request, reason: str) -> None:
        """Ask a host no more; when there is no other, the crawl ends with this reason."""
        self.pace_of(request).given_up = True
        if all(pace.given_up for pace in self._paces.values()) and not self.ending:
            assert self._crawler.engine is not None
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=reason))

    def change(self, delay: float, site: Site) -> None:
        """Take a new delay and new hours; what was learnt of the hosts stays."""
        self._options = msgspec.structs.replace(self._options, delay=delay)
        self._site = site
        for pace in self._paces.values():
            pace.options = self._options

    def _failed(self, request: Request, pace: Pace) -> None:
        if not pace.failed(request.url, monotonic()):
            return
        self._count("rests")
        if pace.given_up:
            logger.warning("%s is given up: it fails again and again", urlparse_cached(request).netloc)
            self.give_up(request, HOST_DOWN)

    def _closed_for(self) -> float:
        if self._site is None or not self._site.windows:
            return 0.0
        return until_open(self._site.windows, datetime.now(ZoneInfo(self._site.timezone)))

    def _set_pause(self, request: Request, pace: Pace) -> None:
        assert self._crawler.engine is not None
        downloader: Any = self._crawler.engine.downloader
        _, slot = downloader._get_slot(request)  # noqa: SLF001 - Scrapy's AutoThrottle does it this way
        # One draw for each pause. Scrapy draws its jitter again whenever it looks, and begins to wait with the
        # draw of the request before: of two pauses it takes the longer, a sixth more than was asked for.
        slot.delay, slot.jitter = random.uniform(*pace.bounds), 0.0  # noqa: S311 - no secret
        if slot.latercall is not None and not slot.queue:
            slot.latercall.cancel()
            slot.latercall = None

    @property
    def ending(self) -> bool:
        """Whether the crawl is being stopped."""
        engine: Any = self._crawler.engine
        slot = engine._slot if engine is not None else None  # noqa: SLF001 - there is no public sign of it
        return slot is None or slot.closing is not None

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"kliping/{name}")
