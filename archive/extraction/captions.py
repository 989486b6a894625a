"""Captions that are none: themes say `caption` of a card's whole text, too."""

from __future__ import annotations

from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.node import Node
from archive.extraction.segments import Segment

PICTURES = frozenset({"figure", "figcaption", "caption", "table"})
TEXT = 150
"""Characters of sentences below its heading that are no picture's."""
MAX_CARDS = 50
"""Elements called a caption that are looked at: they may stand in each other."""


def free_text(segments: Sequence[Segment]) -> None:
    """Make paragraphs of the lines of an element called caption that holds a heading and a text."""
    holders: dict[int, Node | None] = {}
    texts: dict[int, bool] = {}
    for segment in segments:
        if segment.kind is BlockKind.CAPTION and (holder := _holder(segment.element, holders)) is not None:
            if holder.at not in texts:
                texts[holder.at] = len(texts) < MAX_CARDS and _holds_text(segments[holder.start : holder.end])
            if texts[holder.at]:
                segment.kind = BlockKind.PARAGRAPH


def _holder(element: Node, known: dict[int, Node | None]) -> Node | None:
    """Return the nearest element around a line that is called a caption; None inside a picture's own element.

    What is `known` of the elements on the way is kept: pages nest deeply, and a line's elements are its neighbour's.
    """
    node: Node | None = element
    passed = []
    while node is not None and node.at not in known and node.tag not in PICTURES and "caption" not in node.attrs:
        passed.append(node.at)
        node = node.parent
    found = None if node is None or node.tag in PICTURES else known.get(node.at, node)
    known |= dict.fromkeys(passed, found)
    return found


def _holds_text(inside: Sequence[Segment]) -> bool:
    headed = any(s.kind is BlockKind.HEADING for s in inside)
    return headed and sum(s.full for s in inside if s.kind is BlockKind.CAPTION) >= TEXT
