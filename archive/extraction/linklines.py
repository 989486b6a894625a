"""Lines that are links to other pages: below a label, in rows between paragraphs, and as the tail of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.furniture import is_aside
from archive.extraction.segments import Segment

MIN_ROW = 3
MIN_TAIL = 2
ROW_LENGTH = 25
"""Average length of a row's links: titles are longer, names in a list of the article shorter."""
SHOUT = 25
ANNOUNCES = re.compile(r":$|\b(?:berikut(?: ini)?|di bawah ini|the following|below)[.:]?$", re.IGNORECASE)
LEAD_IN = re.compile(
    r"(?:(?:baca|lihat|simak) (?:juga|pula)|(?:berita|artikel|tulisan|pos) "
    r"(?:terkait|lainnya|sebelumnya|selanjutnya|berikutnya))\b[\s:;>»-]{0,4}",
    re.IGNORECASE,
)
FILED = re.compile(
    r"(?:di(?:terbitkan|publikasikan|tayangkan|posting)|posted|published|filed) (?:di|dalam|pada|in|under)\b[\s:]{0,4}",
    re.IGNORECASE,
)
"""What stands before a link to the category alone."""
NEIGHBOUR = re.compile(
    r"[\s«‹<←]*(?:(?:artikel|berita|pos|post|posting|tulisan) )?"
    r"(?:sebelumnya|selanjutnya|berikutnya|prev(?:ious)?|next)\b",
    re.IGNORECASE,
)
"""What a cell says that leads to the article before or after."""


def mark_links(segments: Sequence[Segment]) -> None:
    """Set `rule` on links below a related-label, on rows of links, and on a tail of nothing but links."""
    after_label, told = False, ""  # `told` is the last line that stays
    for segment in segments:
        linked = 10 * segment.links >= 7 * len(segment.text)
        if after_label and linked and not segment.rule and not ANNOUNCES.search(told):
            segment.rule = "related:link"
        elif not segment.rule and segment.links and (lead := _lead_rule(segment)):
            segment.rule = lead
        elif not segment.rule and linked and _shouts(segment.text):
            segment.rule = "related:shout"
        related = segment.rule.startswith(("related:", "promo:line"))
        if not segment.rule and not segment.zone:
            told = segment.text
        elif related and not segment.links and not _names_one(segment):
            told = ""  # a label: what a line above it announces is not the links below it
        after_label = related or (after_label and not segment.text.strip(" -|"))
    _mark_rows(segments)


def _names_one(segment: Segment) -> bool:
    """Say whether a pointer has the other article's title on its own line, and needs no link below."""
    return segment.rule in ("related:inline", "related:lead") and not segment.text.endswith(":")


def _lead_rule(segment: Segment) -> str:
    """Return the rule of a line that is a pointer to another page and the link to it, without a colon between."""
    shown = len(segment.text) - segment.links
    for pattern, rule in ((LEAD_IN, "related:inline"), (FILED, "meta:category")):
        lead = pattern.match(segment.text)
        if lead is not None and shown <= len(lead[0]):
            return rule
    cells = segment.text.split("\t") if segment.kind is BlockKind.TABLE else ()
    neighbours = bool(cells) and all(NEIGHBOUR.match(cell) for cell in cells if cell)
    return "nav:post" if neighbours and segment.links >= shown else ""


def _mark_rows(segments: Sequence[Segment]) -> None:
    """Set `rule` on rows of long links between paragraphs, and on a tail of links; a list that a colon opens stays."""
    open_lines = [s for s in segments if not s.rule and not s.zone]
    start = 0
    while start < len(open_lines):
        end = start
        while end < len(open_lines) and _is_linked(open_lines[end], below=start < end):
            end += 1
        run = [s for s in open_lines[start:end] if s.links]
        row = len(run) >= MIN_ROW and sum(len(s.text) for s in run) >= ROW_LENGTH * len(run)
        last = end == len(open_lines)
        found = row or (last and len(run) >= MIN_TAIL)
        if found and not (start > 0 and ANNOUNCES.search(open_lines[start - 1].text)):
            for link in open_lines[start:end]:
                link.rule = "links:tail" if last else "links:row"
        start = end + 1


def _is_linked(segment: Segment, *, below: bool) -> bool:
    """Say whether a line is nothing but a link, or the date or teaser below one."""
    return 10 * segment.links >= 9 * len(segment.text) if segment.links else below and is_aside(segment)


def _shouts(text: str) -> bool:
    """Say whether a whole line of several words stands in capitals, as links between paragraphs do."""
    return len(text) > SHOUT and text.upper() == text and text.count(" ") >= 3  # noqa: PLR2004 - four words
