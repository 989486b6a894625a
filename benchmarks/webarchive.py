"""The bare spider with scrapy-webarchive's WACZ exporter; runs in an environment of its own, since it pins Scrapy.

python benchmarks/webarchive.py URL FOLDER
"""

import json
import sys

import scrapy
from scrapy.crawler import CrawlerProcess


class Bare(scrapy.Spider):
    """Follows every link."""

    name = "bare"

    def parse(self, response):
        """Follow."""
        yield from response.follow_all(css="a")


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "ERROR",
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
            "SW_EXPORT_URI": f"{sys.argv[2]}/out.wacz",
        }
    )
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, start_urls=[sys.argv[1]])
    process.start()
    print(json.dumps({"answers": crawler.stats.get_value("response_received_count")}))
