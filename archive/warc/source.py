"""The bytes of a WARC, record by record: the gzip members checked to their end, every line bounded."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from archive.errors import DamagedWarc

MAX_RECORD_HEAD = 1024 * 1024
"""Bytes of WARC header in one record; more is damage, not data."""
_RAW = 32 * 1024
_OUT = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_PADDING = 64
_SEVERAL = "run `warcio recompress` on it: every record needs a gzip member of its own"


class Source(Protocol):
    """What a record is read from; `offset` is where the current one starts in the file."""

    offset: int

    def begin(self) -> bool:
        """Go to the next record; False at a clean end of the file."""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the record, b"" at the end of what is there."""

    def readline(self) -> bytes:
        """Return the next header line; only the first one of a record may be missing."""

    def end(self) -> int:
        """Check what follows the block and return the record's length in the file."""

    def damage(self, message: str, hint: str = "") -> DamagedWarc:
        """Return the error that names this record's place."""


def open_source(file: BinaryIO, path: Path, offset: int) -> Source:
    """Return a source for a WARC that is compressed by record or not at all.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(0)
    compressed = file.read(2) == _GZIP_MAGIC
    file.seek(offset)
    return GzipSource(file, path, offset) if compressed else PlainSource(file, path, offset)


class PlainSource:
    """An uncompressed WARC: records are found by Content-Length alone."""

    __slots__ = ("_file", "_head", "_path", "offset")

    def __init__(self, file: BinaryIO, path: Path, offset: int) -> None:
        self._file, self._path, self.offset = file, path, offset
        self._head = 0

    def begin(self) -> bool:
        """Skip the blank lines between records."""
        self._head = 0
        byte = self._file.read(1)
        while byte in (b"\r", b"\n"):
            byte = self._file.read(1)
        self._file.seek(-len(byte), 1)
        self.offset = self._file.tell()
        return bool(byte)

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes."""
        return self._file.read(size)

    def readline(self) -> bytes:
        """Return the next header line."""
        line = self._file.readline(MAX_RECORD_HEAD + 1)
        first, self._head = not self._head, self._head + len(line)
        if self._head > MAX_RECORD_HEAD:
            raise self.damage("the WARC header has no end")
        if not line.endswith(b"\n") and not (first and not line):
            raise self.damage("the file is cut within a WARC header")
        return line

    def end(self) -> int:
        """Return the length without the blank lines after it, as warcio counts it."""
        return self._file.tell() - self.offset

    def damage(self, message: str, hint: str = "") -> DamagedWarc:
        """Return the error that names this record's place."""
        return damage(self._path, self.offset, message, hint)


class GzipSource:
    """A WARC with one gzip member a record (WARC/1.1, annex D.2)."""

    __slots__ = ("_at", "_buffer", "_file", "_head", "_path", "_raw", "_raw_end", "_stream", "offset")

    def __init__(self, file: BinaryIO, path: Path, offset: int) -> None:
        self._file, self._path, self.offset = file, path, offset
        self._raw, self._raw_end = b"", offset
        self._buffer, self._at = b"", 0
        self._head = 0
        self._stream = zlib.decompressobj(31)

    def begin(self) -> bool:
        """Start the member that follows the current one."""
        if not self._raw and not self._pull():
            return False
        self.offset = self._raw_end - len(self._raw)
        self._stream = zlib.decompressobj(31)
        self._buffer, self._at, self._head = b"", 0, 0
        return True

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the member."""
        pieces: list[bytes] = []
        while size > 0 and (self._at < len(self._buffer) or self._fill()):
            piece = self._buffer[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readline(self) -> bytes:
        """Return the next header line."""
        first, line = not self._head, b""
        while not line.endswith(b"\n") and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at) + 1 or len(self._buffer)
            line += self._buffer[self._at : end]
            self._head += end - self._at
            self._at = end
            if self._head > MAX_RECORD_HEAD:
                raise self.damage("the WARC header has no end")
        if not line.endswith(b"\n") and not (first and not line):
            raise self.damage("the gzip member ends within a WARC header")
        return line

    def end(self) -> int:
        """Read the member to its checksum; nothing but blank lines may follow the block."""
        padding = self.read(_MOST_PADDING)
        if padding.strip(b"\r\n") or self.read(1):
            raise self.damage("one gzip member holds more than its record", _SEVERAL)
        return self._raw_end - len(self._raw) - self.offset

    def damage(self, message: str, hint: str = "") -> DamagedWarc:
        """Return the error that names this record's place."""
        return damage(self._path, self.offset, message, hint)

    def _pull(self) -> bool:
        self._raw = self._file.read(_RAW)
        self._raw_end += len(self._raw)
        return bool(self._raw)

    def _fill(self) -> bool:
        """Decode more of the member; False at its end, an error when the file ends first."""
        while not self._stream.eof:
            ended = not self._raw and not self._pull()
            try:
                data = self._stream.decompress(self._raw, _OUT)
            except zlib.error as error:
                raise self.damage(f"the gzip data is broken ({_reason(error)})") from error
            self._raw = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
            if data:
                self._buffer, self._at = data, 0
                return True
            if ended and not self._stream.eof:
                raise self.damage("the file is cut within a record")
        return False


def damage(path: Path, offset: int, message: str, hint: str = "") -> DamagedWarc:
    """Return the error for a place in a WARC."""
    return DamagedWarc(message, where=f"{path}@{offset}", hint=hint or "the records before it are good")


def _reason(error: zlib.error) -> str:
    return str(error).rpartition(": ")[2]
