"""Records of an older schema become those of today: one pure function for each step, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.article import SCHEMA
from archive.errors import DamagedDataset, NewerDataset

Migration = Callable[[dict[str, Any]], dict[str, Any]]
"""A rule from schema N to N + 1, for articles and rejections (which have a `reason`); it changes a copy."""


def _with_social(record: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 has the social accounts of a contact; what was derived before knows none."""
    if "contacts" in record:
        record["contacts"] = [{**contact, "social": []} for contact in record["contacts"]]
    return record


MIGRATIONS: dict[int, Migration] = {1: _with_social}
"""The rule for each schema that is no more, by its number; schema 1 was the first."""


def check_schema(schema: int, where: str) -> None:
    """Make sure that records of a schema can be read.

    Raises:
        NewerDataset: when it is newer than this version.
        DamagedDataset: when there is a step without a rule.
    """
    if schema > SCHEMA:
        hint = "upgrade kliping; 'kliping derive --rebuild' makes it again in this version"
        raise NewerDataset(
            f"the dataset has schema {schema}, this version reads up to {SCHEMA}", where=where, hint=hint
        )
    missing = next((step for step in range(schema, SCHEMA) if step not in MIGRATIONS), None)
    if missing is not None:
        raise DamagedDataset(
            f"the dataset has schema {schema}, and there is no rule from {missing} to {missing + 1}",
            where=where,
            hint="'kliping derive --rebuild' makes it again from the WARCs",
        )


def migrate(record: dict[str, Any], schema: int) -> dict[str, Any]:
    """Return a record of this schema as one of today's; the schema must have passed `check_schema`."""
    for step in range(schema, SCHEMA):
        record = {**MIGRATIONS[step](dict(record)), "schema": step + 1}
    return record
