"""Captions that are none: themes say `caption` of a card's whole text, too."""

from __future__ import annotations

from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.node import Node
from archive.extraction.segments import Segment

PICTURES = frozenset({"figure", "figcaption", "caption", "table"})
TEXT = 150
"""Characters of sentences below its heading that are no picture's."""


def free_text(segments: Sequence[Segment]) -> None:
    """Make paragraphs of the lines of an element called caption that holds a heading and a text."""
    seen: dict[int, bool] = {}
    for segment in segments:
        if segment.kind is BlockKind.CAPTION and (holder := _holder(segment.element)) is not None:
            if holder.at not in seen:
                seen[holder.at] = _holds_text(segments[holder.start : holder.end])
            if seen[holder.at]:
                segment.kind = BlockKind.PARAGRAPH


def _holder(node: Node | None) -> Node | None:
    """Return the outermost element around a line that is called a caption; None inside a picture's own element."""
    found = None
    while node is not None:
        if node.tag in PICTURES:
            return None
        if "caption" in node.attrs:
            found = node
        node = node.parent
    return found


def _holds_text(inside: Sequence[Segment]) -> bool:
    headed = any(s.kind is BlockKind.HEADING for s in inside)
    return headed and sum(s.full for s in inside if s.kind is BlockKind.CAPTION) >= TEXT
