"""Articles as Arrow: one explicit schema, derived from the record types, whatever the values are.

Every text is a string, a list of records a list of structs, and no column has the type null. Beyond the
fields of the record, each date has `utc`, `offset_minutes` and `day`; `source.fetched_at` is a timestamp.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pyarrow as pa
from msgspec import inspect

from archive.article import SCHEMA as VERSION
from archive.article import Article, PageDate, Source
from archive.version import EXTRACTOR

INSTANT = pa.timestamp("us", tz="UTC")
DERIVED = {
    "utc": INSTANT,
    "offset_minutes": pa.int16(),
    "day": pa.date32(),
}
"""What a date gets beside its fields: the instant and the offset it was written with (null without a time of
day), and the day (null when only a month or a year is known)."""
PAIR = pa.struct([pa.field("name", pa.string()), pa.field("value", pa.string())])
_PLAIN: dict[type[inspect.Type], pa.DataType] = {
    inspect.StrType: pa.string(),
    inspect.EnumType: pa.string(),
    inspect.IntType: pa.int64(),
    inspect.FloatType: pa.float64(),
    inspect.BoolType: pa.bool_(),
}
_DAY, _MINUTE = len("2017-12-05"), len("2017-12-05T10:31")
_YEARS = range(1, 10_000)


def _type_of(kind: inspect.Type) -> pa.DataType:
    """Return the Arrow type of a field's type; a type that no rule knows is a fault of ours."""
    if isinstance(kind, inspect.UnionType):
        (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.VarTupleType):
        return pa.list_(_type_of(kind.item_type))
    if isinstance(kind, inspect.DictType):
        return pa.list_(PAIR)
    if isinstance(kind, inspect.StructType):
        return pa.struct(_fields_of(kind))
    return _PLAIN[type(kind)]


def _fields_of(kind: inspect.StructType) -> list[pa.Field]:
    fields = [pa.field(each.name, _type_of(each.type)) for each in kind.fields]
    if kind.cls is Source:
        return [field.with_type(INSTANT) if field.name == "fetched_at" else field for field in fields]
    if kind.cls is PageDate:
        return [*fields, *(pa.field(name, type_) for name, type_ in DERIVED.items())]
    return fields


def _schema() -> pa.Schema:
    kind = inspect.type_info(Article)
    assert isinstance(kind, inspect.StructType)
    return pa.schema(_fields_of(kind), {"kliping.schema": str(VERSION), "kliping.extractor": EXTRACTOR})


SCHEMA = _schema()
LOW = (
    "schema", "site", "dateline", "category", "region.level", "region.name", "region.kemendagri", "region.bps",
    "language.tag", "source.warc", "source.status", "extractor.version", "extractor.layout", "extractor.template",
    "blocks.list.element.kind", "removals.list.element.rule", "quality.flags.list.element",
    *(f"{name}.{field}" for name in ("published", "modified", "event_dates.list.element")
      for field in ("source", "precision", "zone", "offset_minutes")),
)  # fmt: skip
"""Columns of few values, which Parquet stores as a dictionary; for the others it would only cost memory."""


def to_batch(articles: Sequence[Article]) -> pa.RecordBatch:
    """Return one batch, a row for each article, in the order given."""
    rows = [_row(article) for article in articles]
    arrays = [pa.array([row[field.name] for row in rows], field.type) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _row(article: Article) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(article)
    for found in (row["published"], row["modified"], *row["event_dates"]):
        if found is not None:
            found.update(parts_of(found["value"]))
    row["declared"] = [{"name": name, "value": value} for name, value in row["declared"].items()]
    row["source"]["fetched_at"] = instant_of(row["source"]["fetched_at"])
    return row


def parts_of(value: str | None) -> dict[str, Any]:
    """Return `utc`, `offset_minutes` and `day` of a date's value, as far as it has them."""
    text = value or ""
    moment = instant_of(text) if len(text) > _MINUTE else None
    offset = moment.utcoffset() if moment else None
    return {
        "utc": moment if offset is not None else None,
        "offset_minutes": None if offset is None else int(offset.total_seconds() // 60),
        "day": _day(text[:_DAY]) if len(text) >= _DAY else None,
    }


def instant_of(value: str) -> datetime | None:
    """Return the moment of an ISO 8601 timestamp; None when it is none, or leaves the years 1 to 9999 in UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo is None or moment.astimezone(UTC).year in _YEARS else None
    except (ValueError, OverflowError):
        return None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
