"""When two captures of a page are one record: all that the article says is the same, to its last date."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from archive.article import Attachment, Contact, Image, Region


class _Tag(Struct, frozen=True):
    tag: str


class _Flags(Struct, frozen=True):
    flags: tuple[str, ...] = ()


class _Date(Struct, frozen=True):
    value: str | None
    raw: str = ""

    @property
    def told(self) -> str:
        """The date itself; how it is spelled only when it could not be read."""
        return self.value or self.raw


class _Credit(Struct, frozen=True):
    raw: str


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
    title: str = ""
    text: str = ""
    reason: str = ""
    region: Region = Region()
    language: _Tag | None = None
    quality: _Flags | None = None
    dateline: str | None = None
    published: _Date | None = None
    modified: _Date | None = None
    event_dates: tuple[_Date, ...] = ()
    credit: _Credit | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    contacts: tuple[Contact, ...] = ()
    copyright_notice: str | None = None

    @property
    def dates(self) -> tuple[str | None, ...]:
        """The values of the dates an article is of, its publication first."""
        return tuple(date.value for date in (self.published, *self.event_dates) if date is not None)


decode_key = msgspec.json.Decoder(RecordKey).decode


def record_digest(key: RecordKey) -> bytes:
    """Return what two captures of one record share, 16 bytes.

    Of an article: its id and all that it says. What stands around it (removed lines, counters, hidden tags)
    changes at every visit and tells nothing, so it makes no version. Of a rejected page: its id, the reason
    and the payload.
    """
    return _digest((key.id, key.reason, key.source.payload_digest) if key.reason else _said(key))


def _said(key: RecordKey) -> tuple[object, ...]:
    return (
        key.id, key.title, key.text, key.dateline,
        *(date.told if date else None for date in (key.published, key.modified)),
        [date.told for date in key.event_dates], key.credit.raw if key.credit else None, key.category, key.tags,
        key.images, key.attachments, key.contacts, key.copyright_notice,
    )  # fmt: skip


def twin_digest(site: str, key: RecordKey) -> bytes:
    """Return what twins share, 16 bytes: the site, the last part of the path, and the text."""
    return _digest((site, key.canonical_url.rstrip("/").rsplit("/", 1)[-1], key.text))


def _digest(parts: tuple[object, ...]) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(parts), digest_size=16).digest()
