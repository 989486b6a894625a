"""A parsed page: its lines and elements, and what its scripts say."""

from __future__ import annotations

from msgspec import Struct

from archive.extraction.node import Node
from archive.extraction.segments import Outline


class Page(Struct, frozen=True):
    """One page ready for extraction."""

    url: str
    canonical_url: str
    outline: Outline
    json_ld: tuple[str, ...]
    encoding: str
    viewers: tuple[str, ...] = ()
    """The addresses of embedded documents and frames."""

    @property
    def tree(self) -> Node:
        """The root element."""
        return self.outline.root
