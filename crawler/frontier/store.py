"""The queue of one site in the state database: every address once, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from archive.memory.pages import key_of

if TYPE_CHECKING:
    import sqlite3

    from archive.state import State

_COLUMNS = "id, url, priority, depth, hops, via, meta"
_INSERT = (
    "INSERT INTO frontier (crawl, key, url, priority, depth, hops, via, meta) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (crawl, key) DO NOTHING"
)
_SETTLE = "UPDATE frontier SET state = ?, reason = ?, warc = ?, offset = ? WHERE id = ?"
_NEXT = "SELECT id FROM frontier WHERE crawl = ? AND state = 0 ORDER BY priority DESC, id LIMIT ?"
_LEASE = f"UPDATE frontier SET state = 1 WHERE id IN ({_NEXT}) RETURNING {_COLUMNS}"  # noqa: S608 - constants


class RowState(IntEnum):
    """What has become of an address."""

    PENDING = 0
    LEASED = 1
    """Being fetched; a crash puts it back."""
    FETCHED = 2
    """In a WARC, its links stored; a crash keeps it if the WARC has it then."""
    DONE = 3
    """The same, and the WARC is on the disk."""
    FAILED = 4
    """No answer, or refused; `reason` says why."""


class Link(Struct, frozen=True):
    """An address to be queued."""

    key: bytes
    """Of its canonical form, by `key_of`: what is queued once."""
    url: str
    """As it is requested."""
    priority: int
    depth: int = 0
    """Pages between the seeds and this one, listings not counted."""
    hops: int = 0
    """Links between the seeds and this one."""
    via: str | None = None
    meta: bytes | None = None
    """The rest of what the request carries, as JSON."""


class Lease(Struct, frozen=True):
    """An address handed out."""

    id: int
    url: str
    priority: int
    depth: int
    hops: int
    via: str | None
    meta: bytes | None


class Settled(Struct, frozen=True):
    """The end of a lease."""

    id: int
    state: RowState
    reason: str | None = None
    warc: str | None = None
    offset: int | None = None


class Frontier:
    """The addresses of one site.

    Every method that changes something is one transaction and raises `WriteError`.
    """

    def __init__(self, state: State, site: str) -> None:
        self._state = state
        with state.transaction() as database:
            database.execute("INSERT INTO crawls (site, open) VALUES (?, 0) ON CONFLICT DO NOTHING", (site,))
        ((self._crawl, open_),) = state.rows("SELECT id, open FROM crawls WHERE site = ?", (site,))
        self.is_open = bool(open_)
        """Whether the last run of this site did not come to its end."""

    def begin(self) -> None:
        """Forget the addresses of earlier runs and open a new one."""
        with self._state.transaction() as database:
            database.execute("DELETE FROM frontier WHERE crawl = ?", (self._crawl,))
            self._mark(database, is_open=True)

    def finish(self) -> None:
        """Note that the run came to its end."""
        with self._state.transaction() as database:
            self._mark(database, is_open=False)

    def _mark(self, database: sqlite3.Connection, *, is_open: bool) -> None:
        database.execute("UPDATE crawls SET open = ? WHERE id = ?", (is_open, self._crawl))
        self.is_open = is_open

    def has(self, key: bytes) -> bool:
        """Say whether an address is known, whatever became of it."""
        return bool(self._state.rows("SELECT 1 FROM frontier WHERE crawl = ? AND key = ?", (self._crawl, key)))

    def has_pending(self) -> bool:
        """Say whether an address waits."""
        return bool(self._state.rows("SELECT 1 FROM frontier WHERE crawl = ? AND state = 0 LIMIT 1", (self._crawl,)))

    def add(self, links: Iterable[Link]) -> int:
        """Queue addresses; return how many were new."""
        return self.settle((), links)

    def settle(self, ends: Iterable[Settled], links: Iterable[Link] = ()) -> int:
        """End leases and queue what they led to, both or neither; return how many addresses were new."""
        with self._state.transaction() as database:
            return self._settle(database, ends, links)

    def _settle(self, database: sqlite3.Connection, ends: Iterable[Settled], links: Iterable[Link]) -> int:
        rows = [(self._crawl, x.key, x.url, x.priority, x.depth, x.hops, x.via, x.meta) for x in links]
        new = database.executemany(_INSERT, rows).rowcount if rows else 0
        database.executemany(_SETTLE, [(x.state, x.reason, x.warc, x.offset, x.id) for x in ends])
        return new

    def lease(self, count: int = 1, ends: Iterable[Settled] = (), links: Iterable[Link] = ()) -> list[Lease]:
        """Hand out the next addresses, by priority, then by age; first do, all in one, what `settle` does."""
        with self._state.transaction() as database:
            self._settle(database, ends, links)
            rows = database.execute(_LEASE, (self._crawl, count)).fetchall()
        return sorted((Lease(*row) for row in rows), key=lambda lease: (-lease.priority, lease.id))

    def again(self, row: int, link: Link) -> None:
        """Put a leased address back with what is new about it: a retry, or a redirect to its own twin."""
        with self._state.transaction() as database:
            database.execute(
                "UPDATE frontier SET state = 0, url = ?, priority = ?, meta = ? WHERE id = ?",
                (link.url, link.priority, link.meta, row),
            )

    def durable(self, rows: Iterable[int]) -> None:
        """Note that what was fetched for these rows is on the disk."""
        with self._state.transaction() as database:
            database.executemany("UPDATE frontier SET state = 3 WHERE id = ? AND state = 2", [(row,) for row in rows])

    def unsettled(self) -> Iterator[tuple[int, str, int]]:
        """Yield (row, WARC, offset) of what was fetched and not yet known to be on the disk."""
        query = "SELECT id, warc, offset FROM frontier WHERE +crawl = ? AND state = 2 ORDER BY warc"
        yield from self._state.rows(query, (self._crawl,))

    def recover(self, lost: Sequence[int]) -> int:
        """Put back what a crash interrupted, and these rows; return how many were put back.

        `lost` are the rows of `unsettled` whose answer is in no WARC; the other ones are done.
        """
        with self._state.transaction() as database:
            database.executemany("UPDATE frontier SET state = 0 WHERE id = ?", [(row,) for row in lost])
            database.execute("UPDATE frontier SET state = 3 WHERE +crawl = ? AND state = 2", (self._crawl,))
            leased = database.execute("UPDATE frontier SET state = 0 WHERE +crawl = ? AND state = 1", (self._crawl,))
            return len(lost) + leased.rowcount

    def special(self) -> list[tuple[str, bytes]]:
        """Return address and meta of the fetched rows that carry any: seeds and what they redirected to."""
        query = "SELECT url, meta FROM frontier WHERE +crawl = ? AND meta IS NOT NULL AND state IN (2, 3) ORDER BY id"
        return self._state.rows(query, (self._crawl,))

    def counts(self) -> dict[str, int]:
        """Return the number of addresses in each state, by its name in lower case."""
        query = "SELECT state, COUNT(*) FROM frontier WHERE +crawl = ? GROUP BY state"
        return {RowState(state).name.lower(): count for state, count in self._state.rows(query, (self._crawl,))}


__all__ = ["Frontier", "Lease", "Link", "RowState", "Settled", "key_of"]
