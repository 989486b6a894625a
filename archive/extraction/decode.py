"""From the bytes of a page to text: the declared encoding is a claim, the bytes are the proof."""

from __future__ import annotations

import re

from bs4.dammit import EncodingDetector
from msgspec import Struct

from archive.extraction.normalise import repair, unescape_twice

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{1,40})", re.IGNORECASE)
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# Browsers read these labels as windows-1252 (WHATWG Encoding, section 4.2).
LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252", "cp1252"})
SNIFF = 4096
MAX_CONTROL_SHARE = 0.1
CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


class Decoded(Struct, frozen=True):
    """Text of a page, the encoding it was read with, and what did not fit."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()
    encoded: bytes | None = None
    """The text in UTF-8, where it is the body itself."""

    @property
    def source(self) -> bytes:
        """The text in UTF-8: what the parser reads."""
        return self.text.encode("utf-8", "replace") if self.encoded is None else self.encoded


def decode(body: bytes, content_type: str = "") -> Decoded | None:
    """Return the text of an HTML body, or None when the bytes are no text at all.

    Order: byte order mark, valid UTF-8, the HTTP header, the page's own `<meta>`, windows-1252. Valid
    multi-byte UTF-8 wins over any declaration: text of another encoding passes for it by chance
    almost never.
    """
    found = _decode(body, content_type)
    if found is None:
        return None
    once = unescape_twice(found.text)
    text = repair(once, found.encoded if once == found.text else None)
    if text == found.text:
        return found
    return Decoded(text, found.encoding, (*found.warnings, "encoding: repaired in the text"))


def normalised(text: str) -> str:
    """Undo what was escaped twice or read with the wrong encoding in a page's source."""
    return repair(unescape_twice(text))


def _decode(body: bytes, content_type: str) -> Decoded | None:
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(encoding, "replace"), encoding)
    if _is_binary(body):
        return None
    declared = _declared(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(body, declared)
    conflict = declared not in ("", "utf-8", "utf8") and not text.isascii()
    return Decoded(text, "utf-8", (f"encoding: declared {declared}, is utf-8",) if conflict else (), body)


def _is_binary(body: bytes) -> bool:
    sample = body[:SNIFF]
    controls = len(sample) - len(sample.translate(None, CONTROL))
    return controls > MAX_CONTROL_SHARE * max(len(sample), 1)


def _declared(body: bytes, content_type: str) -> str:
    match = CHARSET.search(content_type)
    name = match[1] if match else EncodingDetector.find_declared_encoding(body[: SNIFF * 4], is_html=True)
    return (name or "").lower()


def _decode_as(body: bytes, declared: str) -> Decoded:
    """Decode bytes that are no valid UTF-8."""
    claims_utf8 = declared in ("utf-8", "utf8")
    if claims_utf8 and _mostly_utf8(body):
        return Decoded(body.decode("utf-8", "replace"), "utf-8", ("encoding: broken utf-8",))
    encoding = "windows-1252" if declared in LATIN or not declared or claims_utf8 else declared
    warnings = (f"encoding: declared {declared}, read as windows-1252",) if claims_utf8 else ()
    try:
        return Decoded(body.decode(encoding, "replace"), encoding, warnings)
    except (LookupError, ValueError):  # a name with a NUL, or a codec of Python that is none of the web
        warning = f"encoding: unknown {declared!r}, read as windows-1252"
        return Decoded(body.decode("windows-1252", "replace"), "windows-1252", (warning,))


def _mostly_utf8(body: bytes) -> bool:
    """Say whether broken spots are rare among the multi-byte characters (a cut, not another encoding)."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    sound = sum(1 for c in text if c > "\x7f") - broken
    return sound > 3 * broken
