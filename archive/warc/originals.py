"""What a revisit repeats: its original found, checked, and put in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from archive.cdxj import CdxjLine, find_cdxj
from archive.errors import DamagedWarc
from archive.exchange import Exchange, RecordRef, Revisit
from archive.http import MalformedHttp, entity, parse_head
from archive.spool import Block
from archive.surt import surt
from archive.warc.index import REVISIT, index_warc
from archive.warc.reader import BLOCK_LIMIT, open_record, read_records

_FRAMING = (b"transfer-encoding", b"content-length")
_DIGIT = re.compile(r"\D")
_MOST_LINES = 1_000
"""Captures of one address that are looked at."""


class Originals:
    """The WARCs in which originals are looked for; nothing is held but the lines of files without an index.

    Args:
        warcs: the files.
        indexes: the folder of their CDXJ indexes, by `<warc without .warc.gz>.cdxj`; None when there is none.
    """

    def __init__(self, warcs: Iterable[Path], indexes: Path | None = None) -> None:
        self._warcs = {path.name: path for path in warcs}
        self._indexes = indexes
        self._made: dict[str, dict[str, list[CdxjLine]]] = {}

    def resolve(self, exchange: Exchange) -> Exchange:
        """Return a revisit with the payload of its original; as it is when that is in none of the WARCs."""
        revisit = exchange.revisit
        if revisit is None or revisit.found:
            return exchange
        original = self._named(exchange, revisit) or self._indexed(exchange, revisit)
        if original is None:
            return exchange
        return msgspec.structs.replace(
            exchange,
            response=_joined(exchange.response, original.response),
            truncated=original.truncated,
            revisit=msgspec.structs.replace(revisit, found=True),
        )

    def holds(self, warc: str, offset: int, record_id: str) -> bool:
        """Say whether a record is where it should be, and whole: what it holds may be pointed to from now on."""
        path = self._warcs.get(warc)
        try:
            first = next(iter(read_records(path, 0, offset)), None) if path else None
        except (DamagedWarc, OSError):
            return False
        return first is not None and first.type == "response" and first.get("WARC-Record-ID") == record_id

    def _named(self, exchange: Exchange, revisit: Revisit) -> Exchange | None:
        """Look where the revisit says that its original lies."""
        path = self._warcs.get(revisit.warc)
        if path is None or revisit.offset is None or not revisit.record_id:
            return None
        return _read(path, RecordRef(path.name, revisit.offset, 0, revisit.record_id, _digest(exchange)))

    def _indexed(self, exchange: Exchange, revisit: Revisit) -> Exchange | None:
        """Look for it by address and date, or by address and payload."""
        wanted, digest = _DIGIT.sub("", revisit.date)[:14], _digest(exchange).removeprefix("sha1:")
        for line in self._lines(surt(revisit.uri)):
            same = line.timestamp == wanted if wanted else bool(digest)
            if line.mime == REVISIT or not same or (digest and line.digest.removeprefix("sha1:") != digest):
                continue
            path = self._warcs[line.filename]
            record = _id_at(path, line.offset)
            if record and (found := _read(path, RecordRef(path.name, line.offset, line.length, record, line.digest))):
                return found
        return None

    def _lines(self, key: str) -> Iterator[CdxjLine]:
        for name, path in self._warcs.items():
            index = self._indexes / f"{name.removesuffix('.warc.gz')}.cdxj" if self._indexes else None
            lines = find_cdxj(index, key) if index and index.exists() else iter(self._index(path).get(key, ()))
            yield from (line for line, _ in zip(lines, range(_MOST_LINES), strict=False) if line.filename == name)

    def _index(self, path: Path) -> dict[str, list[CdxjLine]]:
        """Return the lines of a file without an index, by key; it is read once."""
        if path.name not in self._made:
            made = self._made[path.name] = {}
            try:
                for line in index_warc(path):
                    made.setdefault(line.key, []).append(line)
            except DamagedWarc:
                pass  # what was read before the damage counts
        return self._made[path.name]


def _digest(exchange: Exchange) -> str:
    return exchange.ref.payload_digest if exchange.ref else ""


def _id_at(path: Path, offset: int) -> str:
    try:
        first = next(iter(read_records(path, 0, offset)), None)
    except (DamagedWarc, OSError):
        return ""
    return (first.get("WARC-Record-ID") or "") if first and first.type == "response" else ""


def _read(path: Path, ref: RecordRef) -> Exchange | None:
    """Read an original, its id and payload digest checked; None when it is not there."""
    try:
        found = open_record(path, ref, BLOCK_LIMIT)
    except (DamagedWarc, OSError):
        return None
    return found if found.revisit is None else None


def _joined(head: Block, original: Block) -> Block:
    """Return the original's answer, under the revisit's own head when that tells another status.

    The framing fields of a head belong to the transfer that it came with, so they go.
    """
    try:
        own, theirs = parse_head(head), parse_head(original)
        if own.status in (304, theirs.status):
            return original
        body = entity(original)
    except MalformedHttp:
        return original
    status = f"HTTP/{own.version} {own.status:03d} ".encode() + own.reason
    fields = [b"%b: %b" % pair for pair in own.headers if pair[0].lower() not in _FRAMING]
    return b"\r\n".join([status, *fields, b"", b""]) + body


__all__ = ["Originals"]
