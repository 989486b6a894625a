"""A job that writes looks at the disk while it works, and ends before the disk is full."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from archive.disk.size import told
from archive.disk.space import Level, Marks, space_of
from archive.errors import DiskFull
from archive.jobs.progress import Progress

EVERY = 0.25
"""Seconds between two looks."""


def disk_full(folder: Path, free: int, marks: Marks) -> DiskFull:
    """Return the error that tells how much room there is and how much is asked for."""
    return DiskFull(
        f"{told(free)} are free on this disk, and {told(marks.stop)} must stay free (stop_free)",
        where=str(folder),
        hint="what was written is kept: free space, or lower stop_free, then run the command again",
    )


def waited(folder: Path, free: int, marks: Marks, seconds: float) -> DiskFull:
    """Return the error of a pause that nobody ended by making room."""
    return DiskFull(
        f"{told(free)} are free on this disk, less than {told(marks.pause)} (min_free), after a pause of"
        f" {seconds:.0f} seconds",
        where=str(folder),
        hint="what was written is kept: free space, or lower min_free, then run the command again",
    )


def check_room(folder: Path, marks: Marks) -> None:
    """Make sure that work may begin or go on.

    Raises:
        DiskFull: when less is free than must stay free.
    """
    free = space_of(folder).free
    if marks.level(free) is Level.FULL:
        raise disk_full(folder, free, marks)


def watched(progress: Progress, folder: Path, marks: Marks) -> Progress:
    """Return a progress that also looks at the disk, now and at each step.

    Raises:
        DiskFull: at once, or later out of the job, which then leaves what was there before.
    """
    check_room(folder, marks)
    looked = monotonic()

    def step(done: int, total: int) -> None:
        nonlocal looked
        if monotonic() - looked >= EVERY:
            check_room(folder, marks)
            looked = monotonic()
        progress(done, total)

    return step
