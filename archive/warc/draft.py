"""Records before they are written: what an exchange becomes, field by field."""

from __future__ import annotations

import base64

from msgspec import Struct

from archive.digest import Hasher
from archive.exchange import Exchange, Original, Tls
from archive.http import Head, PayloadHasher
from archive.spool import Block, block_chunks
from archive.warc.record import (
    BLOCK_SHA256,
    FIELDS_TYPE,
    INTERIM,
    NOT_MODIFIED,
    PAYLOAD_SHA256,
    PROFILE,
    REFERS_TO_FILE,
    REFERS_TO_OFFSET,
    REQUEST_TYPE,
    RESERVED,
    RESPONSE_TYPE,
    SAME_PAYLOAD,
    TLS_CERTIFICATE,
    TLS_FINGERPRINT,
    UNMODIFIED,
    Headers,
    fields_block,
)

_NO_BYTES = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
_NOT_MODIFIED = 304
_LONGEST_NOT_MODIFIED = 64 * 1024


class Draft(Struct, frozen=True):
    """A record to be written: its fields without the block's own, and its block."""

    headers: Headers
    block: Block


class Payload(Struct, frozen=True):
    """What hashing a response block told: digests of block and payload, and the head."""

    headers: Headers
    sha1: str
    """`sha1:` and base32, of the payload."""
    head: Head | None


class Stamp(Struct, frozen=True):
    """What the records of one exchange share."""

    uri: str
    date: str
    """As in `WARC-Date`."""
    warcinfo_id: str

    def headers(self, kind: str, record_id: str) -> Headers:
        """Return the first fields of a record."""
        return (
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", self.date),
            ("WARC-Target-URI", self.uri),
            ("WARC-Warcinfo-ID", self.warcinfo_id),
        )


def hash_payload(block: Block) -> Payload:
    """Hash a response block in one pass, block and payload together."""
    whole, payload = Hasher(), PayloadHasher()
    for data in block_chunks(block):
        whole.update(data)
        payload.update(data)
    entity = payload.finish()
    sha1 = f"sha1:{entity.sha1}"
    headers = (
        ("WARC-Block-Digest", f"sha1:{whole.sha1}"),
        ("WARC-Payload-Digest", sha1),
        (BLOCK_SHA256, f"sha256:{whole.sha256}"),
        (PAYLOAD_SHA256, f"sha256:{entity.sha256}"),
    )
    return Payload(headers, sha1, payload.reader.head)


def _block_headers(block: bytes) -> Headers:
    whole = Hasher()
    whole.update(block)
    return (("WARC-Block-Digest", f"sha1:{whole.sha1}"), (BLOCK_SHA256, f"sha256:{whole.sha256}"))


def response_draft(exchange: Exchange, shared: Stamp, record_id: str, payload: Payload) -> Draft:
    """Return the `response` record (WARC/1.1, section 6.3): the block byte for byte as received."""
    headers = [*shared.headers("response", record_id), *_connection(exchange)]
    if exchange.truncated:
        headers.append(("WARC-Truncated", exchange.truncated.value))
    headers += [*payload.headers, ("Content-Type", RESPONSE_TYPE)]
    return Draft(tuple(headers), exchange.response)


def _connection(exchange: Exchange) -> Headers:
    headers = [("WARC-IP-Address", exchange.ip)] if exchange.ip else []
    headers.append(("WARC-Protocol", exchange.protocol))
    if exchange.tls:
        headers += [("WARC-Protocol", exchange.tls.version), ("WARC-Cipher-Suite", exchange.tls.cipher)]
    return tuple(headers)


def revisit_profile(exchange: Exchange, payload: Payload, original: Original | None) -> str | None:
    """Return by which profile an answer repeats an earlier capture; None when it is one of its own.

    A 304 counts only when the server was asked for changes; a page of no bytes is stored again.
    """
    if original is None or exchange.truncated or payload.head is None:
        return None
    if payload.head.status == _NOT_MODIFIED:
        return UNMODIFIED if original.asked and len(exchange.response) <= _LONGEST_NOT_MODIFIED else None
    same = payload.sha1 == original.payload_digest and payload.sha1 != _NO_BYTES
    return SAME_PAYLOAD if same and payload.head.status == original.status else None


def revisit_draft(exchange: Exchange, shared: Stamp, record_id: str, repeat: tuple[str, Original, Payload]) -> Draft:
    """Return the `revisit` record (section 6.7): the head of an identical answer, nothing of a 304.

    Args:
        exchange: what was answered.
        shared: what its records share.
        record_id: the record's own.
        repeat: the profile, the capture that it repeats, and the hashed payload.
    """
    profile, original, payload = repeat
    identical = profile == SAME_PAYLOAD
    head = exchange.response if isinstance(exchange.response, bytes) else exchange.response.head(_size_of(payload))
    block = head[: _size_of(payload)] if identical else b""
    digests = [pair for pair in payload.headers if pair[0] in ("WARC-Payload-Digest", PAYLOAD_SHA256)]
    headers = (
        *shared.headers("revisit", record_id),
        ("WARC-Profile", PROFILE + profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.uri),
        ("WARC-Refers-To-Date", original.date),
        (REFERS_TO_FILE, original.warc),
        (REFERS_TO_OFFSET, str(original.offset)),
        *_connection(exchange),
        *((("WARC-Truncated", "length"),) if identical else ()),
        *_block_headers(block),
        *(digests if identical else (("WARC-Payload-Digest", original.payload_digest),)),
        ("Content-Type", RESPONSE_TYPE),
    )
    return Draft(headers, block)


def _size_of(payload: Payload) -> int:
    return payload.head.size if payload.head else 0


def request_draft(exchange: Exchange, shared: Stamp, record_id: str, response_id: str) -> Draft:
    """Return the `request` record (section 6.5), tied to its response."""
    whole = Hasher()
    for data in block_chunks(exchange.request):
        whole.update(data)
    headers = (
        *shared.headers("request", record_id),
        ("WARC-Concurrent-To", response_id),
        ("WARC-Block-Digest", f"sha1:{whole.sha1}"),
        (BLOCK_SHA256, f"sha256:{whole.sha256}"),
        ("Content-Type", REQUEST_TYPE),
    )
    return Draft(headers, exchange.request)


def metadata_draft(fields: Headers, shared: Stamp, record_id: str, response_id: str | None) -> Draft:
    """Return the `metadata` record (section 6.6), tied to its response; that of a failure has none."""
    block = fields_block(fields)
    headers = (
        *shared.headers("metadata", record_id),
        *((("WARC-Concurrent-To", response_id),) if response_id else ()),
        *_block_headers(block),
        ("Content-Type", FIELDS_TYPE),
    )
    return Draft(headers, block)


def not_modified_fields(exchange: Exchange) -> Headers:
    """Return the field that keeps a 304, whose revisit record is empty."""
    return ((NOT_MODIFIED, base64.b64encode(bytes(exchange.response)).decode("ascii")),)


def metadata_fields(exchange: Exchange, *, with_certificate: bool) -> Headers:
    """Return what the fetch added to an exchange, in order; names with a meaning of their own come last.

    Raises:
        ValueError: a note has a reserved name.
    """
    if reserved := [name for name, _ in exchange.notes if name.lower() in RESERVED]:
        raise ValueError(f"a note cannot be called {reserved[0]!r}")
    fields = [*exchange.notes]
    if exchange.tls:
        fields += _tls_fields(exchange.tls, with_certificate=with_certificate)
    if exchange.interim:
        fields.append((INTERIM, base64.b64encode(exchange.interim).decode("ascii")))
    return tuple(fields)


def _tls_fields(tls: Tls, *, with_certificate: bool) -> Headers:
    fields: Headers = ((TLS_FINGERPRINT, tls.fingerprint),)
    if with_certificate and tls.certificate:
        fields += ((TLS_CERTIFICATE, base64.b64encode(tls.certificate).decode("ascii")),)
    return fields


def warcinfo_draft(filename: str, record_id: str, date: str, fields: Headers) -> Draft:
    """Return the `warcinfo` record every file starts with (section 6.2)."""
    block = fields_block(fields)
    headers = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", record_id),
        ("WARC-Date", date),
        ("WARC-Filename", filename),
        *_block_headers(block),
        ("Content-Type", FIELDS_TYPE),
    )
    return Draft(headers, block)


def resource_draft(shared: Stamp, record_id: str, content_type: str, block: bytes) -> tuple[Draft, str]:
    """Return a `resource` record (section 6.4), which belongs to the whole file, and its digest."""
    digests = _block_headers(block)
    headers = (
        *shared.headers("resource", record_id),
        *digests,
        ("WARC-Payload-Digest", digests[0][1]),
        ("Content-Type", content_type),
    )
    return Draft(headers, block), digests[0][1]
