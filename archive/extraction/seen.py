"""What a page-type judge may look at, and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from archive.article import Reason
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
    def body_class(self) -> str:
        """The class of `<body>`, by which a CMS says what it shows."""
        body = self.tree.find("body")
        return (body.get("class") or "").lower() if body is not None else ""


SENTENCE = 40
"""Characters from which a line is a sentence and no label."""
