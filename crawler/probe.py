"""A first visit to a site: a dozen requests, recorded and polite like any crawl, to write its profile from."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import msgspec
import scrapy
from scrapy.http import Request, Response

from archive.collection import Collection
from archive.errors import Unreachable
from archive.jobs.survey import Survey, survey
from archive.urls import target_of
from crawler.api import json_urls, wordpress_listing
from crawler.discover import Discovery
from crawler.feeds import xml_urls
from crawler.politeness.robots import Rules
from crawler.recorder import Recorder
from crawler.target import Target, target_from_url

if TYPE_CHECKING:
    from archive.config import Config
    from archive.sites.site import Tls

CANDIDATES = ("sitemap.xml", "sitemap_index.xml", "wp-sitemap.xml", "feed/", "rss.xml", "atom.xml")
ROOTS = ("wp-json/", "berita/wp-json/")
PLAIN_API = ("v1/public/news?per_page=5", "api/berita", "api/news")
LISTINGS = 3
"""Listings of the home page that are looked at too."""


class ProbeSpider(scrapy.Spider):
    """Asks for the home page, then for what sites of this kind have; `pages` and `answers` are what came."""

    name = "probe"

    def __init__(self, target: Target, **kwargs: Any) -> None:
        super().__init__(target.site.key, **kwargs)
        self.target, self.discovery = target, Discovery(target.site)
        self.pages: list[tuple[str, bytes]] = []
        self.answers: list[str] = []
        self.delay: float | None = None

    def on_robots(self, rules: Rules) -> None:
        """Keep the pause that the site asks for."""
        self.delay = rules.crawl_delay if rules.crawl_delay is not None else self.delay

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the home page."""
        yield Request(self.target.site.seeds[0], self.home, meta={"kliping_seed": True}, dont_filter=True)

    def home(self, response: Response) -> Iterator[Request]:
        """Ask for feeds, sitemaps, APIs and the first listings, where the home page led to."""
        self.discovery.widen(response.url)
        self.pages.append((response.url, response.body))
        links = self.discovery.links(response.body, response.url)
        declared = [url for url in links if "wp/v2/posts" in url]
        apis = declared or [wordpress_listing(urljoin(response.url, "/" + root)) for root in ROOTS]
        apis += [] if declared else [urljoin(response.url, "/" + path) for path in PLAIN_API]
        wanted = [urljoin(response.url, "/" + path) for path in CANDIDATES] + apis
        for url in dict.fromkeys(wanted):
            yield self._request(url, self.answer)
        found = survey(self.pages)
        listings = [url for url in links if _matches(found, url) and self.discovery.in_scope(url)]
        for url in listings[:LISTINGS]:
            yield self._request(url, self.listing)

    def answer(self, response: Response) -> None:
        """Keep the address of a feed, a sitemap or an API that names pages of the site."""
        if response.status >= 300:  # noqa: PLR2004 - only a good answer counts
            return
        read = json_urls if b"json" in (response.headers.get(b"Content-Type") or b"") else _xml
        if any(self.discovery.in_scope(url) for url in read(response.body, response.url)):
            self.answers.append(response.url)

    def listing(self, response: Response) -> None:
        """Keep a listing, whose links show the form of articles."""
        if response.status < 300:  # noqa: PLR2004 - only a good answer counts
            self.pages.append((response.url, response.body))

    def _request(self, url: str, callback: Any) -> Request:
        meta = {"kliping_site": self.target.site.key, "kliping_keep_body": True, "max_retry_times": 0}
        return Request(url, callback, meta=meta, dont_filter=True)


def _matches(found: Survey, url: str) -> bool:
    return any(re.search(pattern, target_of(url)) for pattern in found.listing)


def _xml(body: bytes, _url: str) -> list[str]:
    return xml_urls(body)


def probe(url: str, config: Config, tls: Tls = "modern") -> Survey:
    """Visit a site and return what was found; the visit is recorded in the collection.

    Raises:
        ConfigError: the address is none.
        Unreachable: no page came.
        CollectionBusy: another process writes to the collection.
    """
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415 - half a second that --help need not pay

    from crawler.settings import scrapy_settings  # noqa: PLC0415

    collection = Collection(config.collection).create()
    with collection.lock():
        process = AsyncCrawlerProcess({"LOG_INSTALL_ROOT_HANDLER": False, "LOG_LEVEL": "CRITICAL"})
        crawler = process.create_crawler(ProbeSpider)
        crawler.settings.setmodule("crawler.settings", priority="project")
        settings = scrapy_settings(config) | {"KLIPING_DERIVE": False, "KLIPING_MAX_PAGES": 30}
        crawler.settings.update(settings, priority="cmdline")
        process.crawl(crawler, target=target_from_url(url, tls=tls))
        for name in ("scrapy", "twisted", "crawler", "py.warnings"):  # what matters is in the survey
            logging.getLogger(name).setLevel(logging.CRITICAL)
        process.start()
        recorder = crawler.get_extension(Recorder)
        if recorder is not None:
            recorder.close()
            if recorder.error is not None:
                raise recorder.error
    spider: Any = crawler.spider
    if spider is None or not spider.pages:
        raise Unreachable("no page came from the site", where=url, hint="--no-probe writes a profile without a visit")
    return msgspec.structs.replace(_survey(spider), tls=tls)


def _survey(spider: Any) -> Survey:
    found = survey(spider.pages)
    listings = tuple(dict.fromkeys(url for url, _ in spider.pages[1:]))
    apis = tuple(url for url in spider.answers if "sitemap.xml" not in url)
    return msgspec.structs.replace(found, feeds=tuple(spider.answers), seeds=apis + listings, delay=spider.delay)
