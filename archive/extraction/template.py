"""What a site's own pages have in common. The single-page engine works without one."""

from __future__ import annotations

from msgspec import Struct


class Template(Struct, frozen=True):
    """The lines that repeat across a site's pages, learned without labels.

    `repeated` are exact cleaned lines. A line that is one of them is only ever taken outside the
    article's container, or inside it when a named rule agrees.
    """

    version: str
    repeated: frozenset[str] = frozenset()
