"""What a collection remembers between runs (`state.sqlite`); all of it can be made again from WARCs and reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive.errors import CollectionError, WriteError
from archive.files import DISK_HINT

VERSION = 3
"""Of the tables; a file with a higher one was written by a newer kliping."""
MEMORY = Path(":memory:")
"""Instead of a file: a state that ends with the process."""
_BUSY_SECONDS = 60

# WAL: a killed process leaves every committed transaction with the operating system. NORMAL: after a
# power cut the newest ones may be gone, all of them from some moment on, which is what the rows allow for.
# Whoever commits the 8,000th page (32 MiB) waits until all of them are on the disk, and with him all his sites:
# at SQLite's own 1,000 that came several times a second with hundreds of hosts.
SCHEMA = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=NORMAL;
PRAGMA cache_size=-32768;
PRAGMA wal_autocheckpoint=8000;
PRAGMA journal_size_limit=67108864;
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, site TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS crawls (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL UNIQUE,
    open INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS frontier (
    id INTEGER PRIMARY KEY,
    crawl INTEGER NOT NULL,
    key BLOB NOT NULL,
    url TEXT NOT NULL,
    priority INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    depth INTEGER NOT NULL DEFAULT 0,
    hops INTEGER NOT NULL DEFAULT 0,
    via TEXT,
    meta BLOB,
    reason TEXT,
    warc TEXT,
    offset INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS frontier_key ON frontier (crawl, key);
CREATE INDEX IF NOT EXISTS frontier_next ON frontier (crawl, priority DESC, id) WHERE state = 0;
CREATE TABLE IF NOT EXISTS pages (
    crawl INTEGER NOT NULL,
    key BLOB NOT NULL,
    due TEXT,
    page BLOB NOT NULL,
    before BLOB,
    PRIMARY KEY (crawl, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_due ON pages (crawl, due) WHERE due IS NOT NULL;
CREATE INDEX IF NOT EXISTS pages_before ON pages (crawl) WHERE before IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
    crawl INTEGER NOT NULL,
    key BLOB NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    run TEXT NOT NULL,
    url TEXT NOT NULL,
    target TEXT,
    PRIMARY KEY (crawl, key, at, kind)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS events_run ON events (run);
CREATE TABLE IF NOT EXISTS tallies (
    run TEXT NOT NULL,
    crawl INTEGER NOT NULL,
    kind TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (run, crawl, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS remembered (warc TEXT PRIMARY KEY, derived INTEGER NOT NULL) WITHOUT ROWID;
"""


class State:
    """The state database; a context manager, entered again without harm by others of the same process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._users = 0

    def __enter__(self) -> Self:
        if not self._users:
            self._database = self._open()
        self._users += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave; the last one out closes the file."""
        self._users -= 1
        if not self._users:
            self._database.close()
            _shared.pop(self._path.resolve(), None)

    def _open(self) -> sqlite3.Connection:
        try:
            database = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version <= VERSION:
                database.executescript(SCHEMA)
                database.execute(f"PRAGMA user_version={VERSION}")
        except sqlite3.OperationalError as error:
            raise self._failed("open", error) from None
        except sqlite3.DatabaseError as error:
            raise CollectionError(
                f"the state cannot be read: {error}",
                where=str(self._path),
                hint="move it away: the WARCs are whole without it, and the next crawl makes a new one",
            ) from None
        if version > VERSION:
            database.close()
            raise CollectionError("the state was written by a newer kliping", where=str(self._path), hint="update")
        return database

    def _failed(self, action: str, error: sqlite3.Error) -> WriteError:
        return WriteError(f"cannot {action} the state: {error}", where=str(self._path), hint=DISK_HINT)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the database for changes that all happen or do not.

        Raises:
            WriteError: they could not be written; nothing changed.
        """
        database = self._database
        try:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                if database.in_transaction:
                    database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._failed("write", error) from None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query.

        Raises:
            WriteError: the file cannot be read.
        """
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._failed("read", error) from None

    def add_run(self, run: str, site: str, report: str) -> None:
        """Remember a run and its report (JSON)."""
        with self.transaction() as database:
            database.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (run, site, report))

    def runs(self) -> Iterable[tuple[str, str, str]]:
        """Return all runs as (run, site, report), oldest first."""
        return self.rows("SELECT run, site, report FROM runs ORDER BY run")


_shared: dict[Path, State] = {}
"""States in use by this process: the sites of one crawl share a connection and its memory."""


def shared_state(path: Path) -> State:
    """Return the state of this process for a file, entered; leave it with `close`.

    Raises:
        WriteError: it cannot be opened.
        CollectionError: it is no state, or a newer one.
    """
    place = path.resolve()
    state = _shared.get(place) or State(path)
    state.__enter__()
    _shared[place] = state
    return state
