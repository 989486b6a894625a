"""One pass over the tags of a page: its lines, its blocks, its links and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.article import BlockKind
from archive.extraction.node import Node, Tree, unescaped
from archive.extraction.normalise import clean
from archive.extraction.places import place
from archive.extraction.segments import MAX_SEGMENTS, Outline, Segment, weight
from archive.extraction.steps import STEPS, Act, Step, read_step
from archive.extraction.tables import is_picture_table, merge_rows
from archive.extraction.tags import CLAIMS

LISTS = frozenset({"ul", "ol", "dl"})
HOLDERS = LISTS | {"table"}
LINKS = frozenset({"a", "time"})
MAX_LINK = 10_000
"""Characters of a link's text from which nothing is added to it; it is longer only by the last piece."""
RUN = 300
"""Characters of one text from which its blank lines part paragraphs: a form's text area, printed as it was stored."""
BLANK = re.compile(r"\n[ \t]*\n(?=\S)")
INHERITED = frozenset({BlockKind.LIST, BlockKind.QUOTE, BlockKind.CAPTION})
PARAGRAPH, LIST = BlockKind.PARAGRAPH, BlockKind.LIST
BLOCK, INLINE, ANCHOR, TIME = Act.BLOCK, Act.INLINE, Act.ANCHOR, Act.TIME
BREAK, RULE = Act.BREAK, Act.RULE


def outline(source: str) -> Outline:
    """Return a page's lines in reading order from its serialised tree; form controls are not text."""
    walker = Walker()
    walker.walk(source)
    return Outline(walker.root, walker.segments, walker.blocks, walker.claims, walker.dated)


def _block_around(node: Node) -> Node:
    while node.tag in LINKS and node.parent is not None:
        node = node.parent
    return node


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
        self._opened: list[BlockKind | None] = []
        """The kind to go back to at each open element; None where it left no trace."""

    # One loop over local names: it runs for every tag, and is the larger part of what a page costs.
    def walk(self, source: str) -> None:  # noqa: C901, PLR0912, PLR0915
        """Go through a serialised tree: `source.split("<")` gives one tag and the text after it at a time."""
        segments, nodes, buffer, opened, tree = self.segments, self.tree.nodes, self._buffer, self._opened, self.tree
        parent = owner = self.root
        anchor: Node | None = None
        kind, breaks, group, lists, timed, shut = PARAGRAPH, 0, 0, 0, False, ""
        known, parts = STEPS.get, iter(source.split("<")[1:])
        for part in parts:
            head, _, text = part.partition(">")
            if head[:1] == "/":
                if opened and (before := opened.pop()) is not None:
                    node, parent = parent, parent.parent or self.root
                    if node.tag in LINKS:
                        anchor, timed, shut = (None, timed, node.attrs) if node.tag == "a" else (anchor, False, shut)
                    else:
                        if buffer:
                            self._line(kind, owner, group)
                        owner = parent if parent.tag not in LINKS else _block_around(parent)
                        kind, breaks, group = before, 0, group if lists else group + 1
                        if node.tag in HOLDERS:
                            lists -= node.tag != "table"
                            group = self._close_holder(node, group, lists)
                        self.blocks.append(node)
                    node.end, node.last = len(segments), len(nodes)
            else:
                act, tag, attrs, own, own_kind, inherits, dated = step = known(head) or read_step(head)
                if dated:
                    self.dated.append((len(segments), attrs))
                if act is BLOCK:
                    if buffer:
                        self._line(kind, owner, group)
                    opened.append(kind)
                    at, line, breaks, group = len(nodes), len(segments), 0, group if lists else group + 1
                    owner = parent = Node(tag, attrs, tree, at, at + 1, parent, line, line, own)
                    nodes.append(owner)
                    if own_kind or (kind is not PARAGRAPH and not (inherits and kind in INHERITED)):
                        kind = own_kind or PARAGRAPH
                    if tag in LISTS:
                        group, lists = group if lists else group + 1, lists + 1
                elif act is INLINE:
                    opened.append(self._gap() if buffer and "flex" in owner.attrs else None)
                elif act is ANCHOR or act is TIME:
                    opened.append(kind)
                    buffer += [" "] if shut and buffer and (shut != attrs or '"#"' in attrs) else []
                    parent = self._add(tag, attrs, parent)
                    anchor, timed = (parent, timed) if act is ANCHOR else (anchor, True)
                elif act is BREAK or act is RULE:
                    self._line(kind, owner, group)
                    breaks, group = (breaks + 1, group) if act is BREAK else (0, group if lists else group + 1)
                else:
                    text = self._other(step, parent, parts, text)
            if text:
                group, text = self._parted(text, kind, owner, group) if len(text) > RUN else (group, text)
                if buffer or not text.isspace():
                    group, breaks, shut = group + 1 if breaks > 1 and kind is not LIST else group, 0, ""
                    buffer.append(text)
                if anchor is not None or timed:
                    self._note(text, anchor, parent if timed else None)
        self._line(kind, owner, group)
        self._finish(parent)

    def _parted(self, text: str, kind: BlockKind, owner: Node, group: int) -> tuple[int, str]:
        """End a line at each blank line of a long text that is printed without tags; return what is left."""
        if kind is not PARAGRAPH or self._links or "\n\n" not in text:
            return group, text
        *before, last = BLANK.split(text)
        for piece in before:
            self._buffer.append(piece)
            self._line(PARAGRAPH, owner, group)
            group += 1
        return group, last

    def _gap(self) -> BlockKind | None:
        """Part the children of a row of boxes: each is a box of its own, not a part of a word."""
        if self._opened and self._opened[-1] is not None:
            self._buffer.append(" ")
        return None

    def _note(self, text: str, anchor: Node | None, time: Node | None) -> None:
        """Give a link and a `<time>` their text."""
        if anchor is not None:
            self._links += len(text.strip())
            if len(anchor.text) < MAX_LINK:
                anchor.text += text
        if time is not None and len(time.text) < MAX_LINK:
            time.text += text

    def _finish(self, parent: Node | None) -> None:
        while parent is not None:  # what was never closed
            parent.last = len(self.tree.nodes)
            parent = parent.parent
        self.root.end = len(self.segments)
        if self.blocks[-1:] != [self.root]:
            self.blocks.append(self.root)
        self.tree.named = {}
        place(self.blocks, self.segments)

    def _other(self, step: Step, parent: Node, parts: Iterator[str], text: str) -> str:
        """Take in an element that is neither text nor block; return the text that follows its tag."""
        act, tag, attrs, own = step[:4]
        if act is Act.SKIPPED:
            return self._skip(tag, parts)
        if act is Act.VOID:
            if tag == "img" or (tag == "input" and "password" in attrs):
                self._add(tag, attrs, parent)
            elif tag in CLAIMS:
                self._claim(tag, attrs, "")
        elif act is Act.ROOT:
            self.root.attrs, self.root.own = attrs, own
            self._opened.append(PARAGRAPH)
        else:
            self._claim(tag, attrs, text)
            self._opened.append(None)
            return ""
        return text

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
        node.text = unescaped(text)
        self.claims.append(node)

    def _add(self, tag: str, attrs: str, parent: Node) -> Node:
        nodes, line = self.tree.nodes, len(self.segments)
        at = len(nodes)
        node = Node(tag, attrs, self.tree, at, at + 1, parent, line, line)
        nodes.append(node)
        return node

    def _close_holder(self, node: Node, group: int, lists: int) -> int:
        """End a list or a table; return the group that the next line is in."""
        if node.tag != "table":
            return group if lists else group + 1
        node.end, node.last = len(self.segments), len(self.tree.nodes)
        if merge_rows(self.segments, node, group + 1):
            return group + 2
        if is_picture_table(node, self.segments):
            for segment in self.segments[node.start : node.end]:
                segment.kind = BlockKind.CAPTION
        return group + 1

    def _line(self, kind: BlockKind, owner: Node, group: int) -> None:
        """End a line inside a block."""
        buffer = self._buffer
        if buffer:
            text = buffer[0] if len(buffer) == 1 else "".join(buffer)
            text = clean(unescaped(text))
            buffer.clear()
            if text and len(self.segments) < MAX_SEGMENTS:
                links = min(self._links, len(text))
                self.segments.append(Segment(text, kind, links, "", owner, group, "", weight(text, kind, links)))
        self._links = 0
