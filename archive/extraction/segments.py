"""A page as one flat list of text lines, each with its kind, its links and its zone of the page."""

from __future__ import annotations

import re

from msgspec import Struct, field

from archive.article import BlockKind
from archive.extraction.node import Node

MAX_SEGMENTS = 20_000
HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
HAN_WEIGHT = 2
"""Letters of other scripts that one character of Chinese or Japanese is worth, at least."""
SENTENCE = 60
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

    @property
    def prose(self) -> int:
        """Characters outside links, 0 when most of the line is links or a rule took it.

        A short line without a sentence's end (a menu's, a calendar's) weighs a fifth.
        """
        if self.rule or self.zone or 2 * self.links > len(self.text):
            return 0
        shown = len(self.text) - self.links
        if not self.text.isascii() and HAN.search(self.text):
            shown *= HAN_WEIGHT
        sentence = shown >= SENTENCE or self.text.endswith(ENDS)
        return shown if sentence and self.kind is not BlockKind.TABLE else shown // 5


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
    """The attributes of elements that may say when the page was published, and the line they stand at."""
    links: list[Node] = field(default_factory=list)
    """The `<a>` elements in reading order."""

    def within(self, element: Node) -> list[Segment]:
        """Return the segments inside a block element."""
        return self.segments[element.start : element.end]
