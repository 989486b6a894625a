"""The page memory brought up to date with the WARCs: the same from a run to the next, or all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from archive.collection import Collection
from archive.dataset import read_manifest
from archive.errors import DamagedDataset, DamagedWarc
from archive.exchange import Exchange, Failure
from archive.files import whole_file
from archive.history.standing import EventKind
from archive.jobs.progress import Progress, silent
from archive.memory.fold import fold
from archive.memory.pages import Happened, Page, PageMemory, key_of, stamp, tallies, undo
from archive.memory.summary import UNKNOWN, Summary
from archive.memory.told import Telling, Told
from archive.state import State
from archive.urls import canonical_url
from archive.warc import read_records, read_visits
from archive.warc.record import Record, get, parse_fields

HEADS = 64 * 1024
"""Bytes of an answer that are looked at: its head."""
COUNTED = tuple(kind.value for kind in EventKind)


class MemoryReport(Struct, frozen=True):
    """What was remembered."""

    warcs: int
    pages: int
    """Addresses known now."""
    events: int
    """Of them all, those that are kept as events."""
    damaged: tuple[str, ...] = ()
    """WARCs that could not be read to their end: place and cause, one line each."""


def remember(collection: Collection, *, derived: bool = True, progress: Progress = silent) -> MemoryReport:
    """Take the visits of new WARCs into the page memory; the caller holds the lock.

    Args:
        collection: its WARCs, its state, and the dataset as derived.
        derived: False before the WARCs were derived: then nothing is known of their texts, and what is
            remembered of them is taken back and done again afterwards.
        progress: called with bytes read and bytes in all.

    Raises:
        WriteError: the state cannot be written.
        CollectionError: it is no state, or a newer one.
    """
    with State(collection.state) as state:
        if derived and state.rows("SELECT 1 FROM remembered WHERE derived = 0 LIMIT 1"):
            with state.transaction() as database:
                undo(database)
        known = {name for (name,) in state.rows("SELECT warc FROM remembered")}
        fresh = _by_time(path for path in collection.warcs() if path.name not in known)
        work = _Work(state, collection, derived=derived)
        total, done = sum(path.stat().st_size for path in fresh), 0
        for path in fresh:
            work.take(path)
            done += path.stat().st_size
            progress(done, total)
        if derived:
            work.tell()
        pages, events = (state.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in ("pages", "events"))  # noqa: S608 - two constants
        return MemoryReport(len(fresh), pages, events, tuple(work.damaged))


def rebuild(collection: Collection, progress: Progress = silent) -> MemoryReport:
    """Make pages, events, counts and runs again, from WARCs, dataset and reports; the caller holds the lock.

    An unfinished crawl stays what it is: its queue is in the state alone. Errors as in `remember`.
    """
    with State(collection.state) as state:
        forget(state)
        with state.transaction() as database:
            database.execute("DELETE FROM runs")
        return remember(collection, progress=progress)


def forget(state: State) -> None:
    """Empty the page memory, so that the next `remember` makes it of all WARCs: a merge puts older ones between."""
    with state.transaction() as database:
        for table in ("pages", "events", "tallies", "remembered"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - constants


class _Work:
    """One call of `remember`."""

    def __init__(self, state: State, collection: Collection, *, derived: bool) -> None:
        self._state, self._collection, self._derived = state, collection, derived
        self._telling = Telling(collection.dataset) if derived and _is_readable(collection) else None
        self._memories: dict[str, PageMemory] = {}
        self._runs: dict[str, Summary] = {}
        self.damaged: list[str] = []

    def take(self, path: Path) -> None:
        """Fold one WARC into the memory: all of it or nothing, so that a crash leaves no half."""
        run = _run_of(path)
        change = _Change(run)
        try:
            for visit in read_visits(path, HEADS):
                self._visit(visit, change)
        except DamagedWarc as error:
            self.damaged.append(str(error))
        with self._state.transaction() as database:
            for site, pages in change.pages.items():
                memory = self._memories[site]
                memory.store(database, ((key, page, change.before.get((site, key))) for key, page in pages.items()))
                memory.happened(database, change.events.get(site, ()))
                memory.tally(database, run, change.counts.get(site, Counter[EventKind]()).items())
            database.execute("INSERT INTO remembered VALUES (?, ?)", (path.name, self._derived))

    def _visit(self, visit: Exchange | Failure, change: _Change) -> None:
        site = visit.note("site")
        if not site:
            return  # of another tool: it is in the archive, and no crawl of ours
        memory = self._memories.get(site) or self._memories.setdefault(site, PageMemory(self._state, site))
        key = key_of(canonical_url(visit.url))
        pages = change.pages.setdefault(site, {})
        page = pages[key] if key in pages else memory.get(key)
        if not self._derived and key not in pages:
            change.before[(site, key)] = memory.before(key) or b""
        seen = fold(page, visit, self._told(site, visit))
        pages[key] = seen.page
        self._runs.setdefault(change.run, Summary(change.run, site)).add(visit, seen.page.status)
        if seen.event is not None:
            change.counts.setdefault(site, Counter())[seen.event] += 1
            if seen.event is not EventKind.UNCHANGED:
                at = stamp(_at(visit))
                change.events.setdefault(site, []).append(
                    Happened(key, at, seen.event, change.run, visit.url, seen.target)
                )

    def _told(self, site: str, visit: Exchange | Failure) -> Told | None:
        if self._telling is None or isinstance(visit, Failure) or visit.ref is None:
            return None
        return self._telling.of(site, visit.fetched_at.isoformat(), (visit.ref.warc, visit.ref.offset))

    def tell(self) -> None:
        """Write the counts of the runs into their reports."""
        known = {run: report for run, _, report in self._state.runs()}
        for run, summary in sorted(self._runs.items()):
            found = tallies(self._state, run)
            counts = {kind: found.get(kind, 0) for kind in COUNTED}
            kept = _report(self._collection, run, known.get(run))
            data = msgspec.json.encode({**(kept or summary.report()), **counts})
            if kept is not None:
                _write(self._collection, run, data)
            self._state.add_run(run, summary.site, data.decode())


class _Change:
    """What one WARC changes."""

    def __init__(self, run: str) -> None:
        self.run = run
        self.pages: dict[str, dict[bytes, Page]] = {}
        self.before: dict[tuple[str, bytes], bytes] = {}
        self.events: dict[str, list[Happened]] = {}
        self.counts: dict[str, Counter[EventKind]] = {}


def _at(visit: Exchange | Failure) -> datetime:
    return visit.at if isinstance(visit, Failure) else visit.fetched_at


def _is_readable(collection: Collection) -> bool:
    try:
        return read_manifest(collection.dataset) is not None
    except DamagedDataset:
        return False


def _first_of(path: Path) -> Record | None:
    try:
        return next(iter(read_records(path, HEADS)), None)
    except DamagedWarc:
        return None


def _by_time(paths: Iterable[Path]) -> list[Path]:
    """Return WARCs as they were begun: names follow that within one collection only, not within a merged one."""
    begun = {path: first.get("WARC-Date") if (first := _first_of(path)) is not None else None for path in paths}
    return sorted(begun, key=lambda path: (begun[path] or "", path.name))


def _run_of(path: Path) -> str:
    """Return the run that a WARC is part of; of one that does not tell, its own name."""
    first = _first_of(path)
    told = get(parse_fields(first.block), "isPartOf") if first is not None and first.type == "warcinfo" else None
    return told or path.name.removesuffix(".gz").removesuffix(".warc").removesuffix(".arc")


def _report(collection: Collection, run: str, known: str | None) -> dict[str, Any] | None:
    """Return the report of a run, from its file or from the state; None when it left none."""
    try:
        return msgspec.json.decode(collection.report_of(Path(run).name).read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError):
        report = msgspec.json.decode(known.encode(), type=dict[str, Any]) if known else None
        return None if report is None or report.get("reason") == UNKNOWN else report


def _write(collection: Collection, run: str, data: bytes) -> None:
    with whole_file(collection.report_of(Path(run).name)) as file:
        file.write(msgspec.json.format(data, indent=1) + b"\n")
