"""When the page was published and changed, by the page's own word. None beats wrong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from archive.article import BlockKind, PageDate
from archive.extraction import dateforms
from archive.extraction.dates import FoundDate, find_dates, read_date
from archive.extraction.metadata import Head
from archive.extraction.node import attributes
from archive.extraction.printed import loosened, short_date, with_clock
from archive.extraction.segments import Outline, Segment
from archive.extraction.timeelement import read_time
from archive.urls import host_of

PUBLISHED_META = (
    "article:published_time", "og:published_time", "datepublished", "dcterms.date", "dc.date.issued", "dc.date",
    "publishdate", "publish-date", "pubdate", "date_published", "article.published", "sailthru.date",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
)
URL_DATE = re.compile(r"/((?:19|20)\d\d)/?([01]\d)/?([0-3]\d)(?:/|$)")
DATE_CLASS = re.compile(
    r"\b(date|dates|tanggal|tgl|published|publish|posted|posted-on|post-date|entry-date|entry-meta|post-meta|meta|"
    r"time|waktu|info|byline)\b",
    re.IGNORECASE,
)
MODIFIED_LABEL = re.compile(r"\b(diubah|diperbarui|di ?update|updated|modified|terakhir)\b", re.IGNORECASE)
FILE_NAME = re.compile(r"^\S{1,200}\.[a-z]{2,5} [·|-] ")
"""What a wiki prints before the date of the last change, however long the page's name."""
DATE_LABEL = re.compile(
    r"\b(posted|published|diposting|diposkan|dipublikasikan|diterbitkan|diunggah|ditayangkan|tanggal|tgl|tayang|rilis)\b",
    re.IGNORECASE,
)
BESIDE_DATE = re.compile(r"\b(wib|wita|wit|admin\w*|dilihat|dibaca|views?|hits)\b", re.IGNORECASE)
"""What a theme prints on the line of the date, and no sentence ends with."""
MARKED = re.compile(r"\b(datePublished|dateCreated|dc:date|dc:created|schema:datePublished|published)\b")
DIGIT = re.compile("[0-9]")
"""No date is without one: a cheap look before the words around it."""
STAMP = re.compile(r"[0-9]\s?[|,–-]\s?[0-9]{1,2}[:.][0-9]{2}|:[0-9]{2}:[0-9]{2}")
"""A clock that no word leads to: `pukul` and `jam` are a writer's."""
WIB = "Asia/Jakarta"
"""Where most of Indonesia's governments are; for hosts whose region is unknown."""
DAY = len("2017-12-05")
ABOVE = 6
"""Lines above the title that may hold the date."""
BELOW = 8
"""Lines below the text that may hold it: an article's own footer."""
MAX_DATE_LINE = 200
MAX_DAY_LINE = 20
EXTRA = 60
"""Characters a date line may hold beside its date: a label, an author, a counter."""


class Place(Struct, frozen=True):
    """Where the article stands among the page's lines: its date stands there, too."""

    outline: Outline
    title: int
    """The line of the title."""
    prose: int
    """The first line of the text."""
    end: int
    """The line after the text's container."""
    kept: frozenset[int]
    """The `id()` of the lines of the text."""

    @property
    def first(self) -> int:
        """The first line that may hold the date."""
        return max(self.title - ABOVE, 0)

    @property
    def last(self) -> int:
        """The line after the last one that may hold the date: comments have dates of their own."""
        last = min(self.end + BELOW, len(self.outline.segments))
        return before_comments(self.outline.segments, self.end, last)

    def holds(self, index: int) -> bool:
        """Say whether a line is near the article and in no other part of the page."""
        if not self.first <= index < self.last:
            return False
        segment = self.outline.segments[index]
        if segment.zone == "footer":
            article = next(segment.element.iterancestors("article"), None)
            return article is not None and article.start <= self.prose < article.end
        return segment.zone in ("", "header", "meta")


def before_comments(segments: Sequence[Segment], start: int, end: int) -> int:
    """Return the first line of the comments between two lines, or `end`: comments have dates of their own."""
    return next((i for i in range(start, end) if segments[i].rule.startswith("comments:")), end)


class Published(Struct, frozen=True):
    """The publication date, and what is doubtful about it."""

    date: PageDate | None = None
    warnings: tuple[str, ...] = ()


def find_published(head: Head, place: Place, url: str, zone: str | None) -> Published:
    """Return the publication date: by JSON-LD, meta, marked elements, lines above the text, below it, then the URL.

    In both places a `<time>` comes before a date line.

    `zone` is for times that name none. A footer year, a sidebar's or a comment's date and a phone number
    are none of these. When two places name the same day, the more precise one counts.
    """
    home = zone or (WIB if host_of(url).endswith(".id") else None)
    upper, lower = range(place.first, place.prose), range(place.prose, place.last)
    time = _time_element(place, zone, upper)
    line = _date_line(place, zone, upper[::-1], day_first=home is not None)
    found = [
        _at_home(candidate, home)
        for candidate in (
            _claimed(head, "datePublished", PUBLISHED_META, zone),
            _marked(place, zone),
            time,
            line,
            _time_element(place, zone, lower) if time is None else None,
            _date_line(place, zone, lower, day_first=home is not None) if line is None else None,
            _url_date(url),
        )
        if candidate is not None
    ]
    if all(len(c.date.value or "") <= DAY for c in found):
        below = _time_below(place, home, {_day(c) for c in found})
        found += [below] if below is not None else []
    if not found:
        return Published()
    same_day = [c for c in found if _day(c) == _day(found[0])]
    best = max(same_day, key=lambda c: len(c.date.value or ""))
    return Published(best.date, (best.warning,) if best.warning else ())


def _day(found: FoundDate) -> str:
    return (found.date.value or "")[:DAY]


def _at_home(found: FoundDate, zone: str | None) -> FoundDate:
    """Return a moment given in UTC by the clock of the site: a program wrote it, and the day must be the reader's."""
    value = found.date.value or ""
    if zone is None or len(value) <= DAY or not value.endswith(("+00:00", "Z")):
        return found
    local = dt.datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    return replace(found, date=replace(found.date, value=local.isoformat()))


def find_modified(head: Head, near: Sequence[Segment], zone: str | None) -> PageDate | None:
    """Return the date of the last change, where the page states one."""
    found = _claimed(head, "dateModified", MODIFIED_META, zone)
    if found is not None:
        return found.date
    for segment in near:
        if DIGIT.search(segment.text) and MODIFIED_LABEL.search(segment.text):
            dates = find_dates(segment.text, reference_year=None, zone=zone)
            if dates:
                return _as(dates[0], "visible").date
    return None


def _claimed(head: Head, key: str, names: tuple[str, ...], zone: str | None) -> FoundDate | None:
    """Return the first claim of the page's head that is a complete date."""
    for raw, source in _claims(head, key, names):
        found = read_date(raw, source, zone=zone)
        if found is not None and found.date.value:
            return found
    return None


def _claims(head: Head, key: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    value = head.json_ld.get(key)
    if isinstance(value, str):
        yield value[:64], "json-ld"
    for name in names:
        if head.meta.get(name):
            yield head.meta[name][:64], "meta"


def _as(found: FoundDate, source: str) -> FoundDate:
    return replace(found, date=replace(found.date, source=source))


def _marked(place: Place, zone: str | None) -> FoundDate | None:
    """Return the date of an element that says it is the publication date (microdata, RDFa, hAtom)."""
    for index, source in place.outline.dated:
        if "ublished" not in source and "dc:" not in source:
            continue  # it names a title
        attrs = attributes(source)
        names = f"{attrs.get('itemprop', '')} {attrs.get('property', '')} {attrs.get('class', '')}"
        value = attrs.get("content") or attrs.get("datetime") or attrs.get("title") or ""
        if not value or not MARKED.search(names) or not place.holds(index):
            continue
        found = read_date(value[:64], "meta", zone=zone)
        if found is not None and found.date.value:
            return found
    return None


def _time_element(place: Place, zone: str | None, lines: range) -> FoundDate | None:
    """Return the first `<time>` near the article, on one of these lines, that is no date of change."""
    for node in place.outline.root.iter("time"):
        names = node.get("class") or ""
        changed = "Modified" in (node.get("itemprop") or "") or ("updated" in names and "published" not in names)
        if changed or node.start not in lines or not place.holds(node.start):
            continue
        found = read_time(node, zone)
        if found is not None and found.date.value:
            return found
    return None


def _time_below(place: Place, zone: str | None, days: set[str]) -> FoundDate | None:
    """Return the moment of a `<time>` below the text, in a footer even, that names one of `days`, found elsewhere.

    Without `days` it or the line before it must say that it is the publication date. A heading ends the article.
    """
    segments = place.outline.segments
    heads = (i for i in range(place.end, place.last) if segments[i].kind is BlockKind.HEADING)
    last = next(heads, place.last)
    for node in place.outline.root.iter("time"):
        if not place.end <= node.start < last or segments[node.start].zone not in ("", "header", "meta", "footer"):
            continue
        found = read_date(node.get("datetime") or "", "time", zone=zone)
        if found is None or len(found.date.value or "") <= DAY:
            continue
        found = _at_home(found, zone)
        label = " ".join(s.text for s in segments[max(node.start - 1, place.end) : node.start + 1])
        said = len(label) <= MAX_DATE_LINE and DATE_LABEL.search(label) and not MODIFIED_LABEL.search(label)
        if _day(found) in days or (not days and said):
            return found
    return None


def _date_line(place: Place, zone: str | None, lines: Sequence[int], *, day_first: bool) -> FoundDate | None:
    segments = place.outline.segments
    for index in lines:
        segment = segments[index]
        if not DIGIT.search(segment.text) or not place.holds(index) or id(segment) in place.kept:
            continue
        if segment.rule == "counter:visitors" or MODIFIED_LABEL.search(segment.text):
            continue
        beside = index < place.prose
        text = loosened(segment.text) if beside and len(segment.text) <= MAX_DATE_LINE else segment.text
        if is_date_line(segment, text, beside_title=beside):
            found = _as(find_dates(text, reference_year=None, zone=zone)[0], "visible")
            return with_clock(found, segment, segments[index + 1], zone) if index + 1 < len(segments) else found
        short = short_date(text, zone, day_first=day_first)
        if short is not None and (_names_date(segment) or (beside and not short[0])):
            return short[1]
    return None


def _names_date(segment: Segment) -> bool:
    """Say whether a line or the class of its element says that it is a date."""
    return bool(DATE_CLASS.search(segment.element.get("class") or "") or DATE_LABEL.search(segment.text))


def holds_time(segment: Segment) -> bool:
    """Say whether a short line is there for its `<time>` element."""
    block = segment.element
    outer = block.tag in ("body", "article", "section", "main")
    return len(segment.text) <= EXTRA and not outer and block.find(".//time") is not None


def is_change_line(segment: Segment) -> bool:
    """Say whether a line tells only when the page was last changed: `Terakhir diubah: 2026/11/24 07:43`."""
    text = FILE_NAME.sub("", segment.text, count=1)
    if len(text) > MAX_DATE_LINE // 2 or not DIGIT.search(text) or text.endswith((".", "!", "?")):
        return False
    if not MODIFIED_LABEL.search(text):
        return False
    return bool(find_dates(text, reference_year=None))


def is_day_line(segment: Segment) -> bool:
    """Say whether a line is only a day of some year: the `03 Feb` that themes print beside a title."""
    return len(segment.text) <= MAX_DAY_LINE and dateforms.DAY_LINE.fullmatch(segment.text) is not None


def is_stamp(segment: Segment) -> bool:
    """Say whether a line is nothing but a moment as a program prints it: `Jumat, 8 Maret 2024 | 16:05:00 WIB`."""
    text = segment.text
    if len(text) > EXTRA or not STAMP.search(text):
        return False
    dates = find_dates(text, reference_year=None)
    if len(dates) != 1 or len(dates[0].date.value or "") <= DAY:
        return False
    return len(text) - (dates[0].end - dates[0].start) <= 2  # noqa: PLR2004 - a bracket on each side


def is_date_line(segment: Segment, text: str = "", *, beside_title: bool = False) -> bool:
    """Say whether a line is the page's own date: one complete date and little beside it.

    Between the title and the first sentence an author, a category and a counter may stand with it; `text` is the
    line with what is glued taken apart.
    """
    text = text or segment.text
    if len(text) > MAX_DATE_LINE or not DIGIT.search(text):
        return False
    dates = find_dates(text, reference_year=None)
    if len(dates) != 1 or not dates[0].date.value:
        return False
    rest = len(text) - (dates[0].end - dates[0].start)
    named = _names_date(segment)
    if text[-1:] not in ".!?":
        if beside_title:
            return rest <= MAX_DATE_LINE // 2
        named = named or BESIDE_DATE.search(text) is not None
    return rest <= (EXTRA if named else EXTRA // 3)


def _url_date(url: str) -> FoundDate | None:
    match = URL_DATE.search(url)
    return read_date("-".join(match.groups()), "url") if match else None
