"""Bytes of one HTTP message while they arrive: in memory while small, on disk when large."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = 1024 * 1024
CHUNK = 256 * 1024


class Spool:
    """A growing byte block; past `memory` bytes it moves to an unnamed temporary file.

    Not thread-safe. `close()` frees the file; a closed spool cannot be read.
    """

    __slots__ = ("_buffer", "_file", "_memory", "length")

    def __init__(self, memory: int = MEMORY) -> None:
        self._buffer: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._memory = memory
        self.length = 0

    def write(self, data: bytes) -> None:
        """Append bytes; an `OSError` of the temporary disk passes through."""
        self.length += len(data)
        if self._file is None and self.length > self._memory:
            self._file = tempfile.TemporaryFile(prefix="kliping-")  # noqa: SIM115 - closed by close()
            self._file.writelines(self._buffer)
            self._buffer.clear()
        if self._file is None:
            self._buffer.append(data)
        else:
            self._file.write(data)

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        """Yield all bytes from the start; may be called again."""
        if self._file is None:
            yield from self._buffer
            return
        self._file.seek(0)
        while chunk := self._file.read(size):
            yield chunk
        self._file.seek(0, 2)

    def head(self, size: int) -> bytes:
        """Return the first `size` bytes (fewer when the block is shorter)."""
        found = bytearray()
        for chunk in self.chunks():
            found += chunk
            if len(found) >= size:
                break
        if self._file is not None:
            self._file.seek(0, 2)
        return bytes(found[:size])

    def __bytes__(self) -> bytes:
        return b"".join(self.chunks())

    def __len__(self) -> int:
        return self.length

    def close(self) -> None:
        """Free memory and disk; harmless when repeated."""
        self._buffer.clear()
        if self._file is not None:
            self._file.close()
            self._file = None


Block = bytes | Spool


def block_chunks(block: Block) -> Iterator[bytes]:
    """Yield the bytes of a block, whichever kind it is."""
    return iter((block,)) if isinstance(block, bytes) else block.chunks()
