"""Repeats leave a trace: when, and in which record, a page was seen again as it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec
from msgspec import Struct

from archive.article import Article, Extractor, Observation, Reason, Rejection, Source, text_digest
from archive.dataset.repeats import Capture, decode_key, record_digest
from archive.dataset.shard import encode


class _Repeat(Struct, frozen=True):
    """What of a record that is not kept goes into its observation."""

    id: str
    url: str
    site: str
    source: Source
    extractor: Extractor
    text: str = ""
    reason: Reason | None = None
    detail: str = ""


class _Order(Struct, frozen=True):
    id: str
    source: Capture


_decode_repeat = msgspec.json.Decoder(_Repeat).decode
_decode_order = msgspec.json.Decoder(_Order).decode


def version_of(record: Article | Rejection) -> str:
    """Return what names the version of a page that a record is of, as its observations do: 32 hex digits."""
    return record_digest(decode_key(encode(record))).hex()


def observation_of(line: bytes, version: bytes) -> bytes:
    """Return the line of an observation, made of a record's that is a repeat of this version."""
    repeat = _decode_repeat(line)
    return encode(
        Observation(
            id=repeat.id,
            url=repeat.url,
            site=repeat.site,
            version=version.hex(),
            text=text_digest(repeat.text) if repeat.text else None,
            reason=repeat.reason,
            detail=repeat.detail,
            source=repeat.source,
            extractor=repeat.extractor,
        )
    )


def merged(lines: Iterable[bytes], hidden: Collection[str]) -> Iterator[bytes]:
    """Yield the lines of a shard in their order: each capture once, none of an article that was taken down."""
    rows: dict[tuple[str, str, str], bytes] = {}
    for line in lines:
        key = _decode_order(line)
        if key.id not in hidden:
            rows[(key.id, key.source.fetched_at, key.source.record_id)] = line
    yield from (rows[key] for key in sorted(rows))
