"""A bare Scrapy spider over many hosts: its defaults, robots on, one connection to a host; prints what it got.

python benchmarks/many_bare.py PORT HOSTS
"""

import json
import resource
import sys
from pathlib import Path

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.hosts import address


class Bare(scrapy.Spider):
    """Follows every link of every host."""

    name = "bare"

    def parse(self, response):
        """Follow."""
        yield from response.follow_all(css="a")


if __name__ == "__main__":
    port, hosts = int(sys.argv[1]), int(sys.argv[2])
    process = AsyncCrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "WARNING",
            "CONCURRENT_REQUESTS": hosts,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        }
    )
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, start_urls=[f"http://{address(n)}:{port}/" for n in range(hosts)])
    process.start()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"hosts": {"all": crawler.stats.get_value("response_received_count")}, "memory": memory}))
