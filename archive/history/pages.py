"""All that a dataset knows of one page, page by page, without holding the dataset."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing
from itertools import groupby
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.article import Article, Observation, Rejection
from archive.dataset.load import dataset_folder, manifest_of
from archive.dataset.manifest import Manifest, ShardInfo
from archive.dataset.observations import version_of
from archive.dataset.shard import records_of
from archive.errors import DamagedDataset
from archive.redaction import redacted_ids

Record = Article | Rejection | Observation


class PageHistory(Struct, frozen=True):
    """One page of a site: its versions and its refusals, each in the order of capture."""

    id: str
    site: str
    versions: tuple[Article, ...]
    """One for each change; empty for a page that never was an article."""
    rejections: tuple[Rejection, ...]
    observations: tuple[Observation, ...] = ()
    """When it was seen again as it was known."""

    @property
    def captures(self) -> list[Record]:
        """Return all kinds in the order of capture."""
        return sorted((*self.versions, *self.rejections, *self.observations), key=_captured)

    @property
    def sights(self) -> list[tuple[Record, Article | None]]:
        """Return the captures in their order, each with the version that it showed; None: it showed no article."""
        named = {version_of(each): each for each in self.versions} if self.observations else {}
        return [(each, _shown(each, named)) for each in self.captures]

    @property
    def steps(self) -> tuple[Article, ...]:
        """Return what the page said, change after change: a text that came back is a step of its own."""
        found: list[tuple[Article, Article]] = []
        for capture, shown in self.sights:
            if shown is not None and (not found or found[-1][0] is not shown):
                found.append((shown, msgspec.structs.replace(shown, source=capture.source)))
        return tuple(step for _, step in found)

    def last_seen(self, end: dt.datetime | None = None) -> Article | None:
        """Return the version that was seen last (before a moment): a text that came back is it again."""
        seen = [shown for each, shown in self.sights if shown and (end is None or instant(each) < end)]
        return seen[-1] if seen else None


def pages(folder: Path | str, *, site: str | None = None) -> Iterator[PageHistory]:
    """Yield the pages of a dataset, ordered by site and id; articles that were taken down are left out.

    The shards of a site are ordered by id, so they are merged while they are read: memory holds one record
    and one open file for each shard of one site, however large they are.

    Raises:
        CollectionError: when there is no dataset at this place.
        DamagedDataset: naming the shard and the line that cannot be read.
    """
    dataset = dataset_folder(folder)
    hidden = redacted_ids(dataset)
    manifest = manifest_of(folder)
    for key, shards in sorted(_shards_by_site(dataset, manifest).items()):
        if site is not None and key != site:
            continue
        with ExitStack() as stack:
            streams = [stack.enter_context(closing(_records(path, manifest.schema))) for path in shards]
            merged = heapq.merge(*streams, key=_order)
            for page, records in groupby(merged, key=lambda record: record.id):
                history = _history(page, key, list(records), hidden=page in hidden)
                if history.versions or history.rejections:
                    yield history


def _shards_by_site(dataset: Path, manifest: Manifest) -> dict[str, list[Path]]:
    """Return the shards of each site; a shard holds one site only, and its facts or its first record name it."""
    found: dict[str, list[Path]] = {}
    for shard in sorted(manifest.shards):
        path = dataset / shard.kind / shard.name
        if (site := _site_of(path, shard, manifest.schema)) is not None:
            found.setdefault(site, []).append(path)
    return found


def _site_of(path: Path, shard: ShardInfo, schema: int) -> str | None:
    if shard.facts and len(shard.facts.sites) == 1:
        return shard.facts.sites[0]
    with closing(_records(path, schema)) as records:
        first = next(records, None)
    return first.site if first is not None else None


def _records(path: Path, schema: int) -> Generator[Record]:
    """Yield the records of a shard of any kind; those of an older dataset are migrated."""
    yield from records_of(path, schema)


def _history(page: str, site: str, records: list[Record], *, hidden: bool) -> PageHistory:
    records.sort(key=_captured)
    versions = () if hidden else tuple(r for r in records if isinstance(r, Article))
    rejections = () if hidden else tuple(r for r in records if isinstance(r, Rejection))
    observations = () if hidden else tuple(r for r in records if isinstance(r, Observation))
    return PageHistory(page, site, versions, rejections, observations)


def _shown(capture: Record, named: dict[str, Article]) -> Article | None:
    if isinstance(capture, Observation):
        return named.get(capture.version)
    return capture if isinstance(capture, Article) else None


def _order(record: Record) -> tuple[str, str, str]:
    """Return the order of records within a shard."""
    return record.id, record.source.fetched_at, record.source.record_id


def _captured(record: Record) -> tuple[dt.datetime, str]:
    return instant(record), record.source.record_id


def instant(record: Record) -> dt.datetime:
    """Return when a record was captured; as strings, a whole second would sort after its fractions."""
    try:
        at = dt.datetime.fromisoformat(record.source.fetched_at)
    except ValueError:
        hint = "'kliping derive --rebuild' makes the dataset anew"
        raise DamagedDataset(f"no capture time: {record.source.fetched_at!r}", where=record.id, hint=hint) from None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
