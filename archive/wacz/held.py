"""Indexes that lie in no file of the collection: of WARCs that were cut, or had none; all in one temporary file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator

from archive.wacz.index import IndexSource

CHUNK = 256 * 1024


class Held:
    """Keeps sorted index lines on the disk; a package may cut thousands of WARCs, and a process opens few files.

    An `OSError` of the temporary disk passes through. The file goes with the object.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="kliping-")  # noqa: SIM115 - open as long as its sources are read

    def add(self, lines: Iterable[bytes]) -> tuple[IndexSource, int]:
        """Take the lines of one index; return what gives them back, and their bytes."""
        start = self._file.seek(0, os.SEEK_END)
        self._file.writelines(lines)
        self._file.flush()
        end = self._file.tell()
        return lambda: self._lines(start, end), end - start

    def _lines(self, at: int, end: int) -> Iterator[bytes]:
        rest = b""
        while at < end and (data := os.pread(self._file.fileno(), min(CHUNK, end - at), at)):
            at += len(data)
            *lines, rest = (rest + data).split(b"\n")
            yield from (line + b"\n" for line in lines)
