"""What a derivation has done so far, on the disk: an interrupted one goes on from there."""

from __future__ import annotations

import gzip
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct, field

from archive.dataset.shard import read_lines
from archive.derivation.work import Result
from archive.errors import DamagedDataset, WriteError
from archive.files import DISK_HINT, sync_folder

FOLDER = ".derived"
STATE = "state.json"
PART = 1_000
"""Outcomes of one part: what an interruption costs at most."""
MAX_OPEN = 64
TEMPORARY = ".open"


class State(Struct):
    """How far a derivation is, at the end of a part."""

    outcomes: int = 0
    at: dict[str, int] = field(default_factory=dict)
    """WARC file name to the answers of it that are done."""
    ended: list[str] = field(default_factory=list)
    """WARCs of which all are."""
    damaged: dict[str, str] = field(default_factory=dict)
    """Of these, the ones that could not be read to their end, and why."""
    reasons: dict[str, int] = field(default_factory=dict)
    profiles: dict[str, str] = field(default_factory=dict)


class Parts:
    """Outcomes in numbered folders, each laid out as a dataset's shards; a context manager.

    A part takes its name when it is whole and on the disk. Parts that were made with other inputs are removed.
    Together they take as much room as the outcomes do, lightly compressed.

    Raises:
        WriteError: when they cannot be written; those that have a name stay.
    """

    def __init__(self, dataset: Path, inputs: str) -> None:
        self._folder = dataset / FOLDER / inputs
        self._files: dict[Path, gzip.GzipFile] = {}
        self._done: list[Path] = []
        self._new = 0
        self.state = State()

    def __enter__(self) -> Self:
        try:
            for other in self._folder.parent.glob("*"):
                if other != self._folder:
                    shutil.rmtree(other)
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self._folder / TEMPORARY, ignore_errors=True)
        except OSError as error:
            raise self._error(error) from None
        while state := _whole(path := self._folder / f"{len(self._done):06}", self.state.outcomes):
            self.state = state
            self._done.append(path)
        self._settle()
        return self

    def _settle(self) -> None:
        """Remove what is not whole, and bring the last part to the disk: it took its name without that."""
        try:
            for path in self._folder.glob("[0-9]*"):
                if path not in self._done:
                    shutil.rmtree(path)
            if self._done:
                _sync(self._done[-1])
                sync_folder(self._folder)
        except OSError as error:
            raise self._error(error) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what is unfinished is made again
            self._close()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The parts that are whole."""
        return tuple(self._done)

    def add(self, result: Result) -> None:
        """Take one outcome."""
        path = self._folder / TEMPORARY / result.kind / result.shard
        try:
            if path not in self._files:
                if len(self._files) >= MAX_OPEN:
                    self._close()
                path.parent.mkdir(parents=True, exist_ok=True)
                self._files[path] = gzip.open(path, "ab", compresslevel=1)  # noqa: SIM115 - closed by _close
            self._files[path].write(result.line + b"\n")
        except OSError as error:
            raise self._error(error) from None
        self._new += 1
        self.state.outcomes += 1
        if result.reason:
            self.state.reasons[result.reason] = self.state.reasons.get(result.reason, 0) + 1

    def rest(self) -> None:
        """End the part when it is long enough; to be called where the state is that of all outcomes added."""
        if self._new >= PART:
            self.cut()

    def cut(self, *, durable: bool = True) -> None:
        """End the part; `durable` brings it to the disk before it takes its name."""
        made, path = self._folder / TEMPORARY, self._folder / f"{len(self._done):06}"
        try:
            self._close()
            made.mkdir(exist_ok=True)
            (made / STATE).write_bytes(msgspec.json.encode(self.state))
            if durable:
                _sync(made)
            made.replace(path)
            if durable:
                sync_folder(self._folder)
        except OSError as error:
            raise self._error(error) from None
        self._done.append(path)
        self._new = 0

    def remove(self) -> None:
        """Remove all parts: what they held is published."""
        shutil.rmtree(self._folder.parent, ignore_errors=True)

    def _close(self) -> None:
        while self._files:
            _, file = self._files.popitem()
            file.close()

    def _error(self, error: OSError) -> WriteError:
        return WriteError(f"cannot write: {error.strerror}", where=str(self._folder), hint=DISK_HINT)


def _whole(part: Path, before: int) -> State | None:
    """Return the state of a part that holds every outcome it tells of; after a power cut the last one may not."""
    try:
        state = msgspec.json.decode((part / STATE).read_bytes(), type=State)
        lines = sum(1 for path in part.glob("*/*") for _ in read_lines(path))
    except (OSError, DamagedDataset, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return state if lines == state.outcomes - before else None


def left_behind(dataset: Path) -> bool:
    """Say whether a derivation of this dataset did not come to its end."""
    return (dataset / FOLDER).is_dir()


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    sync_folder(folder)
