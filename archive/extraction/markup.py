"""The source of a page as a browser's parser understands it: every tag closed, every value quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from archive.extraction.streamed import SIGN, put_in_place

MAX_SOURCE = 16 * 1024 * 1024
"""Bytes of a source that are parsed."""
UNSEEN = ["script", "style", "noscript", "iframe", "noembed", "noframes", "xmp", "plaintext", "template", "textarea"]
"""Elements whose content is no text of the page, or no markup: they go before the source is cut at its tags."""
MARK = "data-kliping-mark"
"""The attribute that carries what a site profile's selectors found."""
MAX_JSON_LD = 512 * 1024
MAX_SCRIPTS = 40
FRAMES = re.compile(rb"<(?:[iI][fF][rR]|[eE][mM][bB]|[oO][bB][jJ])")
"""What may begin a frame; written out because a pattern that ignores case is slow to look for."""


class Markup(Struct, frozen=True):
    """A parsed page: `source` is its serialised tree, in which every `<` begins a tag."""

    source: str
    json_ld: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    """The addresses of embedded documents and frames."""


def read_markup(source: bytes, marks: Mapping[str, str] | None = None, *, scriptless: bool = False) -> Markup | None:
    """Parse a page (lexbor, the HTML standard's algorithm), or return None when there is nothing in it.

    Args:
        source: the page in UTF-8.
        marks: CSS selectors of a site profile to the mark their elements get in `MARK`.
        scriptless: as a reader without scripts sees it: `<noscript>` is text.
    """
    source = source[:MAX_SOURCE].replace(b"\x00", b"")
    if not source or source.isspace():
        return None
    parser = LexborHTMLParser(source)
    scripts = _json_ld(parser) if b"ld+json" in source else ()
    viewers = _viewers(parser) if FRAMES.search(source) else ()
    if SIGN in source:
        put_in_place(parser)
    parser.strip_tags([tag for tag in UNSEEN if tag != "noscript"] if scriptless else UNSEEN)
    if marks or MARK.encode() in source:
        _mark(parser, marks or {})
    html = parser.html or ""
    return Markup(_without_comments(html), scripts, viewers)


def _without_comments(html: str) -> str:
    """Cut the comments of a serialised tree; one that nothing ends stays."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join((*kept, html[at:])) if at else html


def _viewers(parser: LexborHTMLParser) -> tuple[str, ...]:
    found = (node.attributes for node in parser.css("iframe, embed, object")[:MAX_SCRIPTS])
    return tuple(address for a in found if (address := a.get("src") or a.get("data")))


def _json_ld(parser: LexborHTMLParser) -> tuple[str, ...]:
    found = (node.text(deep=True) for node in parser.css('script[type*="ld+json"]')[:MAX_SCRIPTS])
    return tuple(text for text in found if len(text) <= MAX_JSON_LD)


def _mark(parser: LexborHTMLParser, marks: Mapping[str, str]) -> None:
    """Set `MARK` on what the selectors find; a page's own marks go first. A selector that is none finds nothing."""
    for node in parser.css(f"[{MARK}]"):
        del node.attrs[MARK]
    for selector, mark in marks.items():
        try:
            found = parser.css(selector)
        except (SelectolaxError, ValueError):
            continue
        for node in found:
            node.attrs[MARK] = f"{node.attributes.get(MARK) or ''} {mark}".strip()
