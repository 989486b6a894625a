"""Take WARCs of other tools into a collection, so that articles keep their source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.collection import SUFFIXES, Collection
from archive.errors import CollectionError
from archive.jobs.reindex import reindex
from archive.merging.intake import clear, same_bytes, take_in
from archive.warc import read_records


def import_warcs(collection: Collection, files: Sequence[Path]) -> None:
    """Copy WARC files into the collection and index them; the caller holds the lock.

    A file that is there already, byte for byte, is left alone.

    Raises:
        DamagedWarc: when a file is no WARC at all; one that is only cut is taken as it is.
        CollectionError: when another file of the same name is there, or the name is no WARC's.
        WriteError: when it cannot be copied.
    """
    for source in files:  # all, before anything is copied
        if not source.name.endswith(SUFFIXES):
            hint = "rename it, or derive it without a collection: --into DIR"
            raise CollectionError(f"the name must end in one of {', '.join(SUFFIXES)}", where=str(source), hint=hint)
        next(iter(read_records(source)), None)
    for source in files:
        target = collection.warc / source.name
        if target.exists():
            _check_same(source, target)
            continue
        reindex(collection, take_in(collection, source, source.name))
    clear(collection)


def _check_same(source: Path, target: Path) -> None:
    if source.resolve() != target.resolve() and not same_bytes(source, target):
        raise CollectionError("the collection has another WARC of this name", where=source.name, hint="rename the file")
