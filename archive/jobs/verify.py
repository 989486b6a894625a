"""Check a collection from end to end: WARC records, index, dataset, and the way from article to record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from archive.article import Article, Observation, Rejection
from archive.cdxj import read_cdxj
from archive.checks import check_index, check_warc
from archive.collection import Collection
from archive.dataset.manifest import Manifest, identity_of, read_manifest
from archive.dataset.shard import read_lines, records_of
from archive.errors import DamagedDataset, KlipingError
from archive.jobs.progress import Progress, silent
from archive.redaction import redacted_ids


class Finding(Struct, frozen=True):
    """One thing that is wrong: where, and what."""

    where: str
    what: str


class VerifyReport(Struct, frozen=True):
    """What was checked and what was found; `sound` when there is no finding."""

    warcs: int
    indexed: int
    articles: int
    rejections: int
    findings: tuple[Finding, ...]
    hint: str = ""
    """What to do when the dataset as a whole cannot be read; empty otherwise."""

    @property
    def sound(self) -> bool:
        """Whether everything holds."""
        return not self.findings


def verify(collection: Collection, progress: Progress = silent) -> VerifyReport:
    """Check everything; nothing is changed."""
    findings: list[Finding] = [
        Finding(str(path), "left half-written by a crash; the next crawl or derive salvages it")
        for path in collection.unfinished()
    ]
    warcs = collection.warcs()
    indexed = 0
    for number, warc in enumerate(warcs):
        progress(number, len(warcs))
        findings.extend(_check_warc(collection, warc))
        indexed += _count_lines(collection.index_of(warc))
    checker = _DatasetCheck(collection)
    findings.extend(checker.findings())
    return VerifyReport(len(warcs), indexed, checker.articles, checker.rejections, tuple(findings), checker.hint)


def _count_lines(index: Path) -> int:
    """Return the lines of an index, as far as it can be read: that it cannot be is a finding already."""
    count = 0
    with suppress(DamagedDataset):
        for _ in read_cdxj(index) if index.exists() else ():
            count += 1
    return count


def _check_warc(collection: Collection, warc: Path) -> Iterator[Finding]:
    yield from (Finding(p.where, p.message) for p in check_warc(warc))
    index = collection.index_of(warc)
    if not index.exists():
        yield Finding(str(index), "the WARC has no index; the next crawl or derive writes it")
        return
    yield from (Finding(p.where, p.message) for p in check_index(warc, index))


class _DatasetCheck:
    """The dataset against its manifest, and every record against the index of its WARC."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._records: dict[str, dict[int, str]] = {}
        self._hidden: frozenset[str] = frozenset()
        self.articles = 0
        self.rejections = 0
        self.hint = ""

    def findings(self) -> Iterator[Finding]:
        dataset = self._collection.dataset
        try:
            manifest = read_manifest(dataset)
            if manifest is None:
                return
            self._hidden = redacted_ids(dataset)
            if manifest.identity != identity_of(manifest.shards):
                yield Finding(str(dataset / "manifest.json"), "the identity does not match the shards listed")
            for shard in manifest.shards:
                yield from self._check_shard(dataset / shard.kind / shard.name, shard.sha256)
            yield from self._strays(manifest)
        except KlipingError as error:
            self.hint = error.hint or ""
            yield Finding(error.where, error.message)

    def _check_shard(self, path: Path, sha256: str) -> Iterator[Finding]:
        try:
            digest = hashlib.sha256()
            for line in read_lines(path):
                digest.update(line)
            if digest.hexdigest() != sha256:
                yield Finding(str(path), "the records are not those of the manifest (SHA-256 differs)")
            for record in records_of(path):
                yield from self._check_record(record, path)
        except DamagedDataset as error:
            yield Finding(error.where, error.message)

    def _check_record(self, record: Article | Rejection | Observation, path: Path) -> Iterator[Finding]:
        if isinstance(record, Article):
            self.articles += 1
        elif isinstance(record, Rejection):
            self.rejections += 1
        if isinstance(record, Article) and record.id in self._hidden:
            yield Finding(f"{path.name}: {record.id}", "it was taken down and is still in the shard; derive again")
        source = record.source
        digest = self._digests(source.warc).get(source.offset)
        if digest is None:
            yield Finding(f"{path.name}: {record.id}", f"its source {source.warc}@{source.offset} is no record")
        elif digest != source.payload_digest.removeprefix("sha1:"):
            yield Finding(f"{path.name}: {record.id}", f"the digest of {source.warc}@{source.offset} differs")

    def _digests(self, warc: str) -> dict[int, str]:
        """Return offset to payload digest of a WARC, by its index."""
        if warc not in self._records:
            index = self._collection.index_of(self._collection.warc / warc)
            found: dict[int, str] = {}
            with suppress(DamagedDataset):  # a finding already
                for line in read_cdxj(index) if index.exists() else ():
                    found[line.offset] = line.digest.removeprefix("sha1:")
            self._records = {warc: found}
        return self._records[warc]

    def _strays(self, manifest: Manifest) -> Iterator[Finding]:
        known = {(s.kind, s.name) for s in manifest.shards}
        for path in sorted(self._collection.dataset.glob("*/*.jsonl.gz")):
            if (path.parent.name, path.name) not in known and not path.parent.name.startswith("."):
                yield Finding(str(path), "the manifest does not know this shard")
        present = {path.name for path in self._collection.warcs()}
        for warc in sorted(set(manifest.warcs) - present):
            yield Finding(f"warc/{warc}", "the dataset was made from this WARC, and it is not there")
