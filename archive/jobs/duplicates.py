"""Find the duplicates of a dataset and write them beside it: derived, like everything there."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import msgspec

from archive.article import Article
from archive.dataset import load
from archive.dataset.load import dataset_folder, manifest_of
from archive.dataset.shard import LEVEL
from archive.duplicates import Found, Group, Options, find
from archive.errors import DamagedDataset
from archive.files import whole_file
from archive.jobs.progress import Progress, silent

NAME = "duplicates.jsonl.gz"
REPORT = "duplicates.json"
STEP = 500
"""Articles between two signs of progress."""


def find_duplicates(folder: Path | str, threshold: float | None = None, progress: Progress = silent) -> Found:
    """Find copies and translations, and write `duplicates.jsonl.gz` and `duplicates.json` into the dataset folder.

    Raises:
        CollectionError: when there is no dataset, or it changes meanwhile.
        DamagedDataset: when it cannot be read.
        WriteError: when the result cannot be written.
    """
    dataset = dataset_folder(folder)
    manifest = manifest_of(folder)
    options = Options(folder=dataset, identity=manifest.identity)
    if threshold is not None:
        options = msgspec.structs.replace(options, threshold=threshold)
    passes = _Passes(dataset, manifest.count("articles"), progress)
    found = find(passes.articles, options)
    _write(dataset, found)
    return found


def read_duplicates(folder: Path | str) -> Iterator[Group]:
    """Yield the groups found last; none when nobody has looked yet.

    Raises:
        DamagedDataset: when the file cannot be read.
    """
    path = dataset_folder(folder) / NAME
    if not path.is_file():
        return
    decoder = msgspec.json.Decoder(Group)
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                yield decoder.decode(line)
    except (OSError, EOFError, msgspec.DecodeError) as error:
        hint = "'kliping duplicates' writes it again"
        raise DamagedDataset(f"cannot be read: {error}", where=str(path), hint=hint) from None


class _Passes:
    """The articles, twice, with progress over both."""

    def __init__(self, dataset: Path, total: int, progress: Progress) -> None:
        self._dataset, self._total, self._progress = dataset, total, progress
        self._done = 0

    def articles(self) -> Iterator[Article]:
        for article in load(self._dataset):
            self._done += 1
            if self._done % STEP == 0:
                self._progress(self._done, 2 * self._total)
            yield article


def _write(dataset: Path, found: Found) -> None:
    with (
        whole_file(dataset / NAME) as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=LEVEL, mtime=0) as out,
    ):
        for group in found.groups:
            out.write(msgspec.json.encode(group) + b"\n")
    with whole_file(dataset / REPORT) as file:
        file.write(msgspec.json.format(msgspec.json.encode(found.report), indent=1) + b"\n")
