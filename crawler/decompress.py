"""Decompression for the spider, bounded: a few kilobytes must not become gigabytes of memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

from crawler.agent import PARSE_MAXSIZE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

RATIO = 2
"""Decoded bytes allowed for each byte of `KLIPING_PARSE_MAXSIZE`."""


class BoundedDecompression(HttpCompressionMiddleware):
    """Scrapy's middleware with the limit of what a spider may see, not of what may be archived.

    A body past it is ignored (`IgnoreRequest`); the WARC has it as it came.
    """

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._max_size = RATIO * crawler.settings.getint("KLIPING_PARSE_MAXSIZE", PARSE_MAXSIZE)
