"""What was learned of each capture: a file beside the templates that can be deleted, and is made again."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from archive.derivation.owners import Period
from archive.derivation.work import lesson_of
from archive.errors import DamagedDataset, WriteError
from archive.extraction.engine import Lesson
from archive.files import DISK_HINT

NAME = "learned.sqlite"
FORMAT = 2
SAMPLE = 1_000
"""Answers of one period that teach; those with the smallest keys, so that it does not matter which came first."""
_ELSEWHERE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
"""Errors of the disk or of another process: the file may be whole, so it is not made anew."""
_CARELESS = "pragma synchronous = off"
"""For a derived file: after a power failure it is made again."""
CREATE = """
create table about (inputs text not null);
create table warcs (name text primary key, size integer not null, whole integer not null) without rowid;
create table captures (
  warc text not null, at integer not null, site text not null, period text not null, id text not null,
  primary key (warc, at)
) without rowid;
create index capture_ids on captures (id);
create index capture_periods on captures (site, period);
create table lessons (
  site text not null, period text not null, key blob not null,
  warc text not null, at integer not null, host text not null, lesson blob not null,
  primary key (site, period, key)
) without rowid;
"""


class Capture(Struct, frozen=True):
    """One answer of a WARC."""

    warc: str
    offset: int
    period: Period
    id: str
    """Of its record in the dataset."""


class Taught(Struct, frozen=True):
    """A lesson with where it came from."""

    warc: str
    offset: int
    host: str
    lesson: Lesson


def _read(data: bytes) -> Lesson:
    try:
        return lesson_of(data)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise sqlite3.DatabaseError(f"a lesson is damaged: {error}") from None


class Memory:
    """The file of what was learned; a context manager. One that was made with other inputs begins anew.

    Raises:
        DamagedDataset: when it cannot be read; it is removed, and the next derivation makes it anew.
        WriteError: when it cannot be written.
    """

    def __init__(self, folder: Path, inputs: str) -> None:
        self._path = folder / NAME
        self._inputs = f"{FORMAT} {inputs}"
        self._db = sqlite3.connect(":memory:")

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._open()
        except (sqlite3.Error, OSError) as error:
            raise WriteError(f"cannot write: {error}", where=str(self._path), hint=DISK_HINT) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(sqlite3.Error):  # what is not kept is learned again
            self._db.commit()
        self._db.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._remove()
            hint = "it was removed: run the command again, and it is made anew"
            raise DamagedDataset(
                f"what was learned cannot be read: {error}", where=str(self._path), hint=hint
            ) from None
        if isinstance(error, sqlite3.Error):
            raise WriteError(f"cannot write: {error}", where=str(self._path), hint=DISK_HINT) from None

    def _open(self) -> sqlite3.Connection:
        found = sqlite3.connect(self._path, isolation_level="DEFERRED")
        if self._inputs_of(found) == self._inputs:
            return found
        found.close()
        self._remove()
        made = sqlite3.connect(self._path, isolation_level="DEFERRED")
        made.execute(_CARELESS)
        made.executescript(CREATE)
        made.execute("insert into about values (?)", (self._inputs,))
        made.commit()
        return made

    def _remove(self) -> None:
        for path in self._path.parent.glob(f"{NAME}*"):
            path.unlink()

    @staticmethod
    def _inputs_of(found: sqlite3.Connection) -> str | None:
        """Return what the file was made with; None when it is damaged, new or of another format."""
        try:
            found.execute(_CARELESS)
            row = found.execute("select inputs from about").fetchone()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF in _ELSEWHERE:
                raise
            return None
        return str(row[0]) if row else None

    def keep_only(self, warcs: Sequence[Path], *, anew: bool) -> None:
        """Forget everything when a WARC that it knows is gone, or is another one; or to begin `anew`."""
        present = {path.name: path.stat().st_size for path in warcs}
        known = dict(self._db.execute("select name, size from warcs"))
        if anew or any(present.get(name) != size for name, size in known.items()):
            for table in ("warcs", "captures", "lessons"):
                self._db.execute(f"delete from {table}")  # noqa: S608 - names of this file
            self._db.commit()

    def keep(self) -> None:
        """Bring what was learned so far to the disk."""
        self._db.commit()

    def whole(self) -> set[str]:
        """Return the WARCs that were read to their end."""
        return {name for (name,) in self._db.execute("select name from warcs where whole")}

    def begin(self, warc: Path) -> None:
        """Note that a WARC is being read."""
        row = (warc.name, warc.stat().st_size)
        self._db.execute("insert or ignore into warcs values (?, ?, 0)", row)

    def end(self, warc: str) -> None:
        """Note that it was read to its end, and everything in it is known."""
        self._db.execute("update warcs set whole = 1 where name = ?", (warc,))
        self._db.commit()

    def add(self, capture: Capture) -> None:
        """Note an answer."""
        row = (capture.warc, capture.offset, capture.period.site, capture.period.name, capture.id)
        self._db.execute("insert or ignore into captures values (?, ?, ?, ?, ?)", row)

    def sample(self, period: Period) -> list[bytes]:
        """Return the keys of the answers that teach, in order."""
        rows = self._db.execute(
            "select key from lessons where site = ? and period = ? order by key limit ?",
            (period.site, period.name, SAMPLE),
        )
        return [key for (key,) in rows]

    def teach(self, capture: Capture, key: bytes, host: str, lesson: bytes) -> None:
        """Keep a lesson; of the same page captured twice, the one from the first place.

        An empty one is kept as well: an answer that teaches nothing has its place in the sample.
        """
        period = capture.period
        self._db.execute(
            "insert into lessons values (?, ?, ?, ?, ?, ?, ?) on conflict do update "
            "set warc = excluded.warc, at = excluded.at, host = excluded.host, lesson = excluded.lesson "
            "where (excluded.warc, excluded.at) < (warc, at)",
            (period.site, period.name, key, capture.warc, capture.offset, host, lesson),
        )

    def trim(self, period: Period) -> None:
        """Forget the lessons of a period that do not count any more."""
        self._db.execute(
            "delete from lessons where site = ?1 and period = ?2 and key not in "
            "(select key from lessons where site = ?1 and period = ?2 order by key limit ?3)",
            (period.site, period.name, SAMPLE),
        )

    def periods(self) -> list[Period]:
        """Return all periods that there are captures of, in order."""
        rows = self._db.execute("select distinct site, period from captures order by site, period")
        return [Period(site, name) for site, name in rows]

    def lessons(self, period: Period) -> Iterator[Taught]:
        """Yield what the answers of a period teach, in the order of their keys."""
        rows = self._db.execute(
            "select warc, at, host, lesson from lessons where site = ? and period = ? order by key limit ?",
            (period.site, period.name, SAMPLE),
        )
        for warc, at, host, lesson in rows:
            if lesson:
                yield Taught(warc, at, host, _read(lesson))

    def ids(self, periods: Iterable[Period]) -> set[str]:
        """Return the ids of all records that have a capture in one of the periods."""
        query = "select distinct id from captures where site = ? and period = ?"
        return {found for each in periods for (found,) in self._db.execute(query, (each.site, each.name))}

    def warcs_of(self, ids: Collection[str]) -> set[str]:
        """Return the WARCs that have a capture of one of these records."""
        query = "select distinct warc from captures where id = ?"
        return {found for each in ids for (found,) in self._db.execute(query, (each,))}
