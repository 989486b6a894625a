"""Read a dataset: typed records, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.article import Article, Rejection
from archive.collection import Collection
from archive.dataset.manifest import NAME, read_manifest
from archive.dataset.shard import ARTICLES, REJECTIONS, Record, read_shard
from archive.errors import CollectionError
from archive.redaction import redacted_ids


def load(folder: Path | str) -> Iterator[Article]:
    """Yield the articles of a collection (or of a dataset folder), ordered by shard and id.

    Raises:
        CollectionError: when there is no dataset at this place.
        DamagedDataset: naming the shard and the line that cannot be read.
    """
    return _load(folder, ARTICLES, Article)


def load_rejections(folder: Path | str) -> Iterator[Rejection]:
    """Yield the pages that are no articles, each with its reason; errors as in `load`."""
    return _load(folder, REJECTIONS, Rejection)


def _load(folder: Path | str, kind: str, record: type[Record]) -> Iterator[Record]:
    dataset = dataset_folder(folder)
    manifest = read_manifest(dataset)
    if manifest is None:
        raise CollectionError(
            "there is no dataset here", where=str(folder), hint="'kliping derive' makes it from the WARCs"
        )
    hidden = redacted_ids(dataset) if kind == ARTICLES else frozenset()
    for shard in sorted(manifest.shards):
        if shard.kind == kind:
            records = read_shard(dataset / kind / shard.name, record)
            yield from (r for r in records if r.id not in hidden) if hidden else records


def dataset_folder(folder: Path | str) -> Path:
    """Return the dataset folder of a collection; a dataset folder is itself."""
    path = Path(folder)
    return path if (path / NAME).is_file() else Collection(path).dataset
