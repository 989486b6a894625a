"""Which documents lie beside the data."""

from __future__ import annotations

from typing import Any

import msgspec

from archive.dataset.documents.card import card
from archive.dataset.documents.citation import citation
from archive.dataset.documents.croissant import croissant
from archive.dataset.documents.datapackage import datapackage
from archive.dataset.documents.datasheet import datasheet
from archive.dataset.documents.dictionary import dictionary
from archive.dataset.documents.jsonschema import json_schema
from archive.dataset.documents.licences import licences
from archive.dataset.documents.release import Release


def documents(release: Release) -> dict[str, str]:
    """Return file name to content of every document."""
    return {
        "README.md": card(release),
        "DATA-DICTIONARY.md": dictionary(release),
        "DATASHEET.md": datasheet(release),
        "LICENSES.md": licences(release),
        "CITATION.cff": citation(release),
        "schema.json": _json(json_schema()),
        "croissant.json": _json(croissant(release)),
        "datapackage.json": _json(datapackage(release)),
        "dataset-manifest.json": _json(release.manifest),
    }


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
