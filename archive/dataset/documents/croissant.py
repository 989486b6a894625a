"""croissant.json (MLCommons Croissant 1.0): files and fields for machine-learning tools."""

from __future__ import annotations

from typing import Any

from archive.dataset.documents.describe import meaning
from archive.dataset.documents.release import Release
from archive.dataset.flat import COLUMNS
from archive.dataset.formats import FORMATS, Format

_TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
_ENCODINGS = {".parquet": "application/x-parquet", ".jsonl.gz": "application/jsonlines", ".csv": "text/csv"}
_TEXTS = (
    "id", "url", "canonical_url", "site", "title", "text", "dateline", "category", "copyright_notice",
)  # fmt: skip
_LISTS = ("tags", "warnings", "twins")
_TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}


def croissant(release: Release) -> dict[str, Any]:
    """Return the metadata; paths are relative to the file."""
    return {
        "@context": _context(),
        "@type": "sc:Dataset",
        "name": release.slug,
        "description": release.description,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": "Each page's own notice: LICENSES.md",
        "url": f"urn:sha256:{release.manifest.identity}",
        "version": "1.0.0",
        "datePublished": release.date,
        "citeAs": f"{release.publishers}: {release.title}. Version {release.version}, captured until {release.date}.",
        "distribution": _files(release),
        "recordSet": [_records(release)],
    }


def _context() -> dict[str, Any]:
    """Return the JSON-LD context of Croissant 1.0."""
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
        "conformsTo": "dct:conformsTo",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        **{term: f"cr:{term}" for term in _TERMS},
    }


def _files(release: Release) -> list[dict[str, Any]]:
    """Return every part with its digest, and the set of all of them."""
    kind = FORMATS[release.format]
    encoding = _ENCODINGS[kind.ending]
    parts = [
        {
            "@type": "cr:FileObject",
            "@id": part.path,
            "name": part.path.rsplit("/", 1)[-1],
            "contentUrl": part.path,
            "contentSize": f"{part.size} B",
            "encodingFormat": encoding,
            "sha256": part.sha256,
        }
        for part in release.parts
    ]
    every = {
        "@type": "cr:FileSet",
        "@id": "parts",
        "name": "parts",
        "encodingFormat": encoding,
        "includes": f"data/*{kind.ending}",
    }
    return [*parts, every]


def _records(release: Release) -> dict[str, Any]:
    if release.format == Format.CSV:
        fields = [_field(c.name, _TYPES[c.type], c.meaning) for c in COLUMNS]
    else:
        fields = [_field(name, "sc:Text", meaning("Article", name)) for name in _TEXTS]
        fields += [{**_field(name, "sc:Text", meaning("Article", name)), "repeated": True} for name in _LISTS]
    return {"@type": "cr:RecordSet", "@id": "articles", "name": "articles", "field": fields}


def _field(name: str, kind: str, text: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"articles/{name}",
        "name": name,
        "description": text,
        "dataType": kind,
        "source": {"fileSet": {"@id": "parts"}, "extract": {"column": name}},
    }
