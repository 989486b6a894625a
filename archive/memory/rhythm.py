"""When a page is due again: a pure function of what its visits found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce

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
EARLY = 0.9
"""A visit before this part of the interval says nothing of the next one: a retry, or a crawl of all pages."""


class Visit(Struct, frozen=True):
    """One visit of a page."""

    at: datetime
    """UTC."""
    text: str | None
    """Hash of the cleaned text, from derive; None when the visit gave none (an error page, no answer)."""
    extractor: str = ""
    """The version that cleaned it: texts are compared within one version only."""


class Rhythm(Struct, frozen=True):
    """How often a page is visited, by its visits so far."""

    at: datetime
    """The last visit."""
    interval: timedelta
    young_since: datetime
    text: str | None = None
    """The last text that was seen."""
    extractor: str = ""

    @property
    def due(self) -> datetime:
        """When the page is to be visited again."""
        return self.at + self.interval

    def after(self, visit: Visit) -> Rhythm:
        """Return the rhythm after one more visit.

        Bytes of a page change at every fetch (counters, tokens), so only its cleaned text counts. A visit
        without a text is one that found nothing new; a text from another version of the extractor neither
        shortens nor lengthens the interval.
        """
        comparable = visit.text is None or self.text is None or visit.extractor == self.extractor
        changed = comparable and visit.text is not None and self.text is not None and visit.text != self.text
        interval, young_since = self.interval, self.young_since
        if changed:
            interval, young_since = interval * SHRINK, visit.at
        elif comparable and visit.at - self.at >= self.interval * EARLY:
            interval *= GROWTH
        limit = WEEKLY if visit.at - young_since <= YOUNG else LONGEST
        interval = min(max(interval, SHORTEST), limit)
        text, extractor = (self.text, self.extractor) if visit.text is None else (visit.text, visit.extractor)
        return Rhythm(visit.at, interval, young_since, text, extractor)


def begun(visit: Visit) -> Rhythm:
    """Return the rhythm of a page after its first visit."""
    return Rhythm(visit.at, FIRST, visit.at, visit.text, visit.extractor if visit.text is not None else "")


def next_due(history: Sequence[Visit], now: datetime) -> datetime:
    """Return when a page is to be visited again, at the earliest 90 minutes and at the latest 90 days after.

    Args:
        history: the visits of the page, oldest first; without any, it is due at once.
        now: returned when there is no visit; never looked at otherwise, so that the result is the same
            whenever it is asked for.
    """
    if not history:
        return now
    return reduce(Rhythm.after, history[1:], begun(history[0])).due
