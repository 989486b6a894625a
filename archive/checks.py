"""Is an archive what it says it is? Every digest, length and link of a WARC, and its index, checked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from archive.cdxj import CdxjLine, read_cdxj
from archive.digest import Hasher, parse_digest
from archive.errors import DamagedDataset, DamagedWarc
from archive.http import PayloadHasher
from archive.warc.frames import Frame, frames
from archive.warc.index import index_warc
from archive.warc.record import BLOCK_SHA256, PAYLOAD_SHA256, get_all

_BLOCK = ("WARC-Block-Digest", BLOCK_SHA256)
_PAYLOAD = ("WARC-Payload-Digest", PAYLOAD_SHA256)
_ALL_PAYLOAD = ("resource", "conversion", "metadata", "warcinfo")


class Problem(Struct, frozen=True):
    """Something that is not as it should be. `where` is `file@offset`, or `file:line` in an index."""

    where: str
    message: str


def check_warc(path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a WARC, in file order; nothing when all is well.

    Recomputes block and payload digests (every algorithm found), checks lengths, gzip members,
    HTTP heads, `WARC-Concurrent-To` targets, and that the file is not cut. Memory grows by some
    hundred bytes a record, not with their size. A payload digest may also be of the body as
    stored: several tools write it so for chunked answers.
    """
    names = _Names(path)
    try:
        for frame in frames(path):
            yield from names.see(frame)
            yield from _check_digests(path, frame)
            frame.finish()
    except DamagedWarc as error:
        yield Problem(error.where, error.message)
    yield from names.missing()


class _Names:
    """The record ids of a file, and the links that still wait for theirs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()
        self._wanted: list[tuple[int, str]] = []

    def see(self, frame: Frame) -> Iterator[Problem]:
        if frame.record_id in self._seen:
            yield Problem(f"{self._path}@{frame.offset}", f"the record id {frame.record_id} is not unique")
        self._seen.add(frame.record_id)
        targets = get_all(frame.headers, "WARC-Concurrent-To")
        self._wanted += [(frame.offset, target) for target in targets if target not in self._seen]

    def missing(self) -> Iterator[Problem]:
        for offset, target in self._wanted:
            if target not in self._seen:
                message = f"WARC-Concurrent-To names {target}, which is not in this file"
                yield Problem(f"{self._path}@{offset}", message)


def _check_digests(path: Path, frame: Frame) -> Iterator[Problem]:
    """Read a block once and compare every digest its header has."""
    where = f"{path}@{frame.offset}"
    labels = [(name, label) for name in _BLOCK + _PAYLOAD for label in get_all(frame.headers, name)]
    algorithms = tuple(dict.fromkeys(parsed[0] for _, label in labels if (parsed := parse_digest(label))))
    block = Hasher(algorithms)
    payloads = PayloadHasher(algorithms), PayloadHasher(algorithms, framed=False)
    has_http = frame.type == "response" and (frame.get("Content-Type") or "").lower().startswith("application/http")
    for data in frame.chunks():
        block.update(data)
        for each in payloads if has_http else ():
            each.update(data)
    found = [each.finish() for each in payloads] if has_http else [block]
    if has_http and payloads[0].reader.head is None and frame.size:
        yield Problem(where, payloads[0].reader.problem)
    for name, label in labels:
        if name in _BLOCK:
            verdicts = [block.matches(label)]
        elif has_http or frame.type in _ALL_PAYLOAD:
            verdicts = [each.matches(label) for each in found]
        else:
            continue
        if False in verdicts and True not in verdicts:
            yield Problem(where, f"{name} does not match: the {frame.type} record was changed")


def check_index(warc: Path, cdxj: Path) -> Iterator[Problem]:
    """Yield where an index and its WARC disagree: lines missing, too many, or wrong.

    Memory grows with the number of lines of this WARC, not with its size.
    """
    known: dict[int, tuple[int, CdxjLine]] = {}
    try:
        for number, line in enumerate(read_cdxj(cdxj), 1):
            if line.filename == warc.name:
                if line.offset in known:
                    yield Problem(f"{cdxj}:{number}", f"a second line for offset {line.offset}")
                known[line.offset] = (number, line)
    except DamagedDataset as error:
        yield Problem(error.where, error.message)
        return
    try:
        for line in index_warc(warc):
            yield from _compare(line, known.pop(line.offset, None), cdxj, warc)
    except DamagedWarc as error:
        yield Problem(error.where, error.message)
    for number, line in known.values():
        yield Problem(f"{cdxj}:{number}", f"no such record: {line.url} at {warc.name}@{line.offset}")


def _compare(line: CdxjLine, found: tuple[int, CdxjLine] | None, cdxj: Path, warc: Path) -> Iterator[Problem]:
    """Say which fields of an index line differ from the record."""
    if found is None:
        yield Problem(f"{warc}@{line.offset}", f"not in the index: {line.url}")
        return
    number, stored = found
    for name in line.__struct_fields__:
        if getattr(line, name) != getattr(stored, name):
            yield Problem(
                f"{cdxj}:{number}",
                f"{name} is {getattr(stored, name)!r}, the WARC has {getattr(line, name)!r}",
            )
