"""What a theme prints above and below a text: title, dates, bylines, numbers; a letter's head is the text's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.boilerplate import is_byline
from archive.extraction.credits import is_account
from archive.extraction.dates import find_dates
from archive.extraction.printed import loosened
from archive.extraction.published import holds_time, is_change_line, is_date_line, is_day_line, is_stamp
from archive.extraction.region import is_region
from archive.extraction.segments import Segment, prose_of
from archive.extraction.title import fold

LEAD = 80
"""Characters from which a line is prose and no longer a date or byline."""
OPENING = 45
"""Characters of a shorter sentence that opens the text: a day below it is one of the text."""
MAX_ABOVE = 300
"""Characters of prose above a title; more of it is text, and the title a heading that repeats it."""
MAX_LABEL = 30
"""Characters of a category between two lines of the head."""
FOOT = 3
"""Lines at the end among which a theme's numbers and an account's name are looked for."""
COUNTS = re.compile(r"[\d.,]{1,9}(?:\s[\d.,]{1,9}){0,2}")
MAX_LETTER_HEAD = 60
"""Characters of `Lumajang, Jumat 13 Oktober 2023`."""
NEAR = 4
"""Lines above a title in which a theme prints the date, or the category."""
HEAD_RULES = frozenset({"meta:date", "meta:posted", "meta:byline", "counter:read"})


def mark_own_dates(inside: Sequence[Segment]) -> None:
    """Mark the lines that are a `<time>` element, or say when the page was changed, above or below the text."""
    for segment in inside:
        own = segment.element.tag == "time" or is_change_line(segment)
        if own and not segment.rule and not segment.zone:
            segment.rule = "meta:date"
    last = next((s for s in reversed(inside) if not s.rule and not s.zone), None)
    if last is not None and is_stamp(last):
        last.rule = "meta:date"


def mark_foot(inside: Sequence[Segment]) -> None:
    """Mark the bare numbers that themes print below the text, and an account's name above them."""
    last = [s for s in inside if not s.rule and not s.zone][-FOOT:]
    if len(last) == FOOT and last[-1].kind is BlockKind.PARAGRAPH and COUNTS.fullmatch(last[-1].text):
        last.pop().rule = "counter:read"
        if is_account(last[-1].text):
            last.pop().rule = "meta:posted"


def mark_head_lines(lines: Sequence[Segment], inside: Sequence[Segment], title: str) -> None:
    """Mark what stands above the article's first sentence: the title again, dates, what precedes the title.

    Where the page has told its date above, the place and date of a letter's head are the text's own.
    """
    titles = [i for i, s in enumerate(inside) if s.rule == "title"]
    above = inside[: titles[0]] if titles else ()
    if above and sum(prose_of(above)) < min(MAX_ABOVE, sum(prose_of(inside)) / 5):
        for segment in above:
            segment.rule = segment.rule or "before-title"
    for index, segment in enumerate(inside):
        if segment.rule or segment.zone:
            continue
        rule = _head_rule(inside, index, title)
        if rule == "meta:date" and is_letter_head(segment) and _dated(lines, segment):
            return
        opens = segment.prose >= OPENING and segment.text.endswith((".", ":"))
        if not rule and (len(segment.text) >= LEAD or opens):
            return
        segment.rule = rule


def _head_rule(inside: Sequence[Segment], index: int, title: str) -> str:
    segment = inside[index]
    if segment.kind is BlockKind.HEADING and fold(segment.text) == fold(title):
        return "title"
    if is_date_line(segment) or holds_time(segment) or is_day_line(segment):
        return "meta:date"
    if is_byline(segment) or ("|" in segment.text and is_account(segment.text.partition("|")[0])):
        return "meta:byline"
    if len(segment.text) > MAX_LABEL or segment.text[-1:] in ".:!?" or not index:
        return ""
    if inside[index - 1].rule in HEAD_RULES and segment.kind is not BlockKind.HEADING and is_account(segment.text):
        return "meta:posted"
    return "meta:category" if _is_label(inside, index) else ""


def _dated(lines: Sequence[Segment], end: Segment) -> bool:
    """Say whether a line from just above the title down to another line is a date."""
    last = next(i for i, s in enumerate(lines) if s is end)
    title = next((i for i, s in enumerate(lines[:last]) if s.rule == "title"), last)
    return any(is_date_line(s, loosened(s.text), beside_title=True) for s in lines[max(0, title - NEAR) : last])


def is_letter_head(segment: Segment) -> bool:
    """Say whether a line is nothing but a region's name and a date after a comma, as a letter begins."""
    place, comma, rest = segment.text.partition(", ")
    if not comma or len(segment.text) > MAX_LETTER_HEAD or segment.kind is not BlockKind.PARAGRAPH:
        return False
    dates = find_dates(rest, reference_year=None)
    whole = len(dates) == 1 and dates[0].end - dates[0].start >= len(rest.rstrip(" .")) - len("Senin, ")
    return whole and is_region(place)


def _is_label(inside: Sequence[Segment], index: int) -> bool:
    """Say whether a few words stand between two lines of the head: the category among date and author."""
    return index < len(inside) - 1 and {inside[index - 1].rule, inside[index + 1].rule} <= HEAD_RULES
