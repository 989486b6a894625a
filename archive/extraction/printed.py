"""A date as a theme prints it beside an article: glued to a name, with a short year, with its time on the next line."""

from __future__ import annotations

import re

from msgspec.structs import replace

from archive.extraction.calendar import MONTHS, WEEKDAYS, any_of
from archive.extraction.dates import FoundDate, read_date
from archive.extraction.segments import Segment

MAX_LABEL = 40
"""Characters of a label before a date."""
_DAY_MONTH = rf"\d{{1,2}}\s(?i:{any_of(MONTHS)})\.?,?\s\d{{4}}\b"
_WEEKDAY = any_of({name.capitalize(): number for name, number in WEEKDAYS.items() if len(name) > 2})  # noqa: PLR2004
GLUED = re.compile(rf"(?<=[^\W\d_])(?={_DAY_MONTH})|(?<=[a-z])(?=(?:{_WEEKDAY}),?\s{_DAY_MONTH})")
"""Where an author's name ends without a space and the date begins: `Administrator14 Juli 2023`."""
SHORT = re.compile(
    rf"(?P<label>[^\d]{{0,{MAX_LABEL}}})(?P<raw>(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d\d)"
    r"(?:[\s,]{1,3}(?P<h>\d\d?)[.:](?P<mi>\d\d))?)"
)
"""`Tanggal Terbit: 18/4/24 14.30`: two digits are a year only where nothing else is on the line."""
CLOCK = re.compile(
    r"(?:(?:pukul|jam|pkl\.?)\s?:?\s?\d\d?[:.]\d\d(?:\s?WI(?:B|TA|T))?|\d\d?[:.]\d\d\s?WI(?:B|TA|T)|\d\d?:\d\d(?::\d\d)?)",
    re.IGNORECASE,
)
MONTHS_A_YEAR = 12


def loosened(text: str) -> str:
    """Return a line with a space where a name is glued to the date behind it."""
    return GLUED.sub(" ", text)


def short_date(text: str, zone: str | None, *, day_first: bool) -> tuple[str, FoundDate] | None:
    """Return the label and the date of a line that is only those, its year in two digits; None when in doubt.

    `day_first` says that the site is Indonesian; elsewhere only a day past 12 tells the order.
    """
    match = SHORT.fullmatch(text) if len(text) <= 2 * MAX_LABEL else None
    if match is None or not (day_first or int(match["d"]) > MONTHS_A_YEAR) or int(match["m"]) > MONTHS_A_YEAR:
        return None
    time = f" pukul {match['h']}:{match['mi']}" if match["h"] else ""
    found = read_date(f"{match['d']}/{match['m']}/{match['y']}{time}", "visible", zone=zone)
    if found is None or not found.date.value:
        return None
    return match["label"], replace(found, date=replace(found.date, raw=match["raw"]))


def with_clock(found: FoundDate, line: Segment, following: Segment, zone: str | None) -> FoundDate:
    """Return the date with the time that stands alone beside it: the element after its own, inside the same one."""
    beside = following.element is not line.element and following.element.parent is line.element.parent
    if not beside or not line.text.endswith(found.date.raw) or not CLOCK.fullmatch(following.text):
        return found
    whole = read_date(f"{found.date.raw} {following.text}", found.date.source, zone=zone)
    return whole if whole is not None and whole.date.value else found
