"""The index lines of a WARC: of one record while it is written, of a whole file afterwards."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from archive.cdxj import CdxjLine, surt
from archive.digest import Hasher
from archive.http import EntityReader, Head, PayloadHasher
from archive.warc.frames import Frame, frames
from archive.warc.record import FIELDS_TYPE

_NOT_DIGITS = re.compile(r"\D")
_PARAMETERS = re.compile(r"[;\s]")
_LONGEST_TYPE = 256
_INDEXED = ("response", "revisit", "resource", "metadata")
REVISIT = "warc/revisit"


class Place(Struct, frozen=True):
    """Where a record lies."""

    filename: str
    offset: int
    length: int


class Subject(Struct, frozen=True):
    """What an index line says of a record, its place aside."""

    url: str
    date: str
    """As in `WARC-Date`."""
    mime: str | None
    status: str | None
    digest: str


def index_line(subject: Subject, place: Place) -> CdxjLine:
    """Return the index line of a record."""
    return CdxjLine(
        key=surt(subject.url),
        timestamp=_NOT_DIGITS.sub("", subject.date)[:14].ljust(14, "0"),
        url=subject.url,
        mime=subject.mime,
        status=subject.status,
        digest=subject.digest,
        length=place.length,
        offset=place.offset,
        filename=place.filename,
    )


def response_subject(url: str, date: str, head: Head | None, digest: str) -> Subject:
    """Return what an index says of a response."""
    return Subject(url, date, _mime(head), f"{head.status:03d}" if head else None, digest)


def index_warc(path: Path) -> Iterator[CdxjLine]:
    """Yield the index lines of a WARC in file order, from nothing but the file.

    Covers what cdxj-indexer covers: responses, revisits, and resources and metadata that are no
    `application/warc-fields`.

    Raises:
        DamagedWarc: the file is damaged from `where` on; the lines before it were yielded.
    """
    for frame in frames(path):
        if _is_indexed(frame):
            subject = _subject(frame)
            frame.finish()
            yield index_line(subject, Place(path.name, frame.offset, frame.length))


def _is_indexed(frame: Frame) -> bool:
    if frame.type in ("metadata", "resource") and frame.get("Content-Type") == FIELDS_TYPE:
        return False
    return frame.type in _INDEXED and frame.get("WARC-Target-URI") is not None


def _subject(frame: Frame) -> Subject:
    """Read a record as far as its index line needs."""
    url, date = frame.get("WARC-Target-URI") or "", frame.get("WARC-Date") or ""
    stored = frame.get("WARC-Payload-Digest")
    if frame.type == "response":
        head, computed = _response(frame, hashed=stored is None)
        return response_subject(url, date, head, stored or computed)
    if frame.type == "revisit":
        head, _ = _response(frame, hashed=False)
        return Subject(url, date, REVISIT, f"{head.status:03d}" if head else None, stored or "")
    return Subject(url, date, media_type(frame.get("Content-Type") or ""), None, stored or _digest(frame))


def _response(frame: Frame, *, hashed: bool) -> tuple[Head | None, str]:
    """Return the head of an HTTP block, and its payload digest where there is none to copy."""
    if hashed:
        hasher = PayloadHasher(("sha1",))
        for data in frame.chunks():
            hasher.update(data)
        digest = f"sha1:{hasher.finish().sha1}"
        return hasher.reader.head, digest
    reader = EntityReader(framed=False)
    for data in frame.chunks():
        if reader.head is None and not reader.problem:
            reader.feed(data)
    if reader.head is None and not reader.problem:
        reader.finish()
    return reader.head, ""


def _digest(frame: Frame) -> str:
    """Return the digest of a block that is all payload."""
    hasher = Hasher(("sha1",))
    for data in frame.chunks():
        hasher.update(data)
    return f"sha1:{hasher.sha1}"


def _mime(head: Head | None) -> str | None:
    """Return the media type of a response, None when it names none."""
    value = head.get("content-type") if head else None
    if value is None:
        return None
    try:
        return media_type(value.decode("utf-8"))
    except UnicodeDecodeError:
        return media_type(value.decode("latin-1"))


def media_type(value: str) -> str:
    """Cut a Content-Type at its parameters, and at a sane length."""
    return sys.intern(_PARAMETERS.split(value[:_LONGEST_TYPE], maxsplit=1)[0])
