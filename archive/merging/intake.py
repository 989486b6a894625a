"""Taking a foreign WARC in: it appears among the others only when all of it is on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.collection import Collection
from archive.errors import WriteError
from archive.files import DISK_HINT, sync_folder, whole_file

CHUNK = 1024 * 1024


def take_in(collection: Collection, source: Path, name: str) -> Path:
    """Copy a WARC under this name; the caller holds the lock and has looked whether the name is free.

    It is written in a folder of its own: half a copy among the WARCs would look like one of a killed
    crawl, and be salvaged as if it were whole.

    Raises:
        WriteError: when it cannot be copied; nothing has the name then.
    """
    waiting, target = collection.incoming / name, collection.warc / name
    with whole_file(waiting) as out, source.open("rb") as data:
        shutil.copyfileobj(data, out, CHUNK)
    try:
        waiting.replace(target)
        sync_folder(collection.warc)
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror}", where=str(target), hint=DISK_HINT) from None
    return target


def clear(collection: Collection) -> None:
    """Remove what an interrupted intake left; the caller holds the lock."""
    shutil.rmtree(collection.incoming, ignore_errors=True)


def same_bytes(a: Path, b: Path) -> bool:
    """Say whether two files have the same bytes."""
    if a.stat().st_size != b.stat().st_size:
        return False
    with a.open("rb") as left, b.open("rb") as right:
        while True:
            one, other = left.read(CHUNK), right.read(CHUNK)
            if one != other:
                return False
            if not one:
                return True
