"""What a reader names: a collection, a dataset that lies alone, or an export; all are read as a collection is."""

from __future__ import annotations

import atexit
import tempfile
from pathlib import Path

from archive.collection import Collection
from archive.dataset.exported import is_export, read_export
from archive.dataset.manifest import NAME, Manifest
from archive.dataset.publish import Publisher
from archive.errors import WriteError
from archive.files import DISK_HINT
from archive.jobs.progress import Progress, silent

STEP = 500
"""Articles between two signs of progress."""


def opened(folder: Path, progress: Progress = silent) -> Collection:
    """Return what there is to read in a folder.

    An export is laid out as a dataset in a temporary folder first, which is removed when the program ends; it has
    the articles that were exported, and no rejected pages.

    Raises:
        CollectionError: when there is nothing to read, or a CSV export.
        DamagedDataset: when an export cannot be read.
        WriteError: when there is no room for the temporary folder.
    """
    if (folder / NAME).is_file():
        return Collection.of_dataset(folder)
    collection = Collection(folder)
    if (collection.dataset / NAME).is_file() and not collection.warc.is_dir():
        return Collection.of_dataset(collection.dataset)
    return Collection.of_dataset(_laid_out(folder, progress)) if is_export(folder) else collection.existing()


def _laid_out(export: Path, progress: Progress) -> Path:
    try:
        holder = tempfile.TemporaryDirectory(prefix="kliping-", ignore_cleanup_errors=True)
    except OSError as error:
        raise WriteError(f"cannot write: {error.strerror}", where=tempfile.gettempdir(), hint=DISK_HINT) from None
    atexit.register(holder.cleanup)
    dataset = Path(holder.name) / export.resolve().name
    with Publisher(dataset, keep=None) as publisher:
        for count, article in enumerate(read_export(export), 1):
            publisher.add(article)
            if count % STEP == 0:
                progress(count, 0)
        publisher.publish(Manifest())
    return dataset
