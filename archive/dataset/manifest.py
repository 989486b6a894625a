"""What a dataset holds and what it was made from; no clock, host or worker count is in it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.article import SCHEMA
from archive.dataset.migrate import check_schema
from archive.errors import DamagedDataset
from archive.files import whole_file

NAME = "manifest.json"


class ShardFacts(Struct, frozen=True, order=True):
    """What the articles of a shard have, so that a filter can leave the shard closed; all lists are sorted."""

    sites: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """Kemendagri codes and official names in lower case."""
    levels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    days: tuple[str, str] | None = None
    """Earliest and latest day that the articles can be of (`facts.days_of`); None: no article tells a date."""


class ShardInfo(Struct, frozen=True, order=True):
    """One shard; `sha256` is of the uncompressed lines, since zlib builds differ."""

    kind: str
    name: str
    records: int
    size: int
    sha256: str
    crc32: int | None = None
    """Of the uncompressed lines, as gzip's trailer has it (RFC 1952): tells a replaced shard at once."""
    facts: ShardFacts | None = None
    """None: written before there were facts, so every filter reads the shard."""


class Manifest(Struct, frozen=True):
    """The table of contents. `identity` is one SHA-256 over all shards."""

    schema: int = SCHEMA
    extractor: str = ""
    profiles: dict[str, str] = {}
    """Profile key to the SHA-256 of the profile as used."""
    warcs: dict[str, int] = {}
    """WARC file name to the responses read from it."""
    templates: dict[str, str] | None = None
    """`site/period` to the version of the template its pages were read with, empty for none; None: written before
    there were any."""
    shards: tuple[ShardInfo, ...] = ()
    identity: str = ""

    def count(self, kind: str) -> int:
        """Return the number of records of a kind (`articles`, `rejections`)."""
        return sum(s.records for s in self.shards if s.kind == kind)


def identity_of(shards: tuple[ShardInfo, ...]) -> str:
    """Return the identity of a dataset: the same for the same WARCs, profiles and version, anywhere."""
    digest = hashlib.sha256()
    for shard in sorted(shards):
        digest.update(f"{shard.kind}/{shard.name}\t{shard.sha256}\n".encode())
    return digest.hexdigest()


def read_manifest(dataset: Path) -> Manifest | None:
    """Return the manifest of a dataset folder, None when there is no dataset yet.

    Raises:
        DamagedDataset: when it is there and cannot be read, or has a schema that this version does not read.
    """
    path = dataset / NAME
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, msgspec.DecodeError) as error:
        hint = "'kliping derive' rebuilds the dataset from the WARCs"
        raise DamagedDataset(f"the manifest cannot be read: {error}", where=str(path), hint=hint) from None
    check_schema(manifest.schema, str(path))
    return manifest


def write_manifest(dataset: Path, manifest: Manifest) -> None:
    """Write the manifest, whole or not at all."""
    with whole_file(dataset / NAME) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
