"""A search of a collection, with its index brought up to date."""

from __future__ import annotations

from msgspec import Struct

from archive.collection import Collection
from archive.fulltext import Hit, Wanted, find_hits, is_current, update_index
from archive.jobs.progress import Progress, silent


class SearchReport(Struct, frozen=True):
    """What a search found."""

    query: str
    hits: tuple[Hit, ...]
    indexed: bool
    """Whether the index had to be made first."""


def search_collection(
    collection: Collection, wanted: Wanted, *, rebuild: bool = False, progress: Progress = silent
) -> SearchReport:
    """Return the hits; the index is made again when the dataset changed, or when asked for.

    Raises:
        ConfigError, CollectionError, DamagedDataset, WriteError: as `archive.search`.
    """
    made = rebuild or not is_current(collection.root)
    index = update_index(collection.root, rebuild=rebuild, progress=progress)
    return SearchReport(wanted.query, tuple(find_hits(index, wanted)), made)
