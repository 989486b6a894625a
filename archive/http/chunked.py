"""The chunked transfer coding, taken off piece by piece (RFC 9112, section 7.1)."""

from __future__ import annotations

import re
from enum import Enum, auto

_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_BEGUN = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,15}[ \t]*(?:;.*)?\r?", re.DOTALL)
_LONGEST_LINE = 4096

PROBE = 64 * 1024
"""Bytes of a body that decide whether it is chunked at all."""


class _State(Enum):
    SIZE = auto()
    DATA = auto()
    AFTER = auto()
    TRAILER = auto()
    DONE = auto()
    BROKEN = auto()


class Dechunker:
    """Takes the framing off a chunked body; memory does not grow with the body.

    After the last chunk, or at the first violation, further bytes are not part of the entity.
    """

    __slots__ = ("_left", "_line", "_state")

    def __init__(self) -> None:
        self._state = _State.SIZE
        self._line = b""
        self._left = 0

    @property
    def complete(self) -> bool:
        """Whether the last chunk was seen (a cut trailer takes nothing from the entity)."""
        return self._state in (_State.TRAILER, _State.DONE)

    @property
    def broken(self) -> bool:
        """Whether the framing was violated."""
        return self._state is _State.BROKEN

    def feed(self, data: bytes) -> list[bytes]:
        """Return the entity bytes among the next bytes of the body."""
        pieces: list[bytes] = []
        at = 0
        while at < len(data) and self._state not in (_State.DONE, _State.BROKEN):
            if self._state is _State.DATA:
                piece = data[at : at + self._left]
                pieces.append(piece)
                at += len(piece)
                self._left -= len(piece)
                if not self._left:
                    self._state = _State.AFTER
            else:
                at = self._feed_line(data, at)
        return pieces

    def _feed_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at)
        stop = end if end >= 0 else len(data)
        self._line += data[at : min(stop, at + _LONGEST_LINE)]
        if len(self._line) > _LONGEST_LINE:
            if self._state is not _State.TRAILER:
                self._state = _State.BROKEN
            self._line = self._line[:_LONGEST_LINE]
        if end < 0:
            return stop
        line, self._line = self._line.removesuffix(b"\r"), b""
        if self._state is not _State.BROKEN:
            self._take(line)
        return end + 1

    def _take(self, line: bytes) -> None:
        """Act on one whole line between the data."""
        if self._state is _State.TRAILER:
            self._state = _State.TRAILER if line else _State.DONE
        elif self._state is _State.AFTER:
            self._state = _State.BROKEN if line else _State.SIZE
        elif found := _SIZE.fullmatch(line):
            self._left = int(found[1], 16)
            self._state = _State.DATA if self._left else _State.TRAILER
        else:
            self._state = _State.BROKEN


def looks_chunked(prefix: bytes) -> bool:
    """Say whether a body that claims to be chunked is, by its first chunk within `prefix`.

    Some archives store the body already dechunked under the old header; then it is taken as is.
    """
    line, newline, rest = prefix.partition(b"\n")
    if len(line) > _LONGEST_LINE:
        return False
    if not newline:
        return _BEGUN.fullmatch(line) is not None
    found = _SIZE.fullmatch(line.removesuffix(b"\r"))
    if found is None:
        return False
    size = int(found[1], 16)
    after = rest[size : size + 2]
    return size == 0 or after in (b"", b"\r", b"\r\n") or after[:1] == b"\n"
