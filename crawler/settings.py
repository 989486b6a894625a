"""Scrapy settings, every value with its reason; `scrapy crawl` reads this module, `kliping` builds on it."""

from __future__ import annotations

from typing import Any

from archive.config import Config, load_config
from archive.version import VERSION
from crawler.capture import DOWNLOAD_HANDLERS as WIRE_HANDLERS
from crawler.target import DEFAULT_DELAY


def user_agent(contact: str) -> str:
    """Return an honest User-Agent: the tool, its version, and where its operator can be reached."""
    return f"kliping/{VERSION} (+{contact})" if contact else f"kliping/{VERSION} (archiver; operator gave no contact)"


def scrapy_settings(config: Config) -> dict[str, Any]:
    """Return the settings that follow from kliping's own."""
    return {
        "KLIPING_COLLECTION": config.collection,
        "KLIPING_SITES": config.sites,
        "KLIPING_ALLOW_PRIVATE": config.allow_private,
        "KLIPING_MAX_PAGES": config.max_pages,
        "KLIPING_MAX_DOCUMENT": config.max_document,
        "KLIPING_REQUISITES": config.requisites,
        "KLIPING_WARC_SIZE": config.warc_size,
        "KLIPING_MIN_FREE": config.min_free,
        "KLIPING_STOP_FREE": config.stop_free,
        "KLIPING_DISK_WAIT": config.disk_wait,
        "USER_AGENT": user_agent(config.contact),
        "DOWNLOAD_DELAY": DEFAULT_DELAY if config.delay is None else config.delay,
        "DOWNLOAD_TIMEOUT": config.timeout,
        "DOWNLOAD_MAXSIZE": config.max_body,
    }


BOT_NAME = "kliping"
SPIDER_MODULES = ["crawler.spiders"]

# Capture: bytes as on the wire. Twisted's reactor carries the HTTP/1.1 handler that is teed.
DOWNLOAD_HANDLERS = WIRE_HANDLERS
EXTENSIONS = {
    "crawler.recorder.Recorder": 0,
    "crawler.disk.DiskGuard": 100,
    "crawler.politeness.reload.Reload": 500,
    "crawler.derive.DeriveAfter": 900,
}
# Every reader of a WARC can decode these two; warcio returns zstd undecoded.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}

# Politeness: one connection to a host, a pause with jitter, robots.txt obeyed.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Of one site. More would only queue in the downloader, where Ctrl-C waits for each of them, pauses included.
CONCURRENT_REQUESTS = 1

# Scrapy starts so many tasks for every page; what a page gives here are links, which are taken in turn.
CONCURRENT_ITEMS = 1
# It reads the source of the callback again for each spider; ours returns nothing beside its requests.
WARN_ON_GENERATOR_RETURN_VALUE = False

# A broken server is asked three times, 4xx only where it asks for patience.
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
REDIRECT_MAX_TIMES = 8
HTTPERROR_ALLOW_ALL = True  # an error page may lead on; derive tells what it is

DOWNLOADER_MIDDLEWARES = {
    "crawler.scope.StayInScope": 50,  # before robots.txt is asked for: a foreign host is not
    # Scrapy's own reads a 503 as permission, and leaves Crawl-delay to us.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.politeness.robots.ObeyRobots": 100,
    # Below redirects, above decompression and statistics: those see the 304, these the page of the archive.
    "crawler.conditional.Conditional": 620,
    "crawler.politeness.gate.Gate": 940,  # sees every attempt, retries and robots.txt too
    # Last before the wire: what robots.txt or the scope refuses is no page.
    "crawler.budget.PageBudget": 950,
    # Decoded bodies are bounded: a bomb of a few kilobytes must not fill the memory.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.decompress.BoundedDecompression": 590,
    # Our own Accept-Encoding must reach the wire unchanged, and nothing here needs these two.
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
}
COOKIES_ENABLED = False  # no session, no personal page; and cookies make tldextract try the network
# Pages are known by their canonical form in crawler.frontier; Scrapy's filter would do it again.
# Every address is a row on the disk: a killed crawl goes on where it was, and memory stays flat.
SCHEDULER = "crawler.frontier.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SPIDER_MIDDLEWARES = {
    "crawler.frontier.Acknowledge": 10,  # outermost: a lease ends when all its links are stored
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # crawler.discover bounds them
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,  # the WARC's `via` says it
}

# No open ports, no remote control, no statistics of its own in the log.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_INSTALL_ROOT_HANDLER = False
LOG_LEVEL = "WARNING"
MEMUSAGE_ENABLED = False

locals().update(scrapy_settings(load_config({}).values))
KLIPING_DERIVE = True
