"""Where things lie in one collection folder, and who may write there; nothing else knows its paths."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from archive.errors import CollectionBusy, CollectionError, WriteError

SUFFIXES = (".warc", ".warc.gz", ".arc", ".arc.gz")
"""Ends of the names that WARC files have here; ARC is what crawlers wrote before (until about 2009)."""
_held: dict[Path, tuple[IO[str], int]] = {}
"""Locks of this process with their number of holders: several spiders of one crawl share one."""


class Collection:
    """The layout of a collection.

    `warc/*.warc.gz`, `index/*.cdxj`, `dataset/articles/*.jsonl.gz`, `dataset/rejections/*.jsonl.gz`,
    `dataset/manifest.json`, `templates/`, `state.sqlite`, `logs/`, `reports/`; `redactions.json`
    (`archive.redaction`) and `search.sqlite` (`archive.fulltext`) when there is something to take down or to search.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)
        self.warc = self.root / "warc"
        self.index = self.root / "index"
        self.dataset = self.root / "dataset"
        self.templates = self.root / "templates"
        self.state = self.root / "state.sqlite"
        self.logs = self.root / "logs"
        self.reports = self.root / "reports"
        self.incoming = self.root / ".incoming"

    @classmethod
    def of_dataset(cls, dataset: Path) -> Collection:
        """Return the collection that a dataset folder lies in; one that lies alone is its own, without WARCs."""
        around = cls(dataset.absolute().parent)
        if around.warc.is_dir() and around.dataset.name == dataset.absolute().name:
            return around
        alone = cls(dataset)
        alone.dataset = alone.root
        return alone

    def create(self) -> Collection:
        """Make the folders that are missing.

        Raises:
            WriteError: when the place cannot be written.
        """
        try:
            for folder in (self.warc, self.index, self.dataset, self.logs, self.reports):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            hint = "choose another folder with --collection"
            raise WriteError(f"cannot make the collection: {error.strerror}", where=str(self.root), hint=hint) from None
        return self

    def existing(self) -> Collection:
        """Return the collection itself.

        Raises:
            CollectionError: when there is none at this place.
        """
        if not self.warc.is_dir():
            message, hint = self._absent()
            raise CollectionError(message, where=str(self.root), hint=hint)
        return self

    def _absent(self) -> tuple[str, str]:
        """Return what there is instead of a collection, and what to do."""
        if any((self.root / name).is_file() for name in ("manifest.json", "dataset/manifest.json")):
            hint = "this needs the WARCs: name the folder that holds warc/ and dataset/"
            return "this is a dataset without its collection", hint
        if (self.root / "datapackage.json").is_file():
            hint = "this needs the WARCs: name the collection that it was exported from"
            return "this is an export, no collection", hint
        hint = "name one with --collection, or make one with 'kliping crawl' or 'kliping fetch'"
        return "there is no collection here", hint

    def warcs(self) -> list[Path]:
        """Return the finished WARC files, by name."""
        return sorted(p for p in self.warc.glob("*arc*") if p.name.endswith(SUFFIXES))

    def unfinished(self) -> list[Path]:
        """Return the WARC files that a crash left half-written."""
        return sorted(self.warc.glob("*.open"))

    def index_of(self, warc: Path) -> Path:
        """Return the index file of a WARC; `a.warc` and `a.warc.gz` have one each."""
        return self.index / f"{warc.name.removesuffix('.warc.gz')}.cdxj"

    def log_of(self, run: str) -> Path:
        """Return the log of a run."""
        return self.logs / f"{run}.jsonl"

    def report_of(self, run: str) -> Path:
        """Return the report of a run."""
        return self.reports / f"{run}.json"

    def summary_of(self, run: str) -> Path:
        """Return the readable summary of a run."""
        return self.reports / f"{run}.md"

    @contextmanager
    def lock(self) -> Iterator[int]:
        """Hold the collection for writing, for this process and those it hands the file descriptor to.

        Raises:
            CollectionBusy: when another process holds it; the line names it.
            WriteError: when the lock cannot be written.
        """
        path = (self.root / ".lock").resolve()
        self._acquire(path)
        try:
            yield _held[path][0].fileno()
        finally:
            _release(path)

    def _acquire(self, path: Path) -> None:
        if path in _held:
            file, holders = _held[path]
            _held[path] = (file, holders + 1)
            return
        try:
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise WriteError(
                f"cannot lock the collection: {error.strerror}",
                where=str(self.root),
                hint="make the folder writable, or name another one with --collection",
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read(32).strip()
            file.close()
            raise CollectionBusy(
                f"another process is writing to this collection{f' (process {holder})' if holder else ''}",
                where=str(self.root),
                hint="wait for it to end, or name another folder with --collection",
            ) from None
        _note_holder(file)
        _held[path] = (file, 1)


def _note_holder(file: IO[str]) -> None:
    """Write the process number for the next one's message; a full disk is no reason to fail here."""
    try:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    except OSError:
        return


def _release(path: Path) -> None:
    file, holders = _held[path]
    if holders > 1:
        _held[path] = (file, holders - 1)
        return
    del _held[path]
    file.close()
