"""CITATION.cff (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from typing import Any

from archive.dataset.documents.release import Release


def citation(release: Release) -> str:
    """Return `CITATION.cff`: YAML, each value written as JSON, which YAML takes as it is."""
    values: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite the dataset with its version; cite single articles with their capture time and WARC record.",
        "type": "dataset",
        "title": release.title,
        "version": release.version,
        "date-released": release.date,
        "abstract": release.description,
        "authors": [{"name": name} for name in release.names],
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{release.manifest.identity}",
                "description": "identity of the dataset it was taken from",
            }
        ],
        "keywords": ["Indonesia", "regional government", "news", "web archive"],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
