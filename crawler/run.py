"""A crawl started from Python: one or several targets into one collection, with a report for each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from archive.collection import Collection
from archive.config import Config
from archive.disk import marks_of
from archive.errors import KlipingError
from archive.jobs.recover import recover
from archive.jobs.remember import remember
from archive.reports import Report
from crawler.garbage import seldom_collected
from crawler.openfiles import allow_open_files
from crawler.report import report_of, store_reports
from crawler.stopping import Stop, stopped_by_signals
from crawler.target import Target

FILES_OF_A_SITE = 8
"""Open at most for one site: its WARC, failure log, connections and the files of an answer under way."""


class Watcher(Protocol):
    """Who wants to see a crawl while it runs."""

    def scheduled(self, site: str) -> None:
        """Tell that a request was queued."""

    def resumed(self, site: str, pending: int) -> None:
        """Tell that this crawl goes on with an unfinished one, of which so many pages wait."""

    def fetched(self, site: str) -> None:
        """Tell that a response came."""

    def closed(self, site: str, reason: str) -> None:
        """Tell that a target's crawl ended."""

    def disk(self, site: str, *, low: bool, free: int) -> None:
        """Tell that a crawl pauses since the disk has so few bytes free, or that it goes on."""

    def stopping(self) -> None:
        """Tell that a signal ends the crawl as soon as what is under way has arrived."""


class Crawl(Struct, frozen=True):
    """The end of a crawl. `error` is what stopped it, if anything but its own end did."""

    reports: tuple[Report, ...]
    error: KlipingError | None = None

    @property
    def interrupted(self) -> bool:
        """Whether a signal ended it."""
        return any(report.reason == "interrupted" for report in self.reports)

    @property
    def responses(self) -> int:
        """All responses recorded."""
        return sum(report.responses for report in self.reports)


def crawl(targets: Sequence[Target], config: Config, watcher: Watcher | None = None, *, workers: int = 1) -> Crawl:
    """Crawl targets side by side into the configured collection; blocks until all are done.

    The caller holds no lock; what a crashed run left half-written is salvaged first.

    Args:
        targets: each site once.
        config: the settings in force.
        watcher: who wants to see it.
        workers: processes among which the sites are divided.

    Raises:
        CollectionBusy: when another process writes to the collection.
        ConfigError: when `stop_free` is more than `min_free`.
        WriteError: when the collection cannot be made.
    """
    collection = Collection(config.collection).create()
    marks_of(collection.root, config.min_free, config.stop_free)  # a mistake is told before anything begins
    with collection.lock() as lock:
        recovered = recover(collection)
        remember(collection, derived=False)
        if workers == 1 or len(targets) == 1:
            return _run(targets, config, collection, _Watch(watcher, recovered))
        from crawler.workers.crew import Places, crawl_apart  # noqa: PLC0415 - it imports this module

        crawls = crawl_apart(targets, config, watcher, Places(workers, lock))
        recover(collection)  # of a worker that died
    return _together(crawls, recovered)


def crawl_held(targets: Sequence[Target], config: Config, watcher: Watcher) -> Crawl:
    """Crawl targets for a process that holds the collection's lock: what a worker does."""
    return _run(targets, config, Collection(config.collection).create(), _Watch(watcher, ()))


def _together(crawls: Sequence[Crawl], recovered: tuple[str, ...]) -> Crawl:
    reports = tuple(
        msgspec.structs.replace(report, recovered=recovered)
        for report in sorted((r for crawl in crawls for r in crawl.reports), key=lambda report: report.site)
    )
    return Crawl(reports, next((crawl.error for crawl in crawls if crawl.error is not None), None))


class _Watch(Struct, frozen=True):
    watcher: Watcher | None
    recovered: tuple[str, ...]


def _run(targets: Sequence[Target], config: Config, collection: Collection, watch: _Watch) -> Crawl:
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415 - half a second that --help need not pay

    from crawler.spiders.site import SiteSpider  # noqa: PLC0415

    allow_open_files(FILES_OF_A_SITE * len(targets))
    process = AsyncCrawlerProcess({"LOG_INSTALL_ROOT_HANDLER": False})
    started = datetime.now(UTC)
    crawlers = []
    stop = Stop(process, watch.watcher.stopping if watch.watcher else _nothing)
    with stopped_by_signals(stop), seldom_collected():
        for target in targets:
            crawler = process.create_crawler(SiteSpider)
            _configure(crawler, target, config)
            _connect(crawler, target.site.key, watch.watcher)
            crawlers.append((target, crawler))
            process.crawl(crawler, target=target)
        _quiet()
        process.start(install_signal_handlers=False)
    errors = [_close(crawler) for _, crawler in crawlers]
    reports = tuple(report_of(target.site.key, crawler, started, watch.recovered) for target, crawler in crawlers)
    errors.append(store_reports(collection, reports))
    return Crawl(reports, next((error for error in errors if error is not None), None))


def _nothing() -> None:
    """Tell nobody."""


def _configure(crawler: Any, target: Target, config: Config) -> None:
    from crawler.settings import scrapy_settings  # noqa: PLC0415

    settings = scrapy_settings(config)
    settings["DOWNLOAD_DELAY"] = target.delay if config.delay is None else config.delay
    settings["KLIPING_DERIVE"] = False
    settings["KLIPING_HELD"] = True  # the lock is, and a crashed run's files are mended
    crawler.settings.setmodule("crawler.settings", priority="project")
    crawler.settings.update(settings, priority="cmdline")


def _connect(crawler: Any, site: str, watcher: Watcher | None) -> None:
    from scrapy import signals  # noqa: PLC0415

    from crawler import disk  # noqa: PLC0415

    if watcher is None:
        return
    crawler.signals.connect(lambda: watcher.scheduled(site), signal=signals.request_scheduled, weak=False)
    crawler.signals.connect(lambda: watcher.fetched(site), signal=signals.response_received, weak=False)
    crawler.signals.connect(lambda: _opened(crawler, site, watcher), signal=signals.spider_opened, weak=False)
    told = lambda low, free: watcher.disk(site, low=low, free=free)  # noqa: E731 - Scrapy asks for its names
    crawler.signals.connect(told, signal=disk.changed, weak=False)
    crawler.signals.connect(lambda reason: watcher.closed(site, reason), signal=signals.spider_closed, weak=False)


def _opened(crawler: Any, site: str, watcher: Watcher) -> None:
    pending = crawler.stats.get_value("kliping/resumed")
    if pending is not None:
        watcher.resumed(site, pending)


def _quiet() -> None:
    """Keep the chatter out of the terminal: what matters is in the report, the failure log and `Crawl.error`."""
    for name in ("scrapy", "twisted", "py.warnings"):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("crawler").setLevel(logging.CRITICAL)


def _close(crawler: Any) -> KlipingError | None:
    """Finish the files of a crawl that was stopped at once, and return what ended it, if anything did."""
    from crawler.disk import DiskGuard  # noqa: PLC0415
    from crawler.recorder import Recorder  # noqa: PLC0415

    recorder: Recorder = crawler.get_extension(Recorder)
    recorder.close()
    guard: DiskGuard = crawler.get_extension(DiskGuard)
    return recorder.error or guard.error


__all__ = ["Crawl", "Watcher", "crawl"]
