"""One WARC record as values, and the only place that spells WARC fields."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from msgspec import Struct

Headers = tuple[tuple[str, str], ...]

FIELDS_TYPE = "application/warc-fields"
RESPONSE_TYPE = "application/http; msgtype=response"
REQUEST_TYPE = "application/http; msgtype=request"

BLOCK_SHA256 = "Kliping-Block-Digest"
"""Extension field: `sha256:` and hex of the block, beside `WARC-Block-Digest` (SHA-1)."""
PAYLOAD_SHA256 = "Kliping-Payload-Digest"
"""Extension field: `sha256:` and hex of the payload, beside `WARC-Payload-Digest` (SHA-1)."""

# Names in a metadata record that become parts of an `Exchange` of their own, not notes.
TLS_FINGERPRINT = "tls-certificate-sha256"
TLS_CERTIFICATE = "tls-certificate"
INTERIM = "interim-response"
NOT_MODIFIED = "not-modified-response"
"""The 304 itself: a replay must not find it in the revisit record, or it would show an empty page (pywb)."""
FAILURE = "failure"
"""The reason why a request has no answer; its metadata record belongs to no other."""
RESERVED = (TLS_FINGERPRINT, TLS_CERTIFICATE, INTERIM, NOT_MODIFIED)

PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
SAME_PAYLOAD = "identical-payload-digest"
UNMODIFIED = "server-not-modified"
"""WARC/1.1, sections 6.7.2 and 6.7.3."""
REFERS_TO_FILE = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET = "WARC-Refers-To-File-Offset"
"""Extension fields, spelled as Heritrix does: with them the original is found without an index."""

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
_NOT_A_TOKEN = re.compile(r"[^!#$%&'*+\-.^_`|~0-9A-Za-z]")


class Record(Struct, frozen=True):
    """A record read whole, its block bounded."""

    type: str
    """`WARC-Type`; for ARC `response`, or `warcinfo` for the file's own header."""
    headers: Headers
    """The WARC header fields in order; for ARC, spelled as WARC would."""
    block: bytes
    """The block, or its first bytes when `size` is more."""
    offset: int
    length: int
    """Bytes of the record in the file, as a CDXJ counts them."""
    size: int
    """Bytes of the whole block."""

    def get(self, name: str) -> str | None:
        """Return the first value of a field, whatever its case."""
        return get(self.headers, name)

    def all(self, name: str) -> list[str]:
        """Return every value of a field, in order."""
        return get_all(self.headers, name)


def get(headers: Headers, name: str) -> str | None:
    """Return the first value of a field, whatever its case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def get_all(headers: Headers, name: str) -> list[str]:
    """Return every value of a field, in order."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


def new_record_id() -> str:
    """Return a fresh `<urn:uuid:...>`."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def place_id(name: str, offset: int) -> str:
    """Return an id for a record that has none (ARC), the same whenever it is read."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name}@{offset}')}>"


def warc_date(moment: datetime) -> str:
    """Spell a date with microseconds, in UTC (WARC/1.1, section 5.4); a naive one is UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_warc_date(text: str) -> datetime | None:
    """Read a date in UTC, one of a year or a month too (WARC/1.1, section 5.4); None when it is none."""
    text = text.strip()
    if _YEAR_OR_MONTH.fullmatch(text):
        text = f"{text}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def clean_value(value: str) -> str:
    """Percent-escape what could end a line, so that no value can inject a field."""
    if value.isascii() and value.isprintable():
        return value.strip()
    readable = value.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub(lambda found: _percent(found[0]), readable).strip()


def clean_uri(uri: str) -> str:
    """Percent-escape spaces too: readers split on them."""
    return clean_value(uri).replace(" ", "%20").replace("\t", "%09")


def clean_name(name: str) -> str:
    """Turn a name into a token (RFC 9110, section 5.6.2)."""
    return _NOT_A_TOKEN.sub("-", name) or "-"


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8"))


def record_head(headers: Headers) -> bytes:
    """Return version line, fields and blank line of a WARC/1.1 record."""
    lines = "".join([f"{name}: {clean_value(value)}\r\n" for name, value in headers])
    return f"WARC/1.1\r\n{lines}\r\n".encode()


def fields_block(fields: Headers) -> bytes:
    """Return an `application/warc-fields` block (WARC/1.1, section 6.2)."""
    lines = (f"{clean_name(name)}: {clean_value(value)}\r\n" for name, value in fields)
    return "".join(lines).encode("utf-8")


def parse_fields(block: bytes) -> Headers:
    """Read an `application/warc-fields` block; folded lines are joined, lines without a colon skipped."""
    fields: list[tuple[str, str]] = []
    for line in block.decode("utf-8", "replace").split("\n"):
        if line[:1] in (" ", "\t") and fields and line.strip():
            name, value = fields.pop()
            fields.append((name, f"{value} {line.strip()}"))
            continue
        name, colon, value = line.partition(":")
        if colon and name.strip():
            fields.append((name.strip(), value.strip()))
    return tuple(fields)
