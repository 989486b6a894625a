"""Sources that would cost the parser more than a page is worth: told in linear time, before it begins."""

from __future__ import annotations

from collections.abc import Iterator

MAX_TAGS = 400_000
"""`<` of a source; the largest labelled pages have some 20,000."""
MAX_UNCLOSED = 12_000
"""Tags opened and not closed: the parser's time grows with the square of the depth (0.5 s here)."""
MAX_SPECIAL = 20_000
"""Comments and scripts; each one left open is looked through to the end."""
LONG = 65_536
"""Bytes of a tag whose attributes are counted."""
STRIDE = LONG // 2
"""Every tag so long holds one whole stretch of this length that begins at a multiple of it."""
MAX_ATTRIBUTES = 5_000
"""Attributes of one tag; a picture written into its own address is long and has few."""


def too_much(source: bytes) -> str:
    """Return why a source (UTF-8) is not parsed, or an empty string."""
    tags = source.count(b"<")
    if tags > MAX_TAGS:
        return f"{tags} tags"
    if tags > MAX_UNCLOSED:
        unclosed = tags - 2 * source.count(b"</")
        if unclosed > MAX_UNCLOSED:
            return f"{unclosed} tags are not closed"
        special = source.count(b"<!--") + source.count(b"<script")
        if special > MAX_SPECIAL:
            return f"{special} comments and scripts"
    if any(tag.count(b"=") > MAX_ATTRIBUTES for tag in _long_tags(source)):
        return f"a tag of more than {MAX_ATTRIBUTES} attributes"
    return ""


def _long_tags(source: bytes) -> Iterator[bytes]:
    """Yield the tags of `LONG` bytes or more: most pages are passed over after a few bytes of each stretch."""
    past = 0
    for at in range(0, len(source) - STRIDE + 1, STRIDE):
        if at < past or source.find(b"<", at, at + STRIDE) >= 0 or source.find(b">", at, at + STRIDE) >= 0:
            continue
        start, ends = source.rfind(b"<", past, at), [source.find(sign, at + STRIDE) for sign in (b"<", b">")]
        past = min((end for end in ends if end >= 0), default=len(source))
        if start >= 0 and past - start > LONG and source.find(b">", start, at) < 0:
            yield source[start:past]
