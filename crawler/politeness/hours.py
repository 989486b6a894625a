"""Two kinds of time that servers and sites state: `Retry-After`, and hours in which a site may be crawled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

DAY = timedelta(days=1)


def retry_after(value: bytes, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` asks for: a number, or an HTTP date (RFC 9110, section 10.2.3).

    None when it makes no sense or lies in the past.
    """
    text = value.decode("latin-1").strip()[:64]
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    left = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return left if left > 0 else None


def until_open(windows: Iterable[str], now: datetime) -> float:
    """Return the seconds until one of the windows (`22:00-05:00`, in the zone of `now`) is open; 0 when one is.

    Without windows it is always open.
    """
    waits = [_wait(window, now) for window in windows]
    return min(waits, default=0.0)


def _wait(window: str, now: datetime) -> float:
    start, end = (_time(part) for part in window.split("-"))
    at = now.time().replace(tzinfo=None)
    if start < end and start <= at < end:
        return 0.0
    if start >= end and (at >= start or at < end):  # over midnight, or all day
        return 0.0
    opens = now.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
    opens = opens if opens > now else opens + DAY
    # Over UTC, since a zone's clock may jump in between.
    return (opens.astimezone(UTC) - now.astimezone(UTC)).total_seconds()


def _time(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour) % 24, int(minute))
