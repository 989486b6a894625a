"""datapackage.json (Data Package 1.0): every file with its size and digest, tables with their columns."""

from __future__ import annotations

from typing import Any

from msgspec import inspect

from archive.article import Article
from archive.dataset.documents.describe import meaning
from archive.dataset.documents.release import Release
from archive.dataset.flat import COLUMNS
from archive.dataset.formats import FORMATS, Format
from archive.dataset.tally import Part

_TYPES: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.VarTupleType: "array",
    inspect.DictType: "object",
    inspect.StructType: "object",
}


def datapackage(release: Release) -> dict[str, Any]:
    """Return the package; file names are relative to it."""
    return {
        "profile": "data-package",
        "name": release.slug,
        "id": f"sha256:{release.manifest.identity}",
        "title": release.title,
        "description": release.description,
        "version": release.version,
        "licenses": [{"name": "other", "title": "Each page's own notice", "path": "LICENSES.md"}],
        "sources": [{"title": f"{release.tally.regions.get(site) or site} ({site})"} for site, _ in release.ranked],
        "resources": [_resource(part, number, release.format) for number, part in enumerate(release.parts)],
    }


def _resource(part: Part, number: int, form: Format) -> dict[str, Any]:
    common = {
        "name": f"articles-{number:05}",
        "path": part.path,
        "mediatype": FORMATS[form].media_type,
        "bytes": part.size,
        "hash": f"sha256:{part.sha256}",
    }
    if form == Format.CSV:
        return {**common, "type": "table", "format": "csv", "encoding": "utf-8-sig", "schema": _flat()}
    if form == Format.JSONL:
        table = {"type": "table", "format": "jsonl", "compression": "gz", "encoding": "utf-8"}
        return {**common, **table, "schema": _nested()}
    return {**common, "type": "file", "format": "parquet"}


def _flat() -> dict[str, Any]:
    return {"fields": [{"name": c.name, "type": c.type, "description": c.meaning} for c in COLUMNS]}


def _nested() -> dict[str, Any]:
    kind = inspect.type_info(Article)
    assert isinstance(kind, inspect.StructType)
    fields = [{"name": f.name, "type": _type(f.type), "description": meaning("Article", f.name)} for f in kind.fields]
    # An empty text is a text: only null is missing.
    return {"fields": fields, "missingValues": []}


def _type(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.UnionType):
        (kind,) = (each for each in kind.types if not isinstance(each, inspect.NoneType))
    return _TYPES[type(kind)]
