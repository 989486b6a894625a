"""Every record of a WARC (or ARC) in turn, its block streamed; reader, index and checks share it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.timeutils import timestamp_to_iso_date

from archive.warc.record import Headers, get, place_id
from archive.warc.source import Source, damage, open_source

_CHUNK = 256 * 1024
_LENGTH = re.compile(r"\d{1,18}")
_ARC_DATE = re.compile(r"\d{8,14}")
_NO_WARC = "this is no WARC or ARC file, or it is damaged from here on"

# It warns about every blank in a URI; the reader repairs those, and the line would not say where.
logging.getLogger("warcio.recordloader").setLevel(logging.ERROR)


class Frame:
    """One record while it is being read; valid until the next one is asked for."""

    __slots__ = ("_left", "_source", "_stream", "headers", "length", "offset", "size", "type")

    def __init__(self, source: Source, record: Any, headers: Headers) -> None:
        self.type = (get(headers, "WARC-Type") or "").lower()
        self.headers = headers
        self.offset = source.offset
        self.size = int(record.length)
        """Bytes of the block."""
        self.length = 0
        """Bytes of the record in the file, once `finish` returned."""
        self._left = self.size
        self._source = source
        self._stream = record.raw_stream

    def chunks(self) -> Iterator[bytes]:
        """Yield the block; DamagedWarc when it is shorter than its Content-Length."""
        while data := self._read():
            self._left -= len(data)
            yield data
        if self._left:
            raise self._source.damage(f"the block is cut: {self._left} of {self.size} bytes are missing")

    def finish(self) -> None:
        """Read what is left of the record and check that it ends where it should; may be repeated."""
        if not self.length:
            for _ in self.chunks():
                pass
            self.length = self._source.end()

    def _read(self) -> bytes:
        try:
            return bytes(self._stream.read(_CHUNK))
        except OSError as error:
            raise self._source.damage(f"cannot be read: {error.strerror or error}") from error

    def get(self, name: str) -> str | None:
        """Return the first value of a header field, whatever its case."""
        return get(self.headers, name)

    @property
    def record_id(self) -> str:
        """`WARC-Record-ID`, or an id by place where there is none."""
        return get(self.headers, "WARC-Record-ID") or ""


def frames(path: Path, offset: int = 0) -> Iterator[Frame]:
    """Yield the records of a file in order, so that one loop serves files larger than memory.

    Reads .warc, .warc.gz (one member a record), .arc and .arc.gz; `offset` must be a record's start.

    Raises:
        DamagedWarc: the file cannot be opened, is something else, or is damaged from `where` on;
            all records before that were yielded.
    """
    known: str | None = None
    try:
        with path.open("rb") as file:
            source = open_source(file, path, offset)
            while source.begin():
                record = _load(source, known)
                if record is not None:
                    known = record.format
                    frame = Frame(source, record, _headers(source, path, record))
                    yield frame
                    frame.finish()
                else:
                    source.end()
    except OSError as error:
        raise damage(path, offset, f"cannot be read: {error.strerror or error}", "check path and rights") from error


def _load(source: Source, known: str | None) -> Any | None:
    """Parse one record header; None for an empty gzip member."""
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    try:
        return loader.parse_record_stream(source, None, known, no_record_parse=True)
    except EOFError:
        return None
    except (ArchiveLoadFailed, UnicodeError) as error:
        raise source.damage("no record starts here", _NO_WARC) from error


def _headers(source: Source, path: Path, record: Any) -> Headers:
    """Return the record's fields with an id, its length checked."""
    if record.format == "arc":
        return _arc_headers(source, path, record)
    headers: Headers = tuple(record.rec_headers.headers)
    if not _LENGTH.fullmatch(get(headers, "Content-Length") or ""):
        raise source.damage("Content-Length is missing or no number")
    if get(headers, "WARC-Type") is None:
        raise source.damage("WARC-Type is missing")
    if get(headers, "WARC-Record-ID") is None:
        headers += (("WARC-Record-ID", place_id(path.name, source.offset)),)
    return headers


def _arc_headers(source: Source, path: Path, record: Any) -> Headers:
    """Spell an ARC header line as WARC fields; two words of any text could pass for one, so it is checked."""
    values = dict(record.rec_headers.headers)
    date, length = values["archive-date"], values["length"]
    if not (_ARC_DATE.fullmatch(date) and _LENGTH.fullmatch(length)):
        raise source.damage("no record starts here", _NO_WARC)
    return (
        ("WARC-Type", "response" if record.rec_type == "response" else "warcinfo"),
        ("WARC-Record-ID", place_id(path.name, source.offset)),
        ("WARC-Target-URI", values["uri"]),
        ("WARC-Date", timestamp_to_iso_date(date)),
        ("WARC-IP-Address", values["ip-address"]),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", str(record.length)),
    )
