"""An operator may change delay and ignore rules of a crawl that runs for days: the files are looked at again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from archive.config import FILE, load_config
from archive.errors import KlipingError
from archive.sites import Site, SiteRegistry, load_profile
from crawler.politeness.gate import Gate
from crawler.target import DEFAULT_DELAY

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds between two looks."""


class Reload:
    """A Scrapy extension that reads `kliping.toml` and the profile again when one of them was changed.

    A delay given on the command line stays. A file with a mistake is told in the log, and the old rules stay.
    """

    def __init__(self, crawler: Crawler, profile: Path | None) -> None:
        self._crawler, self._profile = crawler, profile
        self._files = tuple(path.absolute() for path in (Path(FILE), profile) if path is not None)
        self._seen = self._times()
        self._loop: Any = None
        delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._pinned = delay != self._delay(self._spider.target.site)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch while the spider is open; `KLIPING_SITES` is the folder of the user's profiles."""
        target = getattr(crawler.spider, "target", None)
        if target is None:
            raise NotConfigured("no target to read again")
        profile = None
        if target.profiled:
            registry = SiteRegistry([Path(crawler.settings.get("KLIPING_SITES") or load_config({}).values.sites)])
            profile = registry.origin(target.site.key) if target.site.key in registry else None
        extension = cls(crawler, profile)
        crawler.signals.connect(extension.opened, signal=signals.spider_opened)
        crawler.signals.connect(extension.closed, signal=signals.spider_closed)
        return extension

    @property
    def _spider(self) -> Any:
        return self._crawler.spider

    def opened(self) -> None:
        """Begin to look."""
        self._loop = create_looping_call(self.look)
        self._loop.start(self._crawler.settings.getfloat("KLIPING_RELOAD", EVERY), now=False)

    def closed(self) -> None:
        """Look no more."""
        if self._loop is not None and self._loop.running:
            self._loop.stop()

    def look(self) -> None:
        """Apply what changed since the last look."""
        times = self._times()
        if times == self._seen:
            return
        self._seen = times
        try:
            self._apply(self._site())
        except KlipingError as error:
            logger.warning("the old rules stay: %s", error)

    def _site(self) -> Site:
        """Return the profile as it is now; hosts and seeds stay those the crawl began with."""
        now: Site = self._spider.target.site
        if self._profile is None:
            return now
        fresh = load_profile(self._profile)
        return msgspec.structs.replace(now, delay=fresh.delay, urls=fresh.urls, windows=fresh.windows)

    def _apply(self, site: Site) -> None:
        gate = self._crawler.get_downloader_middleware(Gate)
        delay = self._crawler.settings.getfloat("DOWNLOAD_DELAY") if self._pinned else self._delay(site)
        spider = self._spider
        spider.target = msgspec.structs.replace(spider.target, site=site)
        spider.discovery.change(site)
        if gate is not None:
            gate.change(delay, site)
        assert self._crawler.stats is not None
        self._crawler.stats.inc_value("kliping/reloads")

    def _delay(self, site: Site) -> float:
        configured = load_config({}).values.delay
        return configured if configured is not None else DEFAULT_DELAY if site.delay is None else site.delay

    def _times(self) -> tuple[int | None, ...]:
        return tuple(_changed(path) for path in self._files)


def _changed(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
