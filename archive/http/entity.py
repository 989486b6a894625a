"""The entity of a response: its body after the transfer framing, still content-coded."""

from __future__ import annotations

from enum import Enum, auto

from archive.digest import BOTH, Hasher
from archive.http.chunked import PROBE, Dechunker, looks_chunked
from archive.http.head import MAX_HEAD, Head, MalformedHttp, head_end, parse_head
from archive.spool import Block, block_chunks

_LONGEST_LENGTH = 18


class _Mode(Enum):
    HEAD = auto()
    PROBE = auto()
    CHUNKED = auto()
    LENGTH = auto()
    ALL = auto()
    NOTHING = auto()


class EntityReader:
    """Turns the pieces of a response block into the pieces of its entity, in constant memory.

    `head` is None until the head was read, and stays None when there is none (then the whole
    block is passed through and `problem` says why). With `framed=False` everything after the
    head is passed through, whatever the head says.
    """

    __slots__ = ("_dechunker", "_framed", "_held", "_left", "_mode", "head", "problem")

    def __init__(self, *, framed: bool = True) -> None:
        self.head: Head | None = None
        self.problem = ""
        self._framed = framed
        self._mode = _Mode.HEAD
        self._held = bytearray()
        self._dechunker = Dechunker()
        self._left = 0

    @property
    def chunked(self) -> bool:
        """Whether chunk framing was found and is taken off."""
        return self._mode is _Mode.CHUNKED

    def feed(self, data: bytes) -> list[bytes]:
        """Return the entity bytes that became certain with these bytes of the block."""
        if self._mode is _Mode.HEAD:
            if self._held or head_end(data) < 0:  # a head that comes in one piece is not copied
                searched = max(len(self._held) - 3, 0)
                self._held += data
                if head_end(self._held, searched) < 0 and len(self._held) < MAX_HEAD:
                    return []
                data = bytes(self._held)
                self._held.clear()
            data = self._begin(data)
        if self._mode is _Mode.PROBE:
            self._held += data
            if len(self._held) < PROBE:
                return []
            data = self._probe()
        return self._body(data)

    def finish(self) -> list[bytes]:
        """Return what was held back, and settle `problem`; call once, after the last bytes."""
        data = b""
        if self._mode is _Mode.HEAD:
            data = self._begin(bytes(self._held))
            self._held.clear()
        if self._mode is _Mode.PROBE:
            self._held += data
            data = self._probe()
        pieces = self._body(data)
        if self._mode is _Mode.CHUNKED and not self._dechunker.complete:
            self.problem = "the chunk framing is broken" if self._dechunker.broken else "cut within the chunks"
        elif self._mode is _Mode.LENGTH and self._left:
            self.problem = f"{self._left} bytes short of Content-Length"
        return pieces

    def _begin(self, held: bytes) -> bytes:
        """Read the head, choose how the body is delimited (RFC 9112, section 6.3), return its first bytes."""
        try:
            head = self.head = parse_head(held)
        except MalformedHttp as error:
            self.problem = str(error)
            self._mode = _Mode.ALL
            return held
        length = content_length(head)
        if not self._framed:
            self._mode = _Mode.ALL
        elif is_bodiless(head):
            self._mode = _Mode.NOTHING
        elif "chunked" in head.tokens("transfer-encoding"):
            self._mode = _Mode.PROBE
        elif length is not None:
            self._mode, self._left = _Mode.LENGTH, length
        else:
            self._mode = _Mode.ALL
        return held[head.size :]

    def _probe(self) -> bytes:
        """Decide by a fixed prefix, so that the outcome never depends on how the bytes were split."""
        held = bytes(self._held)
        self._held.clear()
        self._mode = _Mode.CHUNKED if looks_chunked(held[:PROBE]) else _Mode.ALL
        return held

    def _body(self, data: bytes) -> list[bytes]:
        if self._mode is _Mode.CHUNKED:
            return self._dechunker.feed(data)
        if self._mode is _Mode.LENGTH:
            data = data[: self._left]
            self._left -= len(data)
        return [data] if data and self._mode is not _Mode.NOTHING else []


def is_bodiless(head: Head) -> bool:
    """Say whether a response of this status ends with its head (RFC 9112, section 6.3, rule 1)."""
    return head.status in (204, 304) or head.status // 100 == 1


def content_length(head: Head) -> int | None:
    """Return Content-Length when it is one number, however often repeated."""
    values = head.tokens("content-length")
    first = values[0] if values else ""
    agreed = all(value == first for value in values)
    return int(first) if agreed and first.isdecimal() and len(first) <= _LONGEST_LENGTH else None


def entity(block: Block) -> bytes:
    """Return the entity body: what a payload digest is of, and what content codings apply to.

    A body cut in the middle gives what there is. A body stored without the chunk framing its
    head announces is returned as it is.

    Raises:
        MalformedHttp: the block has no HTTP head.
    """
    reader = EntityReader()
    pieces = [piece for data in block_chunks(block) for piece in reader.feed(data)]
    pieces += reader.finish()
    if reader.head is None:
        raise MalformedHttp(reader.problem)
    return b"".join(pieces)


class PayloadHasher:
    """Digests of the entity while the block passes by, so that a body may be larger than memory.

    A block without an HTTP head is all payload.
    """

    __slots__ = ("_hasher", "reader")

    def __init__(self, names: tuple[str, ...] = BOTH, *, framed: bool = True) -> None:
        self.reader = EntityReader(framed=framed)
        self._hasher = Hasher(names)

    def update(self, data: bytes) -> None:
        """Take in the next bytes of the response block."""
        for piece in self.reader.feed(data):
            self._hasher.update(piece)

    def finish(self) -> Hasher:
        """Return the digests (`sha1` base32, `sha256` hex, `length`); call once, at the end."""
        for piece in self.reader.finish():
            self._hasher.update(piece)
        return self._hasher
