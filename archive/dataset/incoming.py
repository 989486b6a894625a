"""Outcomes on their way into a dataset: on the disk, laid out as its shards, until they are merged in."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from archive.article import Outcome
from archive.dataset.shard import ARTICLES, OBSERVATIONS, REJECTIONS, encode, kind_of, read_lines, shard_name
from archive.errors import WriteError
from archive.files import DISK_HINT

MAX_OPEN = 64


class Incoming:
    """What is added to a dataset, by kind and shard; memory: the names of the shards.

    Raises:
        WriteError: on every writing method, when the disk is full or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, gzip.GzipFile] = {}
        self._sources: dict[tuple[str, str], list[Path]] = {}
        self.count = 0
        """Outcomes that were added or taken."""

    def add(self, outcome: Outcome) -> None:
        """Take one outcome."""
        path = self._folder / kind_of(outcome) / shard_name(outcome)
        try:
            if path not in self._files:
                if len(self._files) >= MAX_OPEN:
                    self.close()
                path.parent.mkdir(exist_ok=True)
                # Compressed on its way, if only lightly: the disk must hold it beside the old and the new dataset.
                self._files[path] = gzip.open(path, "ab", compresslevel=1)  # noqa: SIM115 - closed by close
            self._files[path].write(encode(outcome) + b"\n")
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None
        self.count += 1

    def take(self, folders: Iterable[Path], outcomes: int) -> None:
        """Take folders of outcomes, so many in all, laid out as a dataset's shards; they are only read."""
        self._find(folders, ARTICLES, REJECTIONS)
        self.count += outcomes

    def note(self, name: str, repeats: list[bytes]) -> None:
        """Put the observations of a shard aside until the observations are published."""
        path = self._folder / OBSERVATIONS / name
        try:
            if repeats:
                path.parent.mkdir(exist_ok=True)
                with gzip.open(path, "ab", compresslevel=1) as file:
                    file.writelines(line + b"\n" for line in repeats)
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None

    def finish(self) -> None:
        """Make what was added readable."""
        self.close()
        self.take([self._folder], 0)

    def find_notes(self) -> None:
        """Make what was noted readable."""
        self._find([self._folder], OBSERVATIONS)

    def names(self, kind: str) -> set[str]:
        """Return the shards of a kind that something comes into."""
        return {name for of, name in self._sources if of == kind}

    def lines(self, kind: str, name: str) -> Iterator[bytes]:
        """Yield what comes into one shard, without newlines."""
        for path in self._sources.get((kind, name), ()):
            yield from (line.rstrip(b"\n") for line in read_lines(path))

    def _find(self, folders: Iterable[Path], *kinds: str) -> None:
        for folder in folders:
            for kind in kinds:
                for path in sorted((folder / kind).glob("*")):
                    self._sources.setdefault((kind, path.name), []).append(path)

    def close(self) -> None:
        """Close the files that are being written."""
        try:
            while self._files:
                path, file = self._files.popitem()
                file.close()
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None

    def throw_away(self) -> None:
        """Close them as they are: nothing of them is wanted."""
        while self._files:
            with suppress(WriteError):
                self.close()
