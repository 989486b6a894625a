"""What one more visit makes of a page: the only place where page memory, rhythm and events change."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from archive.article import Reason
from archive.exchange import Exchange, Failure
from archive.history.standing import EventKind, Refused, away
from archive.http import Head, MalformedHttp, parse_head
from archive.memory.pages import Full, Page
from archive.memory.rhythm import Visit, begun
from archive.memory.told import Told
from archive.urls import canonical_url
from archive.warc.record import UNMODIFIED, warc_date

_OK = 200
_NOT_MODIFIED = 304
_LONGEST_VALIDATOR = 512


class Seen(Struct, frozen=True):
    """A page after a visit, and what the visit tells."""

    page: Page
    event: EventKind | None = None
    target: str | None = None


def fold(page: Page | None, visit: Exchange | Failure, told: Told | None) -> Seen:
    """Return a page after one more visit; without `told` nothing is known of its text, and nothing happened."""
    at = visit.at if isinstance(visit, Failure) else visit.fetched_at
    found = Visit(at, told.text if told else None, told.extractor if told else "")
    if page is None:
        page = Page(visit.url, at, 0, begun(found))
    elif at < page.rhythm.at:  # of a WARC that came late, by a merge: what is known is newer
        return Seen(msgspec.structs.replace(page, first=min(page.first, at), visits=page.visits + 1))
    else:
        page = msgspec.structs.replace(page, rhythm=page.rhythm.after(found))
    is_page = not (visit.note("hopsFromSeed") == "P" and visit.url.partition("?")[0].endswith("/robots.txt"))
    page = msgspec.structs.replace(page, url=visit.url, visits=page.visits + 1, is_page=is_page)
    if isinstance(visit, Failure):
        return Seen(msgspec.structs.replace(page, status=0, failure=visit.reason))
    page = _answered(page, visit)
    return _told(page, told) if told else Seen(page)


def _answered(page: Page, visit: Exchange) -> Page:
    try:
        head = parse_head(visit.response) if len(visit.response) else None
    except MalformedHttp:
        head = None
    if visit.revisit is not None and visit.revisit.profile == UNMODIFIED:
        return msgspec.structs.replace(page, status=_NOT_MODIFIED, failure=None, unmodified=page.unmodified + 1)
    status = head.status if head else 0
    page = msgspec.structs.replace(page, status=status, failure=None, unmodified=0)
    if head is None or status != _OK or visit.ref is None:
        return page
    if visit.revisit is not None:
        return _validated(page, head)
    if visit.truncated is not None:
        return page
    return _captured(page, visit, head)


def _validated(page: Page, head: Head) -> Page:
    """Take the validators of an answer that repeats the last full one."""
    if page.full is None:
        return page
    etag, modified = _validators(head)
    return msgspec.structs.replace(page, full=msgspec.structs.replace(page.full, etag=etag, modified=modified))


def _captured(page: Page, visit: Exchange, head: Head) -> Page:
    assert visit.ref is not None
    etag, modified = _validators(head)
    full = Full(
        url=visit.url,
        date=warc_date(visit.fetched_at),
        record_id=visit.ref.record_id,
        digest=visit.ref.payload_digest,
        status=head.status,
        warc=visit.ref.warc,
        offset=visit.ref.offset,
        etag=etag,
        modified=modified,
    )
    return msgspec.structs.replace(page, full=full, trusted=page.trusted and not _lies(page.full, full))


def _lies(before: Full | None, after: Full) -> bool:
    """Say whether a server calls two payloads of one address by the same name: then its 304 says nothing."""
    if before is None or before.url != after.url or before.digest == after.digest:
        return False
    if after.etag or before.etag:
        return after.etag == before.etag
    return after.modified is not None and after.modified == before.modified


def _validators(head: Head) -> tuple[str | None, str | None]:
    return _text(head.get("etag")), _text(head.get("last-modified"))


def _text(value: bytes | None) -> str | None:
    """Return a field that can be sent back as it came; one that is too long or not printable is none."""
    text = (value or b"").decode("latin-1")
    return text if text and len(text) <= _LONGEST_VALIDATOR and text.isprintable() else None


def _told(page: Page, told: Told) -> Seen:
    if told.version is not None:
        standing, kind = page.standing.seen(told.version, told.extractor)
        page = msgspec.structs.replace(page, standing=standing, away=None, is_listing=False)
        return Seen(page, kind)
    if told.reason is Reason.LISTING:
        page = msgspec.structs.replace(page, is_listing=True)
    refused = Refused(told.url, told.reason or Reason.BAD_STATUS, told.detail, told.source)
    gone = away(canonical_url(told.url), refused)
    if gone is None:
        return Seen(page)
    standing, is_news = page.standing.lost()
    if not is_news:
        return Seen(page)
    return Seen(msgspec.structs.replace(page, standing=standing, away=gone.kind), gone.kind, gone.to)
