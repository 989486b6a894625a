"""Read a dataset: typed records, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Unpack

from archive.article import Rejection
from archive.collection import Collection
from archive.dataset.articles import Articles
from archive.dataset.exported import is_export
from archive.dataset.filters import Asked, make_filters
from archive.dataset.manifest import NAME, Manifest, read_manifest
from archive.dataset.reading import records
from archive.dataset.shard import ARTICLES, REJECTIONS
from archive.errors import CollectionError, ConfigError


def load(folder: Path | str, **asked: Unpack[Asked]) -> Articles:
    """Return the articles of a collection (or of a dataset folder), ordered by shard and id.

    Each filter takes one word or several, of which one must fit; shards that cannot hold a wanted
    article are not opened.

    Args:
        folder: a collection, or a dataset folder.
        asked: `site`, `region`, `level`, `since`, `until`, `language`, `flags`, `text`; what each asks for is
            said in `archive.dataset.filters.Asked`.

    Raises:
        CollectionError: when there is no dataset at this place.
        ConfigError: for a date that is none.
        DamagedDataset: naming the shard and the line that cannot be read.
    """
    filters = make_filters(**asked)
    return Articles(dataset_folder(folder), manifest_of(folder), filters)


def load_rejections(folder: Path | str) -> Iterator[Rejection]:
    """Yield the pages that are no articles, each with its reason; errors as in `load`."""
    manifest = manifest_of(folder)
    shards = [shard for shard in sorted(manifest.shards) if shard.kind == REJECTIONS]
    return records(dataset_folder(folder), manifest, shards, Rejection)


def check_sites(folder: Path | str, sites: Sequence[str]) -> None:
    """Make sure that a person's keys of sites are not mistyped: a dataset with other sites only has no such key.

    Raises:
        CollectionError: when there is no dataset at this place.
        ConfigError: for a site of which nothing was ever captured here.
    """
    shards = [shard for shard in manifest_of(folder).shards if shard.kind in (ARTICLES, REJECTIONS)]
    if any(shard.facts is None for shard in shards):
        return  # an older dataset does not tell
    known = sorted({site for shard in shards if shard.facts for site in shard.facts.sites})
    for site in sites:
        if site not in known:
            near = get_close_matches(site, known, 3) or known[:5]
            hint = f"did you mean {', '.join(near)}?" if near else "the dataset is empty"
            raise ConfigError("nothing of this site is in the dataset", where=f"--site {site}", hint=hint)


def dataset_folder(folder: Path | str) -> Path:
    """Return the dataset folder of a collection; a dataset folder is itself."""
    path = Path(folder)
    return path if (path / NAME).is_file() else Collection(path).dataset


def manifest_of(folder: Path | str) -> Manifest:
    """Return the manifest of the dataset at this place.

    Raises:
        CollectionError: when there is none.
    """
    manifest = read_manifest(dataset_folder(folder))
    if manifest is None and is_export(Path(folder)):
        hint = "load its data/ with pandas, polars, DuckDB or datasets; kliping's commands read it as it is"
        raise CollectionError("this is an export, no dataset", where=str(folder), hint=hint)
    if manifest is None:
        raise CollectionError(
            "there is no dataset here", where=str(folder), hint="'kliping derive' makes it from the WARCs"
        )
    return manifest
