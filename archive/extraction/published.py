"""When the page was published and changed, by the page's own word. None beats wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from msgspec import Struct
from msgspec.structs import replace

from archive.article import PageDate
from archive.extraction.dates import FoundDate, find_dates, read_date
from archive.extraction.metadata import Head
from archive.extraction.normalise import clean
from archive.extraction.node import Node
from archive.extraction.page import Page
from archive.extraction.segments import Segment

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
DATE_LABEL = re.compile(
    r"\b(posted|published|diposting|diposkan|dipublikasikan|diterbitkan|diunggah|ditayangkan|tanggal|tgl|tayang|rilis)\b",
    re.IGNORECASE,
)
MAX_DATE_LINE = 200
EXTRA = 60
"""Characters a date line may hold beside its date: a label, an author, a counter."""


class Published(Struct, frozen=True):
    """The publication date, and what is doubtful about it."""

    date: PageDate | None = None
    warnings: tuple[str, ...] = ()


def find_published(head: Head, near: Sequence[Segment], page: Page, zone: str | None) -> Published:
    """Return the publication date: JSON-LD, meta, `<time>`, a date line near the title, then the URL.

    `near` are the lines around the article that are not its body; `zone` is for times that name none. A
    footer year, a sidebar date and a phone number are none of these.
    """
    found = (
        _claimed(head, "datePublished", PUBLISHED_META, zone)
        or _time_element(page.tree, near, zone)
        or _date_line(near, zone)
        or _url_date(page.url)
    )
    if found is None:
        return Published()
    return Published(found.date, (found.warning,) if found.warning else ())


def find_modified(head: Head, near: Sequence[Segment], zone: str | None) -> PageDate | None:
    """Return the date of the last change, where the page states one."""
    found = _claimed(head, "dateModified", MODIFIED_META, zone)
    if found is not None:
        return found.date
    for segment in near:
        if MODIFIED_LABEL.search(segment.text):
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


def _time_element(tree: Node, near: Sequence[Segment], zone: str | None) -> FoundDate | None:
    """Return the first `<time>` in the article's own lines that is no date of change."""
    owners = {s.element for s in near if s.zone in ("", "header", "footer")}
    for node in tree.iter("time"):
        names = node.get("class") or ""
        if ("updated" in names and "published" not in names) or not any(a in owners for a in node.iterancestors()):
            continue
        found = read_date(node.get("datetime") or clean(unescape(node.text)), "time", zone=zone)
        if found is not None and found.date.value:
            return found
    return None


def _date_line(near: Sequence[Segment], zone: str | None) -> FoundDate | None:
    for segment in near:
        if segment.zone in ("", "header") and not MODIFIED_LABEL.search(segment.text) and is_date_line(segment):
            return _as(find_dates(segment.text, reference_year=None, zone=zone)[0], "visible")
    return None


def holds_time(segment: Segment) -> bool:
    """Say whether a short line is there for its `<time>` element."""
    block = segment.element
    outer = block.tag in ("body", "article", "section", "main")
    return len(segment.text) <= EXTRA and not outer and block.find(".//time") is not None


def is_date_line(segment: Segment) -> bool:
    """Say whether a line is the page's own date: one complete date and little beside it."""
    if len(segment.text) > MAX_DATE_LINE or not any(c.isdigit() for c in segment.text):
        return False
    dates = find_dates(segment.text, reference_year=None)
    if len(dates) != 1 or not dates[0].date.value:
        return False
    rest = len(segment.text) - (dates[0].end - dates[0].start)
    named = DATE_CLASS.search(segment.element.get("class") or "") or DATE_LABEL.search(segment.text)
    return rest <= (EXTRA if named else EXTRA // 3)


def _url_date(url: str) -> FoundDate | None:
    match = URL_DATE.search(url)
    return read_date("-".join(match.groups()), "url") if match else None
