"""One content coding taken off a body, with a bound on the output (RFC 9110, section 8.4.1)."""

from __future__ import annotations

import re
import zlib
from enum import Enum, auto

import brotli
from msgspec import Struct

_PIECE = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_GZIP, _ZLIB, _RAW = 31, 15, -15
_TEXT_SAMPLE = 1024
_FIRST_PIECE = 512
"""Bytes that a gzip member is begun with: a body may be thousands of members of twenty bytes."""
_MOST_MEMBERS = 10_000
"""Of one gzip body, far more than any server sends; a stream of more is taken as broken there."""


class Outcome(Enum):
    """How decoding ended."""

    END = auto()
    CUT = auto()
    BROKEN = auto()
    LARGE = auto()
    LIE = auto()
    """The body does not have this coding; `body` is what went in."""
    UNKNOWN = auto()


class Decoded(Struct, frozen=True):
    """What one coding gave."""

    outcome: Outcome
    body: bytes


def decode(coding: str, body: bytes, limit: int) -> Decoded:
    """Take off one coding (lower case); the output is never more than `limit` bytes."""
    if not body:
        return Decoded(Outcome.END, body)
    if coding in ("gzip", "x-gzip"):
        return _gunzip(body, limit) if _GZIP_MAGIC.startswith(body[:2]) else Decoded(Outcome.LIE, body)
    if coding == "deflate":
        return _undeflate(body, limit)
    if coding == "br":
        return _honest(_unbrotli(body, limit), body)
    return Decoded(Outcome.UNKNOWN, body)


def _gunzip(body: bytes, limit: int) -> Decoded:
    """Decode every member of a gzip stream; what follows the last one is ignored, as browsers do."""
    whole, left, at = bytearray(), memoryview(body), 0
    for _ in range(_MOST_MEMBERS):
        outcome, end = _inflate(left[at:], _GZIP, limit, whole)
        at += end
        if outcome is not Outcome.END:
            return Decoded(outcome, bytes(whole))
        if body[at : at + 2] != _GZIP_MAGIC:
            return Decoded(Outcome.END, bytes(whole))
    return Decoded(Outcome.BROKEN, bytes(whole))


def _undeflate(body: bytes, limit: int) -> Decoded:
    """Decode `deflate` as the zlib format it should be, or raw as some servers send it."""
    if int.from_bytes(body[:2]) % 31 == 0 and body[0] & 15 == zlib.DEFLATED:
        whole = bytearray()
        outcome, _ = _inflate(body, _ZLIB, limit, whole)
        if outcome is not Outcome.BROKEN or whole:
            return Decoded(outcome, bytes(whole))
    whole = bytearray()
    outcome, end = _inflate(body, _RAW, limit, whole)
    # Any text starts like some raw stream; a real one does not stop before the body does.
    if outcome is Outcome.END and end < len(body):
        outcome = Outcome.BROKEN
    return _honest(Decoded(outcome, bytes(whole)), body)


def _honest(decoded: Decoded, body: bytes) -> Decoded:
    """Tell a broken stream from a text that never had the coding (neither raw deflate nor br has a magic)."""
    if decoded.outcome in (Outcome.BROKEN, Outcome.CUT):
        is_text = _BINARY.search(body[:_TEXT_SAMPLE]) is None
        if is_text or (decoded.outcome is Outcome.BROKEN and not decoded.body):
            return Decoded(Outcome.LIE, body)
    return decoded


def _inflate(data: bytes | memoryview, window: int, limit: int, into: bytearray) -> tuple[Outcome, int]:
    """Decode the stream that `data` begins with onto `into`; return how it ended and where."""
    stream = zlib.decompressobj(window)
    at, size = 0, _FIRST_PIECE
    while at < len(data):
        piece = data[at : at + size]
        spare = stream.copy()
        try:
            into += _step(stream, piece, limit - len(into))
        except zlib.error:
            _crawl(spare, piece, limit, into)
            return Outcome.BROKEN, at
        if len(into) > limit:
            del into[limit:]
            return Outcome.LARGE, at
        at += len(piece)
        if stream.eof:
            return Outcome.END, at - len(stream.unused_data)
        size = _PIECE
    return Outcome.CUT, at


def _step(stream: zlib._Decompress, piece: bytes | memoryview, room: int) -> bytes:
    """Decode a piece, at most one byte more than there is room for."""
    out = bytearray(stream.decompress(piece, room + 1))
    while stream.unconsumed_tail and len(out) <= room:
        out += stream.decompress(stream.unconsumed_tail, room + 1 - len(out))
    return bytes(out)


def _crawl(stream: zlib._Decompress, piece: bytes | memoryview, limit: int, into: bytearray) -> None:
    """Decode byte by byte up to the broken place: zlib gives nothing of a call that fails."""
    for at in range(len(piece)):
        try:
            into += _step(stream, piece[at : at + 1], limit - len(into))
        except zlib.error:
            break
        if len(into) > limit:
            break
    del into[limit:]


def _unbrotli(body: bytes, limit: int) -> Decoded:
    """Decode brotli (RFC 7932); what follows the stream makes it broken."""
    stream = brotli.Decompressor()
    out = bytearray()
    try:
        for at in range(0, len(body), _PIECE):
            out += stream.process(body[at : at + _PIECE], output_buffer_limit=_PIECE)
            while not stream.can_accept_more_data() and len(out) <= limit:
                out += stream.process(b"", output_buffer_limit=_PIECE)
            if len(out) > limit:
                return Decoded(Outcome.LARGE, bytes(out[:limit]))
    except brotli.error:
        return Decoded(Outcome.BROKEN, bytes(out))
    return Decoded(Outcome.END if stream.is_finished() else Outcome.CUT, bytes(out))
