"""The one spider: it follows what `crawler.discover` names; the wire is recorded below it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

import scrapy
from scrapy.http import Request, Response

from archive.config import load_config
from archive.sites import SiteRegistry
from crawler.api import json_urls
from crawler.discover import MAX_BARREN, MAX_DEPTH, SITEMAPS, Discovery, Found, Priority
from crawler.feeds import xml_urls
from crawler.politeness.robots import Rules
from crawler.requisites import PRIORITY, Bounds, Requisites
from crawler.target import Target, target_from_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

HTML = (b"text/html", b"application/xhtml+xml")
XML = (b"xml", b"rss", b"atom", b"gzip")
SITEMAP = "/sitemap.xml"
NOT_FOUND = 400


class SiteSpider(scrapy.Spider):
    """Crawls one target; `scrapy crawl site -a site=KEY` or `-a start=URL` makes it from a profile."""

    name = "site"

    def __init__(self, target: Target, bounds: Bounds | None = None, **kwargs: Any) -> None:
        super().__init__(target.site.key, **kwargs)
        self.target = target
        self.bounds = bounds or Bounds()
        self.requisites = Requisites(self.bounds, self._requisite)
        self.discovery = Discovery(target.site)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build the spider from a target, or from `site` or `start` as given on Scrapy's command line."""
        if "target" not in kwargs:
            kwargs = {"target": _target(kwargs.pop("site", None), kwargs.pop("start", None)), **kwargs}
            if load_config({}).values.delay is None:
                crawler.settings.set("DOWNLOAD_DELAY", kwargs["target"].delay, priority="spider")
        kwargs.setdefault("bounds", Bounds.of(crawler.settings, kwargs["target"]))
        return super().from_crawler(crawler, *args, **kwargs)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the seeds and, for a whole site, its sitemap."""
        for url in self.target.site.seeds:
            self.discovery.claim(url)
            yield self._request(Found(url, Priority.SEED), {"kliping_seed": True})
        if self.target.follow:
            for found in self.discovery.next(urljoin(url, SITEMAP) for url in self.target.site.seeds):
                yield self._request(Found(found.url, Priority.OTHER), {})

    def on_robots(self, rules: Rules) -> None:
        """Ask for the sitemaps that robots.txt names."""
        if not self.target.follow or self.crawler.engine is None:
            return
        for found in self.discovery.next(rules.sitemaps):
            request = self._request(Found(found.url, Priority.SEED), {"kliping_keep_body": True})
            self.crawler.engine.crawl(request)

    def parse(self, response: Response) -> Iterator[Request]:
        """Yield the requests that a page leads to; the page itself is already recorded."""
        yield from self._belonging(response)
        depth = response.meta.get("kliping_depth", 0)
        if not self.target.follow or depth >= MAX_DEPTH:
            return
        self.discovery.claim(response.url)
        if response.meta.get("kliping_seed"):
            self.arrived(response.url)
        if response.body and response.status < NOT_FOUND:
            self.discovery.monotony.learn(response.url, response.body)
            if self.discovery.is_trap(response.url) and not response.meta.get("kliping_seed"):
                return
        found = list(self.discovery.next(self._urls(response)))
        fruitful = any(each.priority is not Priority.LISTING for each in found)
        barren = 0 if fruitful else response.meta.get("kliping_barren", 0) + 1
        for each in found:
            is_listing = each.priority is Priority.LISTING
            if is_listing and barren > MAX_BARREN:
                continue
            meta = {"kliping_via": response.url, "kliping_depth": depth + (not is_listing), "kliping_barren": barren}
            yield self._request(each, meta)

    def parse_requisite(self, response: Response) -> Iterator[Request]:
        """Yield what a style sheet embeds; anything else of a page is recorded, and that is all."""
        yield from self._wanted(self.requisites.of_style(response))

    def _belonging(self, response: Response) -> Iterator[Request]:
        """Yield what makes a page whole: its documents always, what it embeds when that is wanted."""
        kind = (response.headers.get(b"Content-Type") or b"").lower()
        follow = self.target.follow
        if not any(k in kind for k in HTML) or (follow and not self.discovery.may_be_article(response.url)):
            return
        yield from self._wanted(self.requisites.of_page(response))
        yield from self._wanted(self.requisites.documents(response, titles=not follow))

    def _wanted(self, requests: Iterable[Request]) -> Iterator[Request]:
        return (request for request in requests if not self.discovery.is_excluded(request.url))

    def arrived(self, url: str) -> None:
        """Take note of where a seed led, now or in the run that this one goes on with."""
        if not self.target.profiled:
            self.discovery.widen(url)

    def _urls(self, response: Response) -> Iterable[str]:
        kind = (response.headers.get(b"Content-Type") or b"").lower()
        if any(k in kind for k in HTML):
            return self.discovery.links(response.body, response.url)
        if b"json" in kind:
            return json_urls(response.body, response.url)
        return xml_urls(response.body) if any(k in kind for k in XML) else ()

    def _requisite(self, url: str, meta: dict[str, Any]) -> Request:
        meta = {"kliping_site": self.target.site.key, **meta}
        return Request(url, callback=self.parse_requisite, priority=PRIORITY, dont_filter=True, meta=meta)

    def _request(self, found: Found, meta: dict[str, Any]) -> Request:
        if found.priority is Priority.DOCUMENT:
            meta = {"download_maxsize": self.bounds.document, **meta}
        return Request(
            found.url,
            callback=self.parse,
            priority=found.priority,
            dont_filter=True,  # Discovery knows what was given out, by canonical form
            meta={
                "kliping_site": self.target.site.key,
                "kliping_keep_body": SITEMAPS.search(found.url) is not None,  # a packed one is no text
                **meta,
            },
        )


def _target(key: str | None, start: str | None) -> Target:
    if start:
        return target_from_url(start)
    config = load_config({}).values
    return Target(SiteRegistry([Path(config.sites)]).get(key or ""))
