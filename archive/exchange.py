"""One HTTP request and its answer, exactly as sent, and where it lies in a WARC."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from archive.spool import Block


class Truncation(StrEnum):
    """Why an answer is incomplete: the `WARC-Truncated` reasons (WARC/1.1, section 5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


class Tls(Struct, frozen=True):
    """The TLS session an exchange went over."""

    version: str
    """As in `WARC-Protocol`: `tls/1.3`."""
    cipher: str
    certificate: bytes
    """The server's leaf certificate, DER; empty when the WARC has only its fingerprint."""
    fingerprint: str
    """SHA-256 of the DER, lower-case hex."""
    distrust: str | None = None
    """Why the certificates behind it are not trusted, judged when they were shown; a WARC has it as a note."""


class RecordRef(Struct, frozen=True):
    """Where the response record lies: enough to read it again and to check it."""

    warc: str
    """File name, without a folder."""
    offset: int
    """Bytes from the start of the file."""
    length: int
    """Bytes of the (compressed) record."""
    record_id: str
    """`<urn:uuid:...>`"""
    payload_digest: str
    """`sha1:` and base32, of the entity body after dechunking."""


class Original(Struct, frozen=True):
    """The last full capture of a URL: what a revisit of it refers to."""

    uri: str
    date: str
    """As in `WARC-Date`."""
    record_id: str
    payload_digest: str
    status: int
    warc: str
    offset: int
    asked: bool = False
    """Whether the server was asked for changes since it, so that its 304 means this capture."""


class Failure(Struct, frozen=True):
    """A request that got no answer, as a WARC tells it."""

    url: str
    at: datetime
    reason: str
    notes: tuple[tuple[str, str], ...] = ()

    def note(self, name: str) -> str | None:
        """Return the first note of this name."""
        return next((value for key, value in self.notes if key == name), None)


class Revisit(Struct, frozen=True):
    """What a `revisit` record says of the capture it repeats (WARC/1.1, section 6.7)."""

    profile: str
    """`server-not-modified`, `identical-payload-digest`, or the end of another profile's URI."""
    uri: str
    """`WARC-Refers-To-Target-URI`, else the record's own URI."""
    date: str
    """`WARC-Refers-To-Date`; empty when there is none."""
    record_id: str
    warc: str
    """File name of the original; empty when the record does not tell."""
    offset: int | None
    found: bool = False
    """Whether the exchange has the original's payload in its response."""


class Exchange(Struct, frozen=True):
    """One HTTP exchange.

    `request` and `response` are the bytes of the wire: header case, order and repeats, chunk
    framing and content coding included. Interim (1xx) answers are kept apart in `interim`, since
    a WARC response block must start with the final status line to replay.
    """

    url: str
    fetched_at: datetime
    """UTC, when the request was sent."""
    request: Block
    response: Block
    ip: str | None = None
    protocol: str = "http/1.1"
    tls: Tls | None = None
    truncated: Truncation | None = None
    interim: bytes = b""
    notes: tuple[tuple[str, str], ...] = field(default=())
    """What the site profile and the fetch added (`site`, `via`, `hopsFromSeed`, `fetchTimeMs`)."""
    ref: RecordRef | None = None
    revisit: Revisit | None = None
    """Set when the record is a revisit: `response` is the answer with the original's payload, once that is found."""

    def note(self, name: str) -> str | None:
        """Return the first note of this name."""
        return next((value for key, value in self.notes if key == name), None)
