"""A bare Scrapy spider: Scrapy's defaults, robots on, following every link of the page."""

import sys

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Bare(scrapy.Spider):
    """Follows every link."""

    name = "bare"

    def parse(self, response):
        """Follow."""
        yield from response.follow_all(css="a")


if __name__ == "__main__":
    process = AsyncCrawlerProcess({"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "WARNING"})
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, start_urls=[sys.argv[1]])
    process.start()
    print(crawler.stats.get_value("response_received_count"))
