"""What a collection remembers between runs (`state.sqlite`); all of it can be made again from WARCs and reports."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from archive.errors import WriteError
from archive.files import DISK_HINT

SCHEMA = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS runs (run TEXT PRIMARY KEY, site TEXT NOT NULL, report TEXT NOT NULL);
"""


class State:
    """The state database; a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        try:
            self._database = sqlite3.connect(self._path)
            self._database.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise WriteError(f"cannot open the state: {error}", where=str(self._path), hint=DISK_HINT) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def add_run(self, run: str, site: str, report: str) -> None:
        """Remember a run and its report (JSON)."""
        try:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (run, site, report))
        except sqlite3.Error as error:
            raise WriteError(f"cannot write the state: {error}", where=str(self._path), hint=DISK_HINT) from None

    def runs(self) -> list[tuple[str, str, str]]:
        """Return all runs as (run, site, report), oldest first."""
        return list(self._database.execute("SELECT run, site, report FROM runs ORDER BY run"))
