"""One shard: gzipped JSON Lines of one site and month, the same bytes for the same records."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import re
import struct
import zlib
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TypeVar, cast

import msgspec
from msgspec import Struct

from archive.article import SCHEMA, Article, Observation, Outcome, Rejection
from archive.dataset.migrate import migrate
from archive.errors import DamagedDataset
from archive.files import whole_file

ARTICLES = "articles"
REJECTIONS = "rejections"
OBSERVATIONS = "observations"
"""Repeats: when a page was seen again as it is known."""
KINDS = (ARTICLES, REJECTIONS, OBSERVATIONS)
"""The folders of a dataset."""
SUFFIX = ".jsonl.gz"
LEVEL = 6
BUFFER = 1 << 15
"""Bytes read of a shard at once: gzip's own lines come from buffers of 8 KiB and cost a third more."""
SAFE = re.compile(r"[^a-z0-9._-]+")
Record = TypeVar("Record", Article, Rejection, Observation)

_encoder = msgspec.json.Encoder()


def shard_name(outcome: Outcome) -> str:
    """Return the file name of an outcome's shard: `<site>-<year>-<month of the capture>.jsonl.gz`."""
    return f"{safe_site(outcome.site)}-{outcome.source.fetched_at[:7]}{SUFFIX}"


def safe_site(site: str) -> str:
    """Return a site's key as it stands in the names of its shards."""
    safe = SAFE.sub("_", site.lower())[:80].lstrip(".")
    return safe if safe == site else f"{safe}-{hashlib.sha256(site.encode()).hexdigest()[:8]}"


def kind_of(outcome: Outcome) -> str:
    """Return the folder of an outcome: `articles` or `rejections`."""
    return ARTICLES if isinstance(outcome, Article) else REJECTIONS


def encode(outcome: Outcome | Observation) -> bytes:
    """Return one line of a shard, without its newline."""
    return _encoder.encode(outcome)


class Written(Struct, frozen=True):
    """What a shard holds: records, uncompressed bytes, and their SHA-256 and CRC-32."""

    records: int
    size: int
    sha256: str
    crc32: int


def write_shard(path: Path, lines: Iterable[bytes]) -> Written:
    """Write a shard, whole or not at all."""
    count, size, crc, digest = 0, 0, 0, hashlib.sha256()
    with (
        whole_file(path) as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=LEVEL, mtime=0) as out,
    ):
        for line in lines:
            row = line + b"\n"
            out.write(row)
            digest.update(row)
            crc = zlib.crc32(row, crc)
            count, size = count + 1, size + len(row)
    return Written(count, size, digest.hexdigest(), crc)


def trailer(path: Path) -> tuple[int, int] | None:
    """Return CRC-32 and size (modulo 2**32) of a shard's lines, from the last 8 bytes (RFC 1952, section 2.3.1)."""
    try:
        with path.open("rb") as file:
            file.seek(-8, os.SEEK_END)
            crc, size = struct.unpack("<II", file.read(8))
    except (OSError, struct.error):
        return None
    return crc, size


def size_of(path: Path) -> int:
    """Return the uncompressed bytes of a shard, its check sum checked (RFC 1952); errors as in `read_lines`."""
    try:
        with gzip.open(path, "rb") as file:
            return sum(len(data) for data in iter(lambda: file.read(1 << 20), b""))
    except (OSError, EOFError, zlib.error) as error:
        hint = "'kliping derive' rebuilds the dataset from the WARCs"
        raise DamagedDataset(f"the shard cannot be read: {error}", where=str(path), hint=hint) from None


def read_lines(path: Path) -> Generator[bytes]:
    """Yield the lines of a shard.

    Raises:
        DamagedDataset: naming the shard and the line.
    """
    number = 0
    try:
        with gzip.open(path, "rb") as file, io.BufferedReader(cast("io.RawIOBase", file), BUFFER) as lines:
            for line in lines:
                number += 1
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedDataset(
            f"the shard cannot be read past line {number}: {error}",
            where=str(path),
            hint="'kliping derive' rebuilds the dataset from the WARCs",
        ) from None


def read_shard(path: Path, kind: type[Record], schema: int = SCHEMA) -> Iterator[Record]:
    """Yield the typed records of a shard, in constant memory; an older schema is migrated.

    Raises:
        DamagedDataset: for a line that is no such record, too.
    """
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(read_lines(path), 1):
        try:
            yield decoder.decode(line) if schema == SCHEMA else _migrated(line, kind, schema)
        except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError, ValueError) as error:
            raise DamagedDataset(
                f"no {kind.__name__.lower()} on line {number}: {error}",
                where=str(path),
                hint="'kliping derive' rebuilds the dataset from the WARCs",
            ) from None


def _migrated(line: bytes, kind: type[Record], schema: int) -> Record:
    return msgspec.convert(migrate(msgspec.json.decode(line, type=dict), schema), kind)


def migrated_lines(path: Path, schema: int) -> Iterator[bytes]:
    """Yield the lines of a shard as this version would have written them; errors as in `read_shard`."""
    if trailer(path) is None:  # for gzip an empty file is whole, and has no lines
        hint = "'kliping derive' rebuilds the dataset from the WARCs"
        raise DamagedDataset("the shard is empty or cannot be read", where=str(path), hint=hint)
    if schema == SCHEMA:
        yield from read_lines(path)
        return
    yield from (encode(record) + b"\n" for record in records_of(path, schema))


def records_of(path: Path, schema: int = SCHEMA) -> Iterator[Article | Rejection | Observation]:
    """Yield the records of a shard of any kind, which its folder names; errors as in `read_shard`."""
    if path.parent.name == ARTICLES:
        yield from read_shard(path, Article, schema)
    elif path.parent.name == REJECTIONS:
        yield from read_shard(path, Rejection, schema)
    else:
        yield from read_shard(path, Observation, schema)
