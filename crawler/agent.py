"""Scrapy's HTTP agent with a bounded body: memory stays flat, since the wire keeps everything."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import _ScrapyAgent
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.web.client import Response as TxResponse

PARSE_MAXSIZE = 16 * 1024 * 1024
"""Default of `KLIPING_PARSE_MAXSIZE`: bytes of a body, as received, that a spider may see."""

ARCHIVED_ONLY = "archived-only"
"""Flag of a response whose body a spider sees cut or empty; the WARC has all of it."""

_TEXT_LIKE = re.compile(rb"html|xml|json|text/plain", re.IGNORECASE)


class KeptBody(BytesIO):
    """The part of a body that Scrapy may hold in memory; the rest is dropped."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.cut = False
        self._room = limit

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep what fits."""
        if len(data) > self._room:
            self.cut = True
            data = data[: self._room]
        self._room -= len(data)
        return super().write(data)


class WireAgent(_ScrapyAgent):
    """Scrapy's agent for one attempt; `kept` is its copy of the body, once there is one."""

    kept: KeptBody | None = None

    def __init__(self, parse_maxsize: int, **options: Any) -> None:
        super().__init__(**options)
        self._parse_maxsize = parse_maxsize

    def _cb_bodyready(self, txresponse: TxResponse, request: Request) -> Any:
        limit = self._parse_maxsize if is_parsed(txresponse, request) else 0
        answer: Any = txresponse
        deliver = answer.deliverBody

        def deliver_bounded(reader: Any) -> None:
            del answer.deliverBody  # a cycle would keep the body until the collector comes
            self.kept = reader._bodybuf = KeptBody(limit)  # noqa: SLF001
            deliver(reader)

        answer.deliverBody = deliver_bounded
        return super()._cb_bodyready(txresponse, request)


def is_parsed(txresponse: TxResponse, request: Request) -> bool:
    """Tell whether a spider gets to see this body: text-like, robots.txt, or asked for by meta.

    `request.meta["kliping_keep_body"]` asks, for a `sitemap.xml.gz` say.
    """
    kinds = txresponse.headers.getRawHeaders(b"content-type")
    if not kinds or _TEXT_LIKE.search(kinds[-1]):
        return True
    return bool(request.meta.get("kliping_keep_body")) or urlparse_cached(request).path == "/robots.txt"
