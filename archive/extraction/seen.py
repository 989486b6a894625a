"""What a page-type judge may look at, and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from archive.article import BlockKind, Reason
from archive.extraction.metadata import Head
from archive.extraction.node import Node
from archive.extraction.segments import Segment
from archive.sites import Site


class Verdict(Struct, frozen=True):
    """Why a page is no article, and what showed it."""

    reason: Reason
    detail: str


class Seen(Struct, frozen=True, dict=True):
    """A page taken apart: the tree only serves for what lines do not tell (forms, classes, links' targets)."""

    url: str
    site: Site | None
    title: str
    head: Head
    tree: Node
    viewers: tuple[str, ...]
    lines: Sequence[Segment]
    """All lines of the page."""
    inside: Sequence[Segment]
    """Those of the article's container."""
    body: Sequence[Segment]
    """Those that are the article's."""

    @cached_property
    def prose(self) -> str:
        """The body as one line."""
        return " ".join(s.text for s in self.body)

    @cached_property
    def sentences(self) -> int:
        """Characters of the body in lines that are sentences and no links."""
        return sum(s.prose for s in self.body if s.prose >= SENTENCE)

    @cached_property
    def main(self) -> list[Segment]:
        """The lines of no named zone from the title on, those of rules about links too: of these a listing is made."""
        start = next((i for i, s in enumerate(self.lines) if s.rule == "title" and not s.links), 0)
        above = (s for s in self.lines[:start] if s.prose >= SENTENCE or s.rule == "before-title")
        if start and sum(len(s.text) - s.links for s in above) < ENOUGH:
            below = [s for s in self.lines[start:] if _is_main(s)]
            if any(s.rule != "title" for s in below):
                return below  # else a footer's line was taken for the title
        return [s for s in self.lines if _is_main(s)]

    @cached_property
    def body_class(self) -> str:
        """The class of `<body>`, by which a CMS says what it shows."""
        body = self.tree.find("body")
        return (body.get("class") or "").lower() if body is not None else ""


ENOUGH = 400
"""Characters of sentences that make an article, however many links stand below it."""
FRAME = ("footer", "contact", "meta:", "counter", "share", "copyright")
SENTENCE = 40
"""Characters from which a line is a sentence and no label."""


def _is_main(segment: Segment) -> bool:
    linked = segment.kind is BlockKind.TABLE and segment.links
    return not segment.zone and bool(linked or not segment.rule.startswith(FRAME))
