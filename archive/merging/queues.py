"""Unfinished crawls of another collection: their queues go on here."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.collection import Collection
from archive.state import State


def take_queues(state: State, other: Collection, names: Mapping[str, str], work: Path) -> int:
    """Take over the queue of each site that has none here; return how many addresses came.

    Where both have an unfinished crawl of a site, what only the other knows is added. A site whose
    crawl is finished here keeps it so: its next run begins anew in any case.

    Args:
        state: of the collection, entered.
        other: the other collection; its state is read from a copy, so that it stays as it is.
        names: WARC names there and here.
        work: a folder for the copy.
    """
    if not other.state.exists():
        return 0
    with TemporaryDirectory(dir=work) as folder:
        for path in other.state.parent.glob("state.sqlite*"):
            shutil.copyfile(path, Path(folder) / path.name)
        with State(Path(folder) / other.state.name) as theirs:
            mine = {site: (number, open_) for number, site, open_ in state.rows("SELECT id, site, open FROM crawls")}
            return sum(
                _take(state, theirs, (number, site, open_), (mine.get(site), names))
                for number, site, open_ in theirs.rows("SELECT id, site, open FROM crawls")
            )


def _take(
    state: State, theirs: State, crawl: tuple[int, str, int], here: tuple[tuple[int, int] | None, Mapping[str, str]]
) -> int:
    (number, site, open_), (known, names) = crawl, here
    if known is not None and not (open_ and known[1]):
        return 0
    columns = [name for _, name, *_ in state.rows("PRAGMA table_info(frontier)") if name != "id"]
    query = f"SELECT {', '.join(columns)} FROM frontier WHERE crawl = ? ORDER BY id"  # noqa: S608 - our own columns
    rows = [dict(zip(columns, row, strict=True)) for row in theirs.rows(query, (number,))]
    insert = (
        f"INSERT INTO frontier ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        " ON CONFLICT (crawl, key) DO NOTHING"
    )
    with state.transaction() as database:
        if known is None:
            database.execute("INSERT INTO crawls (site, open) VALUES (?, ?)", (site, open_))
        own = database.execute("SELECT id FROM crawls WHERE site = ?", (site,)).fetchone()[0]
        return database.executemany(insert, [_values(row, own, names) for row in rows]).rowcount if rows else 0


def _values(row: dict[str, Any], crawl: int, names: Mapping[str, str]) -> list[Any]:
    warc = row.get("warc")
    return list((row | {"crawl": crawl, "warc": names.get(warc, warc) if warc else warc}).values())
