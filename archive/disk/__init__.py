"""How much room a disk has, and when that is too little."""

from __future__ import annotations

from archive.disk.guard import watched
from archive.disk.space import GIB, Level, Marks, Space, marks_of, space_of

__all__ = ["GIB", "Level", "Marks", "Space", "marks_of", "space_of", "watched"]
