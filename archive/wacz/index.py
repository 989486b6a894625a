"""The one index of a package: the indexes of its WARCs merged, packed in blocks when it is large."""

from __future__ import annotations

import hashlib
import heapq
import json
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from typing import IO

from archive.spool import Spool
from archive.wacz.package import Package

IndexSource = Callable[[], Iterable[bytes]]
"""Gives the lines of one sorted index, each with its line end."""
PLAIN = "indexes/index.cdxj"
BLOCKS = "indexes/index.cdx.gz"
FIRST_LINES = "indexes/index.idx"
LARGE = 1024 * 1024
"""Bytes of an index past which it is packed: a browser reads a plain one whole."""
LINES = 300
"""Of one block, as cdxj-indexer makes them."""
FAN_IN = 128
"""Indexes that are open at a time."""


def write_index(package: Package, sources: list[IndexSource], size: int) -> None:
    """Merge sorted indexes into one, in constant memory.

    Args:
        package: the package.
        sources: the indexes.
        size: bytes of all of them; it decides between `index.cdxj` and `index.cdx.gz` with `index.idx`.
    """
    with ExitStack() as stack:
        lines = _merged(sources, stack)
        if size <= LARGE:
            package.add(PLAIN, lines)
            return
        first = Spool()
        stack.callback(first.close)
        package.add(BLOCKS, _blocks(lines, first))
        package.add(FIRST_LINES, first.chunks())


def _merged(sources: list[IndexSource], stack: ExitStack) -> Iterator[bytes]:
    """Merge by bytes, in several rounds when there are many."""
    while len(sources) > FAN_IN:
        sources = [_merged_part(sources[i : i + FAN_IN], stack) for i in range(0, len(sources), FAN_IN)]
    return heapq.merge(*(source() for source in sources))


def _merged_part(sources: Iterable[IndexSource], stack: ExitStack) -> IndexSource:
    file: IO[bytes] = stack.enter_context(tempfile.TemporaryFile(prefix="kliping-"))  # noqa: SIM115
    file.writelines(heapq.merge(*(source() for source in sources)))
    return lambda: _from_start(file)


def _from_start(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    yield from file


def _blocks(lines: Iterator[bytes], first: Spool) -> Iterator[bytes]:
    """Yield the lines in gzip members, and note where each begins (ZipNum, as pywb and ReplayWeb.page read it)."""
    first.write(b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n')
    offset = 0
    for line in lines:
        block = b"".join(chain((line,), islice(lines, LINES - 1)))
        packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        packed = packer.compress(block) + packer.flush()
        place = {"offset": offset, "length": len(packed), "digest": f"sha256:{hashlib.sha256(packed).hexdigest()}"}
        prefix = line.partition(b"{")[0].strip()
        first.write(prefix + b" " + json.dumps(place | {"filename": "index.cdx.gz"}).encode() + b"\n")
        offset += len(packed)
        yield packed
