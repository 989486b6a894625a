"""A part of a WARC: the records that are kept, byte for byte as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from archive.warc.frames import Frame, frames
from archive.warc.source import damage

CHUNK = 1024 * 1024


def whole(path: Path) -> Iterator[bytes]:
    """Yield a file as it is.

    Raises:
        DamagedWarc: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            while data := file.read(CHUNK):
                yield data
    except OSError as error:
        raise damage(path, 0, f"cannot be read: {error.strerror or error}", "check path and rights") from error


def cut(path: Path, keeps: Callable[[Frame], bool], moved: dict[int, int]) -> Iterator[bytes]:
    """Yield the records that are kept: a gzip member each, so nothing is packed again.

    Args:
        path: the WARC.
        keeps: says it of each record, by its header.
        moved: filled on the way: where each kept record was, and where it begins now.

    Raises:
        DamagedWarc: as `archive.warc.frames`.
    """
    at = 0
    with path.open("rb") as file:
        for frame in frames(path):
            wanted = keeps(frame)
            frame.finish()
            if not wanted:
                continue
            moved[frame.offset] = at
            at += frame.length
            yield from _span(file, frame)


def _span(file: IO[bytes], frame: Frame) -> Iterator[bytes]:
    file.seek(frame.offset)
    left = frame.length
    while left and (data := file.read(min(left, CHUNK))):
        left -= len(data)
        yield data
