"""A WARC while it grows: `.open` until it is whole, and never longer than what is whole."""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from archive.errors import WriteError
from archive.files import DISK_HINT, sync_folder
from archive.spool import block_chunks
from archive.warc.draft import Draft
from archive.warc.record import record_head

OPEN = ".open"
_BUFFER = 256 * 1024
_SMALL = 8 * 1024
_MOST_SERIALS = 100_000


class OpenWarc:
    """Appends records as gzip members; what was added counts only after `commit`.

    Unbuffered but for the records of one exchange, so that a killed process leaves every
    committed one with the operating system.

    Args:
        path: the final name; it and its `.open` must be free.
        level: zlib's, 1 to 9.

    Raises:
        OSError: from every method, as the disk gives it.
    """

    __slots__ = ("_buffer", "_buffered", "_file", "_level", "_named", "committed", "path", "position")

    def __init__(self, path: Path, level: int) -> None:
        self.path = path
        self._level = level
        self._file = open_path(path).open("xb", buffering=0)
        self._buffer: list[bytes] = []
        self._buffered = 0
        self.position = 0
        self.committed = 0
        self._named = False
        if path.exists():
            self.discard()
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))

    def add(self, draft: Draft) -> tuple[int, int]:
        """Append a record and return its offset and length; memory does not grow with the block."""
        start = self.position
        # zlib clears its tables for every member: small ones make do with small tables.
        memory = 5 if len(draft.block) < _SMALL else 8
        member = zlib.compressobj(self._level, zlib.DEFLATED, 31, memory)
        head = record_head((*draft.headers, ("Content-Length", str(len(draft.block)))))
        self._put(member.compress(head))
        for data in block_chunks(draft.block):
            self._put(member.compress(data))
        self._put(member.compress(b"\r\n\r\n") + member.flush())
        return start, self.position - start

    def commit(self) -> None:
        """Hand everything added to the operating system; only now it counts."""
        self._flush()
        self.committed = self.position

    def syncing(self) -> Callable[[], None]:
        """Return what forces all that is committed now to the disk, the file's name too.

        It is to be called once, from any thread, and does no harm when the file was closed meanwhile.
        """
        handle, named, self._named = os.dup(self._file.fileno()), self._named, True

        def sync() -> None:
            try:
                os.fsync(handle)
                if not named:
                    sync_folder(self.path.parent)
            finally:
                os.close(handle)

        return sync

    def rewind(self) -> None:
        """Forget what was added since the last commit."""
        self._buffer.clear()
        self._buffered = 0
        self._file.truncate(self.committed)
        self._file.seek(self.committed)
        self.position = self.committed

    def publish(self) -> Path:
        """Make the file durable, then give it its name."""
        try:
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
        give_name(open_path(self.path), self.path)
        return self.path

    def discard(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self._file.close()
        open_path(self.path).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Close the file where it is, for salvage."""
        with suppress(OSError):
            self._file.close()

    def _put(self, data: bytes) -> None:
        self._buffer.append(data)
        self._buffered += len(data)
        self.position += len(data)
        if self._buffered > _BUFFER:
            self._flush()

    def _flush(self) -> None:
        left = memoryview(b"".join(self._buffer))
        self._buffer.clear()
        self._buffered = 0
        while left:
            left = left[self._file.write(left) :]


def open_path(path: Path) -> Path:
    """Return the name a WARC has while it grows."""
    return path.with_name(path.name + OPEN)


def give_name(part: Path, path: Path) -> None:
    """Rename a finished file, durably, never over another."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    part.rename(path)
    sync_folder(path.parent)


def next_file(folder: Path, stem: str, serial: int, level: int) -> tuple[OpenWarc, int]:
    """Start the file with the first free serial number from `serial` on, and return that too.

    Raises:
        OSError: the folder cannot be written, or has no free number.
    """
    for number in range(serial, _MOST_SERIALS):
        with suppress(FileExistsError):
            return OpenWarc(folder / f"{stem}-{number:05d}.warc.gz", level), number
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), f"{stem}-*.warc.gz")


def write_error(error: OSError, path: Path, action: str) -> WriteError:
    """Return the error for the operator: which file, why, what to do."""
    return WriteError(f"cannot {action}: {error.strerror or error}", where=str(path), hint=DISK_HINT)
