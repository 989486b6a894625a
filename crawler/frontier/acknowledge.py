"""A page is acknowledged when everything it leads to is stored, and not before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request

from crawler.frontier.scheduler import FrontierScheduler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

BATCH = 1_000
"""Addresses stored in one transaction, at most."""


class Acknowledge:
    """The outermost spider middleware: takes a page's requests into the frontier, then ends its lease."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the scheduler of this crawl, once there is one."""
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Keep the requests of a page; anything else goes on its way."""
        scheduler = self._scheduler()
        assert response.request is not None
        links: list[Request] = []
        try:
            async for each in result:
                if not isinstance(each, Request):
                    yield each
                    continue
                links.append(each)
                if len(links) >= BATCH:
                    scheduler.take(links)
                    links = []
        except Exception:
            scheduler.acknowledge(response.request, links, "parse")
            raise
        scheduler.acknowledge(response.request, links)

    def _scheduler(self) -> FrontierScheduler:
        assert self._crawler.engine is not None
        scheduler = self._crawler.engine.scheduler
        assert isinstance(scheduler, FrontierScheduler), "Acknowledge needs the frontier's scheduler"
        return scheduler
