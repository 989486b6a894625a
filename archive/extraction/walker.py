"""One pass over the tags of a page: its lines, its blocks, its links and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from archive.article import BlockKind
from archive.extraction.node import Node, Tree
from archive.extraction.normalise import clean
from archive.extraction.places import place
from archive.extraction.segments import MAX_SEGMENTS, Outline, Segment, weight
from archive.extraction.steps import Act, Step, step_of
from archive.extraction.tables import is_picture_table, merge_rows
from archive.extraction.tags import CLAIMS

LISTS = frozenset({"ul", "ol", "dl"})
HOLDERS = LISTS | {"table"}
INHERITED = frozenset({BlockKind.LIST, BlockKind.QUOTE, BlockKind.CAPTION})
PARAGRAPH = BlockKind.PARAGRAPH


def outline(source: str) -> Outline:
    """Return a page's lines in reading order from its serialised tree; form controls are not text."""
    walker = Walker()
    walker.walk(source)
    return Outline(walker.root, walker.segments, walker.blocks, walker.claims, walker.dated)


class Walker:
    """What the pass gathers; its stack is its own, since pages nest deeper than Python's."""

    def __init__(self) -> None:
        self.tree = Tree()
        self.root = Node("html", "", self.tree, 0, 1)
        self.tree.nodes.append(self.root)
        self.segments: list[Segment] = []
        self.blocks: list[Node] = []
        self.claims: list[Node] = []
        self.dated: list[tuple[int, str]] = []
        self._buffer: list[str] = []
        self._links = 0
        """Characters of the buffer inside links."""
        self._breaks = 0
        self._group = 0
        self._lists = 0
        self._timed = False
        self._anchor: Node | None = None
        self._parent = self._owner = self.root
        self._kind = PARAGRAPH
        self._opened: list[BlockKind | None] = []
        """The kind to go back to at each open element; None for inline ones that left no trace."""

    def walk(self, source: str) -> None:
        """Go through a serialised tree: `source.split("<")` gives one tag and the text after it at a time."""
        parts = iter(source.split("<"))
        next(parts, "")
        opened, inline, block = self._opened, Act.INLINE, Act.BLOCK
        for part in parts:
            head, _, text = part.partition(">")
            if head[:1] == "/":
                before = opened.pop() if opened else None
                if before is not None:
                    self._close(before)
            else:
                step = step_of(head)
                if step[6]:
                    self.dated.append((len(self.segments), step[2]))
                if step[0] is inline:
                    opened.append(None)
                elif step[0] is block:
                    self._open(step)
                else:
                    text = self._start(step, text, parts)
            if text:
                self._add_text(text)
        self._finish()

    def _finish(self) -> None:
        self._flush()
        self.root.end = len(self.segments)
        node: Node | None = self._parent
        while node is not None:  # what was never closed
            node.last = len(self.tree.nodes)
            node = node.parent
        self.blocks.append(self.root)
        self.tree.named = {}
        place(self.blocks, self.segments)

    def _start(self, step: Step, text: str, parts: Iterator[str]) -> str:
        """Begin an element that is neither inline nor a block; return the text that follows its tag."""
        act, tag, attrs = step[:3]
        if act is Act.ANCHOR or act is Act.TIME:
            self._opened.append(self._kind)
            self._parent = self._add(tag, attrs)
            if act is Act.ANCHOR:
                self._anchor = self._parent
            else:
                self._timed = True
        elif act is Act.BREAK:
            self._breaks += 1
            self._line()
        elif act is Act.RULE:
            self._flush()
        elif act is Act.VOID:
            self._void(tag, attrs)
        elif act is Act.SKIPPED:
            return self._skip(tag, parts)
        else:
            self._claim(tag, attrs, text)
            self._opened.append(None)
            return ""
        return text

    def _add_text(self, text: str) -> None:
        if self._buffer:
            self._buffer.append(text)
        elif not text.isspace():
            if self._breaks:
                # Two line breaks part paragraphs, one only lines.
                if self._breaks > 1 and self._kind is not BlockKind.LIST:
                    self._group += 1
                self._breaks = 0
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
        node = Node(tag, attrs, self.tree, 0, 0)
        node.text = unescape(text)
        self.claims.append(node)

    def _void(self, tag: str, attrs: str) -> None:
        if tag == "img" or (tag == "input" and "password" in attrs):
            self._add(tag, attrs)
        elif tag in CLAIMS:
            self._claim(tag, attrs, "")

    def _add(self, tag: str, attrs: str, own: str = "") -> Node:
        nodes, line = self.tree.nodes, len(self.segments)
        at = len(nodes)
        node = Node(tag, attrs, self.tree, at, at + 1, self._parent, line, line, own)
        nodes.append(node)
        return node

    def _open(self, step: Step) -> None:
        """Begin a block."""
        if self._buffer:
            self._line()
        self._breaks = 0
        if not self._lists:
            self._group += 1
        self._opened.append(self._kind)
        _, tag, attrs, own, kind, inherits, _ = step
        if tag == "html":
            self.root.attrs, self.root.own = attrs, own
            self._parent = self._owner = self.root
            return
        self._parent = self._owner = self._add(tag, attrs, own)
        if kind is not None:
            self._kind = kind
        elif self._kind is not PARAGRAPH and not (inherits and self._kind in INHERITED):
            self._kind = PARAGRAPH
        if tag in LISTS:
            self._group += not self._lists
            self._lists += 1

    def _close(self, kind: BlockKind) -> None:
        node = self._parent
        self._parent = node.parent or self.root
        if node.tag == "a":
            self._anchor = None
        elif node.tag == "time":
            self._timed = False
        else:
            self._close_block(node, kind)
        node.end = len(self.segments)
        node.last = len(self.tree.nodes)

    def _close_block(self, node: Node, kind: BlockKind) -> None:
        if self._buffer:
            self._line()
        self._breaks, self._kind = 0, kind
        if not self._lists:
            self._group += 1
        owner = self._parent
        while owner.tag in ("a", "time"):
            owner = owner.parent or self.root
        self._owner = owner
        if node is not self.root:
            self.blocks.append(node)
        if node.tag in HOLDERS:
            node.end = len(self.segments)
            node.last = len(self.tree.nodes)
            self._close_holder(node)

    def _close_holder(self, node: Node) -> None:
        if node.tag != "table":
            self._lists -= 1
            self._group += not self._lists
            return
        self._group += 1
        if merge_rows(self.segments, node, self._group):
            self._group += 1
        elif is_picture_table(node, self.segments):
            for segment in self.segments[node.start : node.end]:
                segment.kind = BlockKind.CAPTION

    def _line(self) -> None:
        """End a line inside a block."""
        if self._buffer:
            text = "".join(self._buffer)
            text = clean(unescape(text) if "&" in text else text)
            self._buffer.clear()
            if text and len(self.segments) < MAX_SEGMENTS:
                links = min(self._links, len(text))
                full = weight(text, self._kind, links)
                self.segments.append(Segment(text, self._kind, links, "", self._owner, self._group, "", full))
        self._links = 0

    def _flush(self) -> None:
        """End a line and its paragraph; items of one list stay in one group."""
        self._line()
        self._breaks = 0
        if not self._lists:
            self._group += 1
