"""Run one crawl in a process of its own: a job comes as JSON on stdin, the result goes to a file.

A job is `{"settings": {...}, "requests": [{"url": ..., "meta": {...}}], "result": PATH}`. Requests
are made one after the other.
"""

from __future__ import annotations

import resource
import signal
import sys

import msgspec
import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawler.capture import DOWNLOAD_HANDLERS
from crawler.recorder import Recorder

JOB = msgspec.json.decode(sys.stdin.buffer.read())
FIELDS = ("url", "fetched_at", "ip", "protocol", "tls", "truncated", "interim", "notes")
RESULT = {"exchanges": [], "pages": [], "errors": [], "peak_kib": []}


class Watching(Recorder):
    """The real recorder, with a copy of every exchange for the test."""

    def record(self, exchange, original=None):
        if not JOB.get("no_copies"):
            blocks = {"request": bytes(exchange.request), "response": bytes(exchange.response)}
            RESULT["exchanges"].append({name: getattr(exchange, name) for name in FIELDS} | blocks)
        return super().record(exchange, original)


class OneByOne(scrapy.Spider):
    name = "one-by-one"

    async def start(self):
        for number, request in enumerate(JOB["requests"]):
            yield scrapy.Request(
                request["url"],
                meta=request.get("meta", {}),
                priority=-number,
                dont_filter=True,
                callback=self.page,
                errback=self.error,
            )

    def page(self, response):
        RESULT["pages"].append(
            {
                "url": response.url,
                "status": response.status,
                "flags": response.flags,
                "length": len(response.body),
                "recorded": self.crawler.stats.get_value("kliping/exchanges"),
            }
        )
        RESULT["peak_kib"].append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

    def error(self, failure):
        RESULT["errors"].append(
            {"url": failure.request.url, "type": failure.type.__name__, "message": str(failure.value)}
        )


SETTINGS = {
    "DOWNLOAD_HANDLERS": DOWNLOAD_HANDLERS,
    "EXTENSIONS": {Watching: 0},
    "CONCURRENT_REQUESTS": 1,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_TIMES": 2,
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "ERROR",
    "KLIPING_ALLOW_PRIVATE": True,
    "ROBOTSTXT_OBEY": False,
}

if __name__ == "__main__":
    if limit := JOB.get("file_limit"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    process = AsyncCrawlerProcess(SETTINGS | JOB["settings"])
    crawler = process.create_crawler(OneByOne)
    process.crawl(crawler)
    process.start()
    recorder = crawler.get_extension(Recorder)
    RESULT["error"] = str(recorder.error) if recorder and recorder.error else None
    RESULT["stats"] = {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, int | str)}
    sys.stdout.buffer.write(msgspec.msgpack.encode(RESULT))
