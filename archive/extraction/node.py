"""One element of a page, as light as a page of thousands needs it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct, field

ATTRIBUTE = re.compile(r'([^\s=]+)="([^"]*)"')
ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\xa0"), ("&amp;", "&"))
"""The ampersand last: `&amp;lt;` is `&lt;`."""
MAX_KEPT = 2_000
"""Characters of attributes past which they are read again each time: a picture written into its address is long."""


class Tree(Struct, eq=False):
    """The elements of a page in reading order, and those of a tag when somebody asks for them."""

    nodes: list[Node] = field(default_factory=list)
    named: dict[str, tuple[list[int], list[Node]]] | None = None
    """A tag's elements with their numbers, kept when first asked for; None while the page is still read."""

    def inside(self, tag: str, start: int, stop: int) -> Sequence[Node]:
        """Return the elements of a tag from number `start` to `stop`."""
        if self.named is None:
            return [node for node in self.nodes[start:stop] if node.tag == tag]
        known = self.named.get(tag)
        if known is None:
            found = [node for node in self.nodes if node.tag == tag]
            known = self.named[tag] = ([node.at for node in found], found)
        numbers, found = known
        return found[bisect_left(numbers, start) : bisect_left(numbers, stop)]


class Node(Struct, eq=False):
    """An element with its lines: `start` to `end` are the half-open range of its segments.

    `at` is its number in reading order, `last` the number after its last descendant.
    """

    tag: str
    attrs: str
    """The attributes as serialised: `class="a" id="b"`."""
    tree: Tree
    at: int
    last: int
    parent: Node | None = None
    start: int = 0
    end: int = 0
    own: str = ""
    """The part of the page that its own name says."""
    zone: str = ""
    """The part of the page it stands in, its own or an ancestor's."""
    text: str = ""
    """The text of a link, a `<time>` or a claim, as serialised."""

    @property
    def children(self) -> list[Node]:
        """The elements directly inside it, in reading order."""
        found, at, nodes = [], self.at + 1, self.tree.nodes
        while at < self.last:
            found.append(nodes[at])
            at = nodes[at].last
        return found

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute's value."""
        value = attribute(self.attrs, name) if name in self.attrs else None
        return default if value is None else value

    def iter(self, *tags: str) -> Iterator[Node]:
        """Yield the element and those inside it in reading order; with `tags` only these."""
        if len(tags) == 1:
            return iter(self.tree.inside(tags[0], self.at, self.last))
        nodes = self.tree.nodes[self.at : self.last]
        return iter([node for node in nodes if node.tag in tags] if tags else nodes)

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


def unescaped(text: str) -> str:
    """Return a piece of a serialised tree as text: these five are all that a serialiser writes (HTML, section 13.3)."""
    if "&" not in text:
        return text
    for escaped, sign in ESCAPES:
        text = text.replace(escaped, sign)
    return text


def attribute(source: str, name: str) -> str | None:
    """Return one of serialised attributes, or None; the others are passed over unread."""
    sign, quotes, past = f'{name}="', 0, 0
    at = source.find(sign)
    if at < 0:
        return None
    while at >= 0:
        quotes += source.count('"', past, at)
        if not quotes % 2 and (not at or source[at - 1].isspace()):
            start = at + len(sign)
            value = source[start : source.find('"', start)]
            return unescaped(value)
        past, at = at, source.find(sign, at + 1)
    return _read(source).get(name)  # a quotation mark in a name: hardly ever, and then all are read


def attributes(source: str) -> dict[str, str]:
    """Return serialised attributes as a dictionary; the first of a name counts. Not to be changed."""
    return _kept(source) if len(source) <= MAX_KEPT else _read(source)


def _read(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(source):
        found.setdefault(name, unescaped(value))
    return found


_kept = lru_cache(maxsize=2048)(_read)
