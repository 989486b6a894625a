"""Bring new outcomes into the dataset: merged, without repeats, in an order of their own."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from archive.article import Article, Outcome
from archive.dataset.facts import Facts, days_of
from archive.dataset.incoming import Incoming
from archive.dataset.locking import folder_lock
from archive.dataset.manifest import Manifest, ShardInfo, identity_of, write_manifest
from archive.dataset.observations import merged, observation_of
from archive.dataset.placing import give_names, remove_stale
from archive.dataset.repeats import RecordKey, decode_key, record_digest
from archive.dataset.shard import ARTICLES, OBSERVATIONS, REJECTIONS, encode, migrated_lines, write_shard
from archive.dataset.survey import Survey
from archive.errors import DamagedDataset, WriteError
from archive.files import DISK_HINT

BUILDING = ".building"
READY = ".ready"
"""In it the new shards wait until all are whole."""


class PublishReport(Struct, frozen=True):
    """What publishing did: records in the dataset now, and captures that were repeats."""

    articles: int
    rejections: int
    repeats: int
    identity: str
    redacted: int = 0
    """Captures left out because their article was taken down."""


class _Id(Struct, frozen=True):
    id: str


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
        self._incoming = Incoming(self._building)
        self._keep = keep
        self._hidden = hidden
        self._kept = {(s.kind, s.name) for s in keep.shards} if keep is not None else set()
        self._renewed: Collection[str] = ()
        self._redacted = self._dropped = 0
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
        self._incoming.throw_away()  # what is not published
        shutil.rmtree(self._building, ignore_errors=True)
        self._held.close()

    def add(self, outcome: Outcome) -> None:
        """Take one outcome."""
        self._incoming.add(outcome)

    def renew(self, ids: Collection[str] | None) -> None:
        """Drop what is kept of these records, since all their captures are added again; None: keep nothing."""
        if ids is None:
            self._keep, self._kept = None, set()
        else:
            self._renewed = ids

    def take(self, folders: Iterable[Path], outcomes: int) -> None:
        """Take in folders of outcomes, so many in all, laid out as a dataset's shards; they are only read."""
        self._incoming.take(folders, outcomes)

    def publish(self, manifest: Manifest) -> PublishReport:
        """Write all shards beside the old ones, then give them their names, and write the manifest last.

        Raises:
            DamagedDataset: when a shard that is there cannot be read; nothing was replaced then.
            WriteError: when there is no room; nothing was replaced either, or the next run mends it.
        """
        self._incoming.finish()
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
        give_names(self._dataset, self._ready, shards, self._keep)
        write_manifest(self._dataset, msgspec.structs.replace(manifest, shards=shards, identity=identity))
        remove_stale(self._dataset, shards)
        written = sum(s.records for s in shards if s.kind != OBSERVATIONS)
        before = self._keep.count(ARTICLES) + self._keep.count(REJECTIONS) if self._keep else 0
        return PublishReport(
            sum(s.records for s in shards if s.kind == ARTICLES),
            sum(s.records for s in shards if s.kind == REJECTIONS),
            before - self._dropped + self._incoming.count - written - self._redacted,
            identity,
            self._redacted,
        )

    def _names(self, kind: str) -> list[str]:
        return sorted({name for of, name in self._kept if of == kind} | self._incoming.names(kind))

    def _publish_kind(self, kind: str) -> list[ShardInfo]:
        names, survey = self._names(kind), Survey(kind, self._hidden)
        for name in names:
            survey.read(name, self._lines(kind, name))
        dropped = self._dropped
        found = [info for name in names if (info := self._write(kind, name, survey)) is not None]
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
        yield from self._incoming.lines(kind, name)

    def _write(self, kind: str, name: str, survey: Survey) -> ShardInfo | None:
        rows: dict[tuple[str, str, str], bytes] = {}
        facts, repeats = Facts(), []
        for line in self._lines(kind, name):
            key = decode_key(line)
            if survey.is_hidden(key):
                self._redacted += 1
            elif survey.is_first(key):
                row = _with_twins(line, survey.twins_of(name, key)) if kind == ARTICLES else line
                rows[(key.id, key.source.fetched_at, key.source.record_id)] = row
                _tell(facts, key)
            else:
                repeats.append(observation_of(line, record_digest(key)))
        self._incoming.note(name, repeats)
        if not rows:
            return None
        done = write_shard(self._ready / kind / name, (rows[k] for k in sorted(rows)))
        return ShardInfo(kind, name, done.records, done.size, done.sha256, done.crc32, facts.finish())

    def _publish_observations(self) -> list[ShardInfo]:
        self._incoming.find_notes()
        shards, dropped = [], self._dropped
        for name in self._names(OBSERVATIONS):
            done = write_shard(self._ready / OBSERVATIONS / name, merged(self._lines(OBSERVATIONS, name), self._hidden))
            if done.records:
                shards.append(ShardInfo(OBSERVATIONS, name, done.records, done.size, done.sha256, done.crc32))
        self._dropped = dropped  # an observation is no record
        return shards


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
