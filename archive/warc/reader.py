"""WARC records back to exchanges, resources and plain records: ours, and those of other crawlers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.digest import parse_digest
from archive.errors import DamagedWarc
from archive.exchange import Exchange, Failure, RecordRef
from archive.http import PayloadHasher
from archive.warc.assembly import Assembly
from archive.warc.frames import Frame, frames
from archive.warc.grouping import Group, Grouping, links
from archive.warc.record import FIELDS_TYPE, Record
from archive.warc.source import damage

BLOCK_LIMIT = 64 * 1024 * 1024
"""Bytes of one block kept in memory; a longer response is handed on as truncated."""
_METADATA_LIMIT = 4 * 1024 * 1024
_COMPANIONS = 4


def read_records(path: Path, limit: int = BLOCK_LIMIT, offset: int = 0) -> Iterator[Record]:
    """Yield every record of any type, in file order, blocks bounded to `limit` bytes.

    Raises:
        DamagedWarc: as `read_exchanges`.
    """
    for frame in frames(path, offset):
        yield _record(frame, limit)


def read_exchanges(path: Path, limit: int = BLOCK_LIMIT, *, revisits: bool = False) -> Iterator[Exchange]:
    """Yield the HTTP exchanges of a WARC or ARC, so that derivation is the same for any crawler's.

    Request and metadata are found by `WARC-Concurrent-To`, in whichever order they were written;
    a response without a request has `request=b""`. A response longer than `limit` bytes keeps the
    first ones and is marked `Truncation.LENGTH`. Records that are no HTTP responses are skipped.

    Args:
        path: the file.
        limit: bytes of one block that are kept.
        revisits: whether revisits are yielded, too; `archive.warc.originals` finds their payload.

    Raises:
        DamagedWarc: the file is cut, broken or no WARC; everything before was yielded.
    """
    assembly = Assembly(path)
    for group in _groups(path, limit, assembly, revisits=revisits):
        yield from assembly.exchange(group)


def read_visits(path: Path, limit: int) -> Iterator[Exchange | Failure]:
    """Yield what a crawl asked for, in the order of the file: answers, revisits, and requests without one.

    Of each block the first `limit` bytes are kept; that makes no answer a truncated one.

    Raises:
        DamagedWarc: as `read_exchanges`.
    """
    assembly = Assembly(path, heads=True)
    for group in _groups(path, limit, assembly, revisits=True):
        yield from assembly.exchange(group) if group.response else assembly.failures(group)


def _groups(path: Path, limit: int, assembly: Assembly, *, revisits: bool) -> Iterator[Group]:
    """Yield the groups of records of a file; at its damage, what was read before comes first."""
    grouping = Grouping(limit)
    try:
        for frame in frames(path):
            if not _is_http(frame) or (frame.type == "revisit" and not revisits):
                continue
            record, digest = _hashed(frame, limit)
            if frame.type in ("response", "revisit"):
                assembly.payloads[record.offset] = digest
            yield from grouping.add(record)
    except DamagedWarc:
        yield from grouping.rest()
        raise
    yield from grouping.rest()


def read_resources(path: Path, limit: int = BLOCK_LIMIT) -> Iterator[tuple[str, str, bytes]]:
    """Yield URI, content type and bytes of the `resource` records (a site profile, for one).

    Raises:
        DamagedWarc: as `read_exchanges`, or a resource is longer than `limit`.
    """
    for frame in frames(path):
        if frame.type == "resource":
            record = _record(frame, limit)
            if record.size > limit:
                raise damage(path, record.offset, f"a resource of more than {limit} bytes")
            yield record.get("WARC-Target-URI") or "", record.get("Content-Type") or "", record.block


def open_record(place: Path, ref: RecordRef, limit: int = BLOCK_LIMIT) -> Exchange:
    """Read one exchange by its reference, so that a citation can be checked against the archive.

    `place` is the WARC or the folder it lies in. Request and metadata are found when they follow
    the response, as kliping, Heritrix and Browsertrix write them.

    Raises:
        DamagedWarc: no such file or record, or its id or payload digest is not the referenced one.
    """
    path = place / Path(ref.warc).name if place.is_dir() else place
    group, assembly = Group(), Assembly(path)
    found = frames(path, ref.offset)
    first = next(found, None)
    if first is None or first.type not in ("response", "revisit") or first.record_id != ref.record_id:
        raise damage(path, ref.offset, f"the record {ref.record_id} is not here", "rebuild the index")
    record = _verified(path, first, ref, limit) if first.type == "response" else _record(first, limit)
    assembly.payloads[record.offset] = ref.payload_digest
    group.take(record)
    try:
        for frame, _ in zip(found, range(_COMPANIONS), strict=False):
            if frame.type not in ("request", "metadata"):
                break
            companion = _record(frame, _METADATA_LIMIT if frame.type == "metadata" else limit)
            if not group.ids.isdisjoint(links(companion)):
                group.take(companion)
    except DamagedWarc:
        pass  # the response is whole, and that is what was asked for
    return next(assembly.exchange(group))


def _record(frame: Frame, limit: int, *hashers: PayloadHasher) -> Record:
    """Read a frame to its end, keep at most `limit` bytes of it."""
    block = bytearray()
    for data in frame.chunks():
        if len(block) < limit:
            block += data[: limit - len(block)]
        for hasher in hashers:
            hasher.update(data)
    frame.finish()
    return Record(frame.type, frame.headers, bytes(block), frame.offset, frame.length, frame.size)


def _hashed(frame: Frame, limit: int) -> tuple[Record, str]:
    """Read a frame and its payload digest: as stored, else computed."""
    if frame.type != "response":
        record = _record(frame, _METADATA_LIMIT if frame.type == "metadata" else limit)
        return record, record.get("WARC-Payload-Digest") or ""
    stored = frame.get("WARC-Payload-Digest")
    if stored is not None:
        return _record(frame, limit), stored
    hasher = PayloadHasher(("sha1",))
    return _record(frame, limit, hasher), f"sha1:{hasher.finish().sha1}"


def _verified(path: Path, frame: Frame, ref: RecordRef, limit: int) -> Record:
    """Read a frame and compare its payload with the reference, taken with and without chunk framing."""
    parsed = parse_digest(ref.payload_digest)
    names = (parsed[0],) if parsed else ()
    # Some writers digest the body as stored, chunk framing and all.
    hashers = PayloadHasher(names), PayloadHasher(names, framed=False)
    record = _record(frame, limit, *hashers)
    verdicts = [hasher.finish().matches(ref.payload_digest) for hasher in hashers]
    if parsed and not any(verdicts):
        raise damage(path, ref.offset, "the payload is not the referenced one", "restore this WARC from a copy")
    return record


def _is_http(frame: Frame) -> bool:
    """Say whether a record is part of an HTTP exchange, by its type, URI and content type."""
    content_type = (frame.get("Content-Type") or "application/http").lower()
    if frame.type == "metadata":
        return content_type.startswith(FIELDS_TYPE)
    uri = (frame.get("WARC-Target-URI") or "").lower()
    is_http = content_type.startswith("application/http") and uri.startswith(("http:", "https:"))
    return is_http and frame.type in ("response", "request", "revisit")
