"""One manifest is one state of the dataset: a shard that was replaced since is told, never mixed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.dataset.manifest import Manifest, ShardInfo, read_manifest
from archive.dataset.shard import Record, read_shard, size_of, trailer
from archive.errors import DamagedDataset, DatasetReplaced

_SIZE = 2**32
"""gzip counts its bytes modulo this (RFC 1952, section 2.3.1)."""


def records(dataset: Path, manifest: Manifest, shards: Sequence[ShardInfo], kind: type[Record]) -> Iterator[Record]:
    """Yield the records of these shards, in constant memory.

    Raises:
        DatasetReplaced: when a run has replaced the dataset since its manifest was read.
        DamagedDataset: when a shard cannot be read, or is not the one of the manifest.
    """
    for shard in shards:
        path = dataset / shard.kind / shard.name
        same = _is_same(path, shard)
        if not same:
            _check_not_replaced(dataset, manifest)
        yield from read_shard(path, kind, manifest.schema)
        if not same:
            hint = "load it again if a run is publishing, else 'kliping derive --rebuild' makes it from the WARCs"
            raise DamagedDataset("the shard is not the one of the manifest", where=str(path), hint=hint)


def is_sound(dataset: Path, manifest: Manifest) -> bool:
    """Say whether all shards are there, whole, and those of the manifest: each is decompressed, none decoded."""
    for shard in manifest.shards:
        path = dataset / shard.kind / shard.name
        try:
            if shard.crc32 is None or not _is_same(path, shard) or size_of(path) != shard.size:
                return False
        except DamagedDataset:
            return False
    return True


def _is_same(path: Path, shard: ShardInfo) -> bool:
    return shard.crc32 is None or trailer(path) == (shard.crc32, shard.size % _SIZE)


def _check_not_replaced(dataset: Path, manifest: Manifest) -> None:
    now = read_manifest(dataset)
    if now is None or now.identity != manifest.identity:
        raise DatasetReplaced(
            "a run has replaced the dataset while it was read", where=str(dataset), hint="load it again"
        )
