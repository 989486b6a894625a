"""Boxes that a heading of other articles, of comments or of the author opens: all of the box is what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.node import Node
from archive.extraction.segments import Segment

OPENERS = frozenset({"related:heading", "related:label", "author:heading", "comments:heading"})
TEXT = 250
"""Characters of prose above a box without which it may hold the page's own text."""
SHARE = 0.35
"""Prose of a box, or below it, as a share of that above it: with more of both it is a section of the text."""
MAX_BOXES = 100
"""Headings that are looked at for a box: each reads the lines below it."""
BEFORE = 4
"""Lines above a label among which a paragraph of the text stands, if it goes on below."""
SENTENCE = re.compile(r"(?:\w+\W{1,3}){4,}[^.]*[.;!?][\"'”’]?(?: \([\w/* ]{2,20}\))?$")


def mark_boxes(segments: Sequence[Segment]) -> None:
    """Set `rule` on the lines of an element that such a heading begins, below the page's own text."""
    prose = seen = 0
    for index, segment in enumerate(segments):
        opens = segment.rule in OPENERS and segment.kind is BlockKind.HEADING and not segment.zone
        if opens and prose >= TEXT and seen < MAX_BOXES:
            seen += 1
            box = _box(segment.element, index)
            if box is None or _is_section(segments, index, box.end, SHARE * prose):
                continue
            for line in segments[index + 1 : box.end]:
                line.rule = line.rule or f"in:{segment.rule}"
        prose += segment.prose


def _box(heading: Node, index: int) -> Node | None:
    """Return the outermost element that begins with the heading, or None when nothing follows it there."""
    box = heading
    while box.parent is not None and box.parent.start == index and box.parent.tag not in ("body", "html"):
        box = box.parent
    return box if box.end > index + 1 else None


def _is_section(segments: Sequence[Segment], start: int, end: int, most: float) -> bool:
    """Say whether the text goes on below a box that is more than a box: `More on fields` may be a chapter's heading."""
    if sum(s.prose for s in segments[end:]) <= most:
        return False
    return segments[start].text[:5].lower() == "more " or sum(s.prose for s in segments[start:end]) > most


def goes_on(segments: Sequence[Segment], index: int) -> bool:
    """Say whether the text goes on below a label of other articles, which stands with its links between two paragraphs.

    The label, or the box that it opens, is a paragraph like those above, and so is a sentence further down.
    """
    label = segments[index]
    above = [s for s in segments[max(0, index - BEFORE) : index] if s.prose or not s.rule]
    home = label.element.parent
    boxed = home is not None and home.start == label.element.start and home.tag == "div"
    home = home.parent if home is not None and boxed else home
    if (label.kind is not BlockKind.PARAGRAPH and not boxed) or not any(s.element.parent is home for s in above):
        return False
    after = (s for s in segments[index + 1 :] if s.element.parent is home and not s.links)
    return any(
        s.prose or (boxed and not s.rule and s.kind is BlockKind.PARAGRAPH and SENTENCE.search(s.text)) for s in after
    )
