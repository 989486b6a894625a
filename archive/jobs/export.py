"""A dataset to hand on: its articles in a format of the researcher's tools, and the documents about them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

from msgspec import Struct

from archive.article import Article
from archive.dataset import Articles
from archive.dataset.documents import Release, documents
from archive.dataset.formats import FORMATS, ROW_GROUP, Format, PartFormat, write_part
from archive.dataset.locking import folder_lock
from archive.dataset.tally import Part, Tally
from archive.errors import WriteError
from archive.files import DISK_HINT, sync_folder, whole_file
from archive.jobs.progress import Progress, silent

MARK = "datapackage.json"
"""The file by which an earlier export is known, so that nothing else is ever replaced."""
DATA = "data"
Change = Callable[[Article], Article]


class ExportOptions(Struct, frozen=True):
    """How to export. `change` is applied to each article before it is counted and written (masking, for one)."""

    format: Format
    name: str = "kliping-articles"
    change: Change | None = None
    progress: Progress = silent


class ExportReport(Struct, frozen=True):
    """What was written. `identity` is that of the whole dataset, before filters."""

    format: str
    folder: str
    articles: int
    sites: int
    files: tuple[str, ...]
    bytes: int
    identity: str


def export(articles: Articles, into: Path, options: ExportOptions) -> ExportReport:
    """Write the articles and the documents into a folder, whole or not at all.

    The folder must be new, empty, or an earlier export, which is replaced. Memory: one row group.

    Raises:
        WriteError: when it cannot be written, or the folder holds something else; it stays as it was.
        CollectionBusy: when another export writes to the same folder.
        MissingLibrary: when the format needs a library that is not installed.
    """
    check_target(into)
    manifest, tally = articles.manifest, Tally()
    total = sum(shard.records for shard in articles.shards)
    with _staged(into) as stage:
        parts = _write_parts(_passing(articles, tally, options, total), stage, options.format)
        release = Release(options.name, options.format, manifest, articles.filters, tally, tuple(parts))
        for name, text in documents(release).items():
            with whole_file(stage / name) as file:
                file.write(text.encode("utf-8"))
        files = tuple(sorted(p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file()))
        size = sum((stage / name).stat().st_size for name in files)
    return ExportReport(options.format, str(into), tally.articles, len(tally.sites), files, size, manifest.identity)


def check_target(into: Path) -> None:
    """Make sure that nothing of somebody else's is replaced.

    Raises:
        WriteError: when there is something that is no export.
    """
    if into.exists() and not (into / MARK).is_file() and not (into.is_dir() and not any(into.iterdir())):
        hint = "name a new or empty folder with --into"
        raise WriteError("there is something here that is no export", where=str(into), hint=hint)


@contextmanager
def _staged(into: Path) -> Iterator[Path]:
    """Give a folder to write beside the target; it takes the target's name when everything is in it."""
    into = into.resolve()
    stage, old = into.with_name(f"{into.name}.open"), into.with_name(f"{into.name}.old")
    try:
        stage.mkdir(parents=True, exist_ok=True)
        with folder_lock(stage):
            try:
                _clear(stage)
                _mend(into, old)
                yield stage
                if into.exists():
                    into.replace(old)
                stage.replace(into)
                sync_folder(into.parent)
            except BaseException:
                shutil.rmtree(stage, ignore_errors=True)
                _mend(into, old)
                raise
            shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror or error}", where=str(into), hint=DISK_HINT) from None


def _mend(into: Path, old: Path) -> None:
    """Give an earlier export its name back, when something went wrong between the two renames."""
    if old.exists() and not into.exists():
        old.replace(into)
    shutil.rmtree(old, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Remove what an export that was killed has left."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _passing(articles: Articles, tally: Tally, options: ExportOptions, total: int) -> Iterator[list[Article]]:
    """Yield the articles in batches, changed and counted."""
    while batch := list(islice(articles, ROW_GROUP)):
        if options.change is not None:
            batch = [options.change(article) for article in batch]
        for article in batch:
            tally.add(article)
        options.progress(tally.articles, total)
        yield batch


def _write_parts(batches: Iterator[list[Article]], stage: Path, form: Format) -> list[Part]:
    """Write the parts, one at least, so that an empty export opens too."""
    kind = FORMATS[form]
    written: list[tuple[Path, int]] = []
    first: list[Article] | None = next(batches, [])
    while first is not None:
        path = stage / DATA / f"part-{len(written):05}{kind.ending}"
        count = write_part(path, kind, chain([first], islice(batches, _batches_of(kind) - 1)))
        written.append((path, count))
        first = next(batches, None)
    return [_part(_named(path, number, len(written), form), count, stage)
            for number, (path, count) in enumerate(written)]  # fmt: skip


def _batches_of(kind: PartFormat) -> int:
    return max(1, kind.most // ROW_GROUP)


def _named(path: Path, number: int, of: int, form: Format) -> Path:
    """Give a part its name: that of the hub for `hf`, where the number of parts is in it."""
    ending = FORMATS[form].ending
    name = f"train-{number:05}-of-{of:05}" if form == Format.HF else f"articles-{number:05}"
    return path.rename(path.with_name(f"{name}{ending}"))


def _part(path: Path, count: int, stage: Path) -> Part:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return Part(path.relative_to(stage).as_posix(), count, path.stat().st_size, digest.hexdigest())
