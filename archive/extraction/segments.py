"""A page as one flat list of text lines, each with its kind, its links and its zone of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.node import Node

MAX_SEGMENTS = 20_000
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
HAN_WEIGHT = 2
"""Letters of other scripts that one character of Chinese or Japanese is worth, at least."""
SENTENCE = 60
TABLE = BlockKind.TABLE
ENDS = (".", "!", "?", ";", ":", '"', "”", ")", "。", "！", "？", "…")


class Segment(Struct, eq=False, gc=False):
    """One line of the page.

    `group` joins lines of one paragraph, list or table; `links` counts the characters inside `<a>`.
    """

    text: str
    kind: BlockKind
    links: int
    zone: str
    element: Node
    group: int
    rule: str = ""
    """The rule that took the line; empty while it stays."""

    full: int = 0
    """Its `weight`: what it counts as long as no rule or zone takes it."""

    @property
    def prose(self) -> int:
        """The `weight` of a line that stays, 0 of one that a rule or a zone took."""
        return 0 if self.rule or self.zone else self.full


def prose_of(segments: Iterable[Segment]) -> list[int]:
    """Return the `prose` of each line, in one pass."""
    return [0 if s.rule or s.zone else s.full for s in segments]


def weight(text: str, kind: BlockKind, links: int) -> int:
    """Return the characters of a line outside its links, 0 when most of it is links.

    A short line without a sentence's end (a menu's, a calendar's) weighs a fifth.
    """
    shown = len(text) - links
    if links > shown:
        return 0
    if not text.isascii() and HAN.search(text):
        shown *= HAN_WEIGHT
    sentence = shown >= SENTENCE or text.endswith(ENDS)
    return shown if sentence and kind is not TABLE else shown // 5


class Outline(Struct, frozen=True):
    """All lines of a page and the elements they stand in.

    `blocks` are the block elements in closing order (inner before outer); `claims` the elements of the
    page's head.
    """

    root: Node
    segments: list[Segment]
    blocks: list[Node]
    claims: list[Node]
    dated: list[tuple[int, str]]
    """The attributes of elements that may say when the page was published, and the line they stand at; of inline
    elements that a title's class names, too."""

    @property
    def links(self) -> list[Node]:
        """The `<a>` elements in reading order."""
        return list(self.root.iter("a"))

    def within(self, element: Node) -> list[Segment]:
        """Return the segments inside a block element."""
        return self.segments[element.start : element.end]
