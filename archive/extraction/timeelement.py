"""A `<time>` element: what its attribute says, and what it shows."""

from __future__ import annotations

import datetime as dt

from archive.extraction.dates import FoundDate, read_date
from archive.extraction.node import Node, unescaped
from archive.extraction.normalise import clean

DAY = len("2017-12-05")
NEAR = dt.timedelta(days=1)
"""A moment in another zone shows the day before or after."""


def read_time(node: Node, zone: str | None) -> FoundDate | None:
    """Read a `<time>`: its attribute, unless the day that it shows is another one (a template's `2020-01-01`)."""
    found = read_date(node.get("datetime") or "", "time", zone=zone)
    shown = read_date(clean(unescaped(node.text)), "time", zone=zone)
    if found is None or shown is None:
        return found or shown
    days = _day(found), _day(shown)
    return shown if days[0] and days[1] and abs(days[0] - days[1]) > NEAR else found


def _day(found: FoundDate) -> dt.date | None:
    value = found.date.value or ""
    return dt.date.fromisoformat(value[:DAY]) if len(value) >= DAY else None
