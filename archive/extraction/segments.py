"""A page as one flat list of text lines, each with its kind, its links and its zone of the page."""

from __future__ import annotations

import re

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.normalise import clean
from archive.extraction.page import Element
from archive.extraction.tables import is_data_table, is_picture_table
from archive.extraction.zones import zone_of

BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "table",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "body",
        "html",
        "center",
        "figure",
        "figcaption",
        "header",
        "footer",
        "nav",
        "aside",
        "form",
        "fieldset",
        "address",
        "details",
        "summary",
        "hgroup",
        "caption",
        "legend",
    ]
)
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "select",
        "option",
        "button",
        "textarea",
        "input",
        "head",
        "title",
        "link",
        "meta",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "datalist",
        "math",
    ]
)
LISTS = frozenset({"ul", "ol", "dl"})
INHERITING = frozenset({"p", "div", "td", "tr", "tbody"})
INHERITED = frozenset({BlockKind.LIST, BlockKind.QUOTE, BlockKind.CAPTION})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
MAX_SEGMENTS = 20_000
SENTENCE = 60
CELL = "\x1f"


class Segment(Struct):
    """One line of the page.

    `group` joins lines of one paragraph, list or table; `links` counts the characters inside `<a>`.
    """

    text: str
    kind: BlockKind
    links: int
    zone: str
    element: Element
    group: int
    rule: str = ""
    """The rule that took the line; empty while it stays."""

    @property
    def prose(self) -> int:
        """Characters outside links, 0 when most of the line is links or a rule took it.

        A short line without a sentence's end (a menu's, a calendar's) weighs a fifth.
        """
        if self.rule or self.zone or 2 * self.links > len(self.text):
            return 0
        shown = len(self.text) - self.links
        sentence = shown >= SENTENCE or self.text.endswith((".", "!", "?", ";", ":", '"', "”", ")"))
        return shown if sentence and self.kind is not BlockKind.TABLE else shown // 5


class Outline(Struct, frozen=True):
    """All segments of a page, and which of them lie inside which block element."""

    segments: list[Segment]
    spans: dict[Element, tuple[int, int]]
    """Element to the half-open range of its segments."""

    def within(self, element: Element) -> list[Segment]:
        """Return the segments inside a block element."""
        start, end = self.spans.get(element, (0, 0))
        return self.segments[start:end]


def outline(root: Element) -> Outline:
    """Return the page's lines in reading order; scripts and form controls are not text."""
    walker = _Walker()
    body = root.find("body")
    walker.walk(root if body is None else body)
    return Outline(walker.segments, walker.spans)


class _Walker:
    """One pass over the tree, without recursion: pages nest deeper than Python's stack."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.spans: dict[Element, tuple[int, int]] = {}
        self._buffer: list[str] = []
        self._links = 0
        self._breaks = 0
        self._group = 0
        self._lists = 0
        self._anchors = 0
        self._zones = [""]
        self._owners: list[Element] = []
        self._kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
        self._starts: list[int] = []
        self._table: Element | None = None

    def walk(self, body: Element) -> None:
        stack: list[tuple[Element, bool]] = [(body, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
            if (leaving or not isinstance(node.tag, str) or self._skipped(node)) and node is not body:
                self._text(node.tail)
        self._flush()

    def _skipped(self, node: Element) -> bool:
        return node.tag in SKIPPED or node.tag in ("br", "hr")

    def _enter(self, node: Element) -> bool:
        """Begin an element; False when its content is no text of the page."""
        tag = node.tag
        if not isinstance(tag, str) or self._skipped(node):
            self._void(tag)
            return False
        if tag in BLOCKS:
            self._open_block(node)
        elif tag == "a":
            self._anchors += 1
        self._zones.append(self._zone(node))
        self._text(node.text)
        return True

    def _void(self, tag: object) -> None:
        if tag == "br":
            if self._table is not None:
                self._buffer.append(" ")
                return
            self._breaks += 1
            self._line()
        elif tag == "hr":
            self._flush()

    def _zone(self, node: Element) -> str:
        inherited = self._zones[-1]
        if inherited:
            return inherited
        style = node.get("style")
        if node.get("hidden") is not None or (style and HIDDEN.search(style)):
            return "hidden"
        return zone_of(node)

    def _open_block(self, node: Element) -> None:
        if self._table is None:
            self._flush()
            if node.tag == "table" and is_data_table(node):
                self._table = node
        elif node.tag == "tr":
            self._line()
        elif node.tag in ("td", "th") and self._buffer:
            self._buffer.append(CELL)
        self._owners.append(node)
        self._starts.append(len(self.segments))
        self._kinds.append(self._kind(node))
        if node.tag in LISTS:
            self._group += not self._lists
            self._lists += 1

    def _kind(self, node: Element) -> BlockKind:
        tag = node.tag
        if self._table is not None:
            return BlockKind.TABLE
        if tag in HEADINGS:
            return BlockKind.HEADING
        if tag in ("li", "dt", "dd"):
            return BlockKind.LIST
        if tag == "blockquote":
            return BlockKind.QUOTE
        if tag in ("figcaption", "caption") or "wp-caption-text" in (node.get("class") or ""):
            return BlockKind.CAPTION
        if tag == "table" and is_picture_table(node):
            return BlockKind.CAPTION
        if tag in INHERITING and self._kinds[-1] in INHERITED:
            return self._kinds[-1]
        return BlockKind.PARAGRAPH

    def _leave(self, node: Element) -> None:
        if node.tag == "a":
            self._anchors -= 1
        if node.tag in BLOCKS:
            self._close_block(node)
        self._zones.pop()

    def _close_block(self, node: Element) -> None:
        if self._table is None:
            self._flush()
        elif node.tag == "tr" or node is self._table:
            self._line()
        self._owners.pop()
        self._kinds.pop()
        self.spans[node] = (self._starts.pop(), len(self.segments))
        if node is self._table:
            self._table = None
        if node.tag in LISTS:
            self._lists -= 1
            self._group += not self._lists

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._breaks and not text.isspace():
            if self._breaks > 1 and self._kinds[-1] is not BlockKind.LIST:
                self._group += 1
            self._breaks = 0
        self._buffer.append(text)
        if self._anchors:
            self._links += len(text.strip())

    def _line(self) -> None:
        """End a line inside a block."""
        text = _joined(self._buffer) if self._buffer else ""
        if text and self._owners and len(self.segments) < MAX_SEGMENTS:
            links = min(self._links, len(text))
            self.segments.append(Segment(text, self._kinds[-1], links, self._zones[-1], self._owners[-1], self._group))
        self._buffer.clear()
        self._links = 0

    def _flush(self) -> None:
        """End a line and its paragraph; items of one list stay in one group."""
        self._line()
        self._breaks = 0
        if not self._lists and self._table is None:
            self._group += 1


def _joined(parts: list[str]) -> str:
    """Return the cleaned text of a line; cells of a table row are parted by tabs."""
    text = "".join(parts)
    return "\t".join(clean(cell) for cell in text.split(CELL)) if CELL in text else clean(text)
