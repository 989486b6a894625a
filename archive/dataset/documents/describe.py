"""What each field means: written once, in docs/article.md, and kept with the package (docs/make_fields.py)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


@cache
def meanings() -> dict[str, dict[str, str]]:
    """Return record type to field to meaning, in Markdown without links."""
    data = (files("archive.dataset.documents") / "fields.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, dict[str, str]])


def meaning(record: str, field: str) -> str:
    """Return what a field of a record type means; an empty string when nobody wrote it down."""
    return meanings().get(record, {}).get(field, "")
