"""`scrapy crawl` reports and derives the dataset when it is done, as `kliping crawl` does."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from archive.collection import Collection
from archive.config import load_config
from archive.disk import marks_of
from archive.errors import KlipingError
from archive.jobs.closing import close_runs
from archive.jobs.derive import derive
from archive.reports import Situation
from archive.sites import SiteRegistry
from crawler.recorder import Recorder
from crawler.report import report_of, store_reports

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class DeriveAfter:
    """A Scrapy extension; enabled by `KLIPING_DERIVE`."""

    def __init__(self, collection: Collection, crawler: Crawler) -> None:
        self._collection, self._crawler = collection, crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `KLIPING_COLLECTION`, and run when the engine has stopped."""
        if not crawler.settings.getbool("KLIPING_DERIVE"):
            raise NotConfigured("derived by the command")
        extension = cls(Collection(crawler.settings["KLIPING_COLLECTION"]), crawler)
        crawler.signals.connect(extension.run, signal=signals.engine_stopped)
        return extension

    def run(self) -> None:
        """Leave the report, then derive and complete it; an error is one line in the log, the WARCs are safe."""
        try:
            with self._collection.lock():
                runs = self._reported()
                config = load_config({}).values
                marks = marks_of(self._collection.root, config.min_free, config.stop_free)
                report = derive(self._collection, SiteRegistry([Path(config.sites)]), workers=config.derive_workers)
                closed = close_runs(self._collection, runs, Situation(marks.pause, report.damaged), derived=True)
        except KlipingError as error:
            logger.error("The dataset could not be derived: %s", error)  # noqa: TRY400 - one line
            return
        logger.warning("kliping: %d articles, %d rejections", report.articles, report.rejections)
        for alarm in dict.fromkeys(alarm for run in closed for alarm in run.alarms):
            logger.warning("kliping: alarm: %s", alarm)

    def _reported(self) -> list[str]:
        """Store the report of the run, if there was one, and return its name."""
        recorder, target = self._crawler.get_extension(Recorder), getattr(self._crawler.spider, "target", None)
        if recorder is None or target is None or self._crawler.stats is None:
            return []
        started = self._crawler.stats.get_value("start_time")
        report = report_of(target.site.key, self._crawler, started, recorder.recovered)
        if (error := store_reports(self._collection, [report])) is not None:
            raise error
        return [report.run]
