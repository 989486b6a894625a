"""A redirect must not lead the crawl off its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.requisites import Requisites
    from crawler.spiders.site import SiteSpider


class StayInScope:
    """A downloader middleware before all others: a redirect to a foreign host is recorded, not followed."""

    def __init__(self, crawler: Crawler, spider: SiteSpider) -> None:
        self._crawler, self._target, self._discovery = crawler, spider.target, spider.discovery
        self._requisites: Requisites | None = getattr(spider, "requisites", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the scope from the spider; it grows when the start of a crawl is redirected."""
        return cls(crawler, crawler.spider)  # type: ignore[arg-type]

    def process_request(self, request: Request) -> None:
        """Drop a redirect that leaves the site."""
        if request.meta.get("dont_obey_robotstxt"):  # robots.txt may be kept on another host (RFC 9309, 2.3.1.2)
            return
        if request.meta.get("kliping_requisite"):
            self._refuse_too_much(request)
            return  # a picture may lie anywhere, and redirect to anywhere that is public
        if not request.meta.get("kliping_seed") and not request.meta.get("retry_times"):
            self._refuse_repeats(request)
        redirected = request.meta.get("redirect_urls")
        if not redirected or self._discovery.in_scope(request.url):
            return
        if request.meta.get("kliping_seed") and not (self._target.profiled and self._target.follow):
            return  # the address someone typed may lead to `www.` or to another host: they mean that one
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("kliping/out-of-scope")
        raise IgnoreRequest(f"redirected out of scope: {request.url}")

    def _refuse_too_much(self, request: Request) -> None:
        reason = self._requisites.refuses(request) if self._requisites is not None else None
        if reason is None:
            return
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("kliping/requisites-left-out")
        raise IgnoreRequest(reason)

    def _refuse_repeats(self, request: Request) -> None:
        if not self._discovery.is_repeat(request.url):
            return
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("kliping/repeats-left-out")
        raise IgnoreRequest(f"one more of what is known: {request.url}")
