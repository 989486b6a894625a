"""A redirect must not lead the crawl off its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

from archive.urls import host_of, port_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.target import Target


class StayInScope:
    """A downloader middleware below the redirect one: a redirect to a foreign host is recorded, not followed."""

    def __init__(self, crawler: Crawler, target: Target) -> None:
        self._crawler, self._target = crawler, target

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the scope from the spider's target."""
        return cls(crawler, crawler.spider.target)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> None:
        """Drop a redirect that leaves the site."""
        redirected = request.meta.get("redirect_urls")
        if not redirected or self._target.site.owns(host_of(request.url), port_of(request.url)):
            return
        if not self._target.profiled and not request.meta.get("depth"):
            return  # the address someone typed may lead to `www.` or to another host: they mean that one
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("kliping/out-of-scope")
        raise IgnoreRequest(f"redirected out of scope: {request.url}")
