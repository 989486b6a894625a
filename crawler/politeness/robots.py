"""robots.txt by RFC 9309: what a server allows, and what its silence means."""

from __future__ import annotations

import asyncio
import codecs
import logging
import math
from time import monotonic
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from archive.urls import MAX_URL
from crawler.outcome import NotAsked
from crawler.politeness.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

AGENT = "kliping"
"""The product token that rules are looked up by."""
MAX_ROBOTS = 500 * 1024
"""Bytes that are read; the RFC's own least (section 2.5)."""
MAX_SITEMAPS = 50
REDIRECTS = 5
LIFETIME = 24 * 3600.0
"""Seconds that a copy is used (section 2.4)."""
UNREACHABLE = "robots-unreachable"
_OK, _CLIENT_ERROR, _SERVER_ERROR, _TOO_MANY = 200, 400, 500, 429
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Rules(Struct, frozen=True):
    """What one robots.txt says to us. `parsed` is None when everything is allowed."""

    parsed: Protego | None = None
    fetched: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether an address may be fetched."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, AGENT))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between two requests; None when it says nothing, or nonsense."""
        delay = self.parsed.crawl_delay(AGENT) if self.parsed is not None else None
        return float(delay) if delay is not None and math.isfinite(delay) else None

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The addresses of its `Sitemap` lines."""
        found = () if self.parsed is None else self.parsed.sitemaps
        return tuple(dict.fromkeys(url for url in found if len(url) <= MAX_URL))[:MAX_SITEMAPS]


def parse_robots(body: bytes) -> Protego:
    """Return the rules in a robots.txt: any line ends, a byte order mark, 500 KiB at most, whole lines only."""
    body = body[: MAX_ROBOTS + 1]
    encoding = "utf-8"
    for mark, name in _BOMS:
        if body.startswith(mark):
            body, encoding = body[len(mark) :], name
            break
    text = body[:MAX_ROBOTS].decode(encoding, "replace")
    lines = text.replace("\0", "").splitlines()
    if len(body) > MAX_ROBOTS:
        lines = lines[:-1]  # half a rule may say the opposite
    return Protego.parse("\n".join(lines))


class ObeyRobots:
    """A downloader middleware that asks each host's robots.txt before anything else.

    2xx is parsed; 4xx allows everything (section 2.3.1.3); 5xx, 429 and no answer forbid everything
    (2.3.1.4). It is then asked for again after each of `waits` seconds, and the host is given up
    when it still does not answer. Up to five redirects are followed, to other hosts too.
    """

    def __init__(self, crawler: Crawler, waits: tuple[float, ...]) -> None:
        self._crawler, self._waits = crawler, waits
        self._rules: dict[str, Rules | None] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self.on_rules: Callable[[Rules], None] | None = getattr(crawler.spider, "on_robots", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read `ROBOTSTXT_OBEY` and `KLIPING_ROBOTS_WAITS`."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("robots.txt is not asked for")
        return cls(crawler, tuple(map(float, crawler.settings.getlist("KLIPING_ROBOTS_WAITS", ["10", "60"]))))

    async def process_request(self, request: Request) -> None:
        """Let a request pass that robots.txt allows."""
        if request.meta.get("dont_obey_robotstxt") or urlparse_cached(request).scheme not in ("http", "https"):
            return
        rules = await self._of(request)
        if rules is None:
            raise NotAsked(UNREACHABLE)
        if not rules.allows(request.url):
            assert self._crawler.stats is not None
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise IgnoreRequest("forbidden by robots.txt")

    async def _of(self, request: Request) -> Rules | None:
        parts = urlparse_cached(request)
        host = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(host, asyncio.Lock()):
            known = self._rules.get(host)
            if host in self._rules and (known is None or known.fetched + LIFETIME > monotonic()):
                return known
            self._rules[host] = await self._ask(f"{host}/robots.txt", request) or known
            return self._rules[host]

    async def _ask(self, url: str, request: Request) -> Rules | None:
        """Ask, again and again when the server is ill; None when it stays silent."""
        gate = self._crawler.get_downloader_middleware(Gate)
        for wait in (*self._waits, None):
            rules, alive = await self._fetch(url)
            if rules is not None:
                if gate is not None:
                    gate.pace_of(request).ask(rules.crawl_delay)
                if self.on_rules is not None:
                    self.on_rules(rules)
                return rules
            if not alive or wait is None:
                break
            await (gate.sleep(wait) if gate is not None else asyncio.sleep(wait))
        if gate is not None and self._crawler.engine is not None:
            gate.give_up(request, UNREACHABLE)
        return None

    async def _fetch(self, url: str) -> tuple[Rules | None, bool]:
        """Return the rules, or None and whether the server at least answered."""
        assert self._crawler.engine is not None
        meta = {"dont_obey_robotstxt": True, "redirect_ttl": REDIRECTS}
        request = Request(url, priority=1000, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(request)
        except NotAsked:
            raise
        except IgnoreRequest:  # too many redirects, or one to where we must not go: as if there were none
            return Rules(fetched=monotonic()), True
        except Exception as error:  # noqa: BLE001 - whatever went wrong, it is no permission
            logger.debug("no robots.txt from %s: %s", url, error)
            return None, False
        return self._read(response), True

    def _read(self, response: Response) -> Rules | None:
        if response.status >= _SERVER_ERROR or response.status == _TOO_MANY:
            return None
        if response.status >= _CLIENT_ERROR or response.status != _OK:
            return Rules(fetched=monotonic())
        return Rules(parse_robots(response.body), monotonic())
