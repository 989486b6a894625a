"""The one spider: it follows what `crawler.discover` names; the wire is recorded below it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

import scrapy
from scrapy.http import Request, Response

from archive.config import load_config
from archive.errors import KlipingError
from archive.sites import SiteRegistry
from crawler.api import json_urls
from crawler.clock import clock_of
from crawler.discover import MAX_BARREN, MAX_DEPTH, SITEMAPS, Discovery, Found, Priority
from crawler.feeds import xml_urls
from crawler.politeness.robots import Rules
from crawler.recrawl import Recrawl
from crawler.requisites import PRIORITY, Bounds, Requisites
from crawler.target import Target, target_from_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.memory.pages import PageMemory

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
        self.memory: PageMemory | None = None
        """What earlier runs saw of this site; the frontier gives it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build the spider from a target, or from `site` or `start` as given on Scrapy's command line."""
        if "target" not in kwargs:
            kwargs = {"target": _told(kwargs.pop("site", None), kwargs.pop("start", None)), **kwargs}
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
            for found in self._recrawl().due(clock_of(self.settings)()):
                yield self._request(found, {"kliping_due": True})

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
        wishes = list(self._recrawl().wishes(self._urls(response)))
        barren = 0 if any(wish.is_new for wish in wishes) else response.meta.get("kliping_barren", 0) + 1
        for wish in wishes:
            if wish.is_listing and barren > MAX_BARREN:
                continue
            further = depth + (not wish.is_listing)
            meta = {"kliping_via": response.url, "kliping_depth": further, "kliping_barren": barren}
            yield self._request(wish.found, meta)

    def _recrawl(self) -> Recrawl:
        return Recrawl(self.discovery, self.memory, full=self.target.full)

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
        recrawl, always = self._recrawl(), not self.target.follow
        wanted = (each for each in requests if not self.discovery.is_excluded(each.url))
        return (each for each in wanted if always or recrawl.is_wanted(each.url))

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


def _told(key: str | None, start: str | None) -> Target:
    """Return the target, or end with one line: `scrapy crawl` would print where in the code it was noticed."""
    try:
        return _target(key, start)
    except KlipingError as error:
        sys.stderr.write(f"kliping: {error}\n")
        raise SystemExit(error.exit_code) from None


def _target(key: str | None, start: str | None) -> Target:
    if start:
        return target_from_url(start)
    config = load_config({}).values
    return Target(SiteRegistry([Path(config.sites)]).get(key or ""))
