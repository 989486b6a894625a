"""What the pass over a page does at a tag: read once for every distinct tag, since a site repeats its own."""

from __future__ import annotations

import re
from enum import Enum, auto

from archive.article import BlockKind
from archive.extraction.markup import MARK
from archive.extraction.node import MAX_KEPT
from archive.extraction.tags import BLOCKS, INLINE, SKIPPED, VOID
from archive.extraction.zones import TAXONOMY, zone_of

CAPTION = re.compile(
    r"(?:class|id|itemprop)=\"[^\"]*\b(?:wp-)?(?:image|photo|img|media|figure|pic|picture|gallery|slide)?[-_]*"
    r"(?:caption|credit|photo-credit|image-credit|copyright-holder|ket(?:erangan)?[-_]*(?:gambar|foto))s?"
    r"(?:[-_]*(?:text|wrap|container|inner))?\b|"
    r"class=\"(?:[^\"]*[\s-])?(?:image|photo|figure|picture)[a-z]{0,12}caption(?:s|text)?[\s\"_-]",
    re.IGNORECASE,
)
CAPTION_WORDS = ("caption", "credit", "copyright-holder", "gambar", "foto")
"""Of these `CAPTION` needs one."""
TITLED = re.compile(r"(?:class|id)=\"[^\"]*(?:judul|title)", re.IGNORECASE)
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
    ROOT = auto()


Step = tuple[Act, str, str, str, BlockKind | None, bool, bool]
"""What a tag means, a tuple because the pass takes it apart at every element: its act, its name, its attributes,
the zone its own name says, the kind of its lines (None: that of the element around it, or a paragraph's), whether
it inherits that kind, and whether its attributes may say when the page was published or, inside a line, what its
title is."""


ANCHOR, VOIDED = Act.ANCHOR, Act.VOID  # an enumeration's members are slow to look up
STEPS: dict[str, Step] = {}
"""What is known of tags by their source; emptied when it is full. Not to be changed elsewhere."""
MAX_STEPS = 16_384


def read_step(head: str) -> Step:
    """Return what a tag (`div class="a"`) that is not in `STEPS` means.

    Links and pictures have too many forms to be kept.
    """
    if head[:2] == "a ":
        return ANCHOR, "a", head[2:], "", None, False, "ublished" in head or "dc:" in head
    if head[:4] == "img ":
        return VOIDED, "img", head[4:], "", None, False, "ublished" in head or "dc:" in head
    step = _read(head)
    if len(head) <= MAX_KEPT:
        if len(STEPS) >= MAX_STEPS:
            STEPS.clear()
        STEPS[head] = step
    return step


def _read(head: str) -> Step:
    tag, _, attrs = head.partition(" ")
    own = zone_of(tag, attrs) if tag != "a" and tag not in VOID else ""
    act = _act(tag, attrs, own)
    kind = KINDS.get(tag)
    if act is Act.BLOCK and kind is None and _is_caption(attrs):
        kind = BlockKind.CAPTION
    noted = "ublished" in attrs or "dc:" in attrs or (act is Act.INLINE and TITLED.search(attrs) is not None)
    return act, tag, attrs, own, kind, tag in INHERITING, noted


def _is_caption(attrs: str) -> bool:
    lower = attrs.lower()
    if not any(word in lower for word in CAPTION_WORDS):
        return False
    return CAPTION.search(TAXONOMY.sub(" ", attrs)) is not None


def _act(tag: str, attrs: str, own: str) -> Act:
    zoned = bool(attrs) and (bool(own) or MARK in attrs)
    if tag in INLINE and not zoned:
        return Act.INLINE
    if tag in VOID:
        return {"br": Act.BREAK, "hr": Act.RULE}.get(tag, Act.VOID)
    if tag in SKIPPED:
        return Act.SKIPPED
    if tag == "title":
        return Act.TITLE
    if tag == "html":
        return Act.ROOT
    if tag in BLOCKS or "-" in tag or (zoned and tag != "a"):
        return Act.BLOCK
    return {"a": Act.ANCHOR, "time": Act.TIME}.get(tag, Act.INLINE)
