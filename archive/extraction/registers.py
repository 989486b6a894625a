"""Tables that lead to other pages: laws, notices, tenders, each row with its link, and no text of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from archive.article import BlockKind, Reason
from archive.extraction.entries import MIN_ITEMS, OPENING, is_dated
from archive.extraction.phrases import phrases
from archive.extraction.seen import SENTENCE, Seen, Verdict
from archive.extraction.segments import Segment

TABLE = BlockKind.TABLE
FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|odt|csv)(?:$|[?#&])", re.IGNORECASE)
ROWS = 5
"""Rows of a table without links that make it a register where the title says so."""
MOST = 0.8
"""The share of a table's rows that lead elsewhere: the first may name its columns, the last may sum up."""
OUTSIDE = ("#", "javascript:", "mailto:", "tel:", "?sort", "?order")


def register(seen: Seen) -> Verdict | None:
    """Return a verdict for a table whose rows lead elsewhere, or whose title calls it a register, and no sentence."""
    lines = seen.main
    told = _told(lines)
    rows = _longest(lines)
    if told >= OPENING or (told and is_dated(seen)):
        return None
    targets = [href for row in rows for href in _targets(row)[:1]]
    if any(FILE.search(href) for href in targets):
        return None  # a register of files has a reason of its own
    if phrases("register_title").fullmatch(seen.title.strip()):
        every = sum(1 for s in seen.lines if s.kind is TABLE and not s.zone)  # an agenda's rows have a date's rule
        if every >= ROWS:
            return Verdict(Reason.LISTING, f"titled {seen.title[:100]}, a table of {every} rows")
    leading = set(targets)
    if len(leading) < max(MIN_ITEMS, MOST * (len(rows) - 1)):
        return None
    return Verdict(Reason.LISTING, f"{len(leading)} of {len(rows)} rows lead to other pages")


def _longest(lines: Sequence[Segment]) -> list[Segment]:
    """Return the rows of the table that has most of them."""
    sizes = Counter(s.group for s in lines if s.kind is TABLE)
    if not sizes:
        return []
    group = max(sizes, key=lambda g: (sizes[g], -g))
    return [s for s in lines if s.kind is TABLE and s.group == group]


def _told(lines: Sequence[Segment]) -> int:
    """Count the characters of sentences outside tables."""
    return sum(s.prose for s in lines if s.kind is not TABLE and s.prose >= SENTENCE)


def _targets(row: Segment) -> list[str]:
    """Return where a row leads; a link may be an icon without a word."""
    found = [a.get("href") or "" for a in row.element.iter("a")]
    return [href for href in found if href and not href.lower().startswith(OUTSIDE)]
