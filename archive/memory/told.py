"""What derive made of a capture, looked up in the dataset by the record it came from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.article import Extractor, Reason, Source, text_digest
from archive.dataset.repeats import decode_key, record_digest
from archive.dataset.shard import ARTICLES, KINDS, OBSERVATIONS, SUFFIX, read_lines, safe_site
from archive.errors import DamagedDataset

_BY_BYTES = (Reason.NOT_HTML, Reason.DOCUMENT)
"""What has no text to be compared by: a PDF is compared by its bytes."""


class Told(Struct, frozen=True):
    """The outcome of one capture."""

    url: str
    source: Source
    extractor: str
    version: str | None = None
    """Which version of the article it shows; None when it is none."""
    text: str | None = None
    """What tells whether the page changed: a digest of the text, of a document that of its bytes."""
    reason: Reason | None = None
    detail: str = ""


class _Line(Struct, frozen=True):
    url: str
    source: Source
    extractor: Extractor
    text: str | None = None
    version: str = ""
    reason: Reason | None = None
    detail: str = ""


_decode = msgspec.json.Decoder(_Line).decode


class Telling:
    """The outcomes of a dataset; memory: those of one site and month at a time."""

    def __init__(self, dataset: Path) -> None:
        self._dataset = dataset
        self._month: tuple[str, str] | None = None
        self._told: dict[tuple[str, int], Told] = {}

    def of(self, site: str, at: str, record: tuple[str, int]) -> Told | None:
        """Return the outcome of the record at (WARC, offset), which was captured at this time (ISO 8601)."""
        month = (site, at[:7])
        if month != self._month:
            self._month, self._told = month, {(t.source.warc, t.source.offset): t for t in self._read(*month)}
        return self._told.get(record)

    def _read(self, site: str, month: str) -> Iterator[Told]:
        for kind in KINDS:
            path = self._dataset / kind / f"{safe_site(site)}-{month}{SUFFIX}"
            try:
                yield from (_told(kind, line) for line in read_lines(path) if path.is_file())
            except (DamagedDataset, msgspec.MsgspecError):
                continue  # derive tells it; the memory of a page goes without


def _told(kind: str, raw: bytes) -> Told:
    line = _decode(raw)
    version = text = None
    if kind == ARTICLES:
        version, text = record_digest(decode_key(raw)).hex(), text_digest(line.text or "")
    elif kind == OBSERVATIONS and line.reason is None:
        version, text = line.version, line.text
    elif line.reason in _BY_BYTES:
        text = line.source.payload_digest
    return Told(line.url, line.source, line.extractor.version, version, text, line.reason, line.detail)
