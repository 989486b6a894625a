"""What happened to a page: it changed, it went away, it moved, it came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from archive.article import Article, Reason, Rejection, Source
from archive.cdxj import read_cdxj
from archive.collection import Collection
from archive.history.changes import changed_fields
from archive.history.pages import PageHistory, Record, pages
from archive.urls import article_id, canonical_url

GONE = (404, 410)
"""RFC 9110, 15.5.5 and 15.5.11. Another error, such as 500 or 403, may pass: it is no event."""
OK = "200"


class EventKind(StrEnum):
    """What happened to a page that was an article."""

    CHANGED = "changed"
    GONE = "gone"
    MOVED = "moved"
    RETURNED = "returned"


class Event(Struct, frozen=True):
    """One thing that happened, as the first capture after it showed."""

    kind: EventKind
    id: str
    site: str
    url: str
    title: str
    """Title of the last version before."""
    at: str
    """When it was noticed: capture time, ISO 8601, UTC."""
    before: str
    """Capture time of that last version: it happened between the two."""
    detail: str = ""
    """Of a change: the fields that differ. Of the others: the answer that showed it."""
    to: str | None = None
    """Where it moved: the canonical URL of the redirect's target."""
    to_id: str | None = None
    """The id that the target has, when it is of the same site."""
    source: Source | None = None
    """The record that shows it; null for a return that only the index tells."""


def events(folder: Path | str, *, site: str | None = None) -> list[Event]:
    """Return what happened to the articles of a dataset, by time; memory: the events alone.

    A page that came back with a text known before is a repeat and no record of the dataset: the index of the
    collection is asked, too, when it is there.

    Raises:
        CollectionError, DamagedDataset: as `archive.history.pages`.
    """
    found: list[Event] = []
    missing: dict[str, _Missing] = {}
    for page in pages(folder, site=site):
        happened = list(page_events(page))
        found.extend(happened)
        if happened and happened[-1].kind in (EventKind.GONE, EventKind.MOVED):
            rejected = {(r.source.warc, r.source.offset) for r in page.rejections}
            missing[page.versions[-1].canonical_url] = _Missing(happened[-1], rejected)
    found.extend(_returned(Collection(folder), missing))
    return sorted(found, key=lambda event: (event.at, event.id, event.kind))


def page_events(page: PageHistory) -> Iterator[Event]:
    """Yield what happened to one page, by time."""
    last: Article | None = None
    missing = False
    for capture in page.captures:
        if isinstance(capture, Article):
            if last is not None:
                kind = EventKind.RETURNED if missing else EventKind.CHANGED
                yield _event(kind, last, capture, ", ".join(changed_fields(last, capture)))
            last, missing = capture, False
        elif last is not None and not missing:
            event = _disappearance(last, capture)
            if event is not None:
                missing = True
                yield event


def missing_since(page: PageHistory, end: dt.datetime) -> Event | None:
    """Return the event by which a page was away at a moment; None when it was there, or never known."""
    last: Event | None = None
    for event in page_events(page):
        if dt.datetime.fromisoformat(event.at) < end:
            last = event
    return last if last is not None and last.kind in (EventKind.GONE, EventKind.MOVED) else None


def _disappearance(last: Article, capture: Rejection) -> Event | None:
    if capture.source.status in GONE or capture.reason is Reason.SOFT_404:
        return _event(EventKind.GONE, last, capture, capture.detail)
    if capture.reason is not Reason.REDIRECT:
        return None
    location = capture.detail.partition(" ")[2]
    target = _target(capture.url, location)
    if target is None or target == last.canonical_url:
        return None
    if urlsplit(target).path in ("", "/") and not urlsplit(target).query:
        return _event(EventKind.GONE, last, capture, f"{capture.detail} (the home page)")
    return _event(EventKind.MOVED, last, capture, capture.detail, target)


def _target(url: str, location: str) -> str | None:
    try:
        return canonical_url(urljoin(url, location)) if location else None
    except ValueError:
        return None


def _event(kind: EventKind, last: Article, capture: Record, detail: str = "", to: str | None = None) -> Event:
    return Event(
        kind=kind,
        id=last.id,
        site=last.site,
        url=capture.url,
        title=last.title,
        at=capture.source.fetched_at,
        before=last.source.fetched_at,
        detail=detail,
        to=to,
        to_id=article_id(last.site, to) if to else None,
        source=capture.source,
    )


class _Missing(Struct, frozen=True):
    """A page that is away by the dataset, and its answers that are known to be no article."""

    event: Event
    rejected: set[tuple[str, int]]


def _returned(collection: Collection, missing: dict[str, _Missing]) -> Iterator[Event]:
    """Yield the returns that only the index tells: an answer 200 that is a repeat of a known text."""
    first: dict[str, str] = {}
    for index in sorted(collection.index.glob("*.cdxj")) if missing else ():
        for line in read_cdxj(index):
            page = canonical_url(line.url) if line.status == OK else ""
            away = missing.get(page)
            if away is None or (line.filename, line.offset) in away.rejected:
                continue
            at = dt.datetime.strptime(line.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
            if at > dt.datetime.fromisoformat(away.event.at):
                moment = at.isoformat().replace("+00:00", "Z")
                first[page] = min(first.get(page, moment), moment)
    for page, back in sorted(first.items()):
        event = missing[page].event
        yield Event(
            EventKind.RETURNED, event.id, event.site, page, event.title, back, event.before,
            "answered 200 again with a known text",
        )  # fmt: skip
