"""A crawl has an end: at most so many pages, counted when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro

from crawler.outcome import Postponed

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

REASON = "max-pages"


class PageBudget:
    """A downloader middleware that closes the spider after `limit` requests.

    robots.txt is not counted, nor what belongs to a page: that is bounded by page (`crawler.requisites`).
    """

    def __init__(self, crawler: Crawler, limit: int) -> None:
        self._crawler = crawler
        self._left = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `KLIPING_MAX_PAGES`."""
        limit = crawler.settings.getint("KLIPING_MAX_PAGES")
        if limit <= 0:
            raise NotConfigured("no page limit")
        return cls(crawler, limit)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or end the crawl."""
        if request.meta.get("dont_obey_robotstxt") or request.meta.get("kliping_requisite"):
            return
        if self._left <= 0:
            if self._crawler.engine is not None and self._crawler.engine.spider is not None:
                deferred_from_coro(self._crawler.engine.close_spider_async(reason=REASON))
            raise Postponed(REASON)
        self._left -= 1
