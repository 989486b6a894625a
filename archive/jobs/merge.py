"""Merge a second collection into this one; tried again, it goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.cdxj import read_cdxj, write_cdxj
from archive.collection import Collection
from archive.disk import Marks, space_of
from archive.disk.guard import disk_full
from archive.errors import CollectionError, DamagedDataset, WriteError
from archive.jobs.progress import Progress, silent
from archive.jobs.recover import recover
from archive.jobs.reindex import reindex
from archive.jobs.remember import forget
from archive.merging import Plan, plan_of, take_in
from archive.merging.intake import clear
from archive.merging.profiles import take_profiles
from archive.merging.queues import take_queues
from archive.merging.reports import take_reports
from archive.redaction import read_redactions, write_redactions
from archive.state import State


class MergeOptions(Struct, frozen=True):
    """What else is taken, and how much of the disk must stay free."""

    profiles: Path | None = None
    """Folder with the other operator's profiles."""
    sites: Path = Path("sites")
    """Folder that takes those which are new."""
    marks: Marks = Marks(0, 0)


class MergeReport(Struct, frozen=True):
    """What a merge did; all zero when it is repeated."""

    warcs: int
    """Copied."""
    known: int
    """There already, byte for byte."""
    renamed: dict[str, str]
    """Names that another file has here, and the names these WARCs have instead."""
    bytes: int
    runs: int
    queued: int
    """Addresses of unfinished crawls that came along."""
    redactions: int
    profiles: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    """Profiles that are here already and say something else; yours were kept."""


def merge(collection: Collection, other: Collection, options: MergeOptions, progress: Progress = silent) -> MergeReport:
    """Take everything of another collection in, but for its dataset, which is derived again; the caller holds the lock.

    What is remembered of pages is forgotten when a WARC is new: its visits lie between those that are known.
    `derive` remembers it all again, in the order of time.

    Raises:
        CollectionError: when both are one, or the other one has half-written WARCs.
        CollectionBusy: when somebody writes to the other one.
        DiskFull: when there is no room for it; nothing was copied then.
    """
    _check(collection, other)
    with _held(other):
        clear(collection)
        recover(collection)
        # First of all: what was taken down there must be taken down here, whenever this is interrupted.
        redactions = _redactions(collection, other)
        plan = plan_of(collection, other.warcs())
        _check_room(collection, plan, options.marks)
        if plan.new and collection.state.exists():  # before the first copy: a merge may end after any of them
            with State(collection.state) as state:
                forget(state)
        _copy(collection, other, plan, progress)
        with State(collection.state) as state:
            runs = take_reports(collection, other, plan.names, state)
            queued = take_queues(state, other, plan.names, collection.root)
        taken, differing = take_profiles(options.profiles, options.sites) if options.profiles else ((), ())
        clear(collection)
    known = len(plan.names) - len(plan.new)
    copied = sum((collection.warc / plan.names[path.name]).stat().st_size for path in plan.new)
    return MergeReport(len(plan.new), known, plan.renamed, copied, runs, queued, redactions, taken, differing)


def _check(collection: Collection, other: Collection) -> None:
    mine, theirs = collection.root.resolve(), other.root.resolve()
    if mine == theirs or mine in theirs.parents or theirs in mine.parents:
        raise CollectionError("a collection cannot be merged with itself", where=str(other.root))
    if other.unfinished():
        raise CollectionError(
            "a crash left a half-written WARC here", where=str(other.unfinished()[0]),
            hint=f"'kliping derive {other.root}' mends it; then merge",
        )  # fmt: skip


@contextmanager
def _held(other: Collection) -> Iterator[None]:
    """Keep others from writing to it meanwhile; what is on a medium for reading only needs no lock."""
    try:
        lock = other.lock()
        lock.__enter__()
    except WriteError:
        yield
        return
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _redactions(collection: Collection, other: Collection) -> int:
    theirs = read_redactions(other.dataset) | read_redactions(other.root)
    mine = read_redactions(collection.root)
    new = {id_: redaction for id_, redaction in theirs.items() if id_ not in mine}
    if new:
        write_redactions(collection.root, mine | new)
    return len(new)


def _check_room(collection: Collection, plan: Plan, marks: Marks) -> None:
    left = space_of(collection.root).free - plan.bytes
    if left < marks.stop:
        raise disk_full(collection.root, max(0, left), marks)


def _copy(collection: Collection, other: Collection, plan: Plan, progress: Progress) -> None:
    total, done = plan.bytes, 0
    for path in plan.new:
        progress(done, total)
        done += path.stat().st_size
        _index(collection, other.index_of(path), take_in(collection, path, plan.names[path.name]))


def _index(collection: Collection, theirs: Path, warc: Path) -> None:
    """Write the index of a copied WARC, from the one it had if that can be read."""
    try:
        lines = [msgspec.structs.replace(line, filename=warc.name) for line in read_cdxj(theirs)]
    except (DamagedDataset, OSError):
        lines = []
    if lines:
        write_cdxj(collection.index_of(warc), lines)
    else:
        reindex(collection, warc)
