"""One shard: gzipped JSON Lines of one site and month, the same bytes for the same records."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.article import Article, Outcome, Rejection
from archive.errors import DamagedDataset
from archive.files import whole_file

ARTICLES = "articles"
REJECTIONS = "rejections"
SUFFIX = ".jsonl.gz"
LEVEL = 6
SAFE = re.compile(r"[^a-z0-9._-]+")
Record = TypeVar("Record", Article, Rejection)

_encoder = msgspec.json.Encoder()


def shard_name(outcome: Outcome) -> str:
    """Return the file name of an outcome's shard: `<site>-<year>-<month of the capture>.jsonl.gz`."""
    safe = SAFE.sub("_", outcome.site.lower())[:80].lstrip(".")
    if safe != outcome.site:
        safe += "-" + hashlib.sha256(outcome.site.encode()).hexdigest()[:8]
    return f"{safe}-{outcome.source.fetched_at[:7]}{SUFFIX}"


def kind_of(outcome: Outcome) -> str:
    """Return the folder of an outcome: `articles` or `rejections`."""
    return ARTICLES if isinstance(outcome, Article) else REJECTIONS


def encode(outcome: Outcome) -> bytes:
    """Return one line of a shard, without its newline."""
    return _encoder.encode(outcome)


def write_shard(path: Path, lines: Iterable[bytes]) -> tuple[int, int, str]:
    """Write a shard; return its records, uncompressed bytes and their SHA-256."""
    count, size, digest = 0, 0, hashlib.sha256()
    with (
        whole_file(path) as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=LEVEL, mtime=0) as out,
    ):
        for line in lines:
            row = line + b"\n"
            out.write(row)
            digest.update(row)
            count, size = count + 1, size + len(row)
    return count, size, digest.hexdigest()


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a shard.

    Raises:
        DamagedDataset: naming the shard and the line.
    """
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                number += 1
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedDataset(
            f"the shard cannot be read past line {number}: {error}",
            where=str(path),
            hint="'kliping derive' rebuilds the dataset from the WARCs",
        ) from None


def read_shard(path: Path, kind: type[Record]) -> Iterator[Record]:
    """Yield the typed records of a shard, in constant memory.

    Raises:
        DamagedDataset: for a line that is no such record, too.
    """
    decoder = msgspec.json.Decoder(kind)
    for number, line in enumerate(read_lines(path), 1):
        try:
            yield decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedDataset(
                f"no {kind.__name__.lower()} on line {number}: {error}",
                where=str(path),
                hint="'kliping derive' rebuilds the dataset from the WARCs",
            ) from None
