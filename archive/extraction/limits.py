"""Sources that would cost the parser more than a page is worth: told in linear time, before it begins."""

from __future__ import annotations

import re

MAX_TAGS = 400_000
"""`<` of a source; the largest labelled pages have some 20,000."""
MAX_UNCLOSED = 12_000
"""Tags opened and not closed: the parser's time grows with the square of the depth (0.5 s here)."""
MAX_SPECIAL = 20_000
"""Comments and scripts; each one left open is looked through to the end."""
STRIDE = 32_768
"""Every tag of `LONG_TAG` holds one whole stretch of this length that begins at a multiple of it."""
LONG_TAG = re.compile(r"<[^<>]{65536,}")
MAX_ATTRIBUTES = 5_000
"""Attributes of one tag; a picture written into its own address is long and has few."""


def too_much(text: str) -> str:
    """Return why a source is not parsed, or an empty string."""
    tags = text.count("<")
    if tags > MAX_TAGS:
        return f"{tags} tags"
    if tags > MAX_UNCLOSED:
        unclosed = tags - 2 * text.count("</")
        if unclosed > MAX_UNCLOSED:
            return f"{unclosed} tags are not closed"
        special = text.count("<!--") + text.count("<script")
        if special > MAX_SPECIAL:
            return f"{special} comments and scripts"
    if _has_stretch(text) and any(tag[0].count("=") > MAX_ATTRIBUTES for tag in LONG_TAG.finditer(text)):
        return f"a tag of more than {MAX_ATTRIBUTES} attributes"
    return ""


def _has_stretch(text: str) -> bool:
    """Say whether a tag can be so long: most pages are let pass after a few characters of each stretch."""
    starts = range(0, len(text) - STRIDE + 1, STRIDE)
    return any(text.find("<", at, at + STRIDE) < 0 and text.find(">", at, at + STRIDE) < 0 for at in starts)
