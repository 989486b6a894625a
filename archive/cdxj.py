"""The index of a WARC: one line a record, sorted by URL key and time, as pywb and cdxj-indexer know it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from archive.errors import DamagedDataset
from archive.files import whole_file
from archive.surt import surt

_LONGEST_LINE = 256 * 1024
_TIMESTAMP = re.compile(r"\d{14}")
_REBUILD = "delete this index and rebuild it from its WARC"

__all__ = ["CdxjLine", "find_cdxj", "parse_line", "read_cdxj", "surt", "write_cdxj"]


class CdxjLine(Struct, frozen=True):
    """One record as an index tells it; `str()` is the line itself, without its end."""

    key: str
    """The SURT of the URL."""
    timestamp: str
    """14 digits, UTC."""
    url: str
    mime: str | None
    """None when the response named none."""
    status: str | None
    """None for a record that is no HTTP response."""
    digest: str
    """The payload digest, labelled."""
    length: int
    """Bytes of the (compressed) record."""
    offset: int
    """Bytes from the start of the WARC."""
    filename: str

    def __str__(self) -> str:
        values = {
            "url": self.url,
            "mime": self.mime,
            "status": self.status,
            "digest": self.digest,
            "length": str(self.length),
            "offset": str(self.offset),
            "filename": self.filename,
        }
        known = {name: value for name, value in values.items() if value is not None}
        return f"{self.key} {self.timestamp} {json.dumps(known)}"


def write_cdxj(path: Path, lines: Iterable[CdxjLine]) -> None:
    """Write an index, sorted bytewise so that readers can search it by halves; whole or not at all.

    Raises:
        WriteError: the disk is full or not ours.
    """
    encoded = sorted(f"{line}\n".encode() for line in lines)
    with whole_file(path) as file:
        file.writelines(encoded)


def read_cdxj(path: Path) -> Iterator[CdxjLine]:
    """Yield the lines of an index in the order of the file.

    Raises:
        DamagedDataset: it cannot be read, or a line is no CDXJ; `where` is `file:line`.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(_LONGEST_LINE):
                number += 1
                line = parse_line(raw)
                if line is None:
                    raise DamagedDataset("no CDXJ line", where=f"{path}:{number}", hint=_REBUILD)
                yield line
    except OSError as error:
        raise DamagedDataset(f"cannot be read: {error.strerror}", where=str(path), hint=_REBUILD) from error


def parse_line(raw: bytes) -> CdxjLine | None:
    """Read one line; None when it is not one. Fields other than ours are left out."""
    try:
        key, timestamp, rest = raw.decode("utf-8").split(" ", 2)
        fields = json.loads(rest)
        line = CdxjLine(
            key=key,
            timestamp=timestamp,
            url=str(fields["url"]),
            mime=_optional(fields.get("mime")),
            status=_optional(fields.get("status")),
            digest=str(fields["digest"]),
            length=int(fields["length"]),
            offset=int(fields["offset"]),
            filename=str(fields["filename"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return line if _TIMESTAMP.fullmatch(timestamp) else None


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def find_cdxj(path: Path, key: str) -> Iterator[CdxjLine]:
    """Yield the lines of a URL key in a sorted index, found by halves; what cannot be read gives none."""
    wanted = f"{key} ".encode()
    try:
        with path.open("rb") as file:
            _seek(file, wanted)
            while raw := file.readline(_LONGEST_LINE):
                if not raw.startswith(wanted):
                    return
                if line := parse_line(raw):
                    yield line
    except OSError:
        return


def _seek(file: BinaryIO, wanted: bytes) -> None:
    """Go to the first line that is not before these bytes."""
    low, high = 0, file.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline(_LONGEST_LINE)  # the line that the middle fell into
        line = file.readline(_LONGEST_LINE)
        if line and line < wanted:
            low = middle + 1
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline(_LONGEST_LINE)
