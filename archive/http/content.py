"""The content of a response: its entity with the content codings taken off, never more than a bound."""

from __future__ import annotations

from msgspec import Struct

from archive.http.coding import Decoded, Outcome, decode
from archive.http.entity import EntityReader
from archive.http.head import Head, MalformedHttp
from archive.spool import Block, block_chunks

CONTENT_LIMIT = 64 * 1024 * 1024
"""Bytes a page may decode to; a larger one is cut and says so."""
_MOST_CODINGS = 4
_NO_CODING = ("identity", "none", "chunked")


class Content(Struct, frozen=True):
    """Decoded content.

    `complete` is False when bytes are missing. `problem` is one phrase for a person, empty when
    all is as the head says.
    """

    body: bytes
    complete: bool
    problem: str


def content(block: Block, limit: int = CONTENT_LIMIT) -> Content:
    """Decode a response: gzip, x-gzip, deflate (zlib or raw), br, identity, also stacked.

    A cut or broken stream gives what could be decoded. A body whose declared coding is not what
    it has (archives that store decoded bodies under the old header) is passed through as it is.

    Args:
        block: the response block as stored.
        limit: bytes of output, at most; a bomb is never inflated further.

    Raises:
        MalformedHttp: the block has no HTTP head.
    """
    reader = EntityReader()
    body, problem = _bounded(block, limit, reader)
    if reader.head is None:
        raise MalformedHttp(reader.problem)
    codings = _codings(reader.head)
    for number, coding in enumerate(codings[:_MOST_CODINGS]):
        step = decode(coding, body, limit)
        if step.outcome is Outcome.LIE and number == 0 and not reader.chunked:
            # Content-Length counted the coded bytes, which are not the ones stored: take them all.
            body, problem = _bounded(block, limit, EntityReader(framed=False))
        if step.outcome is Outcome.LIE:
            return Content(body, not problem, problem or _problem(step, coding, limit))
        body, problem = step.body, problem or _problem(step, coding, limit)
    if len(codings) > _MOST_CODINGS:
        problem = f"more than {_MOST_CODINGS} content codings"
    return Content(body, not problem, problem)


def _codings(head: Head) -> list[str]:
    """Return the codings to take off, outermost first (RFC 9110, section 8.4)."""
    applied = head.tokens("content-encoding") + head.tokens("transfer-encoding")
    return [coding for coding in reversed(applied) if coding not in _NO_CODING]


def _bounded(block: Block, limit: int, reader: EntityReader) -> tuple[bytes, str]:
    """Collect at most `limit` bytes of the entity, and say what is wrong with it."""
    body = bytearray()
    for data in block_chunks(block):
        for piece in reader.feed(data):
            body += piece[: limit + 1 - len(body)]
        if len(body) > limit:
            return bytes(body[:limit]), f"larger than {limit} bytes"
    for piece in reader.finish():
        body += piece[: limit + 1 - len(body)]
    if len(body) > limit:
        return bytes(body[:limit]), f"larger than {limit} bytes"
    return bytes(body), reader.problem


def _problem(step: Decoded, coding: str, limit: int) -> str:
    """Say what one coding's outcome means, in words."""
    return {
        Outcome.END: "",
        Outcome.CUT: f"the {coding} stream is cut",
        Outcome.BROKEN: f"the {coding} stream is broken",
        Outcome.LARGE: f"larger than {limit} bytes",
        Outcome.LIE: f"declared as {coding}, but is not",
        Outcome.UNKNOWN: f"unknown content coding {coding[:20]}",
    }[step.outcome]
