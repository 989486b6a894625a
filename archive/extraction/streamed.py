"""Pages that a server streams: what was not ready comes last, hidden, and a script of React's puts it in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

SIGN = b'id="S:'
"""What every streamed piece begins with: `<div hidden id="S:0">`, for the place `<template id="B:0">` or `P:0`."""
MAX_PIECES = 64
MAX_FALLBACK = 40
"""Elements shown while a piece is awaited; they stand between its place and the comment `/$`."""


def put_in_place(parser: LexborHTMLParser) -> None:
    """Move the streamed pieces of a page to where its script would, instead of what is shown until then."""
    for piece in parser.css('div[hidden][id^="S:"]')[:MAX_PIECES]:
        number = (piece.attributes.get("id") or "").removeprefix("S:")
        if not number.isalnum():
            continue
        place = parser.css_first(f'template[id="B:{number}"], template[id="P:{number}"]')
        if place is None:
            continue
        del piece.attrs["hidden"]
        for node in _fallback(place):
            node.decompose()
        place.insert_before(piece)  # a copy
        place.decompose()
        piece.decompose()


def _fallback(place: LexborNode) -> list[LexborNode]:
    """Return the nodes after a place that wait for its piece, none when nothing says where they end."""
    found: list[LexborNode] = []
    node = place.next
    while node is not None and len(found) <= MAX_FALLBACK:
        if node.is_comment_node and (node.comment_content or "").strip() == "/$":
            return found
        found.append(node)
        node = node.next
    return []
