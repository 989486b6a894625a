"""The dataset as it is now, as it was on a day, or with everything that changed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from archive.article import Article
from archive.errors import ConfigError
from archive.history.events import missing_since
from archive.history.pages import pages

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def versions(folder: Path | str, *, site: str | None = None) -> Iterator[tuple[Article, ...]]:
    """Yield the versions of each article, the earliest first: same id; text, title, a date or something else differs.

    Errors and memory as `archive.history.pages`.
    """
    return (page.versions for page in pages(folder, site=site) if page.versions)


def latest(folder: Path | str, *, site: str | None = None) -> Iterator[Article]:
    """Yield each article once, in the version that was seen last."""
    return (last for page in pages(folder, site=site) if (last := page.last_seen()) is not None)


def as_of(
    folder: Path | str, date: dt.datetime | dt.date | str, *, site: str | None = None, gone: bool = True
) -> Iterator[Article]:
    """Yield each article as it had been captured by the end of a day, month or year (UTC).

    Args:
        folder: the collection or dataset.
        date: a date, a moment, or `2019`, `2019-03`, `2019-03-06`, `2019-03-06T09:00:00+07:00`.
        site: only this site.
        gone: whether articles whose page was known to be gone or moved by then are included.

    Raises:
        ConfigError: when the date makes no sense.
    """
    end = end_of(date)
    return _as_of(folder, end, site, gone=gone)


def _as_of(folder: Path | str, end: dt.datetime, site: str | None, *, gone: bool) -> Iterator[Article]:
    for page in pages(folder, site=site):
        known = page.last_seen(end)
        if known is not None and (gone or missing_since(page, end) is None):
            yield known


def end_of(date: dt.datetime | dt.date | str) -> dt.datetime:
    """Return the first moment after a day, month or year; a moment itself counts.

    Raises:
        ConfigError: when it is no date.
    """
    if isinstance(date, dt.datetime):
        return _aware(date) + dt.timedelta(microseconds=1)
    text = date.isoformat() if isinstance(date, dt.date) else date.strip()
    try:
        match = _DAY.fullmatch(text)
        if match is None:
            return _aware(dt.datetime.fromisoformat(text)) + dt.timedelta(microseconds=1)
        return _end_of_parts(*(int(part) if part else None for part in match.groups()))
    except (ValueError, OverflowError):
        hint = "write 2019, 2019-03, 2019-03-06 or 2019-03-06T09:00:00+07:00"
        raise ConfigError("this is no date", where=text[:80], hint=hint) from None


def _end_of_parts(year: int | None, month: int | None, day: int | None) -> dt.datetime:
    assert year is not None  # the pattern has it
    last_month = month or 12
    last_day = day or calendar.monthrange(year, last_month)[1]
    return dt.datetime(year, last_month, last_day, tzinfo=dt.UTC) + dt.timedelta(days=1)


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
