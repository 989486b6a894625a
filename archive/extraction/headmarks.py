"""What stands around a text and is not of it: above its first sentence, and dates below its last."""

from __future__ import annotations

from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.boilerplate import is_byline
from archive.extraction.published import holds_time, is_change_line, is_date_line, is_day_line, is_stamp
from archive.extraction.segments import Segment, prose_of
from archive.extraction.title import fold

LEAD = 80
"""Characters from which a line is prose and no longer a date or byline."""
OPENING = 45
"""Characters of a shorter sentence that opens the text: a day below it is one of the text."""
MAX_ABOVE = 300
"""Characters of prose above a title; more of it is text, and the title a heading that repeats it."""


def mark_own_dates(inside: Sequence[Segment]) -> None:
    """Mark the lines that are a `<time>` element, or say when the page was changed, above or below the text."""
    for segment in inside:
        own = segment.element.tag == "time" or is_change_line(segment)
        if own and not segment.rule and not segment.zone:
            segment.rule = "meta:date"
    last = next((s for s in reversed(inside) if not s.rule and not s.zone), None)
    if last is not None and is_stamp(last):
        last.rule = "meta:date"


def mark_head_lines(inside: Sequence[Segment], title: str) -> None:
    """Mark what stands above the article's first sentence: the title again, dates, what precedes the title."""
    titles = [i for i, s in enumerate(inside) if s.rule == "title"]
    above = inside[: titles[0]] if titles else ()
    if above and sum(prose_of(above)) < min(MAX_ABOVE, sum(prose_of(inside)) / 5):
        for segment in above:
            segment.rule = segment.rule or "before-title"
    for segment in inside:
        if segment.rule or segment.zone:
            continue
        if segment.kind is BlockKind.HEADING and fold(segment.text) == fold(title):
            segment.rule = "title"
        elif is_date_line(segment) or holds_time(segment) or is_day_line(segment):
            segment.rule = "meta:date"
        elif is_byline(segment):
            segment.rule = "meta:byline"
        elif len(segment.text) >= LEAD or (segment.prose >= OPENING and segment.text.endswith((".", ":"))):
            return
