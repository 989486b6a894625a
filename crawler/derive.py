"""`scrapy crawl` derives the dataset when it is done, as `kliping crawl` does."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from archive.collection import Collection
from archive.config import load_config
from archive.errors import KlipingError
from archive.jobs.derive import derive
from archive.sites import SiteRegistry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class DeriveAfter:
    """A Scrapy extension; enabled by `KLIPING_DERIVE`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `KLIPING_COLLECTION`, and run when the engine has stopped."""
        if not crawler.settings.getbool("KLIPING_DERIVE"):
            raise NotConfigured("derived by the command")
        extension = cls(Collection(crawler.settings["KLIPING_COLLECTION"]))
        crawler.signals.connect(extension.run, signal=signals.engine_stopped)
        return extension

    def run(self) -> None:
        """Derive; an error is one line in the log, the WARCs are safe."""
        try:
            with self._collection.lock():
                config = load_config({}).values
                report = derive(self._collection, SiteRegistry([Path(config.sites)]), workers=config.derive_workers)
        except KlipingError as error:
            logger.error("The dataset could not be derived: %s", error)  # noqa: TRY400 - one line
            return
        logger.warning("kliping: %d articles, %d rejections", report.articles, report.rejections)
