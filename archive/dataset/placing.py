"""The last step of publishing: whole new shards take the places of the old ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.dataset.manifest import Manifest, ShardInfo
from archive.dataset.shard import KINDS, trailer
from archive.errors import WriteError
from archive.files import DISK_HINT, sync_folder


def give_names(dataset: Path, ready: Path, shards: Sequence[ShardInfo], keep: Manifest | None) -> None:
    """Move the whole shards to their places; what stayed the same is left alone.

    Raises:
        WriteError: when a shard cannot be moved; the next run mends it.
    """
    known = {(s.kind, s.name): s.sha256 for s in keep.shards} if keep else {}
    for shard in shards:
        new, path = ready / shard.kind / shard.name, dataset / shard.kind / shard.name
        same = known.get((shard.kind, shard.name)) == shard.sha256 and trailer(path) == trailer(new)
        try:
            path.parent.mkdir(exist_ok=True)
            if not same:
                new.replace(path)
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None
    for kind in sorted({shard.kind for shard in shards}):
        sync_folder(dataset / kind)


def remove_stale(dataset: Path, shards: Sequence[ShardInfo]) -> None:
    """Remove the files that no shard of the manifest is."""
    names = {(shard.kind, shard.name) for shard in shards}
    for kind in KINDS:
        for path in (dataset / kind).glob("*"):
            if (kind, path.name) not in names:
                path.unlink(missing_ok=True)
