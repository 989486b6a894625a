"""The lines of a recorded page as the engine reads them, before any rule has looked at them."""

from __future__ import annotations

from msgspec import Struct

from archive.article import BlockKind
from archive.exchange import Exchange
from archive.extraction.decode import decode
from archive.extraction.limits import too_much
from archive.extraction.markup import read_markup
from archive.extraction.walker import outline
from archive.http import MalformedHttp, content, parse_head

MAX_PAGE = 16 * 1024 * 1024
"""Bytes of a decoded page: what the engine takes."""


class PageLine(Struct, frozen=True):
    """One line of text of a page, what it was, and the part of the page it stood in (empty: the middle)."""

    text: str
    kind: BlockKind
    zone: str


class PageLines(Struct, frozen=True):
    """The lines of a page in reading order; `problem` says why there are none."""

    lines: tuple[PageLine, ...]
    problem: str = ""


def page_lines(exchange: Exchange) -> PageLines:
    """Return the lines of an answer; one that is no readable page has none, and says why."""
    try:
        head = parse_head(exchange.response)
        body = content(exchange.response, MAX_PAGE)
    except MalformedHttp as error:
        return PageLines((), str(error))
    decoded = decode(body.body, (head.get("content-type") or b"").decode("latin-1"))
    if decoded is None:
        return PageLines((), "the bytes are no text")
    source = decoded.source
    excess = too_much(source)
    markup = None if excess else read_markup(source)
    if markup is None:
        return PageLines((), excess or "no markup")
    return PageLines(tuple(PageLine(s.text, s.kind, s.zone) for s in outline(markup.source).segments))
