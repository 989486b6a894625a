"""The room on a collection's disk against two marks: below one a crawl pauses, below the other it stops."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from msgspec import Struct

from archive.errors import ConfigError, WriteError

GIB = 1024**3
SHARE = 20
"""Without a mark of the operator's: a twentieth of the disk, and a gibibyte at most."""
STOP_SHARE = 4
"""The stop mark is a quarter of the pause mark, unless it is given."""


class Space(Struct, frozen=True):
    """A disk, in bytes; `free` is what this user may still write."""

    free: int
    total: int


class Level(Enum):
    """Where the free space stands."""

    ROOM = "room"
    LOW = "low"
    FULL = "full"


class Marks(Struct, frozen=True):
    """Bytes that must be free: below `pause` nothing new is begun, below `stop` the work ends. Zero is never."""

    pause: int
    stop: int

    def level(self, free: int) -> Level:
        """Return where so many free bytes stand."""
        return Level.FULL if free < self.stop else Level.LOW if free < self.pause else Level.ROOM


def space_of(folder: Path) -> Space:
    """Return the space of the disk that a folder lies on, or will lie on when it is made.

    Raises:
        WriteError: when the place cannot be looked at.
    """
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        found = os.statvfs(place)
    except OSError as error:
        raise WriteError(f"cannot look at the disk: {error.strerror}", where=str(place)) from None
    return Space(found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize)


def marks_of(folder: Path, min_free: int | None, stop_free: int | None) -> Marks:
    """Return the marks for a folder; None stands for the default, which a small disk makes smaller.

    Raises:
        ConfigError: when the stop mark is above the pause mark.
    """
    pause = min(GIB, space_of(folder).total // SHARE) if min_free is None else min_free
    if stop_free is not None and min_free is not None and stop_free > min_free:
        problem = f"stop_free ({stop_free}) is more than min_free ({min_free})"
        raise ConfigError(problem, where="stop_free", hint="a crawl first pauses, then stops")
    stop = pause // STOP_SHARE if stop_free is None else stop_free
    return Marks(max(pause, stop), stop)
