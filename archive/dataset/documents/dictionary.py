"""The data dictionary: every column of the files, its type and what it means."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import inspect

from archive.article import Article
from archive.dataset.documents.describe import meaning
from archive.dataset.documents.markdown import plain, table
from archive.dataset.documents.release import Release
from archive.dataset.flat import COLUMNS
from archive.dataset.formats import Format

_WORDS: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.EnumType: "string",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.DictType: "object of strings",
}
_ARROW = """
In Parquet, three things differ from the JSON Lines: `declared` is a list of `name` and `value`;
`source.fetched_at` is a timestamp in UTC; and each date (`published`, `modified`, `event_dates`) has three more
fields, so that nothing need be parsed and no zone is lost:

| Field | Type | Meaning |
| --- | --- | --- |
| `utc` | timestamp, microseconds, UTC | the instant; null when the page gave no time of day |
| `offset_minutes` | 16-bit integer | the offset it was written with: 420 is WIB, +07:00 |
| `day` | date | the day, by the page's own clock; null when only a month or a year is known |
"""
_CSV = """
Lists are one cell, joined by `; `. A text that begins with `=`, `+`, `-`, `@`, a tab, a carriage return or an
apostrophe has an apostrophe put before it, so that no spreadsheet runs it as a formula; take one off to undo it.
Encoding: UTF-8 with a byte order mark. A spreadsheet cuts cells after 32,767 characters: read long texts with
another tool. The columns `contact_...` hold the parts of all contact blocks of the page, each value once: which
address goes with which telephone is only in the other formats, as are blocks and removed lines.
"""


def dictionary(release: Release) -> str:
    """Return the dictionary of the format that was written, as Markdown."""
    head = f"# Data dictionary of {plain(release.name)}\n\nRecord type: schema {release.manifest.schema}.\n"
    if release.format == Format.CSV:
        rows = [(f"`{c.name}`", c.type, c.meaning) for c in COLUMNS]
        return f"{head}{_CSV}\n{table(('Column', 'Type', 'Meaning'), rows)}\n"
    rows = [(f"`{name}`", kind, text) for name, kind, text in fields()]
    arrow = "" if release.format == Format.JSONL else _ARROW
    paths = "`a.b` is field `b` of `a`; `a[]` is each one of a list."
    return f"{head}{arrow}\n{paths}\n\n{table(('Field', 'Type', 'Meaning'), rows)}\n"


def fields() -> Iterator[tuple[str, str, str]]:
    """Yield path, type and meaning of every field of an article, those of its parts included."""
    kind = inspect.type_info(Article)
    assert isinstance(kind, inspect.StructType)
    yield from _fields(kind, "")


def _fields(kind: inspect.StructType, prefix: str) -> Iterator[tuple[str, str, str]]:
    for each in kind.fields:
        inner, words, many = _resolve(each.type)
        path = f"{prefix}{each.name}"
        yield path, words, meaning(kind.cls.__name__, each.name)
        if isinstance(inner, inspect.StructType):
            yield from _fields(inner, f"{path}[]." if many else f"{path}.")


def _resolve(kind: inspect.Type) -> tuple[inspect.Type, str, bool]:
    """Return the type inside, its name in words, and whether it is a list."""
    if isinstance(kind, inspect.UnionType):
        (only,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
        inner, words, many = _resolve(only)
        return inner, f"{words} or null", many
    if isinstance(kind, inspect.VarTupleType):
        inner, words, _ = _resolve(kind.item_type)
        return inner, f"list of {words}", True
    if isinstance(kind, inspect.StructType):
        return kind, kind.cls.__name__, False
    return kind, _WORDS[type(kind)], False
