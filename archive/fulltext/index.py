"""The search index: one SQLite file beside the dataset, made from it, and made again when it changed."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from archive.article import Article
from archive.dataset.load import dataset_folder, load, manifest_of
from archive.dataset.shard import ARTICLES
from archive.errors import WriteError
from archive.files import DISK_HINT
from archive.fulltext.dates import days_of
from archive.jobs.progress import Progress, silent
from archive.redaction import redacted_ids

NAME = "search.sqlite"
LAYOUT = "1"
"""Version of the tables below; another one is made again."""
BATCH = 500
MARKS = str.maketrans(dict.fromkeys((0, 1, 2, 3), " "))
"""Signs that the index uses itself (the ends of a mark) or cannot hold."""
# What a search is limited by stands apart from the text, so that ranking reads few bytes of each article.
SCHEMA = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA cache_size=-32768;
CREATE TABLE entry (
  rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, site TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
  dated TEXT NOT NULL, fetched_at TEXT NOT NULL
);
CREATE TABLE page (rowid INTEGER PRIMARY KEY, url TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
  title, text, content='page', content_rowid='rowid', tokenize="unicode61 remove_diacritics 2", prefix='3'
);
"""
HASH_MIB = 64
"""Words kept in memory before they are written: with FTS5's own 1 MiB each is written again and again in merges, the
more often the larger the dataset. A million articles make some forty parts, which a search reads side by side."""
# https://sqlite.org/fts5.html, sections 6.1, 6.2 and 6.9: no part is merged with others while all are made at once.
WRITING = (("hashsize", HASH_MIB << 20), ("automerge", 0), ("crisismerge", 1000))


def index_path(folder: Path | str) -> Path:
    """Return where the index of a collection, or of a dataset that lies alone, is."""
    dataset = dataset_folder(folder)
    path = Path(folder)
    return (path if dataset != path else dataset) / NAME


def forget(folder: Path) -> None:
    """Delete an index, so that no taken-down text stays in it; the next search makes it again."""
    (folder / NAME).unlink(missing_ok=True)


def is_current(folder: Path | str) -> bool:
    """Return whether the index was made from the dataset as it is now."""
    return _stored_key(index_path(folder)) == _dataset_key(folder)


def update_index(folder: Path | str, *, rebuild: bool = False, progress: Progress = silent) -> Path:
    """Return the index of a dataset, made again when the dataset changed; memory: a batch and SQLite's cache.

    Raises:
        CollectionError: when there is no dataset.
        DamagedDataset: when it cannot be read.
        WriteError: when the index cannot be written.
    """
    path, key = index_path(folder), _dataset_key(folder)
    if rebuild or _stored_key(path) != key:
        _make(path, folder, key, progress)
    return path


def _dataset_key(folder: Path | str) -> str:
    """Return what an index depends on: the layout, the dataset's identity, and what was taken down."""
    hidden = hashlib.sha256("\n".join(sorted(redacted_ids(dataset_folder(folder)))).encode()).hexdigest()
    return f"{LAYOUT} {manifest_of(folder).identity} {hidden}"


def _stored_key(path: Path) -> str | None:
    if not path.is_file():
        return None
    try:
        with closing(open_index(path)) as database:
            row = database.execute("SELECT value FROM meta WHERE key = 'dataset'").fetchone()
    except sqlite3.Error:
        return None  # a damaged index is made again
    return str(row[0]) if row else None


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _make(path: Path, folder: Path | str, key: str, progress: Progress) -> None:
    """Write a new index beside the old one, which serves until the new one is whole."""
    part = path.with_name(f"{NAME}.{os.getpid()}.open")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as database:
            _fill(database, folder, key, progress)
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise WriteError(f"cannot write the search index: {error}", where=str(path), hint=DISK_HINT) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, folder: Path | str, key: str, progress: Progress) -> None:
    total, done = manifest_of(folder).count(ARTICLES), 0
    database.executescript(SCHEMA)
    database.executemany("INSERT INTO words (words, rank) VALUES (?, ?)", WRITING)
    database.execute("BEGIN")
    articles = load(folder)
    while batch := list(islice(articles, BATCH)):
        numbered = list(enumerate(batch, done + 1))
        database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", ((n, *_entry(a)) for n, a in numbered))
        database.executemany("INSERT INTO page VALUES (?, ?, ?, ?)", ((n, *_page(a)) for n, a in numbered))
        done += len(batch)
        progress(done, total)
    database.execute("INSERT INTO words (words) VALUES ('rebuild')")
    database.execute("INSERT INTO meta VALUES ('dataset', ?)", (key,))
    database.execute("COMMIT")


def _entry(article: Article) -> tuple[str, ...]:
    first, last, dated = days_of(article)
    values = (article.id, article.site, first, last, dated, article.source.fetched_at)
    return tuple(map(_storable, values))


def _page(article: Article) -> tuple[str, ...]:
    return tuple(map(_storable, (article.url, article.title, article.text)))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").translate(MARKS)


def open_index(path: Path) -> sqlite3.Connection:
    """Return an index, opened for reading only; the caller closes it."""
    return sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True)
