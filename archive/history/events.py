"""What happened to a page: it changed, it went away, it moved, it came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from archive.article import Article, Source
from archive.history.changes import changed_fields
from archive.history.pages import PageHistory, Record, pages
from archive.history.standing import Away, EventKind, Refused, Standing, away
from archive.urls import article_id

TOLD = (EventKind.CHANGED, EventKind.RETURNED)
"""What a capture that shows an article can tell of one that is known."""


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
    """When that last version was last seen: it happened between the two."""
    detail: str = ""
    """Of a change: the fields that differ. Of the others: the answer that showed it."""
    to: str | None = None
    """Where it moved: the canonical URL of the redirect's target."""
    to_id: str | None = None
    """The id that the target has, when it is of the same site."""
    source: Source | None = None
    """The record that shows it."""


def events(folder: Path | str, *, site: str | None = None) -> list[Event]:
    """Return what happened to the articles of a dataset, by time; memory: the events alone.

    Raises:
        CollectionError, DamagedDataset: as `archive.history.pages`.
    """
    found = [event for page in pages(folder, site=site) for event in page_events(page)]
    return sorted(found, key=lambda event: (event.at, event.id, event.kind))


def page_events(page: PageHistory) -> Iterator[Event]:
    """Yield what happened to one page, by time; that it is new, or unchanged, is no event here."""
    if len(page.versions) + len(page.rejections) + len(page.observations) == 1:
        return  # most pages of a dataset: what was seen once has not changed
    standing, last, before = Standing(), None, ""
    for capture, shown in page.sights:
        if shown is not None:
            standing, kind = standing.seen(shown.source.record_id, capture.extractor.version)
            if last is not None and kind in TOLD:
                yield _event(kind, last, capture, before, Away(kind, ", ".join(changed_fields(last, shown))))
            last, before = shown, capture.source.fetched_at
        elif last is not None and (gone := _away(last, capture)) is not None:
            standing, is_news = standing.lost()
            if is_news:
                yield _event(gone.kind, last, capture, before, gone)


def missing_since(page: PageHistory, end: dt.datetime) -> Event | None:
    """Return the event by which a page was away at a moment; None when it was there, or never known."""
    last: Event | None = None
    for event in page_events(page):
        if dt.datetime.fromisoformat(event.at) < end:
            last = event
    return last if last is not None and last.kind in (EventKind.GONE, EventKind.MOVED) else None


def _away(last: Article, capture: Record) -> Away | None:
    if isinstance(capture, Article) or capture.reason is None:
        return None
    return away(last.canonical_url, Refused(capture.url, capture.reason, capture.detail, capture.source))


def _event(kind: EventKind, last: Article, capture: Record, before: str, gone: Away | None = None) -> Event:
    to = gone.to if gone else None
    return Event(
        kind=kind,
        id=last.id,
        site=last.site,
        url=capture.url,
        title=last.title,
        at=capture.source.fetched_at,
        before=before,
        detail=gone.detail if gone else "",
        to=to,
        to_id=article_id(last.site, to) if to else None,
        source=capture.source,
    )
