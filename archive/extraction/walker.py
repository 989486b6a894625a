"""One pass over the tags of a page: its lines, its blocks, its links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from archive.article import BlockKind
from archive.extraction.node import Node
from archive.extraction.normalise import clean
from archive.extraction.places import place
from archive.extraction.segments import MAX_SEGMENTS, Outline, Segment
from archive.extraction.tables import is_picture_table, merge_rows
from archive.extraction.tags import BLOCKS, CLAIMS, INLINE, SKIPPED, VOID
from archive.extraction.zones import zone_of

CAPTION = re.compile(
    r"(?:class|id|itemprop)=\"[^\"]*\b(?:wp-)?(?:image|photo|img|media|figure|pic|picture|gallery|slide)?[-_]*"
    r"(?:caption|credit|photo-credit|image-credit|copyright-holder)s?(?:[-_]*(?:text|wrap|container|inner))?\b",
    re.IGNORECASE,
)
LISTS = frozenset({"ul", "ol", "dl"})
INHERITING = frozenset({"p", "div", "td", "tr", "tbody"})
INHERITED = frozenset({BlockKind.LIST, BlockKind.QUOTE, BlockKind.CAPTION})
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


def outline(source: str) -> Outline:
    """Return a page's lines in reading order from its serialised tree; form controls are not text."""
    walker = Walker()
    walker.walk(source)
    return Outline(walker.root, walker.segments, walker.blocks, walker.claims, walker.dated, walker.links)


class Walker:
    """The state of the pass; a stack of its own, since pages nest deeper than Python's."""

    def __init__(self) -> None:
        self.root = Node("html", "")
        self.segments: list[Segment] = []
        self.blocks: list[Node] = []
        self.claims: list[Node] = []
        self.dated: list[tuple[int, str]] = []
        self.links: list[Node] = []
        self._buffer: list[str] = []
        self._links = 0
        self._breaks = 0
        self._group = 0
        self._lists = 0
        self._anchor: Node | None = None
        self._timed = False
        self._owner = self.root
        self._parent = self.root
        self._kind = BlockKind.PARAGRAPH
        self._stack: list[tuple[Node, BlockKind] | None] = []
        """What to go back to at each open element; None for inline ones that left no trace."""

    def walk(self, source: str) -> None:
        """Go through a serialised tree: `source.split("<")` gives one tag and the text after it at a time."""
        parts = iter(source.split("<"))
        next(parts, "")
        for part in parts:
            head, _, text = part.partition(">")
            if head[:1] == "/":
                before = self._stack.pop() if self._stack else None
                if before is not None:
                    self._close(*before)
            else:
                text = self._start(head, text, parts)
            if text:
                self._add_text(text)
        self._flush()
        self.root.end = len(self.segments)
        self.blocks.append(self.root)
        place(self.blocks, self.segments)

    def _start(self, head: str, text: str, parts: Iterator[str]) -> str:
        """Begin an element; return the text that follows its tag."""
        tag, _, attrs = head.partition(" ")
        if "ublished" in attrs or "dc:" in attrs:
            self.dated.append((len(self.segments), attrs))
        if tag in INLINE and (not attrs or not zone_of(tag, attrs)):
            if self._buffer and "flex" in self._owner.attrs and self._stack[-1] is not None:
                self._buffer.append(" ")  # each child of a row of boxes is a box of its own
            self._stack.append(None)
        elif tag in VOID:
            self._void(tag, attrs)
        elif tag in SKIPPED:
            return self._skip(tag, parts)
        elif tag == "title":
            self._claim(tag, attrs, text)
            self._stack.append(None)
            return ""
        else:
            self._open(tag, attrs)
        return text

    def _add_text(self, text: str) -> None:
        if self._breaks and not text.isspace():
            self._end_breaks()
        self._buffer.append(text)
        if self._anchor is not None:
            self._links += len(text.strip())
            self._anchor.text += text
        if self._timed:
            self._parent.text += text

    def _skip(self, tag: str, parts: Iterator[str]) -> str:
        """Pass over an element that is no text; what the head claims is kept. Return the text after it."""
        depth = 1
        for part in parts:
            head, _, text = part.partition(">")
            name, _, attrs = head.partition(" ")
            if name == tag:
                depth += 1
            elif name == "/" + tag:
                depth -= 1
                if not depth:
                    return text
            elif tag == "head" and name in CLAIMS:
                self._claim(name, attrs, text)
        return ""

    def _claim(self, tag: str, attrs: str, text: str) -> None:
        node = Node(tag, attrs)
        node.text = unescape(text)
        self.claims.append(node)

    def _void(self, tag: str, attrs: str) -> None:
        if tag == "br":
            self._breaks += 1
            self._line()
        elif tag == "hr":
            self._flush()
        elif tag == "img" or (tag == "input" and "password" in attrs):
            self._parent.children.append(Node(tag, attrs, self._parent, len(self.segments), len(self.segments)))
        elif tag in CLAIMS:
            self._claim(tag, attrs, "")

    def _open(self, tag: str, attrs: str) -> None:
        if tag in BLOCKS or "-" in tag or (attrs and tag != "a" and zone_of(tag, attrs)):
            self._open_block(tag, attrs)
        elif tag in ("a", "time"):
            self._stack.append((self._parent, self._kind))
            self._parent = self._add(tag, attrs)
            if tag == "a":
                self._anchor = self._parent
                self.links.append(self._parent)
            else:
                self._timed = True
        else:
            self._stack.append(None)

    def _add(self, tag: str, attrs: str) -> Node:
        at = len(self.segments)
        node = Node(tag, attrs, self._parent, at, at)
        self._parent.children.append(node)
        return node

    def _open_block(self, tag: str, attrs: str) -> None:
        self._flush()
        self._stack.append((self._parent, self._kind))
        if tag == "html":
            self.root.attrs = attrs
            self._parent = self._owner = self.root
            return
        self._parent = self._owner = self._add(tag, attrs)
        kind = KINDS.get(tag)
        if kind is None and attrs and _is_caption(attrs):
            kind = BlockKind.CAPTION
        if kind is not None:
            self._kind = kind
        elif not (tag in INHERITING and self._kind in INHERITED):
            self._kind = BlockKind.PARAGRAPH
        if tag in LISTS:
            self._group += not self._lists
            self._lists += 1

    def _close(self, parent: Node, kind: BlockKind) -> None:
        node, self._parent = self._parent, parent
        if node.tag == "a":
            self._anchor = None
            node.end = len(self.segments)
        elif node.tag == "time":
            self._timed = False
            node.end = len(self.segments)
        else:
            self._close_block(node, kind)

    def _close_block(self, node: Node, kind: BlockKind) -> None:
        self._flush()
        self._kind = kind
        node.end = len(self.segments)
        owner = node.parent
        while owner is not None and owner.tag in ("a", "time"):
            owner = owner.parent
        self._owner = owner or self.root
        if node is not self.root:
            self.blocks.append(node)
        if node.tag in LISTS:
            self._lists -= 1
            self._group += not self._lists
        elif node.tag == "table":
            self._close_table(node)

    def _close_table(self, table: Node) -> None:
        self._group += 1
        if merge_rows(self.segments, table, self._group):
            self._group += 1
        elif is_picture_table(table, self.segments):
            for segment in self.segments[table.start : table.end]:
                segment.kind = BlockKind.CAPTION

    def _end_breaks(self) -> None:
        """Two line breaks part paragraphs, one only lines."""
        if self._breaks > 1 and self._kind is not BlockKind.LIST:
            self._group += 1
        self._breaks = 0

    def _line(self) -> None:
        """End a line inside a block."""
        if self._buffer:
            text = "".join(self._buffer)
            text = clean(unescape(text) if "&" in text else text)
            self._buffer.clear()
            if text and len(self.segments) < MAX_SEGMENTS:
                links = min(self._links, len(text))
                self.segments.append(Segment(text, self._kind, links, "", self._owner, self._group))
        self._links = 0

    def _flush(self) -> None:
        """End a line and its paragraph; items of one list stay in one group."""
        if self._buffer:
            self._line()
        self._breaks = 0
        if not self._lists:
            self._group += 1


@lru_cache(maxsize=8192)
def _is_caption(attrs: str) -> bool:
    return bool(CAPTION.search(attrs))
