"""When two captures of a page are one record: the same text, or the same reason and payload."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from archive.article import Region


class _Tag(Struct, frozen=True):
    tag: str


class _Flags(Struct, frozen=True):
    flags: tuple[str, ...] = ()


class _Date(Struct, frozen=True):
    value: str | None


class Capture(Struct, frozen=True):
    """The record of a WARC that something came from."""

    fetched_at: str
    record_id: str
    payload_digest: str


class RecordKey(Struct, frozen=True):
    """What of a record is needed to order it, to find repeats and to tell filters what is in its shard."""

    id: str
    site: str
    source: Capture
    canonical_url: str = ""
    text: str = ""
    reason: str = ""
    region: Region = Region()
    language: _Tag | None = None
    quality: _Flags | None = None
    published: _Date | None = None
    event_dates: tuple[_Date, ...] = ()

    @property
    def dates(self) -> tuple[str | None, ...]:
        """The values of the dates an article is of, its publication first."""
        return tuple(date.value for date in (self.published, *self.event_dates) if date is not None)


decode_key = msgspec.json.Decoder(RecordKey).decode


def record_digest(key: RecordKey) -> bytes:
    """Return what two captures of one record share, 16 bytes: page and text, or page, reason and payload."""
    what = key.text or f"{key.reason}\n{key.source.payload_digest}"
    return hashlib.blake2b(f"{key.id}\n{what}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def twin_digest(site: str, key: RecordKey) -> bytes:
    """Return what twins share, 16 bytes: the site, the last part of the path, and the text."""
    slug = key.canonical_url.rstrip("/").rsplit("/", 1)[-1]
    return hashlib.blake2b(f"{site}\n{slug}\n{key.text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
