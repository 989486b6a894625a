"""Which part of the page each block and line stands in: by its own name or one around it, unless that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from archive.extraction.body import names_body
from archive.extraction.node import Node
from archive.extraction.seen import SENTENCE
from archive.extraction.segments import Segment

DOUBTED = frozenset(
    ["form", "share", "related", "newsletter", "promo", "author", "meta", "counter",
     "tags", "nav", "sidebar", "popup", "search", "header", "footer"]
)  # fmt: skip
"""Zones that most of a page's prose cannot be in: then the name is wrong."""
WRAPPERS = frozenset({"form", "sidebar", "search"})
"""Zones that themes wrap around everything; a page of one sentence has nothing else to be told by."""
FRAME = frozenset({"footer", "nav", "related", "popup"})
"""Zones that may well hold more than a short text beside them does."""
NOTES = frozenset({"meta", "share", "tags", "counter"})
"""Zones that are notes beside a text, never the longest text of a page."""
LONG = 1_500
"""Characters of prose that no such note has."""
ENOUGH = 250
"""Characters of prose that make an article; with less, a zone may have taken it."""
NOTHING = 50
"""Characters of prose below which a page shows nothing: then even what it hides until a script runs is its text."""

ROUNDS = 3
"""A wrong name may stand inside a wrong one: what the first was taken for hides the second."""


def place(blocks: Sequence[Node], segments: Sequence[Segment]) -> None:
    """Set `zone` on every block and line; `blocks` come in closing order, the root last."""
    # A class is no proof that what holds the `<h1>` is a zone.
    titled = {id(node) for h1 in blocks if h1.tag == "h1" for node in h1.iterancestors()}
    _zone_all(blocks, segments, titled, set())
    doubted: set[int] = set()
    for _ in range(ROUNDS):
        fewer = doubted | _doubted(blocks, segments)
        if fewer == doubted:
            return
        doubted = fewer
        _zone_all(blocks, segments, titled, doubted)


def _zone_all(blocks: Sequence[Node], segments: Sequence[Segment], titled: set[int], doubted: set[int]) -> None:
    for node in reversed(blocks):
        parent = node.parent
        while parent is not None and parent.tag in ("a", "time"):
            parent = parent.parent
        zone = parent.zone if parent is not None else ""
        if zone == "share" and node.tag == "blockquote":
            zone = ""  # a quoted post of a social network is the article's
        if not zone and node.own and id(node) not in doubted:
            zone = _own_zone(node, titled)
        node.zone = zone
    for segment in segments:
        segment.zone = segment.element.zone


def _own_zone(node: Node, titled: set[int]) -> str:
    zone = node.own
    if node.tag == "header" and zone == "header":
        return "" if any(True for _ in node.iterancestors("article", "main")) else zone
    named = node.tag not in ("nav", "footer", "aside") and zone != "hidden"
    return "" if named and id(node) in titled else zone


def _doubted(blocks: Sequence[Node], segments: Sequence[Segment]) -> set[int]:
    """Return the ids of elements whose zone takes most of the page's prose though their name must be wrong.

    It must be where next to nothing else is left, or where a body's own name is inside or around.
    """
    left = sum(s.full for s in segments if not s.zone and not s.rule)
    prose = _all_prose(segments)
    total = prose[-1]
    small = total < ENOUGH
    if small and (left >= NOTHING or total < SENTENCE):
        return set()
    zoned = [n for n in blocks if n.zone]
    mass = {id(n): prose[n.end] - prose[n.start] for n in zoned}
    bodies = [n for n in zoned if 5 * mass[id(n)] > 2 * total and names_body(n)]
    heavy = {id(a) for n in bodies for a in (n, *n.iterancestors()) if a.zone in DOUBTED}
    heavy |= {id(n) for n in zoned if n.zone in NOTES and mass[id(n)] > LONG and 2 * mass[id(n)] > total}
    sides = [n for n in zoned if n.zone == "sidebar"]
    if 2 * sum(mass[id(n)] for n in sides if n.parent and not n.parent.zone) > total:
        group = [n for n in sides if any(map(names_body, n.iterancestors()))]
        if 2 * sum(mass[id(n)] for n in group if n.parent and not n.parent.zone) > total:
            heavy |= {id(n) for n in group}
    if left < ENOUGH and (bodies or not _short_text(segments)):
        zones = WRAPPERS if small else DOUBTED | {"hidden"} if left < NOTHING else DOUBTED - FRAME
        heavy |= {id(n) for n in blocks if n.zone in zones and 2 * mass[id(n)] > total}
        heavy |= {id(a) for n in bodies for a in (n, *n.iterancestors())}
    return heavy


def _short_text(segments: Sequence[Segment]) -> bool:
    """Say whether a sentence stands in an element named a body and in no zone: the text is short then, not hidden."""
    open_lines = (s for s in segments if not s.zone and not s.rule and s.full >= SENTENCE)
    return any(names_body(node) for s in open_lines for node in (s.element, *s.element.iterancestors()))


def _all_prose(segments: Sequence[Segment]) -> list[int]:
    """Return the running sums of prose as if no line were in a zone."""
    return list(accumulate((0 if s.rule else s.full for s in segments), initial=0))
