"""The dates a text tells: when what it reports was, or will be."""

from __future__ import annotations

import datetime as dt

from archive.article import PageDate
from archive.extraction.dates import find_dates

MAX_EVENT_DATES = 50
DAY = len("2017-12-05")


def find_event_dates(
    text: str, published: PageDate | None, zone: str | None
) -> tuple[tuple[PageDate, ...], tuple[str, ...]]:
    """Return the dates of the text, each once, and the doubts about them."""
    value = (published.value or "") if published else ""
    day = dt.date.fromisoformat(value[:DAY]) if len(value) >= DAY else None
    found = find_dates(text, reference_year=None, zone=zone, published=day)[:MAX_EVENT_DATES]
    dates = {(d.raw, d.value): d for d in (f.date for f in found)}
    return tuple(dates.values()), tuple(dict.fromkeys(f.warning for f in found if f.warning))
