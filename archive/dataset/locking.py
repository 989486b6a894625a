"""One writer to a folder at a time, without a file that stays behind."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import CollectionBusy


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder for writing (flock on the folder itself); the lock ends with its process.

    Raises:
        CollectionBusy: when somebody else holds it.
        OSError: when the folder cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            hint = "wait for it to end, or name another folder"
            raise CollectionBusy("another process is writing here", where=str(folder), hint=hint) from None
        yield
    finally:
        os.close(handle)
