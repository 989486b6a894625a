"""Bring new outcomes into the dataset: merged, without repeats, in an order of their own."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec
from msgspec import Struct

from archive.article import Article, Outcome
from archive.dataset.manifest import Manifest, ShardInfo, identity_of, write_manifest
from archive.dataset.shard import ARTICLES, REJECTIONS, encode, kind_of, read_lines, shard_name, write_shard
from archive.errors import WriteError
from archive.files import DISK_HINT

BUILDING = ".building"
MAX_OPEN = 64


class PublishReport(Struct, frozen=True):
    """What publishing did: records in the dataset now, and captures that were repeats."""

    articles: int
    rejections: int
    repeats: int
    identity: str


class _Key(Struct, frozen=True):
    """What of a record is needed to order it and to find repeats."""

    id: str
    source: _Capture
    canonical_url: str = ""
    text: str = ""
    reason: str = ""


class _Capture(Struct, frozen=True):
    fetched_at: str
    record_id: str
    payload_digest: str


class _Best(Struct):
    """The earliest capture of one page with one text."""

    fetched_at: str
    record_id: str
    id: str


Digest = bytes
_decode_key = msgspec.json.Decoder(_Key).decode


class Publisher:
    """Collects outcomes on disk, then writes shards and manifest; use it as a context manager.

    With `keep`, the shards that are there are merged in; otherwise the dataset is replaced. Memory: one
    shard, and 200 bytes for each article of the dataset.
    """

    def __init__(self, dataset: Path, *, keep: Manifest | None) -> None:
        self._dataset = dataset
        self._building = dataset / BUILDING
        self._files: dict[Path, IO[bytes]] = {}
        self._keep = keep
        self._added = 0

    def __enter__(self) -> Self:
        try:
            shutil.rmtree(self._building, ignore_errors=True)
            self._building.mkdir(parents=True)
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(self._dataset), hint=DISK_HINT) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            with suppress(OSError):  # of a full disk: the error that ends it is under way
                file.close()
        shutil.rmtree(self._building, ignore_errors=True)

    def add(self, outcome: Outcome) -> None:
        """Take one outcome."""
        path = self._building / kind_of(outcome) / shard_name(outcome)
        try:
            if path not in self._files:
                if len(self._files) >= MAX_OPEN:
                    self._close()
                path.parent.mkdir(exist_ok=True)
                self._files[path] = path.open("ab")
            self._files[path].write(encode(outcome) + b"\n")
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(path), hint=DISK_HINT) from None
        self._added += 1

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def publish(self, manifest: Manifest) -> PublishReport:
        """Write all shards, remove those that are no longer, and write the manifest last."""
        try:
            self._close()
        except OSError as error:
            raise WriteError(f"cannot write: {error.strerror}", where=str(self._dataset), hint=DISK_HINT) from None
        shards = (*self._publish_kind(ARTICLES), *self._publish_kind(REJECTIONS))
        identity = identity_of(shards)
        write_manifest(self._dataset, msgspec.structs.replace(manifest, shards=shards, identity=identity))
        self._remove_stale({(s.kind, s.name) for s in shards})
        written = sum(s.records for s in shards)
        before = self._keep.count(ARTICLES) + self._keep.count(REJECTIONS) if self._keep else 0
        return PublishReport(
            sum(s.records for s in shards if s.kind == ARTICLES),
            sum(s.records for s in shards if s.kind == REJECTIONS),
            before + self._added - written,
            identity,
        )

    def _publish_kind(self, kind: str) -> list[ShardInfo]:
        names = sorted({p.name for p in self._sources(kind)})
        best, twins = self._survey(kind, names)
        return [info for name in names if (info := self._write(kind, name, best, twins)) is not None]

    def _sources(self, kind: str) -> list[Path]:
        kept = [self._dataset / kind / s.name for s in self._keep.shards if s.kind == kind] if self._keep else []
        return [*kept, *sorted((self._building / kind).glob("*"))]

    def _lines(self, kind: str, name: str) -> Iterator[bytes]:
        """Yield the lines of a shard as it was and as it grows."""
        for path in self._sources(kind):
            if path.name == name and path.parent.parent == self._building:
                with path.open("rb") as file:
                    yield from (line.rstrip(b"\n") for line in file)
            elif path.name == name:
                yield from (line.rstrip(b"\n") for line in read_lines(path))

    def _survey(self, kind: str, names: Iterable[str]) -> tuple[dict[Digest, _Best], dict[Digest, set[str]]]:
        """Find the earliest capture of each page and text, and the ids that share slug and text."""
        best: dict[Digest, _Best] = {}
        twins: dict[Digest, set[str]] = {}
        for name in names:
            site = name.rsplit("-", 2)[0]
            for line in self._lines(kind, name):
                key = _decode_key(line)
                found = _Best(key.source.fetched_at, key.source.record_id, key.id)
                known = best.setdefault(_identity(key), found)
                if (found.fetched_at, found.record_id) < (known.fetched_at, known.record_id):
                    best[_identity(key)] = found
                if key.text:
                    twins.setdefault(_twin_key(site, key), set()).add(key.id)
        return best, twins

    def _write(
        self, kind: str, name: str, best: dict[Digest, _Best], twins: dict[Digest, set[str]]
    ) -> ShardInfo | None:
        site = name.rsplit("-", 2)[0]
        rows: dict[tuple[str, str, str], bytes] = {}
        for line in self._lines(kind, name):
            key = _decode_key(line)
            chosen = best[_identity(key)]
            if (chosen.fetched_at, chosen.record_id) == (key.source.fetched_at, key.source.record_id):
                others = twins.get(_twin_key(site, key), set()) - {key.id} if key.text else set()
                row = _with_twins(line, others) if kind == ARTICLES else line
                rows[(key.id, key.source.fetched_at, key.source.record_id)] = row
        if not rows:
            return None
        count, size, sha256 = write_shard(self._dataset / kind / name, (rows[k] for k in sorted(rows)))
        return ShardInfo(kind, name, count, size, sha256)

    def _remove_stale(self, names: set[tuple[str, str]]) -> None:
        for kind in (ARTICLES, REJECTIONS):
            for path in (self._dataset / kind).glob("*"):
                if (kind, path.name) not in names:
                    path.unlink(missing_ok=True)


def _identity(key: _Key) -> Digest:
    """Return what makes two captures the same record: page and text, or page, reason and payload."""
    what = key.text or f"{key.reason}\n{key.source.payload_digest}"
    return hashlib.blake2b(f"{key.id}\n{what}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _twin_key(site: str, key: _Key) -> Digest:
    """Return what twins share: the site, the last part of the path, and the text."""
    slug = key.canonical_url.rstrip("/").rsplit("/", 1)[-1]
    return hashlib.blake2b(f"{site}\n{slug}\n{key.text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _with_twins(line: bytes, others: set[str]) -> bytes:
    article = msgspec.json.decode(line, type=Article)
    twins = tuple(sorted(others))
    return line if article.twins == twins else encode(msgspec.structs.replace(article, twins=twins))
