"""The head of a stored HTTP response: status line and header fields, exactly as sent."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from archive.spool import Block

MAX_HEAD = 1024 * 1024
"""Bytes; a longer head is malformed."""

MAX_KEPT = 8 * 1024
"""Bytes of a head that is remembered."""
_STATUS = re.compile(rb"HTTP/(\d{1,3}(?:\.\d{1,3})?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)
_END = re.compile(rb"\n\r?\n")


class MalformedHttp(ValueError):
    """The bytes are no HTTP response: no status line, or a head past `MAX_HEAD`."""


class Head(Struct, frozen=True):
    """Status line and header fields of one response (RFC 9112, sections 4 and 5)."""

    version: str
    """`1.1`"""
    status: int
    reason: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    """In order, in the case sent, repeats included; values without surrounding whitespace."""
    size: int
    """Bytes up to and including the blank line."""

    def get(self, name: str) -> bytes | None:
        """Return the first value of a field, whatever its case."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> list[bytes]:
        """Return every value of a field, in order."""
        wanted = name.lower().encode("latin-1")
        return [value for key, value in self.headers if key.lower() == wanted]

    def tokens(self, name: str) -> list[str]:
        """Return the comma-separated members of a list field, lower case, parameters dropped."""
        members = b",".join(self.all(name)).split(b",")
        names = (member.partition(b";")[0].strip().lower().decode("latin-1") for member in members)
        return [each for each in names if each]


def head_end(data: bytes | bytearray, start: int = 0) -> int:
    """Return the offset after the blank line, or -1; `start` may repeat bytes already searched."""
    found = _END.search(data, start, MAX_HEAD)
    return found.end() if found else -1


def parse_head(block: Block) -> Head:
    """Parse the head of a response block, so that nothing else in the project splits headers.

    Tolerant as browsers are: bare LF, a missing reason, lines without a colon, folded lines, and
    a head that was cut before its blank line (then `size` is all there is).

    Raises:
        MalformedHttp: there is no status line, or the head is longer than `MAX_HEAD`.
    """
    data = block if isinstance(block, bytes) else block.head(MAX_HEAD)
    size = head_end(data)
    if size < 0:
        if len(data) >= MAX_HEAD:
            raise MalformedHttp(f"the head is longer than {MAX_HEAD} bytes")
        size = len(data)
    return _parsed(data[:size]) if size <= MAX_KEPT else _parsed.__wrapped__(data[:size])


# A page's head is asked for several times: for its status, its framing and its digest.
@lru_cache(maxsize=16)
def _parsed(data: bytes) -> Head:
    first, *lines = (line.removesuffix(b"\r") for line in data.split(b"\n"))
    status = _STATUS.fullmatch(first)
    if status is None:
        raise MalformedHttp(f"no HTTP status line: {first[:60]!r}")
    version, code, reason = status.groups(b"")
    return Head(version.decode("ascii"), int(code), reason, _fields(lines), len(data))


def _fields(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    """Unfold (RFC 9112, section 5.2) and split the header lines."""
    fields: list[tuple[bytes, list[bytes]]] = []
    skipped = False
    for line in lines:
        if line[:1] in (b" ", b"\t"):
            if fields and not skipped and line.strip():
                fields[-1][1].append(line.strip())
            continue
        name, colon, value = line.partition(b":")
        skipped = not (colon and name.strip())
        if not skipped:
            fields.append((name.rstrip(), [value.strip()]))
    return tuple((name, b" ".join(parts)) for name, parts in fields)
