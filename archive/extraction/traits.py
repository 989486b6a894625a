"""What one page tells of its site: digests of its lines and places, and the elements its prose stands in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from archive.extraction.node import MAX_KEPT, Node, attribute
from archive.extraction.segments import Outline, Segment

DIGITS = re.compile(r"\d+")
LEVELS = 3
MAX_NAME = 60
MAX_LINES = 2_000
"""A page of more lines teaches nothing: what a site's pages have in common is shorter."""
MAX_DEPTH = 64
OWN_LINE = 60
MAX_OWN = 40
SIZE = 10
"""Bytes of a digest."""


class OwnLine(Struct, frozen=True, array_like=True):
    """A line long enough to tell one article from another, wherever it stands."""

    length: int
    text: bytes
    """Digest of the text alone."""
    line: int


class Element(Struct, frozen=True, array_like=True):
    """An element with prose in it: its parent's place in the list (-1: the root), its signature, its lines."""

    parent: int
    name: int
    start: int
    end: int


class Field(Struct, frozen=True, array_like=True):
    """A line that fills a field of the page: its kind, its place and its text, both as digests."""

    kind: str
    place: bytes
    text: bytes


class Traits(Struct, frozen=True, array_like=True):
    """A page as a template sees it, some kilobytes instead of its tree; without a word of its text."""

    digests: bytes
    """Of each line with its place, `SIZE` bytes after `SIZE` bytes."""
    prose: tuple[int, ...]
    """Characters of prose of each line."""
    own: tuple[OwnLine, ...]
    names: tuple[str, ...]
    """Signatures of elements."""
    elements: tuple[Element, ...]
    """Parents before their children."""
    taken: frozenset[int] = frozenset()
    """Lines that a zone or a named rule takes without any template."""
    fields: tuple[Field, ...] = ()

    def lines(self) -> list[bytes]:
        """Return the digests, one for each line."""
        return [self.digests[i : i + SIZE] for i in range(0, len(self.digests), SIZE)]


def traits_of(page: Outline) -> Traits | None:
    """Return what a page tells, from its outline as the walker left it; None for a page of too many lines."""
    segments = page.segments
    if len(segments) > MAX_LINES:
        return None
    prose = tuple(s.prose for s in segments)
    own = [(i, s) for i, s in enumerate(segments) if len(s.text) >= OWN_LINE and 2 * s.links <= len(s.text)]
    longest = sorted(own, key=lambda pair: (-len(pair[1].text), pair[0]))[:MAX_OWN]
    names: dict[str, int] = {}
    return Traits(
        digests=b"".join(map(digest, segments)),
        prose=prose,
        own=tuple(OwnLine(len(s.text), _hash(s.text), i) for i, s in longest),
        elements=tuple(_elements(page.root, prose, names)),
        names=tuple(names),
        taken=taken(page),
    )


def taken(page: Outline) -> frozenset[int]:
    """Return the lines that a zone has taken, and a named rule where the page was judged already."""
    return frozenset(i for i, s in enumerate(page.segments) if s.zone or s.rule)


def _elements(root: Node, prose: tuple[int, ...], names: dict[str, int]) -> Iterator[Element]:
    sums = [0]
    for value in prose:
        sums.append(sums[-1] + value)
    count = 0
    stack: list[tuple[Node, int, int]] = [(root, -1, 0)]
    while stack:
        node, place, depth = stack.pop()
        for child in filled(node):
            if sums[child.end] > sums[child.start] and depth < MAX_DEPTH:
                yield Element(place, names.setdefault(signature(child), len(names)), child.start, child.end)
                stack.append((child, count, depth + 1))
                count += 1


def filled(node: Node) -> list[Node]:
    """Return the child elements that hold lines."""
    return [child for child in node.children if child.end > child.start]


def signature(node: Node) -> str:
    """Return an element's tag, class and id, digits folded: `div.post-0#post-0`."""
    attrs = node.attrs
    return _signature(node.tag, attrs) if len(attrs) <= MAX_KEPT else _signature.__wrapped__(node.tag, attrs)


@lru_cache(maxsize=8192)
def _signature(tag: str, attrs: str) -> str:
    name, own = (attribute(attrs, "class") or "").strip(), attribute(attrs, "id") or ""
    return f"{tag}.{DIGITS.sub('0', name)[:MAX_NAME]}#{DIGITS.sub('0', own)[:MAX_NAME]}"


def digest(segment: Segment) -> bytes:
    """Return the digest of an exact line and its place: the innermost elements around it."""
    return _hash("\x00".join((segment.text, *_names_around(segment))))


def place_of(segment: Segment) -> bytes:
    """Return the digest of a line's place, whatever the line says."""
    return _hash("\x00".join(_names_around(segment)))


def text_digest(text: str) -> bytes:
    """Return the digest of a text."""
    return _hash(text)


def _names_around(segment: Segment) -> list[str]:
    names, node = [], segment.element
    for _ in range(LEVELS):
        names.append(signature(node))
        if node.parent is None:
            break
        node = node.parent
    return names


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=SIZE).digest()
