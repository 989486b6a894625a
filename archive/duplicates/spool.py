"""Candidates on disk: their shingles and what a group says of them, so that memory stays flat."""

from __future__ import annotations

import os
import tempfile
from array import array
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from archive.duplicates.records import Member
from archive.errors import WriteError
from archive.files import DISK_HINT

CACHED = 1024
"""Shingle sets kept in memory, about 30 KB each."""


class CandidateSpool:
    """A nameless temporary file beside the dataset; it is gone when it is closed, whatever happens."""

    def __init__(self, folder: Path) -> None:
        try:
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(folder), hint=DISK_HINT) from None
        self._folder = folder
        self._places: dict[int, tuple[int, int, int]] = {}
        self._end = 0
        self.shingles = lru_cache(maxsize=CACHED)(self._shingles)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, number: int, member: Member, shingles: bytes) -> None:
        """Keep a candidate; its shingles are 64-bit numbers."""
        data = msgspec.json.encode(member)
        try:
            self._file.write(shingles)
            self._file.write(data)
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(self._folder), hint=DISK_HINT) from None
        self._places[number] = (self._end, len(shingles), len(data))
        self._end += len(shingles) + len(data)

    def member(self, number: int) -> Member:
        """Return what a group says of a candidate."""
        start, size, length = self._places[number]
        return msgspec.json.decode(self._read(start + size, length), type=Member)

    def _shingles(self, number: int) -> frozenset[int]:
        start, size, _ = self._places[number]
        numbers = array("Q")
        numbers.frombytes(self._read(start, size))
        return frozenset(numbers)

    def _read(self, start: int, size: int) -> bytes:
        self._file.flush()
        return os.pread(self._file.fileno(), size, start)
