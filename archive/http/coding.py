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
    whole = bytearray()
    rest = body
    while rest[:2] == _GZIP_MAGIC or not whole:
        outcome, rest = _inflate(rest, _GZIP, limit, whole)
        if outcome is not Outcome.END:
            return Decoded(outcome, bytes(whole))
        if not rest:
            break
    return Decoded(Outcome.END, bytes(whole))


def _undeflate(body: bytes, limit: int) -> Decoded:
    """Decode `deflate` as the zlib format it should be, or raw as some servers send it."""
    if int.from_bytes(body[:2]) % 31 == 0 and body[0] & 15 == zlib.DEFLATED:
        whole = bytearray()
        outcome, _ = _inflate(body, _ZLIB, limit, whole)
        if outcome is not Outcome.BROKEN or whole:
            return Decoded(outcome, bytes(whole))
    whole = bytearray()
    outcome, rest = _inflate(body, _RAW, limit, whole)
    # Any text starts like some raw stream; a real one does not stop before the body does.
    if outcome is Outcome.END and rest:
        outcome = Outcome.BROKEN
    return _honest(Decoded(outcome, bytes(whole)), body)


def _honest(decoded: Decoded, body: bytes) -> Decoded:
    """Tell a broken stream from a text that never had the coding (neither raw deflate nor br has a magic)."""
    if decoded.outcome in (Outcome.BROKEN, Outcome.CUT):
        is_text = _BINARY.search(body[:_TEXT_SAMPLE]) is None
        if is_text or (decoded.outcome is Outcome.BROKEN and not decoded.body):
            return Decoded(Outcome.LIE, body)
    return decoded


def _inflate(data: bytes, window: int, limit: int, into: bytearray) -> tuple[Outcome, bytes]:
    """Decode one stream of `data` onto `into`; return how it ended and the bytes after it."""
    stream = zlib.decompressobj(window)
    for at in range(0, len(data), _PIECE):
        spare = stream.copy()
        try:
            into += _step(stream, data[at : at + _PIECE], limit - len(into))
        except zlib.error:
            _crawl(spare, data[at : at + _PIECE], limit, into)
            return Outcome.BROKEN, b""
        if len(into) > limit:
            del into[limit:]
            return Outcome.LARGE, b""
        if stream.eof:
            return Outcome.END, stream.unused_data + data[at + _PIECE :]
    return Outcome.CUT, b""


def _step(stream: zlib._Decompress, piece: bytes, room: int) -> bytes:
    """Decode a piece, at most one byte more than there is room for."""
    out = bytearray(stream.decompress(piece, room + 1))
    while stream.unconsumed_tail and len(out) <= room:
        out += stream.decompress(stream.unconsumed_tail, room + 1 - len(out))
    return bytes(out)


def _crawl(stream: zlib._Decompress, piece: bytes, limit: int, into: bytearray) -> None:
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
