"""Run several crawls of the real spider side by side in one process: jobs come as JSON on stdin.

A job is `{"folder": ..., "site": {...}, "settings": {...}, "follow": bool}`; the answer is a list with what each did.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from time import monotonic

import msgspec
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess

from archive.sites import Site
from crawler.recorder import Recorder
from crawler.spiders.site import SiteSpider
from crawler.target import Target


def start(process, job, results):
    crawler = process.create_crawler(SiteSpider)
    crawler.settings.setmodule("crawler.settings", priority="project")
    settings = {"KLIPING_COLLECTION": job["folder"], "KLIPING_DERIVE": False, "DOWNLOAD_DELAY": 0} | job["settings"]
    crawler.settings.update(settings, priority="cmdline")
    site = msgspec.convert(job["site"], Site)
    result = {"began": monotonic(), "reason": None}
    results.append((crawler, result))

    def closed(reason):
        result["reason"], result["seconds"] = reason, monotonic() - result["began"]

    crawler.signals.connect(closed, signal=signals.spider_closed, weak=False)
    process.crawl(crawler, target=Target(site, profiled=job.get("profiled", False), follow=job["follow"]))


def main():
    for name in ("scrapy", "twisted", "crawler", "py.warnings"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    process = AsyncCrawlerProcess({"LOG_INSTALL_ROOT_HANDLER": False})
    results = []
    for job in msgspec.json.decode(sys.stdin.buffer.read()):
        start(process, job, results)
    process.start()
    told = []
    for crawler, result in results:
        error = crawler.get_extension(Recorder).error
        stats = {k: v for k, v in crawler.stats.get_stats().items() if isinstance(v, int | str)}
        told.append(result | {"stats": stats, "error": str(error) if error else None})
    # Not ru_maxrss: Linux counts in it what the process that forked this one held.
    status = Path("/proc/self/status").read_text("ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0])
    sys.stdout.buffer.write(msgspec.json.encode({"crawls": told, "peak_kib": peak}))


if __name__ == "__main__":
    main()
