"""The files of an export: articles in parts, each whole or not there, the same bytes for the same articles."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO

from msgspec import Struct

from archive.article import Article
from archive.dataset.flat import COLUMNS, row_of
from archive.dataset.shard import LEVEL, encode
from archive.extras import need
from archive.files import whole_file


class Format(StrEnum):
    """What an export can be."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    CSV = "csv"
    HF = "hf"


Put = Callable[[list[Article]], None]


class PartFormat(Struct, frozen=True):
    """How parts of a format are named and written."""

    ending: str
    media_type: str
    most: int
    """Articles in one part."""
    writer: Callable[[IO[bytes]], AbstractContextManager[Put]]


ROW_GROUP = 2_000
"""Articles in a row group of Parquet, some 10 MB of text: what a reader must hold to filter."""


@contextmanager
def _jsonl(file: IO[bytes]) -> Iterator[Put]:
    with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=LEVEL, mtime=0) as out:

        def put(articles: list[Article]) -> None:
            out.write(b"".join(encode(article) + b"\n" for article in articles))

        yield put


@contextmanager
def _csv(file: IO[bytes]) -> Iterator[Put]:
    # The byte order mark is what tells a spreadsheet that this is UTF-8.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    try:
        rows = csv.writer(text, lineterminator="\r\n")  # RFC 4180, section 2
        rows.writerow([column.name for column in COLUMNS])
        yield lambda articles: rows.writerows(map(row_of, articles))
        text.flush()
    finally:
        text.detach()


@contextmanager
def _parquet(file: IO[bytes]) -> Iterator[Put]:
    need("pyarrow", "parquet")
    import pyarrow.parquet as pq  # noqa: PLC0415 - pyarrow is optional

    from archive.dataset.arrow import LOW, SCHEMA, to_batch  # noqa: PLC0415 - pyarrow is optional

    with pq.ParquetWriter(file, SCHEMA, compression="zstd", use_dictionary=list(LOW)) as out:

        def put(articles: list[Article]) -> None:
            if articles:  # a row group without rows stops some readers
                out.write_batch(to_batch(articles), row_group_size=ROW_GROUP)

        yield put


_PARQUET = PartFormat(".parquet", "application/vnd.apache.parquet", 50_000, _parquet)
FORMATS: dict[Format, PartFormat] = {
    Format.JSONL: PartFormat(".jsonl.gz", "application/jsonl+gzip", 100_000, _jsonl),
    Format.PARQUET: _PARQUET,
    Format.CSV: PartFormat(".csv", "text/csv", 1_000_000, _csv),  # a sheet ends after 1,048,576 rows
    Format.HF: _PARQUET,
}


def write_part(path: Path, form: PartFormat, batches: Iterable[list[Article]]) -> int:
    """Write one part; return its articles.

    Raises:
        WriteError: when it cannot be written; nothing is left under its name.
    """
    count = 0
    with whole_file(path) as file, form.writer(file) as put:
        for batch in batches:
            put(batch)
            count += len(batch)
    return count
