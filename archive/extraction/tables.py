"""Which tables hold data; the others only lay out the page, as sites of the 2000s did."""

from __future__ import annotations

from archive.extraction.page import Element

MAX_CELL = 300
MAX_ROWS = 5_000
MIN_COLUMNS = 2
LAYOUT_TAGS = ("table", "h1", "h2", "h3", "form", "iframe", "blockquote")


def is_data_table(table: Element) -> bool:
    """Say whether a table has rows of at least two short cells and nothing a layout would hold."""
    if any(table.find(f".//{tag}") is not None for tag in LAYOUT_TAGS):
        return False
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) < MIN_COLUMNS:
        return False
    return all(len("".join(cell.itertext())) <= MAX_CELL and not _has_paragraphs(cell) for row in rows for cell in row)


def is_picture_table(table: Element) -> bool:
    """Say whether a table only frames one picture with its caption, as editors did before `<figure>`."""
    pictures = sum(1 for _, _ in zip(table.iter("img"), range(2), strict=False))
    return pictures == 1 and len("".join(table.itertext()).strip()) <= MAX_CELL and table.find(".//a") is None


def _has_paragraphs(cell: Element) -> bool:
    return sum(1 for _ in cell.iter("p")) > 1
