"""Exchanges to WARC/1.1 files: rotation, publication, and an index line for every record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from msgspec import Struct, field

from archive.cdxj import CdxjLine
from archive.exchange import Exchange, RecordRef
from archive.version import VERSION
from archive.warc.draft import (
    Stamp,
    hash_payload,
    metadata_draft,
    metadata_fields,
    request_draft,
    resource_draft,
    response_draft,
    warcinfo_draft,
)
from archive.warc.index import Place, Subject, index_line, media_type, response_subject
from archive.warc.openfile import OpenWarc, next_file, open_path, write_error
from archive.warc.record import clean_uri, new_record_id, warc_date

SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_GIB = 1024 * 1024 * 1024


def _utc_now() -> datetime:
    return datetime.now(UTC)


class WriterOptions(Struct, frozen=True):
    """How a `WarcWriter` writes."""

    info: Mapping[str, str] = field(default_factory=dict)
    """Fields for the warcinfo record, in order (`operator`, `robots`, `http-header-user-agent` ...)."""
    resources: tuple[tuple[str, str, bytes], ...] = ()
    """(URI, content type, bytes), written as `resource` records at the start of every file."""
    max_bytes: int = _GIB
    """A file that has reached this takes no further exchange."""
    max_exchanges: int = 100_000
    """The same by number: it bounds the index lines held in memory."""
    level: int = 6
    on_close: Callable[[Path, tuple[CdxjLine, ...]], None] | None = None
    """Called with a file's final path and its index lines, after it has its name."""
    now: Callable[[], datetime] = _utc_now
    new_id: Callable[[], str] = new_record_id
    """Makes `<urn:uuid:...>`; a test freezes it to compare whole files."""


class WarcWriter:
    """Writes exchanges into `<prefix>-<YYYYMMDDhhmmss>-<serial>.warc.gz` files of one folder.

    A file is called `.open` until it is complete and on the disk. One exchange is written whole
    or not at all; one that raised is not in the file, and the next one may be tried. Without an
    exchange there is no file. Not thread-safe.

    Args:
        folder: an existing folder.
        prefix: the start of every file name.
        options: see `WriterOptions`.
    """

    def __init__(self, folder: Path, prefix: str, options: WriterOptions | None = None) -> None:
        self._folder, self._prefix = folder, prefix
        self._options = options or WriterOptions()
        self._file: OpenWarc | None = None
        self._warcinfo_id = ""
        self._serial = 0
        self._lines: list[CdxjLine] = []
        self._certificates: set[str] = set()
        self._in_file = 0
        self._published = 0
        self.exchanges = 0
        """Exchanges written so far."""
        self.records = 0
        """Records written so far, those that describe the files included."""

    @property
    def bytes(self) -> int:
        """Bytes of all files so far."""
        return self._published + (self._file.committed if self._file else 0)

    def write(self, exchange: Exchange) -> RecordRef:
        """Append response, request and metadata, in this order, and say where the response lies.

        Raises:
            WriteError: the disk is full or not ours; nothing of this exchange is in the file.
            ValueError: a note has a reserved name.
        """
        if self._file and self._is_full(self._file):
            self._publish()
        where = open_path(self._file.path) if self._file else self._folder
        try:
            file = self._file or self._start()
            where = open_path(file.path)
            return self._append(file, exchange)
        except OSError as error:
            raise write_error(error, where, "write") from error

    def sync(self) -> None:
        """Force the file in progress to the disk, so that no power cut takes what was written.

        Raises:
            WriteError: the disk did not take it.
        """
        if self._file:
            try:
                self._file.sync()
            except OSError as error:
                raise write_error(error, open_path(self._file.path), "make durable") from error

    def close(self) -> None:
        """Publish the file in progress; harmless when repeated.

        Raises:
            WriteError: it cannot be made durable; it stays as `.open` for `salvage`.
        """
        if self._file:
            self._publish()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_full(self, file: OpenWarc) -> bool:
        return file.committed >= self._options.max_bytes or self._in_file >= self._options.max_exchanges

    def _start(self) -> OpenWarc:
        """Begin a file with what describes it: warcinfo and resources."""
        moment = self._options.now()
        stem = f"{self._prefix}-{moment.astimezone(UTC):%Y%m%d%H%M%S}"
        file, serial = next_file(self._folder, stem, self._serial, self._options.level)
        try:
            lines = self._describe(file, warc_date(moment))
            file.commit()
        except BaseException:
            with suppress(OSError):
                file.discard()
            raise
        self._file, self._serial, self._lines = file, serial + 1, lines
        self._certificates, self._in_file = set(), 0
        self.records += 1 + len(lines)
        return file

    def _describe(self, file: OpenWarc, date: str) -> list[CdxjLine]:
        self._warcinfo_id = self._options.new_id()
        fields = {
            "software": f"kliping/{VERSION}",
            "format": "WARC File Format 1.1",
            "conformsTo": SPECIFICATION,
            **self._options.info,
        }
        file.add(warcinfo_draft(file.path.name, self._warcinfo_id, date, tuple(fields.items())))
        lines = []
        for uri, content_type, data in self._options.resources:
            shared = Stamp(clean_uri(uri), date, self._warcinfo_id)
            draft, digest = resource_draft(shared, self._options.new_id(), content_type, data)
            place = Place(file.path.name, *file.add(draft))
            subject = Subject(shared.uri, date, media_type(content_type), None, digest)
            lines.append(index_line(subject, place))
        return lines

    def _append(self, file: OpenWarc, exchange: Exchange) -> RecordRef:
        """Add the records of an exchange; on any failure the file is as it was before."""
        try:
            if file.position != file.committed:
                file.rewind()
            ref, line, records = self._add(file, exchange)
            file.commit()
        except BaseException:
            with suppress(OSError):
                file.rewind()
            raise
        if exchange.tls:
            self._certificates.add(exchange.tls.fingerprint)
        self._lines.append(line)
        self._in_file += 1
        self.exchanges += 1
        self.records += records
        return ref

    def _add(self, file: OpenWarc, exchange: Exchange) -> tuple[RecordRef, CdxjLine, int]:
        new_id = self._options.new_id
        shared = Stamp(clean_uri(exchange.url), warc_date(exchange.fetched_at), self._warcinfo_id)
        is_new = exchange.tls is not None and exchange.tls.fingerprint not in self._certificates
        fields = metadata_fields(exchange, with_certificate=is_new)
        payload = hash_payload(exchange.response)
        response_id = new_id()
        place = Place(file.path.name, *file.add(response_draft(exchange, shared, response_id, payload)))
        file.add(request_draft(exchange, shared, new_id(), response_id))
        if fields:
            file.add(metadata_draft(fields, shared, new_id(), response_id))
        ref = RecordRef(place.filename, place.offset, place.length, response_id, payload.sha1)
        subject = response_subject(shared.uri, shared.date, payload.head, payload.sha1)
        return ref, index_line(subject, place), 3 if fields else 2

    def _publish(self) -> None:
        """Give the current file its name, or remove it when it holds no exchange."""
        file, self._file = self._file, None
        assert file is not None
        try:
            if not self._in_file:
                file.discard()
                return
            if file.position != file.committed:
                file.rewind()
            path = file.publish()
        except OSError as error:
            file.abandon()
            raise write_error(error, open_path(file.path), "finish the file") from error
        self._published += file.committed
        if self._options.on_close:
            self._options.on_close(path, tuple(self._lines))
        self._lines = []
