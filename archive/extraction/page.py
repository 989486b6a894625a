"""A parsed page: the tree, and what its head says."""

from __future__ import annotations

import re
from typing import Any, cast

import lxml.html
from lxml import etree
from msgspec import Struct

MAX_TEXT = 16 * 1024 * 1024
MANGLED = 0.5
MARKUP = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)
BODY_TEXT = etree.XPath("string-length(normalize-space(.))")
MIN_CHECKED = 400

Element = Any  # lxml-stubs name no public element class that mypy accepts for both builders


class Page(Struct, frozen=True):
    """One page ready for extraction."""

    url: str
    canonical_url: str
    tree: Element
    encoding: str
    text: str
    """The decoded source."""


def parse_tree(text: str) -> Element | None:
    """Return the root of an HTML text, or None when there is nothing in it.

    lxml parses; where it gives up early (an unclosed comment, nesting past its limit), Beautiful Soup
    with Python's own parser reads the page again, since it never stops before the end.
    """
    source = text[:MAX_TEXT].encode("utf-8", "replace").replace(b"\x00", b"")
    if not source.strip():
        return None
    root = _lxml_root(source)
    if root is None or _lost_text(root, text):
        root = _soup_root(text[:MAX_TEXT]) if len(text) < MAX_TEXT // 4 else root
    return root


def _lxml_root(source: bytes) -> Element | None:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _lost_text(root: Element, text: str) -> bool:
    """Say whether the tree holds much less text than the source shows outside its tags."""
    if parser_gave_up(text) is False:
        return False
    shown = len(" ".join(MARKUP.sub(" ", text).split()))
    return shown > MIN_CHECKED and cast("float", BODY_TEXT(root)) < MANGLED * shown


def parser_gave_up(text: str) -> bool:
    """Say whether a source has what makes libxml2 stop early: worth the costlier check."""
    return text.count("<!--") != text.count("-->") or "\x00" in text or text.count("<div") > 200 + text.count("</div")


def _soup_root(text: str) -> Element | None:
    from bs4 import BeautifulSoup  # noqa: PLC0415 - rarely needed, and not cheap to import

    try:
        soup = BeautifulSoup(text.replace("\x00", ""), "html.parser")
        return _lxml_root(str(soup).encode("utf-8", "replace"))
    except RecursionError:
        return None
