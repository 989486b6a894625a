"""Bring new outcomes into the dataset: merged, without repeats, in an order of their own."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from archive.article import Article, Outcome
from archive.dataset.facts import Facts, days_of
from archive.dataset.locking import folder_lock
from archive.dataset.manifest import Manifest, ShardInfo, identity_of, write_manifest
from archive.dataset.observations import merged, observation_of
from archive.dataset.repeats import RecordKey, decode_key, record_digest, twin_digest
from archive.dataset.shard import (
    ARTICLES,
    KINDS,
    OBSERVATIONS,
    REJECTIONS,
    encode,
    kind_of,
    migrated_lines,
    read_lines,
    shard_name,
    trailer,
    write_shard,
)
from archive.errors import DamagedDataset, WriteError
from archive.files import DISK_HINT, sync_folder

BUILDING = ".building"
READY = ".ready"
"""In it the new shards wait until all are whole."""
MAX_OPEN = 64


class PublishReport(Struct, frozen=True):
    """What publishing did: records in the dataset now, and captures that were repeats."""

    articles: int
    rejections: int
    repeats: int
    identity: str
    redacted: int = 0
    """Captures left out because their article was taken down."""


class _Best(Struct):
    """The earliest capture of one version of a page."""

    fetched_at: str
    record_id: str
    id: str


class _Id(Struct, frozen=True):
    id: str


Digest = bytes
_decode_id = msgspec.json.Decoder(_Id).decode


class Publisher:
    """Collects outcomes on disk, then writes shards and manifest; use it as a context manager.

    With `keep`, the shards that are there are merged in; otherwise the dataset is replaced. Articles with an
    id in `hidden` were taken down (`archive.redaction`) and are left out. Memory: one shard, and 200 bytes
    for each article of the dataset. On the disk there is room for both, old and new, until the new ones are
    whole: a full disk, or a crash, leaves the dataset that was there.

    Raises:
        CollectionBusy: when another publisher is at work on this dataset.
    """

    def __init__(self, dataset: Path, *, keep: Manifest | None, hidden: Collection[str] = ()) -> None:
        self._dataset = dataset
        self._building = dataset / BUILDING
        self._ready = self._building / READY
        self._files: dict[Path, gzip.GzipFile] = {}
        self._keep = keep
        self._hidden = hidden
        self._kept = {(s.kind, s.name) for s in keep.shards} if keep is not None else set()
        self._renewed: Collection[str] = ()
        self._added = self._redacted = self._dropped = 0
        self._sources: dict[tuple[str, str], list[Path]] = {}
        self._held = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._dataset.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(folder_lock(self._dataset))
            shutil.rmtree(self._building, ignore_errors=True)
            self._building.mkdir(parents=True)
        except OSError as error:
            self._held.close()
            raise WriteError(f"cannot write: {error.strerror}", where=str(self._dataset), hint=DISK_HINT) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._files:
            with suppress(WriteError):  # what is not published is thrown away
                self._close()
        shutil.rmtree(self._building, ignore_errors=True)
        self._held.close()

    def add(self, outcome: Outcome) -> None:
        """Take one outcome."""
        path = self._building / kind_of(outcome) / shard_name(outcome)
        try:
            if path not in self._files:
                if len(self._files) >= MAX_OPEN:
                    self._close()
                path.parent.mkdir(exist_ok=True)
                # Compressed on its way, if only lightly: the disk must hold it beside the old and the new dataset.
                self._files[path] = gzip.open(path, "ab", compresslevel=1)  # noqa: SIM115 - closed by _close
            self._files[path].write(encode(outcome) + b"\n")
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None
        self._added += 1

    def renew(self, ids: Collection[str] | None) -> None:
        """Drop what is kept of these records, since all their captures are added again; None: keep nothing."""
        if ids is None:
            self._keep, self._kept = None, set()
        else:
            self._renewed = ids

    def take(self, folders: Iterable[Path], outcomes: int) -> None:
        """Take in folders of outcomes, so many in all, laid out as a dataset's shards; they are only read."""
        self._found(folders, ARTICLES, REJECTIONS)
        self._added += outcomes

    def _found(self, folders: Iterable[Path], *kinds: str) -> None:
        for folder in folders:
            for kind in kinds:
                for path in sorted((folder / kind).glob("*")):
                    self._sources.setdefault((kind, path.name), []).append(path)

    def _close(self) -> None:
        try:
            while self._files:
                path, file = self._files.popitem()
                file.close()
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None

    def publish(self, manifest: Manifest) -> PublishReport:
        """Write all shards beside the old ones, then give them their names, and write the manifest last.

        Raises:
            DamagedDataset: when a shard that is there cannot be read; nothing was replaced then.
            WriteError: when there is no room; nothing was replaced either, or the next run mends it.
        """
        self._close()
        self.take([self._building], 0)
        try:
            return self._publish(manifest)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            hint = "'kliping derive' rebuilds the dataset from the WARCs"
            raise DamagedDataset(
                f"a shard has a line that is no record: {error}", where=str(self._dataset), hint=hint
            ) from None

    def _publish(self, manifest: Manifest) -> PublishReport:
        shards = (*self._publish_kind(ARTICLES), *self._publish_kind(REJECTIONS))
        shards = (*shards, *self._publish_observations())
        identity = identity_of(shards)
        self._give_names(shards)
        write_manifest(self._dataset, msgspec.structs.replace(manifest, shards=shards, identity=identity))
        self._remove_stale({(s.kind, s.name) for s in shards})
        written = sum(s.records for s in shards if s.kind != OBSERVATIONS)
        before = self._keep.count(ARTICLES) + self._keep.count(REJECTIONS) if self._keep else 0
        return PublishReport(
            sum(s.records for s in shards if s.kind == ARTICLES),
            sum(s.records for s in shards if s.kind == REJECTIONS),
            before - self._dropped + self._added - written - self._redacted,
            identity,
            self._redacted,
        )

    def _publish_kind(self, kind: str) -> list[ShardInfo]:
        names = sorted({name for of, name in self._kept | self._sources.keys() if of == kind})
        best, twins = self._survey(kind, names)
        dropped = self._dropped
        found = [info for name in names if (info := self._write(kind, name, best, twins)) is not None]
        self._dropped = dropped  # the lines were read twice
        return found

    def _lines(self, kind: str, name: str) -> Iterator[bytes]:
        """Yield the lines of a shard as it was, less what is renewed, and as it grows."""
        if self._keep is not None and (kind, name) in self._kept:
            for line in migrated_lines(self._dataset / kind / name, self._keep.schema):
                if self._renewed and _decode_id(line).id in self._renewed:
                    self._dropped += 1
                else:
                    yield line.rstrip(b"\n")
        for path in self._sources.get((kind, name), ()):
            yield from (line.rstrip(b"\n") for line in read_lines(path))

    def _survey(self, kind: str, names: Iterable[str]) -> tuple[dict[Digest, _Best], dict[Digest, set[str]]]:
        """Find the earliest capture of each version, and the ids that share slug and text."""
        best: dict[Digest, _Best] = {}
        twins: dict[Digest, set[str]] = {}
        for name in names:
            site = name.rsplit("-", 2)[0]
            for line in self._lines(kind, name):
                key = decode_key(line)
                if kind == ARTICLES and key.id in self._hidden:
                    continue
                found = _Best(key.source.fetched_at, key.source.record_id, key.id)
                known = best.setdefault(record_digest(key), found)
                if (found.fetched_at, found.record_id) < (known.fetched_at, known.record_id):
                    best[record_digest(key)] = found
                if key.text:
                    twins.setdefault(twin_digest(site, key), set()).add(key.id)
        return best, twins

    def _write(
        self, kind: str, name: str, best: dict[Digest, _Best], twins: dict[Digest, set[str]]
    ) -> ShardInfo | None:
        site = name.rsplit("-", 2)[0]
        rows: dict[tuple[str, str, str], bytes] = {}
        facts, repeats = Facts(), []
        for line in self._lines(kind, name):
            key = decode_key(line)
            if kind == ARTICLES and key.id in self._hidden:
                self._redacted += 1
                continue
            chosen = best[record_digest(key)]
            if (chosen.fetched_at, chosen.record_id) == (key.source.fetched_at, key.source.record_id):
                others = twins.get(twin_digest(site, key), set()) - {key.id} if key.text else set()
                row = _with_twins(line, others) if kind == ARTICLES else line
                rows[(key.id, key.source.fetched_at, key.source.record_id)] = row
                _tell(facts, key)
            else:
                repeats.append(observation_of(line, record_digest(key)))
        self._note(name, repeats)
        if not rows:
            return None
        done = write_shard(self._ready / kind / name, (rows[k] for k in sorted(rows)))
        return ShardInfo(kind, name, done.records, done.size, done.sha256, done.crc32, facts.finish())

    def _note(self, name: str, repeats: list[bytes]) -> None:
        """Put the observations of a shard aside until the observations are published."""
        path = self._building / OBSERVATIONS / name
        try:
            if repeats:
                path.parent.mkdir(exist_ok=True)
                with gzip.open(path, "ab", compresslevel=1) as file:
                    file.writelines(line + b"\n" for line in repeats)
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None

    def _publish_observations(self) -> list[ShardInfo]:
        self._found([self._building], OBSERVATIONS)
        shards, dropped = [], self._dropped
        for name in sorted({name for of, name in self._kept | self._sources.keys() if of == OBSERVATIONS}):
            done = write_shard(self._ready / OBSERVATIONS / name, merged(self._lines(OBSERVATIONS, name), self._hidden))
            if done.records:
                shards.append(ShardInfo(OBSERVATIONS, name, done.records, done.size, done.sha256, done.crc32))
        self._dropped = dropped  # an observation is no record
        return shards

    def _give_names(self, shards: tuple[ShardInfo, ...]) -> None:
        """Move the whole shards to their places; what stayed the same is left alone."""
        known = {(s.kind, s.name): s.sha256 for s in self._keep.shards} if self._keep else {}
        for shard in shards:
            new, path = self._ready / shard.kind / shard.name, self._dataset / shard.kind / shard.name
            same = known.get((shard.kind, shard.name)) == shard.sha256 and trailer(path) == trailer(new)
            try:
                path.parent.mkdir(exist_ok=True)
                if not same:
                    new.replace(path)
            except OSError as error:
                raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None
        for kind in sorted({shard.kind for shard in shards}):
            sync_folder(self._dataset / kind)

    def _remove_stale(self, names: set[tuple[str, str]]) -> None:
        for kind in KINDS:
            for path in (self._dataset / kind).glob("*"):
                if (kind, path.name) not in names:
                    path.unlink(missing_ok=True)


def _tell(facts: Facts, key: RecordKey) -> None:
    facts.add(
        site=key.site,
        region=key.region,
        language=key.language.tag if key.language else None,
        flags=key.quality.flags if key.quality else (),
        days=days_of(key.dates),
    )


def _with_twins(line: bytes, others: set[str]) -> bytes:
    article = msgspec.json.decode(line, type=Article)
    twins = tuple(sorted(others))
    return line if article.twins == twins else encode(msgspec.structs.replace(article, twins=twins))
