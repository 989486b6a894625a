"""The page memory of one site in the state database: one row for each address, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from archive.history.standing import EventKind, Standing
from archive.memory.rhythm import Rhythm
from archive.urls import canonical_url

if TYPE_CHECKING:
    import sqlite3

    from archive.state import State

KEY_BYTES = 16
_BATCH = 500
_GOOD = range(200, 400)


class Full(Struct, frozen=True):
    """The last capture of a page that was stored whole, and what its server says of it."""

    url: str
    """As requested: validators belong to this address and not to its twins."""
    date: str
    """As in `WARC-Date`."""
    record_id: str
    digest: str
    status: int
    warc: str
    offset: int
    etag: str | None = None
    modified: str | None = None


class Page(Struct, frozen=True):
    """What is known of one address."""

    url: str
    """As it was last asked for."""
    first: datetime
    visits: int
    rhythm: Rhythm
    status: int = 0
    """Of the last answer; 0 when there was none."""
    failure: str | None = None
    """Why there was none."""
    full: Full | None = None
    trusted: bool = True
    """Whether its server tells a changed page from an unchanged one, as far as is known."""
    unmodified: int = 0
    """Answers 304 in a row."""
    standing: Standing = Standing()
    away: EventKind | None = None
    is_listing: bool = False
    """By derive: it leads to others, and is asked for whenever it is named."""
    is_page: bool = True
    """False for robots.txt: it has its own time."""

    @property
    def is_good(self) -> bool:
        """Whether the last answer was one."""
        return self.status in _GOOD

    @property
    def due(self) -> str | None:
        """When it is to be visited again, as the table has it."""
        return stamp(self.rhythm.due) if self.is_page else None


class Happened(Struct, frozen=True):
    """One row of the events."""

    key: bytes
    at: str
    kind: EventKind
    run: str
    url: str
    target: str | None = None


def key_of(canonical: str) -> bytes:
    """Return the key of a canonical URL: 16 bytes, since a million addresses are compared by it."""
    return blake2b(canonical.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def stamp(at: datetime) -> str:
    """Return a moment in a form that sorts."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class PageMemory:
    """The pages of one site; every change is one transaction and raises `WriteError`."""

    def __init__(self, state: State, site: str) -> None:
        self._state, self.site = state, site
        rows = state.rows("SELECT id FROM crawls WHERE site = ?", (site,))
        if not rows:
            with state.transaction() as database:
                database.execute("INSERT INTO crawls (site, open) VALUES (?, 0)", (site,))
            rows = state.rows("SELECT id FROM crawls WHERE site = ?", (site,))
        self._crawl: int = rows[0][0]

    def get(self, key: bytes) -> Page | None:
        """Return what is known of a page, by its key."""
        rows = self._state.rows("SELECT page FROM pages WHERE crawl = ? AND key = ?", (self._crawl, key))
        return _page(rows[0][0]) if rows else None

    def find(self, *urls: str) -> Page | None:
        """Return what is known of a page under the first of these addresses that is known."""
        keys = dict.fromkeys(key_of(canonical_url(url)) for url in urls)
        return next((page for key in keys if (page := self.get(key)) is not None), None)

    def due(self, now: datetime) -> Iterator[Page]:
        """Yield the pages that are due, the one that waits longest first."""
        after = ("", b"")
        query = (
            "SELECT due, key, page FROM pages WHERE crawl = ? AND due <= ? AND (due, key) > (?, ?)"
            " ORDER BY due, key LIMIT ?"
        )
        while rows := self._state.rows(query, (self._crawl, stamp(now), *after, _BATCH)):
            yield from (_page(row[2]) for row in rows)
            after = rows[-1][:2]

    def count(self) -> int:
        """Return the number of pages known."""
        return int(self._state.rows("SELECT COUNT(*) FROM pages WHERE crawl = ?", (self._crawl,))[0][0])

    def store(self, database: sqlite3.Connection, pages: Iterable[tuple[bytes, Page, bytes | None]]) -> None:
        """Write pages within a transaction, each with what it was before if that may have to come back."""
        rows = [(self._crawl, key, page.due, _encode(page), before) for key, page, before in pages]
        database.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?)", rows)

    def happened(self, database: sqlite3.Connection, events: Iterable[Happened]) -> None:
        """Write events within a transaction."""
        rows = [(self._crawl, e.key, e.at, e.kind.value, e.run, e.url, e.target) for e in events]
        database.executemany("INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def tally(self, database: sqlite3.Connection, run: str, counts: Iterable[tuple[EventKind, int]]) -> None:
        """Add to the counts of a run within a transaction."""
        rows = [(run, self._crawl, kind.value, pages) for kind, pages in counts]
        query = (
            "INSERT INTO tallies VALUES (?, ?, ?, ?)"
            " ON CONFLICT (run, crawl, kind) DO UPDATE SET pages = pages + excluded.pages"
        )
        database.executemany(query, rows)

    def before(self, key: bytes) -> bytes | None:
        """Return what a page that was changed for the time being was before; empty when it was not there."""
        rows = self._state.rows("SELECT before, page FROM pages WHERE crawl = ? AND key = ?", (self._crawl, key))
        if not rows:
            return b""
        before: bytes | None = rows[0][0]
        return rows[0][1] if before is None else before

    def events(self) -> list[tuple[str, str, str, str | None]]:
        """Return what happened as (time, kind, URL, target), by time."""
        query = "SELECT at, kind, url, target FROM events WHERE crawl = ? ORDER BY at, key, kind"
        return self._state.rows(query, (self._crawl,))


def undo(database: sqlite3.Connection) -> None:
    """Take back, within a transaction, what was remembered before it was derived."""
    database.execute("DELETE FROM pages WHERE before = x''")
    rows = database.execute("SELECT crawl, key, before FROM pages WHERE before IS NOT NULL").fetchall()
    kept = [(_page(before).due, before, crawl, key) for crawl, key, before in rows]
    database.executemany("UPDATE pages SET due = ?, page = ?, before = NULL WHERE crawl = ? AND key = ?", kept)
    database.execute("DELETE FROM remembered WHERE derived = 0")


def tallies(state: State, run: str) -> dict[str, int]:
    """Return the counts of a run by kind; empty when nothing of it is remembered."""
    return dict(state.rows("SELECT kind, SUM(pages) FROM tallies WHERE run = ? GROUP BY kind", (run,)))


def _encode(page: Page) -> bytes:
    return msgspec.json.encode(page)


_page = msgspec.json.Decoder(Page).decode
