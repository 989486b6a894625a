"""A page that is known is asked for changes only, and what did not change is read from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.responsetypes import responsetypes

from archive.collection import Collection
from archive.errors import DamagedWarc
from archive.exchange import Original, RecordRef
from archive.http import MalformedHttp, entity, parse_head
from archive.memory.pages import Full, Page
from archive.warc import Originals, open_record
from crawler.agent import PARSE_MAXSIZE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ORIGINAL = "original_capture"
"""In `meta`: the `Original` that the answer may repeat. No `kliping_` name, since the queue must not keep it."""
FROM_ARCHIVE = "from-archive"
"""Flag of a response whose body was not sent again."""
MOST_UNMODIFIED = 6
"""So many answers 304 in a row are believed; then the page is asked for itself, since some servers lie."""
NOT_MODIFIED = 304
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class Conditional:
    """A downloader middleware: validators of the last full capture out (RFC 9110, section 13.1), its body back in.

    A retry and a redirect carry the headers of the request before them, so they are taken off first.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._collection = Collection(crawler.settings["KLIPING_COLLECTION"])
        self._originals = Originals(self._collection.warcs(), self._collection.index)
        target = getattr(crawler.spider, "target", None)
        self._asks = target is not None and target.follow and not target.full
        self._reads = target is not None and target.follow

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the WARCs that are finished now: a capture of this run is no original yet."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Ask for changes since the last full capture, if that is where it should be."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop(ORIGINAL, None)
        memory = getattr(self._crawler.spider, "memory", None)
        page: Page | None = memory.find(request.url) if memory is not None and request.method == "GET" else None
        if page is None or page.full is None or page.full.url != request.url.partition("#")[0]:
            return
        full = page.full
        if not self._originals.holds(full.warc, full.offset, full.record_id):
            return
        conditions = self._conditions(page, full) if page.is_page else {}
        request.headers.update(conditions)
        request.meta[ORIGINAL] = Original(
            full.url, full.date, full.record_id, full.digest, full.status, full.warc, full.offset, bool(conditions)
        )

    def _conditions(self, page: Page, full: Full) -> dict[str, str]:
        if not self._asks or not page.trusted or page.unmodified >= MOST_UNMODIFIED:
            return {}
        values = (full.etag, full.modified)
        return {name: value for name, value in zip(_CONDITIONS, values, strict=True) if value}

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the spider the archived page for a 304, so that a listing that did not change still leads on."""
        original: Original | None = request.meta.get(ORIGINAL)
        if response.status != NOT_MODIFIED or original is None or not original.asked or not self._reads:
            return response
        return self._archived(original, response) or response

    def _archived(self, original: Original, response: Response) -> Response | None:
        ref = RecordRef(original.warc, original.offset, 0, original.record_id, original.payload_digest)
        try:
            block = open_record(self._collection.warc, ref, PARSE_MAXSIZE).response
            head, body = parse_head(block), entity(block)
        except (DamagedWarc, MalformedHttp, OSError):
            return None
        headers: dict[bytes, list[bytes]] = {}
        for name, value in head.headers:
            headers.setdefault(name, []).append(value)
        first = {name: values[0] for name, values in headers.items()}
        kind = responsetypes.from_args(headers=first, url=response.url, body=body)
        flags = [*response.flags, FROM_ARCHIVE]
        return kind(response.url, status=head.status, headers=headers, body=body, flags=flags, request=response.request)
