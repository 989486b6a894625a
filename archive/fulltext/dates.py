"""The days that an article or a limit of a search means: a year is all its days."""

from __future__ import annotations

import calendar
import re

from archive.article import Article, PageDate
from archive.errors import ConfigError

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
FIRST, LAST = "0000-00-00", "9999-99-99"


def days_of(article: Article) -> tuple[str, str, str]:
    """Return first and last day, and by what: the page's date, else the first date of the text, else the capture."""
    dated = [("published", article.published), *(("event", date) for date in article.event_dates)]
    for source, date in dated:
        span = _span_of(date)
        if span is not None:
            return *span, source
    day = article.source.fetched_at[:10]
    return day, day, "capture"


def _span_of(date: PageDate | None) -> tuple[str, str] | None:
    return span((date.value or "")[:10]) if date is not None else None


def span(text: str) -> tuple[str, str] | None:
    """Return first and last day of `2017`, `2017-12` or `2017-12-05`; None when it is no such thing."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        last = day or f"{calendar.monthrange(int(year), int(month or 12))[1]:02}"
    except calendar.IllegalMonthError:
        return None
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{last}"


def limits(since: str | None, until: str | None) -> tuple[str, str]:
    """Return the first and the last day wanted.

    Raises:
        ConfigError: when one is no date.
    """
    return _limit(since, "--since", 0) if since else FIRST, _limit(until, "--until", 1) if until else LAST


def _limit(text: str, flag: str, end: int) -> str:
    found = span(text.strip())
    if found is None:
        raise ConfigError("this is no date", where=f"{flag} {text[:40]}", hint="write 2017, 2017-12 or 2017-12-05")
    return found[end]
