"""A group of records put together as one `Exchange`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from archive.exchange import Exchange, Failure, RecordRef, Revisit, Tls, Truncation
from archive.warc.grouping import Group
from archive.warc.record import (
    FAILURE,
    INTERIM,
    REFERS_TO_FILE,
    REFERS_TO_OFFSET,
    RESERVED,
    TLS_CERTIFICATE,
    TLS_FINGERPRINT,
    Headers,
    Record,
    get,
    parse_fields,
    parse_warc_date,
)
from archive.warc.source import damage

_MOST_CERTIFICATES = 256
_LONGEST_OFFSET = 18


class Assembly:
    """Builds the exchanges of one file; it remembers certificates, which a file holds once each."""

    __slots__ = ("_certificates", "_heads", "_path", "payloads")

    def __init__(self, path: Path, *, heads: bool = False) -> None:
        """Args: heads: whether blocks were cut on purpose, which makes no answer a truncated one."""
        self._path, self._heads = path, heads
        self._certificates: dict[str, bytes] = {}
        self.payloads: dict[int, str] = {}
        """Payload digest of the responses still to be built, by offset."""

    def exchange(self, group: Group) -> Iterator[Exchange]:
        """Yield the exchange of a group; nothing when it has no response.

        Raises:
            DamagedWarc: the response has no URI or no readable date.
        """
        response = group.response
        if response is None:
            return
        fields: Headers = tuple(pair for record in group.metadata for pair in parse_fields(record.block))
        protocols = [value.strip().lower() for value in response.all("WARC-Protocol")]
        yield Exchange(
            url=response.get("WARC-Target-URI") or "",
            fetched_at=self._date(response),
            request=group.request.block if group.request else b"",
            response=response.block,
            ip=response.get("WARC-IP-Address"),
            protocol=next((each for each in protocols if not _is_tls(each)), "http/1.1"),
            tls=self._tls(response, fields, next(filter(_is_tls, protocols), "")),
            truncated=None if response.type == "revisit" else _truncation(response, heads=self._heads),
            interim=_decoded(get(fields, INTERIM)),
            notes=tuple(pair for pair in fields if pair[0].lower() not in RESERVED),
            ref=self._ref(response),
            revisit=_revisit(response) if response.type == "revisit" else None,
        )

    def failures(self, group: Group) -> Iterator[Failure]:
        """Yield what a metadata record without an answer tells, if it tells of a failure."""
        for record in group.metadata:
            fields = parse_fields(record.block)
            if reason := get(fields, FAILURE):
                yield Failure(record.get("WARC-Target-URI") or "", self._date(record), reason, fields)

    def _ref(self, response: Record) -> RecordRef:
        record_id = response.get("WARC-Record-ID") or ""
        digest = self.payloads.pop(response.offset)
        return RecordRef(self._path.name, response.offset, response.length, record_id, digest)

    def _date(self, response: Record) -> datetime:
        text = response.get("WARC-Date") or ""
        moment = parse_warc_date(text)
        if moment is None:
            raise damage(self._path, response.offset, f"no readable WARC-Date: {text[:40]!r}")
        return moment

    def _tls(self, response: Record, fields: Headers, version: str) -> Tls | None:
        fingerprint = (get(fields, TLS_FINGERPRINT) or "").lower()
        if not (version or fingerprint):
            return None
        certificate = _decoded(get(fields, TLS_CERTIFICATE)) or self._certificates.get(fingerprint, b"")
        if certificate and len(self._certificates) < _MOST_CERTIFICATES:
            self._certificates[fingerprint] = certificate
        return Tls(version, response.get("WARC-Cipher-Suite") or "", certificate, fingerprint)


def _is_tls(protocol: str) -> bool:
    return protocol.startswith(("tls/", "ssl/"))


def _revisit(record: Record) -> Revisit:
    offset = (record.get(REFERS_TO_OFFSET) or "").strip()
    return Revisit(
        profile=(record.get("WARC-Profile") or "").strip().rstrip("/").rpartition("/")[2],
        uri=record.get("WARC-Refers-To-Target-URI") or record.get("WARC-Target-URI") or "",
        date=(record.get("WARC-Refers-To-Date") or "").strip(),
        record_id=(record.get("WARC-Refers-To") or "").strip(),
        warc=Path(record.get(REFERS_TO_FILE) or "").name,
        offset=int(offset) if offset.isdecimal() and len(offset) <= _LONGEST_OFFSET else None,
    )


def _truncation(response: Record, *, heads: bool) -> Truncation | None:
    """Return why the block is incomplete: by the record, or because this reader kept only its start."""
    stored = response.get("WARC-Truncated")
    if stored is None:
        return Truncation.LENGTH if response.size > len(response.block) and not heads else None
    known = {each.value: each for each in Truncation}
    return known.get(stored.strip().lower(), Truncation.UNSPECIFIED)


def _decoded(value: str | None) -> bytes:
    try:
        return base64.b64decode(value or "", validate=True)
    except (binascii.Error, ValueError):
        return b""
