"""The words and numbers of a date, apart from where they stand: months, weekdays, zones, clock times."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from importlib.resources import files

from msgspec import Struct

from archive.article import Precision

_WORDS = tomllib.loads((files("archive.extraction") / "data" / "calendar.toml").read_text("utf-8"))
MONTHS: dict[str, int] = _WORDS["months"]
WEEKDAYS: dict[str, int] = _WORDS["weekdays"]
WEEKDAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_OFFSETS = {
    "WIB": "+07:00", "WITA": "+08:00", "WIT": "+09:00", "Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00",
    "ASIA/JAKARTA": "+07:00", "ASIA/PONTIANAK": "+07:00",
    "ASIA/MAKASSAR": "+08:00", "ASIA/JAYAPURA": "+09:00",
}  # fmt: skip
"""Presidential decree 41/1987 names the three Indonesian zones; none of them has a summer time."""
YEARS = range(1800, 2101)


def any_of(words: dict[str, int]) -> str:
    """Return a regular expression for the longest of these words first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


class Clock(Struct, frozen=True):
    """A time of day as the page gave it; `zone` is the page's own word."""

    time: dt.time
    precision: Precision
    zone: str | None = None


def day(year: int, month: int, day_of_month: int) -> dt.date | None:
    """Return the date, or None when there is no such day."""
    if year not in YEARS:
        return None
    try:
        return dt.date(year, month, day_of_month)
    except ValueError:
        return None


def full_year(digits: str) -> int:
    """Return the year of two or four digits; two of them mean 1970 to 2069 (POSIX pivots at 69)."""
    year = int(digits)
    return year if len(digits) != 2 else year + (1900 if year >= 70 else 2000)  # noqa: PLR2004


def clock(match: re.Match[str] | None) -> Clock | None:
    """Return the time in the groups `h`, `mi`, `s`, `ap` and `z`, or None when no clock shows it."""
    if match is None or match["h"] is None:
        return None
    hour, minute, second = int(match["h"]), int(match["mi"]), int(match["s"] or 0)
    half = (match["ap"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:  # noqa: PLR2004
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    precision = Precision.SECOND if match["s"] else Precision.MINUTE
    return Clock(dt.time(hour, minute, second), precision, match["z"])


def offset(zone: str | None) -> str:
    """Return `+07:00` for `WIB`, `GMT+7`, `+0700` or `Asia/Jakarta`; empty for none or an unknown one."""
    name = (zone or "").upper()
    match = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d\d)?", name)
    if match:
        return f"{match[1]}{int(match[2]):02}:{match[3] or '00'}"
    return _OFFSETS.get(name, "")


def value(date: dt.date, time: Clock | None, zone: str | None) -> tuple[str, Precision]:
    """Return the ISO 8601 value and its precision; midnight is a database's way to say a day."""
    if time is None or time.time == dt.time():
        return date.isoformat(), Precision.DAY
    at = dt.datetime.combine(date, time.time)
    return at.isoformat() + offset(time.zone or zone), time.precision
