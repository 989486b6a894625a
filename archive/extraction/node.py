"""One element of a page, as light as a page of thousands needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from msgspec import Struct, field

ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')


class Node(Struct, eq=False):
    """An element with its lines: `start` to `end` are the half-open range of its segments."""

    tag: str
    attrs: str
    """The attributes as serialised: `class="a" id="b"`."""
    parent: Node | None = None
    start: int = 0
    end: int = 0
    zone: str = ""
    """The part of the page it stands in, its own or an ancestor's."""
    text: str = ""
    """The text of a link, a `<time>` or a claim, as serialised."""
    children: list[Node] = field(default_factory=list)

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute's value."""
        return attributes(self.attrs).get(name, default) if name in self.attrs else default

    def iter(self, *tags: str) -> Iterator[Node]:
        """Yield the element and those inside it in reading order; with `tags` only these."""
        stack = [self]
        while stack:
            node = stack.pop()
            if not tags or node.tag in tags:
                yield node
            stack.extend(reversed(node.children))

    def find(self, path: str) -> Node | None:
        """Return the first element inside it of the tag that `tag` or `.//tag` names."""
        tag = path.removeprefix(".//")
        nodes = self.iter(tag) if path.startswith(".//") else (c for c in self.children if c.tag == tag)
        return next((node for node in nodes if node is not self), None)

    def iterancestors(self, *tags: str) -> Iterator[Node]:
        """Yield the elements around it, nearest first."""
        node = self.parent
        while node is not None:
            if not tags or node.tag in tags:
                yield node
            node = node.parent


@lru_cache(maxsize=8192)
def attributes(source: str) -> dict[str, str]:
    """Return serialised attributes as a dictionary; the first of a name counts. Not to be changed."""
    found: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(source):
        found.setdefault(name, unescape(value) if "&" in value else value)
    return found
