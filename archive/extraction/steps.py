"""What the pass over a page does at a tag: read once for every distinct tag, since a site repeats its own."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from archive.article import BlockKind
from archive.extraction.node import MAX_KEPT
from archive.extraction.tags import BLOCKS, INLINE, SKIPPED, VOID
from archive.extraction.zones import zone_of

CAPTION = re.compile(
    r"(?:class|id|itemprop)=\"[^\"]*\b(?:wp-)?(?:image|photo|img|media|figure|pic|picture|gallery|slide)?[-_]*"
    r"(?:caption|credit|photo-credit|image-credit|copyright-holder)s?(?:[-_]*(?:text|wrap|container|inner))?\b",
    re.IGNORECASE,
)
INHERITING = frozenset({"p", "div", "td", "tr", "tbody"})
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
    "blockquote": BlockKind.QUOTE,
    "figure": BlockKind.CAPTION,
    "table": BlockKind.PARAGRAPH,
    "ul": BlockKind.LIST,
    "ol": BlockKind.LIST,
    "pre": BlockKind.PARAGRAPH,
}


class Act(Enum):
    """What an element is to the lines of a page."""

    INLINE = auto()
    """It leaves no trace."""
    BLOCK = auto()
    ANCHOR = auto()
    TIME = auto()
    BREAK = auto()
    RULE = auto()
    VOID = auto()
    SKIPPED = auto()
    TITLE = auto()


class Step(NamedTuple):
    """What a tag means; a tuple, because the pass takes it apart once an element."""

    act: Act
    tag: str
    attrs: str
    own: str
    """The zone its own name says."""
    kind: BlockKind | None
    """The kind of its lines, None for the one around it or a paragraph's."""
    inherits: bool
    dated: bool
    """Its attributes may say when the page was published."""


def step_of(head: str) -> Step:
    """Return what a tag (`div class="a"`) means; those of links and pictures have too many forms to be kept."""
    return _read(head) if head[:2] == "a " or head[:4] == "img " or len(head) > MAX_KEPT else _kept(head)


def _read(head: str) -> Step:
    tag, _, attrs = head.partition(" ")
    own = zone_of(tag, attrs) if tag != "a" and tag not in VOID else ""
    act = _act(tag, attrs, own)
    kind = KINDS.get(tag)
    if act is Act.BLOCK and kind is None and attrs and CAPTION.search(attrs):
        kind = BlockKind.CAPTION
    return Step(act, tag, attrs, own, kind, tag in INHERITING, "ublished" in attrs or "dc:" in attrs)


_kept = lru_cache(maxsize=8192)(_read)


def _act(tag: str, attrs: str, own: str) -> Act:
    zoned = bool(attrs) and bool(own)
    if tag in INLINE and not zoned:
        return Act.INLINE
    if tag in VOID:
        return {"br": Act.BREAK, "hr": Act.RULE}.get(tag, Act.VOID)
    if tag in SKIPPED:
        return Act.SKIPPED
    if tag == "title":
        return Act.TITLE
    if tag in BLOCKS or "-" in tag or (zoned and tag != "a"):
        return Act.BLOCK
    return {"a": Act.ANCHOR, "time": Act.TIME}.get(tag, Act.INLINE)
