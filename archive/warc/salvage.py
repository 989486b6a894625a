"""What a crash left behind: an `.open` file made whole, and nothing of it lost unseen."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from msgspec import Struct

from archive.cdxj import CdxjLine
from archive.errors import DamagedWarc
from archive.files import sync_folder
from archive.warc.frames import frames
from archive.warc.index import index_warc
from archive.warc.openfile import OPEN, give_name, write_error

TAIL = ".tail"


class SalvageReport(Struct, frozen=True):
    """What became of one `.open` file."""

    published: Path | None
    """The finished WARC; None when there was no whole answer in the file."""
    lines: tuple[CdxjLine, ...]
    """The index lines of the finished WARC."""
    exchanges: int
    """Answers, revisits included."""
    kept: int
    """Bytes."""
    dropped: int
    """Bytes after the last whole record."""
    tail: Path | None
    """Where the dropped bytes were put aside."""


def salvage(path: Path) -> SalvageReport:
    """Cut an `.open` file back to its last whole record and give it its final name.

    The cut tail is kept beside it as `<name>.tail` (a gzip member without its end), since it may
    be the only copy of what a server said. A file without a whole answer is removed, its tail
    still kept. Safe to repeat after another crash, at any point.

    Raises:
        WriteError: the folder cannot be written, or the final name is taken; nothing is lost.
    """
    final = path.with_name(path.name.removesuffix(OPEN))
    try:
        whole, exchanges, failures = _whole(path)
        tail = _set_aside(path, whole, final.with_name(final.name + TAIL))
        dropped = path.stat().st_size - whole
        if exchanges or failures:
            _cut(path, whole)
            give_name(path, final)
        else:
            path.unlink()
    except OSError as error:
        raise write_error(error, path, "salvage") from error
    if not (exchanges or failures):
        return SalvageReport(None, (), 0, 0, dropped, tail)
    return SalvageReport(final, tuple(index_warc(final)), exchanges, whole, dropped, tail)


def _whole(path: Path) -> tuple[int, int, int]:
    """Return the end of the last whole record, and how many of them are answers and how many failures."""
    end = responses = failures = 0
    path.stat()
    try:
        for frame in frames(path):
            frame.finish()
            end = frame.offset + frame.length
            responses += frame.type in ("response", "revisit")
            failures += frame.type == "metadata" and frame.get("WARC-Concurrent-To") is None
    except DamagedWarc:
        pass
    return end, responses, failures


def _set_aside(path: Path, start: int, tail: Path) -> Path | None:
    """Copy everything from `start` on to the tail file; None when there is nothing."""
    if path.stat().st_size == start:
        return None
    with path.open("rb") as source, tail.open("wb") as target:
        source.seek(start)
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    sync_folder(tail.parent)
    return tail


def _cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())
