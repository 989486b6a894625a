"""Profiles of an older schema become those of today: one pure function for each step, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from archive.errors import ProfileError
from archive.sites.site import Site

SCHEMA = 1
"""Of the profile's keys. A profile that names none in `schema` is of schema 1, the first."""
Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""A rule from schema N to N + 1; it gets a copy of the profile's table and may change it."""

MIGRATIONS: dict[int, Migration] = {}
"""The rule for each schema that is no more, by its number. Schema 1 is the first, so there is none yet."""


def migrated(table: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a profile's table in today's schema, without the number.

    Raises:
        ProfileError: when it is of a schema this version does not know.
    """
    table = dict(table)
    schema = table.pop("schema", 1)
    if type(schema) is not int or schema < 1:
        raise ProfileError(f"Expected a whole number from 1 on, got {schema!r}", where=f"{where}: schema")
    if schema > SCHEMA:
        message = f"the profile has schema {schema}, this version reads up to {SCHEMA}"
        raise ProfileError(message, where=where, hint="upgrade kliping")
    for step in range(schema, SCHEMA):
        table = MIGRATIONS[step](table)
    return table


def stored(site: Site) -> bytes:
    """Return a profile as a crawl stores it in its WARC: JSON, with the number of its schema from the second on."""
    number = {"schema": SCHEMA} if SCHEMA > 1 else {}
    return msgspec.json.encode(number | msgspec.to_builtins(site), order="deterministic")
