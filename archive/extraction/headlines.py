"""A headline without markup becomes the title when the only heading is the site's."""

from __future__ import annotations

from msgspec.structs import replace

from archive.extraction.boilerplate import is_byline
from archive.extraction.published import is_date_line
from archive.extraction.seen import SENTENCE
from archive.extraction.segments import Outline, Segment
from archive.extraction.title import Hints, headline, marked_lines

LEAD = 80
"""Characters from which a line is prose of the article and no longer its date or byline."""
ABOVE_TEXT = 8
"""Lines above the text in which a headline without markup and its date stand."""


def take_headline(lines: Outline, title: str, title_line: Segment | None, hints: Hints) -> str:
    """Take a headline without markup for the title when the only heading is the site's."""
    segments, first = lines.segments, hints.container.start if hints.container is not None else 0
    marked = marked_lines(lines.dated, segments) if lines.dated else frozenset()
    least = SENTENCE if marked else LEAD
    start = next((i for i, s in enumerate(segments) if i >= first and s.prose >= least and not s.rule), None)
    if not start:
        return title
    below = segments[start + 1 : start + 2]
    start += any(is_date_line(s) for s in below)  # a long headline above its date
    near = segments[max(start - ABOVE_TEXT, 0) : start + 1]
    dates = frozenset(id(s) for s in near if is_date_line(s, beside_title=True) or is_byline(s))
    line = headline(segments, title_line, start, replace(hints, dates=dates - marked, marked=marked))
    if line is None:
        return title
    line.rule = "title"
    if title_line is not None:
        title_line.rule = "heading:site"
    return line.text
