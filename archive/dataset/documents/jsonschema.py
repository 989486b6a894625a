"""The JSON Schema of an article, from the record types themselves (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

import msgspec

from archive.article import SCHEMA, Article
from archive.dataset.documents.describe import meaning

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the schema; every field is required, since a record never leaves one out."""
    (top,), parts = msgspec.json.schema_components([Article], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        for field, rule in part.get("properties", {}).items():
            if text := meaning(name, field):
                part["properties"][field] = _described(rule, text)
        if "properties" in part:
            part["required"] = list(part["properties"])
    parts["Article"]["properties"]["schema"] = {
        "const": SCHEMA,
        "description": meaning("Article", "schema"),
    }
    return {"$schema": DIALECT, "$id": f"urn:kliping:article:{SCHEMA}", "title": "Article", **top, "$defs": parts}


def _described(rule: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a rule with its meaning and without defaults, which would say that a field may be left out."""
    return {**{key: value for key, value in rule.items() if key != "default"}, "description": text}
