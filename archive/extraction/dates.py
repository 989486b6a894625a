"""Dates as Indonesian pages write them: day before month, old spellings, three zones; none beats wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from archive.article import PageDate, Precision
from archive.extraction import calendar, dateforms
from archive.extraction.calendar import MONTHS, WEEKDAY_NAMES, WEEKDAYS

MAX_FOUND = 200
"""Dates taken from one text."""
MAX_LINE = 200
"""Characters of a string that should be a date."""
MAX_GUESS = 60
"""Characters of a string that the slow, general parser may see."""
ENGLISH_DAYS = frozenset(
    name[:3] for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
"""Weekdays as programs shorten them."""
WORD_YEARS = range(1990, 2101)
"""Years believed of a bare `2017`."""


class FoundDate(Struct, frozen=True):
    """A date in a text: `text[start:end]` is its raw form; `warning` is empty when nothing is odd."""

    date: PageDate
    start: int
    end: int
    warning: str = ""


class _Signs(Struct, frozen=True):
    """What speaks for a date besides its digits: a weekday, parentheses, a caller that expects one."""

    weekday: bool
    enclosed: bool
    believing: bool


class _Hit(Struct, frozen=True):
    """What a pattern read, before it is a date: `days` has two when it is a span of days.

    A `weak` hit (`5 Maret` in running text) counts only when the next one lends it a year.
    """

    days: tuple[int, ...]
    month: int
    year: int | None
    end: int
    core: int = 0
    start: int = 0
    weekday: int | None = None
    clock: calendar.Clock | None = None
    swapped: bool = False
    weak: bool = False


def find_dates(
    text: str, *, reference_year: int | None, zone: str | None = None, published: dt.date | None = None
) -> list[FoundDate]:
    """Return the dates a text tells, in its order, at most `MAX_FOUND`.

    Args:
        text: running text or a line.
        reference_year: the year of a date without one (`(5/3)`); without it such a date has no value.
        zone: `WIB` or `Asia/Jakarta`, for times that name none.
        published: completes a date without a year better: to the nearest one, so that `(28/12)` in a
            report of 3 January is last year's.
    """
    if len(text) <= MAX_LINE and published is None:
        return list(_line_dates(text, reference_year, zone))
    return _dates(text, published or reference_year, zone)


# Several rules ask about the same few lines of a page.
@lru_cache(maxsize=2048)
def _line_dates(text: str, reference: int | None, zone: str | None) -> tuple[FoundDate, ...]:
    return tuple(_dates(text, reference, zone))


def _dates(text: str, reference: dt.date | int | None, zone: str | None) -> list[FoundDate]:
    hits = islice(_hits(text, believing=False), MAX_FOUND)
    return [found for hit in _with_years(text, list(hits)) for found in _found(text, hit, reference, zone)]


def read_date(
    text: str, source: str, *, zone: str | None = None, reference_year: int | None = None
) -> FoundDate | None:
    """Return the first date of a string that should be one, with its warning, or None.

    Args:
        text: a meta value, the text of a `<time>`, a date line; past `MAX_LINE` it is not looked at.
        source: where it stood, as `PageDate.source` lists.
        zone: for times that name none.
        reference_year: for a date without a year.
    """
    line = text.strip()
    if not line or len(line) > MAX_LINE:
        return None
    whole = _whole(line)
    if whole is None:
        hits = _with_years(line, list(islice(_hits(line, believing=True), 9)))
        found = [date for hit in hits for date in _found(line, hit, reference_year, zone)]
        whole = found[0] if found else _guess(line, zone)
    return replace(whole, date=replace(whole.date, source=source)) if whole else None


def parse_date(
    text: str, source: str, *, zone: str | None = None, reference_year: int | None = None
) -> PageDate | None:
    """Return what `read_date` finds, without place and warning."""
    found = read_date(text, source, zone=zone, reference_year=reference_year)
    return found.date if found else None


def _hits(text: str, *, believing: bool) -> Iterator[_Hit]:
    """Yield what looks like a date; `believing` takes two-digit years and `5/3` without further signs."""
    past = 0
    for number in dateforms.NUMBER.finditer(text):
        at = number.start()
        match = dateforms.DATE.match(text, at) if at >= past else None
        if match is None or dateforms.NUMBERED.search(text, max(past, at - 12), at):
            continue
        hit = _hit(text, match, past, believing=believing)
        if hit is not None:
            past = hit.end
            yield hit


def _hit(text: str, match: re.Match[str], past: int, *, believing: bool) -> _Hit | None:
    """Return the numbers of a match with the weekday and the clock around it."""
    core, end = match.span()
    month = dateforms.MONTH_BEFORE.search(text, max(past, core - 12), core) if match["ed"] else None
    start = month.start() if month else core
    before = dateforms.WEEKDAY_BEFORE.search(text, max(past, start - 48), start)
    enclosed = text[core - 1 : core] == "(" and text[end : end + 1] in (")", ",")
    hit = _numbers(match, _Signs(before is not None, enclosed, believing), month[1] if month else "")
    if hit is None:
        return None
    if before:
        start = before.start()
    elif enclosed and hit.year is None:
        start -= 1
    hit = replace(hit, core=core, start=start, weekday=WEEKDAYS[before["wd"].lower()] if before else None)
    return _around(text, _month_first(hit, before["wd"]) if before and match["ns"] == "/" else hit, past)


def _month_first(hit: _Hit, weekday: str) -> _Hit:
    """Read `Tue, 06/01/2021` month first where only that is a Tuesday: a program in English wrote it (Drupal)."""
    if weekday.lower() not in ENGLISH_DAYS or hit.year is None or len(hit.days) > 1 or hit.swapped:
        return hit
    day = calendar.day(hit.year, hit.month, hit.days[0])
    other = calendar.day(hit.year, hit.days[0], hit.month)
    if day is None or other is None or day.weekday() == hit.weekday or other.weekday() != hit.weekday:
        return hit
    return replace(hit, days=(hit.month,), month=hit.days[0], swapped=True)


def _around(text: str, hit: _Hit, past: int) -> _Hit:
    """Return the hit with the clock after or before it, and with the parenthesis it opened closed."""
    start, end = hit.start, hit.end
    ahead = dateforms.AFTER.match(text, end)
    time = _clock(text, ahead)
    if ahead and time:
        end = ahead.end()
    elif behind := dateforms.BEFORE.search(text, max(past, start - 24), start):
        time = _clock(text, behind)
        start = behind.start() if time else start
    end = start + len(text[start:end].rstrip())
    if text.count("(", start, end) > text.count(")", start, end) and text[end : end + 1] == ")":
        end += 1
    return replace(hit, start=start, end=end, clock=time)


def _clock(text: str, match: re.Match[str] | None) -> calendar.Clock | None:
    """Return the time of a match; `10.31` is one only after `pukul` or before a zone."""
    time = calendar.clock(match)
    if time is None or match is None or (match["c"] == "." and not (match["at"] or match["z"])):
        return None
    span = None if time.zone else dateforms.SPAN_ZONE.match(text, match.end())
    return replace(time, zone=span[1]) if span else time


def _numbers(match: re.Match[str], signs: _Signs, month: str) -> _Hit | None:
    """Return day, month and year of whichever pattern matched, or None when too little speaks for a date."""
    if match["iy"]:
        return _Hit((int(match["id"]),), int(match["im"]), int(match["iy"]), match.end())
    if match["nd"]:
        return _slashed(match, signs)
    if match["sd"]:
        return _yearless(match, signs)
    if match["md"]:
        return _named(match, signs)
    return _Hit(_days(match, "ed"), MONTHS[month.lower()], int(match["ey"]), match.end()) if month else None


def _days(match: re.Match[str], group: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in (match[group], match[group + "2"]) if digits)


def _slashed(match: re.Match[str], signs: _Signs) -> _Hit | None:
    """Day first; month first only where no other reading exists (`08/31/2018`)."""
    if len(match["ny"]) == 2 and (match["ns"] == "." or signs == _Signs(False, False, False)):  # noqa: PLR2004, FBT003
        return None
    days, month, year = _days(match, "nd"), int(match["nm"]), calendar.full_year(match["ny"])
    if month > 12 >= days[0] and len(days) == 1:  # noqa: PLR2004
        return _Hit((month,), days[0], year, match.end(), swapped=True)
    return _Hit(days, month, year, match.end())


def _yearless(match: re.Match[str], signs: _Signs) -> _Hit | None:
    """`(5/3)` or `Selasa 5/3`; `24/7` is no date without its weekday."""
    days, month = _days(match, "sd"), int(match["sm"])
    if not signs.weekday and ((days, month) == ((24,), 7) or not (signs.enclosed or signs.believing)):
        return None
    return _Hit(days, month, None, match.end())


def _named(match: re.Match[str], signs: _Signs) -> _Hit:
    """`5 Desember 2017`; two digits are a year only where a date is expected, or after `31, May`."""
    month, year, end = MONTHS[match["mm"].lower()], match["my"], match.end()
    if year and len(year) == 2 and not (signs.believing or "," in match["mc"]):  # noqa: PLR2004
        year, end = None, match.end("mm")
    weak = year is None and not (signs.weekday or signs.enclosed or signs.believing)
    return _Hit(_days(match, "md"), month, calendar.full_year(year) if year else None, end, weak=weak)


def _with_years(text: str, hits: list[_Hit]) -> list[_Hit]:
    """Lend a year backwards over `23 Juli - 26 Agustus 2019`, then drop what stayed weak."""
    for index in range(len(hits) - 2, -1, -1):
        hit, after = hits[index], hits[index + 1]
        if hit.year is None and after.year and dateforms.JOINED.fullmatch(text, hit.end, after.core):
            hits[index] = replace(hit, year=after.year, weak=False)
    return [hit for hit in hits if not hit.weak]


def _found(text: str, hit: _Hit, reference: dt.date | int | None, zone: str | None) -> list[FoundDate]:
    """Return the dates of a hit: none when there is no such day, two for a span of days."""
    raw = text[hit.start : hit.end]
    dates = [_complete(hit, number, reference) for number in hit.days]
    if None in dates:
        possible = hit.year is None and reference is None and calendar.day(2000, hit.month, hit.days[0])
        nothing = PageDate(None, raw, "text", Precision.DAY)
        return [FoundDate(nothing, hit.start, hit.end)] if possible else []
    clock = hit.clock if len(hit.days) == 1 else None
    found = []
    for date in filter(None, dates):
        value, precision = calendar.value(date, clock, zone)
        page = PageDate(value, raw, "text", precision, clock.zone if clock else None)
        found.append(FoundDate(page, hit.start, hit.end, _warning(hit, date, raw) if date == dates[0] else ""))
    return found


def _complete(hit: _Hit, number: int, reference: dt.date | int | None) -> dt.date | None:
    if hit.year is not None:
        return calendar.day(hit.year, hit.month, number)
    if isinstance(reference, dt.date):
        near = [calendar.day(reference.year + step, hit.month, number) for step in (0, -1, 1)]
        return min(filter(None, near), key=lambda date: abs(date - reference), default=None)
    return calendar.day(reference, hit.month, number) if reference else None


def _warning(hit: _Hit, date: dt.date, raw: str) -> str:
    if hit.weekday is not None and date.weekday() != hit.weekday:
        real, said = WEEKDAY_NAMES[date.weekday()], WEEKDAY_NAMES[hit.weekday]
        return f"weekday: {date.isoformat()} is a {real}, not a {said}: {raw!r}"
    return f"order: read month first: {raw!r}" if hit.swapped else ""


def _whole(line: str) -> FoundDate | None:
    """Return a line that is nothing but `20171205`, `Desember 2017` or `2017`."""
    month_year = dateforms.MONTH_YEAR.fullmatch(line)
    compact = dateforms.COMPACT.fullmatch(line)
    if month_year and int(month_year[2]) in WORD_YEARS:
        value, precision = f"{month_year[2]}-{MONTHS[month_year[1].lower()]:02}", Precision.MONTH
    elif compact and (date := calendar.day(*map(int, compact.groups()))):
        value, precision = date.isoformat(), Precision.DAY
    elif len(line) == 4 and line.isascii() and line.isdigit() and int(line) in WORD_YEARS:  # noqa: PLR2004
        value, precision = line, Precision.YEAR
    else:
        return None
    return FoundDate(PageDate(value, line, "text", precision), 0, len(line))


def _guess(line: str, zone: str | None) -> FoundDate | None:
    """Ask `dateparser` about a short line with a month's name and a year that no pattern knows."""
    if len(line) > MAX_GUESS or not dateforms.GUESSABLE.match(line) or dateforms.NO_GUESS.search(line):
        return None
    import dateparser  # noqa: PLC0415 - half a second, and hardly ever needed

    try:
        at = dateparser.parse(
            line,
            languages=["id", "en"],
            settings={
                "DATE_ORDER": "DMY",
                "REQUIRE_PARTS": ["day", "month", "year"],
                "PARSERS": ["custom-formats", "absolute-time"],
            },
        )
    except (ValueError, OverflowError, TypeError):
        return None
    if at is None or at.year not in WORD_YEARS:
        return None
    clock = calendar.Clock(at.time().replace(microsecond=0), Precision.MINUTE, at.strftime("%z") or None)
    value, precision = calendar.value(at.date(), clock, zone)
    return FoundDate(PageDate(value, line, "text", precision, clock.zone if clock else None), 0, len(line))
