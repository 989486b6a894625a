"""Unfinished crawls of another collection: their queues go on here."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.collection import Collection
from archive.state import State

_END = ("state", "reason", "warc", "offset")
"""What became of an address. The states: 0 waits, 1 under way, 2 and 3 fetched, 4 failed."""
_REOPEN = "UPDATE crawls SET open = 1 WHERE id = ? AND EXISTS (SELECT 1 FROM frontier WHERE crawl = ? AND state < 3)"


def take_queues(state: State, other: Collection, names: Mapping[str, str], work: Path) -> int:
    """Take over the queues; return how many addresses came, or are settled here by an answer from there.

    A site that is new here comes as it is. Of an unfinished crawl comes what is not known here, and what was
    fetched there need not be fetched here. When something of it waits, the next run of the site goes on with
    it, also where the site's own crawl had come to its end: nothing but that queue may know these addresses.

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
    if known is not None and not open_:
        return 0
    columns = [name for _, name, *_ in state.rows("PRAGMA table_info(frontier)") if name != "id"]
    query = f"SELECT {', '.join(columns)} FROM frontier WHERE crawl = ? ORDER BY id"  # noqa: S608 - our own columns
    rows = [dict(zip(columns, row, strict=True)) for row in theirs.rows(query, (number,))]
    with state.transaction() as database:
        database.execute("INSERT INTO crawls (site, open) VALUES (?, ?) ON CONFLICT DO NOTHING", (site, open_))
        own = database.execute("SELECT id FROM crawls WHERE site = ?", (site,)).fetchone()[0]
        came = database.executemany(_insert(columns), [_values(row, own, names) for row in rows]).rowcount
        if open_:
            database.execute(_REOPEN, (own, own))
        return max(0, came)


def _insert(columns: Sequence[str]) -> str:
    return (
        f"INSERT INTO frontier ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        f" ON CONFLICT (crawl, key) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _END)}"
        " WHERE excluded.state IN (2, 3) AND frontier.state IN (0, 1)"
    )


def _values(row: dict[str, Any], crawl: int, names: Mapping[str, str]) -> list[Any]:
    warc = row.get("warc")
    return list((row | {"crawl": crawl, "warc": names.get(warc, warc) if warc else warc}).values())
