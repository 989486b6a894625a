"""The phrases of `data/pagetypes.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def phrases(name: str) -> re.Pattern[str]:
    """Return one table of phrases as a pattern; case is ignored.

    A table with `at_word` is looked for where words begin only, which is several times faster.
    """
    table = _table()[name]
    every = "|".join(table["phrases"])
    return re.compile(rf"\b(?:{every})" if table.get("at_word") else every, re.IGNORECASE)


@cache
def words(name: str) -> tuple[str, ...]:
    """Return one table of plain lower-case words."""
    return tuple(_table()[name]["words"])


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("archive.extraction") / "data" / "pagetypes.toml").read_text("utf-8"))


def hits(name: str, text: str) -> set[str]:
    """Return the distinct phrases of a table in a text, in lower case."""
    return {match[0].casefold() for match in phrases(name).finditer(text)}
