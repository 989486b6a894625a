"""When a page is due again: a pure function of what its earlier visits found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

SHORTEST = timedelta(minutes=90)
LONGEST = timedelta(days=90)
FIRST = timedelta(hours=20)
"""After the first visit: most corrections of a text are made within two days of its publication."""
WEEKLY = timedelta(days=6.5)
"""No interval is longer while a text is young, so that an edit is found within seven days."""
YOUNG = timedelta(days=33)
"""A text is young for so long after it was first seen or last changed."""
GROWTH = 1.6
"""An unchanged text is left alone for so many times the interval before ..."""
SHRINK = 0.5
"""... and a changed one for this part of it."""


class Visit(Struct, frozen=True):
    """One visit of a page that gave an answer."""

    at: datetime
    """UTC."""
    text: str | None
    """Hash of the cleaned text, from derive; None when the visit gave none (a 304, an error page)."""
    extractor: str = ""
    """The version that cleaned it: texts are compared within one version only."""


def next_due(history: Sequence[Visit], now: datetime) -> datetime:
    """Return when a page is to be visited again, at the earliest 90 minutes and at the latest 90 days after.

    Bytes of a page change at every fetch (counters, tokens), so only its cleaned text counts. A visit
    without a text is one that found nothing new; a text from another version of the extractor neither
    shortens nor lengthens the interval.

    Args:
        history: the visits of the page, oldest first; without any, it is due at once.
        now: returned when there is no visit; never looked at otherwise, so that the result is the same
            whenever it is asked for.
    """
    if not history:
        return now
    interval, young_since = FIRST, history[0].at
    known = history[0]
    for visit in history[1:]:
        comparable = visit.text is None or known.text is None or visit.extractor == known.extractor
        changed = comparable and visit.text is not None and known.text is not None and visit.text != known.text
        if changed:
            interval, young_since = interval * SHRINK, visit.at
        elif comparable:
            interval *= GROWTH
        limit = WEEKLY if visit.at - young_since <= YOUNG else LONGEST
        interval = min(max(interval, SHORTEST), limit)
        if visit.text is not None:
            known = visit
    return history[-1].at + interval
