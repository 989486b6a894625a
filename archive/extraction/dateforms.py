"""The patterns of written dates: day, month and year in digits or words, and what stands around them.

Groups of `DATE`: `i*` ISO, `n*` numbers, `s*` short (no year), `m*` month by name, `e*` what may follow an
English month. Groups of a clock: `h`, `c` (its separator), `mi`, `s`, `ap`, `z`.
"""

from __future__ import annotations

import re

from archive.extraction.calendar import MONTHS, WEEKDAYS, any_of

_MONTH = any_of(MONTHS)
_WEEKDAY = any_of(WEEKDAYS)
_TO = r"\s?(?:-|\u2013|\u2014|s/d|s\.d\.?|sd\.?|sampai(?:\sdengan)?|hingga|dan|&|to|until)\s?"
_TH = r"(?:st|nd|rd|th)?"
_CLOCK = (
    r"(?P<h>\d{1,2})(?P<c>[:.])(?P<mi>\d\d)(?:[:.](?P<s>\d\d)(?:\.\d{1,9})?)?(?!\d)\s?(?P<ap>[ap]\.?m\b\.?)?\s?"
    r"(?P<z>WITA\b|WIB\b|WIT\b|(?:UTC|GMT)\b(?:[+-]\d{1,2}(?::?\d\d)?)?|Z\b|\+\d\d:?\d\d|"
    # `08:00-10:00` is a span, not an offset: a minus is one only after seconds.
    r"(?(s)-\d\d:?\d\d(?!:|\d)|(?!)))?"
)
NUMBER = re.compile(r"[0-9]+")
# No date starts inside a word, a number, a path, a telephone number or an ordinal (`ke-5 Juli`).
DATE = re.compile(
    rf"""(?<![\w/.:+])(?<!\d-)(?<!ke-)(?:
    (?P<iy>\d{{4}})(?P<is>[-/])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?!\d|[/-]\d)
    |(?P<nd>\d\d?)(?:\s?[-\u2013]\s?(?P<nd2>\d\d?))?(?P<ns>[/.-])(?P<nm>\d\d?)(?P=ns)(?P<ny>\d{{4}}|\d\d)
        (?![\w/]|[.:,-]\d)
    |(?P<sd>\d\d?)(?:\s?[-\u2013]\s?(?P<sd2>\d\d?))?/(?P<sm>\d\d?)(?![\w/]|[.,-]\d)
    |(?P<md>\d\d?){_TH}(?:{_TO}(?P<md2>\d\d?))?(?P<mc>[\s,.-]{{0,3}})(?:of\s)?(?P<mm>{_MONTH})\b\.?
        (?:[\s,.'\u2019-]{{0,3}}(?P<my>\d{{4}}|\d\d)(?!\d|[.,:]\d))?
    |(?P<ed>\d\d?){_TH}(?:{_TO}(?P<ed2>\d\d?))?,?\s(?P<ey>\d{{4}})(?!\d|[.,]\d)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
MONTH_BEFORE = re.compile(rf"(?<!\w)({_MONTH})\b\.?\s?$", re.IGNORECASE)
AFTER = re.compile(
    rf"(?:T|[\s,|()\u2022\u00b7\u2013\u2014-]{{0,5}}(?P<at>(?:pukul|jam|pkl\.?|at)\s?:?\s?)?){_CLOCK}", re.IGNORECASE
)
BEFORE = re.compile(rf"(?<![\w.:])(?P<at>){_CLOCK}[\s,|/\u2013\u2014-]{{1,4}}$", re.IGNORECASE)
SPAN_ZONE = re.compile(rf"{_TO}\d{{1,2}}[:.]\d\d\s?(WITA|WIB|WIT)\b", re.IGNORECASE)
WEEKDAY_BEFORE = re.compile(
    rf"(?<!\w)(?P<wd>{_WEEKDAY})\b\.?(?:\W{{0,3}}\b(?:pagi|siang|sore|petang|malam|lalu|kemar[ie]n|tadi|ini|besok|"
    r"mendatang|tanggal|tgl|legi|pahing|pon|wage|kliwon)\b){0,3}\W{0,4}$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"(?<!\w)(?:no|nomor|nomer|nmr|pasal|ayat|kep|sk|perda|perwal)\b[.:\s]{0,3}$", re.IGNORECASE)
JOINED = re.compile(rf"{_TO}(?:(?:{_WEEKDAY})\b[\s,]{{1,2}})?\(?", re.IGNORECASE)
MONTH_YEAR = re.compile(rf"(?:bulan\s)?({_MONTH})\b\.?[\s,]{{0,2}}(\d{{4}})", re.IGNORECASE)
COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)")
GUESSABLE = re.compile(rf"(?=.*(?<!\w)(?:{_MONTH})\b)(?=.*(?<!\d)(?:19|20)\d\d(?!\d))", re.IGNORECASE)
NO_GUESS = re.compile(r"\u00a9|copyright|\bno\.|\bnomor\b|\btahun\b|\+|[@()]", re.IGNORECASE)
DAY_LINE = re.compile(
    rf"(?:{_WEEKDAY},?\s)?(?:\d{{1,2}}[\s,/-]{{0,3}}(?:{_MONTH})\.?|(?:{_MONTH})\.?[\s,/-]{{0,3}}\d{{1,2}}|{_WEEKDAY})",
    re.IGNORECASE,
)
