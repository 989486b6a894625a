"""Exchanges to WARC/1.1 files: rotation, publication, and an index line for every record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from msgspec import Struct, field

from archive.cdxj import CdxjLine
from archive.exchange import Exchange, Original, RecordRef
from archive.version import VERSION
from archive.warc.draft import (
    Stamp,
    hash_payload,
    metadata_draft,
    metadata_fields,
    not_modified_fields,
    request_draft,
    resource_draft,
    response_draft,
    revisit_draft,
    revisit_profile,
    warcinfo_draft,
)
from archive.warc.index import REVISIT, Place, Subject, index_line, media_type, response_subject
from archive.warc.openfile import OpenWarc, next_file, open_path, write_error
from archive.warc.record import UNMODIFIED, Headers, clean_uri, new_record_id, warc_date

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


class _Added(Struct, frozen=True):
    """What was added to a file: where the response lies, its index line, the number of records."""

    ref: RecordRef | None
    line: CdxjLine | None
    records: int


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

    def write(self, exchange: Exchange, original: Original | None = None) -> RecordRef:
        """Append response, request and metadata, in this order, and say where the response lies.

        With an original that the answer repeats, the first record is a revisit.

        Raises:
            WriteError: the disk is full or not ours; nothing of this exchange is in the file.
            ValueError: a note has a reserved name.
        """
        added = self._append(lambda file: self._add(file, exchange, original))
        assert added.ref is not None
        if exchange.tls:
            self._certificates.add(exchange.tls.fingerprint)
        self.exchanges += 1
        return added.ref

    def write_failure(self, url: str, at: datetime, fields: Headers) -> None:
        """Append a `metadata` record of a request without an answer; it belongs to no other record.

        Raises:
            WriteError: the disk is full or not ours; nothing of it is in the file.
        """
        self._append(lambda file: self._add_failure(file, (url, at), fields))

    def syncing(self) -> Callable[[], None]:
        """Return what forces the file in progress to the disk, so that no power cut takes what is written now.

        It is called once, from any thread, and may come after the file was published. It raises
        `WriteError` when the disk did not take it.

        Raises:
            WriteError: there are too many open files.
        """
        if not self._file:
            return _nothing
        where = open_path(self._file.path)
        with _durably(where):
            sync = self._file.syncing()

        def durably() -> None:
            with _durably(where):
                sync()

        return durably

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

    def _append(self, add: Callable[[OpenWarc], _Added]) -> _Added:
        """Add the records of an exchange; on any failure the file is as it was before."""
        if self._file and self._is_full(self._file):
            self._publish()
        where = open_path(self._file.path) if self._file else self._folder
        try:
            file = self._file or self._start()
            where = open_path(file.path)
            added = _whole(file, add)
        except OSError as error:
            raise write_error(error, where, "write") from error
        if added.line:
            self._lines.append(added.line)
        self._in_file += 1
        self.records += added.records
        return added

    def _add(self, file: OpenWarc, exchange: Exchange, original: Original | None) -> _Added:
        new_id = self._options.new_id
        shared = Stamp(clean_uri(exchange.url), warc_date(exchange.fetched_at), self._warcinfo_id)
        is_new = exchange.tls is not None and exchange.tls.fingerprint not in self._certificates
        fields = metadata_fields(exchange, with_certificate=is_new)
        payload = hash_payload(exchange.response)
        profile = revisit_profile(exchange, payload, original)
        response_id = new_id()
        if profile is None or original is None:
            place = Place(file.path.name, *file.add(response_draft(exchange, shared, response_id, payload)))
            digest = payload.sha1
            subject = response_subject(shared.uri, shared.date, payload.head, digest)
        else:
            repeat = (profile, original, payload)
            place = Place(file.path.name, *file.add(revisit_draft(exchange, shared, response_id, repeat)))
            digest = original.payload_digest
            fields += not_modified_fields(exchange) if profile == UNMODIFIED else ()
            status = f"{original.status:03d}" if profile != UNMODIFIED else None
            subject = Subject(shared.uri, shared.date, REVISIT, status, digest)
        file.add(request_draft(exchange, shared, new_id(), response_id))
        if fields:
            file.add(metadata_draft(fields, shared, new_id(), response_id))
        ref = RecordRef(place.filename, place.offset, place.length, response_id, digest)
        return _Added(ref, index_line(subject, place), 3 if fields else 2)

    def _add_failure(self, file: OpenWarc, what: tuple[str, datetime], fields: Headers) -> _Added:
        shared = Stamp(clean_uri(what[0]), warc_date(what[1]), self._warcinfo_id)
        file.add(metadata_draft(fields, shared, self._options.new_id(), None))
        return _Added(None, None, 1)

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


def _whole(file: OpenWarc, add: Callable[[OpenWarc], _Added]) -> _Added:
    try:
        if file.position != file.committed:
            file.rewind()
        added = add(file)
        file.commit()
    except BaseException:
        with suppress(OSError):
            file.rewind()
        raise
    return added


def _nothing() -> None:
    """Leave the disk alone: there is no file."""


@contextmanager
def _durably(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise write_error(error, where, "make durable") from error
