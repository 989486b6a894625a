"""An exported folder read back: its articles as they were, from JSON Lines or Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from archive.article import SCHEMA, Article
from archive.dataset.migrate import check_schema
from archive.dataset.shard import read_lines, read_shard
from archive.errors import CollectionError, DamagedDataset
from archive.extras import need

PACKAGE = "datapackage.json"
"""The file by which an export is known."""
DATA = "data"
_DERIVED = frozenset({"utc", "offset_minutes", "day"})
"""What Parquet has beyond the fields of a date (`archive.dataset.arrow`)."""
BATCH = 500


def is_export(folder: Path) -> bool:
    """Say whether a folder is an export of `kliping export`."""
    return (folder / PACKAGE).is_file() and (folder / DATA).is_dir()


def read_export(folder: Path) -> Iterator[Article]:
    """Yield the articles of an export, in constant memory.

    Raises:
        CollectionError: when it is CSV, which does not hold whole articles.
        DamagedDataset: naming the file that cannot be read.
        MissingLibrary: when it is Parquet and pyarrow is not installed.
    """
    for path in sorted((folder / DATA).iterdir()):
        if path.name.endswith(".jsonl.gz"):
            yield from read_shard(path, Article, _schema_of(path))
        elif path.suffix == ".parquet":
            yield from _parquet(path)
        elif path.suffix == ".csv":
            hint = "export it again with --format jsonl or parquet; spreadsheets and pandas open the CSV itself"
            raise CollectionError("a CSV export does not hold whole articles", where=str(path), hint=hint)


class _Version(Struct):
    schema: int = SCHEMA


def _schema_of(path: Path) -> int:
    """Return the version of the record type that the first line names; errors as in `read_lines`."""
    with closing(read_lines(path)) as lines:
        first = next(lines, b"{}")
    try:
        schema = msgspec.json.decode(first, type=_Version).schema
    except msgspec.MsgspecError as error:
        raise DamagedDataset(f"no article on line 1: {error}", where=str(path), hint="export it again") from None
    check_schema(schema, str(path))
    return schema


def _parquet(path: Path) -> Iterator[Article]:
    need("pyarrow", "parquet")
    import pyarrow as pa  # noqa: PLC0415 - pyarrow is optional
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH):
                yield from (_article(row) for row in batch.to_pylist())
    except (pa.ArrowException, OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        hint = "export it again"
        message = f"cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        raise DamagedDataset(message, where=str(path), hint=hint) from None


def _article(row: dict[str, Any]) -> Article:
    """Return the record behind a row of Parquet: what was added is taken off again."""
    for found in (row["published"], row["modified"], *row["event_dates"]):
        for name in _DERIVED if found else ():
            found.pop(name, None)
    row["declared"] = {pair["name"]: pair["value"] for pair in row["declared"]}
    row["source"]["fetched_at"] = _iso(row["source"]["fetched_at"])
    return msgspec.convert(row, Article)


def _iso(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat()
    return f"{text.removesuffix('+00:00')}Z"
