"""How a page stands, and what one more capture makes of it: the one rule for new, changed, gone, moved and returned."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from archive.article import Reason, Source
from archive.urls import canonical_url

GONE = (404, 410)
"""RFC 9110, 15.5.5 and 15.5.11. Another error, such as 500 or 403, may pass: it is no event."""


class EventKind(StrEnum):
    """What happened to a page."""

    NEW = "new"
    """It is an article for the first time."""
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    """Seen again as it was; told as a number only."""
    GONE = "gone"
    MOVED = "moved"
    RETURNED = "returned"


class Away(Struct, frozen=True):
    """What a capture shows of a page that is no longer where it was."""

    kind: EventKind
    detail: str
    to: str | None = None
    """The canonical URL of a redirect's target."""


class Standing(Struct, frozen=True):
    """What the captures so far say of a page."""

    version: str | None = None
    """Its last version as an article; None when it never was one."""
    extractor: str = ""
    """What made that version: those of two extractors are not compared."""
    missing: bool = False

    def seen(self, version: str, extractor: str) -> tuple[Standing, EventKind]:
        """Return the standing after a capture that is an article, and what it tells."""
        after = Standing(version, extractor)
        if self.version is None:
            return after, EventKind.NEW
        if self.missing:
            return after, EventKind.RETURNED
        changed = self.version != version and self.extractor == extractor
        return after, EventKind.CHANGED if changed else EventKind.UNCHANGED

    def lost(self) -> tuple[Standing, bool]:
        """Return the standing after a capture by which the page is away, and whether that is news."""
        if self.version is None or self.missing:
            return self, False
        return Standing(self.version, self.extractor, missing=True), True


class Refused(Struct, frozen=True):
    """A capture that is no article."""

    url: str
    reason: Reason
    detail: str
    source: Source


def away(canonical: str, refused: Refused) -> Away | None:
    """Return how a page is away by a capture that is no article; None when it says nothing of that."""
    if refused.source.status in GONE or refused.reason is Reason.SOFT_404:
        return Away(EventKind.GONE, refused.detail)
    if refused.reason is not Reason.REDIRECT:
        return None
    target = _target(refused.url, refused.detail.partition(" ")[2])
    if target is None or target == canonical:
        return None
    if urlsplit(target).path in ("", "/") and not urlsplit(target).query:
        return Away(EventKind.GONE, f"{refused.detail} (the home page)")
    return Away(EventKind.MOVED, refused.detail, target)


def _target(url: str, location: str) -> str | None:
    try:
        return canonical_url(urljoin(url, location)) if location else None
    except ValueError:
        return None
