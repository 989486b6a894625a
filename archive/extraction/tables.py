"""Which tables hold data; the others only lay out the page, as sites of the 2000s did."""

from __future__ import annotations

from itertools import islice

from archive.article import BlockKind
from archive.extraction.node import Node
from archive.extraction.segments import Segment, weight

MAX_CELL = 300
MAX_ROWS = 5_000
MIN_COLUMNS = 2
LAYOUT_TAGS = ("table", "h1", "h2", "h3", "form", "blockquote")
CELLS = ("td", "th")


def merge_rows(segments: list[Segment], table: Node, group: int) -> bool:
    """Make the lines of a data table one line a row, cells by tabs; False when the table is a layout.

    A data table has rows of at least two short cells and nothing a layout would hold.
    """
    if next(islice(table.iter(*LAYOUT_TAGS), 1, None), None) is not None:
        return False
    rows = [(row, [c for c in row.children if c.tag in CELLS]) for row in table.iter("tr")]
    if len(rows) > MAX_ROWS or max((len(cells) for _, cells in rows), default=0) < MIN_COLUMNS:
        return False
    if not all(_is_short(segments, cell) for _, cells in rows for cell in cells):
        return False
    merged = [s for s in segments[table.start : table.end] if s.element is table or s.element.tag == "caption"]
    for row, cells in rows:
        line = _row(segments, row, cells, group)
        if line is not None:
            merged.append(line)
    segments[table.start : table.end] = merged
    table.end = table.start + len(merged)
    for node in islice(table.iter(), 1, None):
        node.start, node.end = table.start, table.end
    return True


def _row(segments: list[Segment], row: Node, cells: list[Node], group: int) -> Segment | None:
    texts = [" ".join(s.text for s in segments[c.start : c.end]) for c in cells]
    while texts and not texts[0]:
        del texts[0]
    if not texts:
        return None
    links = sum(s.links for s in segments[row.start : row.end])
    text = "\t".join(texts)
    return Segment(text, BlockKind.TABLE, links, "", row, group, "", weight(text, BlockKind.TABLE, links))


def _is_short(segments: list[Segment], cell: Node) -> bool:
    paragraphs = sum(1 for _ in islice(cell.iter("p"), 2))
    return paragraphs < 2 and sum(len(s.text) for s in segments[cell.start : cell.end]) <= MAX_CELL  # noqa: PLR2004


def is_picture_table(table: Node, segments: list[Segment]) -> bool:
    """Say whether a table only frames one picture with its caption, as editors did before `<figure>`."""
    if sum(len(s.text) for s in segments[table.start : table.end]) > MAX_CELL:
        return False
    return sum(1 for _ in islice(table.iter("img"), 2)) == 1 and table.find(".//a") is None
