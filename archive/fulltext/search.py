"""A search: ranked hits with marked snippets, one for each article."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from archive.errors import ConfigError, DamagedDataset
from archive.fulltext.dates import limits
from archive.fulltext.index import open_index, update_index
from archive.fulltext.query import match_of

MOST = 1000
SNIPPET_WORDS = 28
OPEN, CLOSE = "\x02", "\x03"
# bm25 is the smaller, the better; a word in the title weighs as much as five in the text
# (https://sqlite.org/fts5.html, section 5.1.1). Of several versions of an article the best counts: beside min(),
# SQLite takes the other columns from the row that has it (https://sqlite.org/lang_select.html, section 2.5).
RANKED = """
WITH hit AS MATERIALIZED (
  SELECT words.rowid AS row, bm25(words, 5.0, 1.0) AS score FROM words WHERE words MATCH :match
)
SELECT row, min(score) AS score, count(*) AS versions FROM hit JOIN entry ON entry.rowid = hit.row
WHERE (:site = '' OR site = :site) AND last >= :since AND first <= :until
GROUP BY id ORDER BY score, id LIMIT :limit
"""
SHOWN = f"""
SELECT id, site, url, highlight(words, 0, '{OPEN}', '{CLOSE}'),
  snippet(words, 1, '{OPEN}', '{CLOSE}', '…', {SNIPPET_WORDS}), first, last, dated, fetched_at
FROM words JOIN page ON page.rowid = words.rowid JOIN entry ON entry.rowid = words.rowid
WHERE words MATCH :match AND words.rowid = :row
"""  # noqa: S608 - only constants of this file are put in


class Marked(Struct, frozen=True):
    """Text with the places that matched, so that whoever shows it escapes the text first."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Start and end of each match, in characters of `text`."""


class Hit(Struct, frozen=True):
    """One article that matches."""

    id: str
    site: str
    url: str
    title: Marked
    snippet: Marked
    date: str
    """The day, month or year by which `since` and `until` judged it."""
    dated: str
    """What that date is: `published`, `event` (the first date in the text) or `capture`."""
    fetched_at: str
    versions: int
    """Versions of the article that match; the best is shown."""
    score: float
    """The higher, the better: bm25, turned round."""


class Wanted(Struct, frozen=True):
    """What is searched for."""

    query: str
    site: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 20


def search(  # noqa: PLR0913 - one for each flag of the command
    folder: Path | str,
    query: str,
    *,
    site: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
) -> list[Hit]:
    """Return the articles of a collection or dataset that match, the best first.

    The index is made, or made again, when the dataset changed since.

    Args:
        folder: the collection, or a dataset folder.
        query: words, all of which must be there; `banj*` is a prefix, `"kota bekasi"` a phrase.
        site: key of a site profile.
        since: first day, month or year: `2017`, `2017-12`, `2017-12-05`.
        until: last day, month or year.
        limit: the most hits, 1 to 1,000.

    Raises:
        ConfigError: when the query has no word, or a limit makes no sense.
        CollectionError, DamagedDataset, WriteError: as `archive.fulltext.update_index`.
    """
    wanted = Wanted(query, site, since, until, limit)
    values = _values(wanted)
    return _hits(update_index(folder), values)


def find_hits(index: Path, wanted: Wanted) -> list[Hit]:
    """Return the hits of an index that is there, as `search` does; nothing is written."""
    return _hits(index, _values(wanted))


def _values(wanted: Wanted) -> dict[str, str | int]:
    if not 1 <= wanted.limit <= MOST:
        raise ConfigError(f"between 1 and {MOST} hits can be asked for", where=f"--limit {wanted.limit}")
    since, until = limits(wanted.since, wanted.until)
    return {
        "match": match_of(wanted.query),
        "site": (wanted.site or "").encode("utf-8", "replace").decode(),
        "since": since,
        "until": until,
        "limit": wanted.limit,
    }


def _hits(index: Path, values: dict[str, str | int]) -> list[Hit]:
    """Rank first, then read the text of those that are shown: a common word may be in every article."""
    try:
        with closing(open_index(index)) as database:
            ranked = database.execute(RANKED, values).fetchall()
            return [_hit(database, values["match"], *row) for row in ranked]
    except sqlite3.Error as error:
        hint = "delete it: the next search makes it again"
        raise DamagedDataset(f"the search index cannot be read: {error}", where=str(index), hint=hint) from None


def _hit(database: sqlite3.Connection, match: str | int, row: int, score: float, versions: int) -> Hit:
    found = database.execute(SHOWN, {"match": match, "row": row}).fetchone()
    page, site, url, title, snippet, first, last, dated, fetched_at = found
    return Hit(
        id=page,
        site=site,
        url=url,
        title=marked(title),
        snippet=marked(" ".join(snippet.split())),
        date=_date(first, last),
        dated=dated,
        fetched_at=fetched_at,
        versions=versions,
        score=round(-score, 6),
    )


def _date(first: str, last: str) -> str:
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4]


def marked(text: str) -> Marked:
    """Return text with the marks of FTS5 as places."""
    plain: list[str] = []
    marks: list[tuple[int, int]] = []
    at = start = 0
    for piece in _split(text):
        if piece == OPEN:
            start = at
        elif piece == CLOSE:
            marks.append((start, at))
        else:
            plain.append(piece)
            at += len(piece)
    return Marked("".join(plain), tuple(marks))


def _split(text: str) -> list[str]:
    return [p for part in text.split(OPEN) for p in (OPEN, *_closed(part))][1:]


def _closed(part: str) -> list[str]:
    return [p for piece in part.split(CLOSE) for p in (CLOSE, piece)][1:]
