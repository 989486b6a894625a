"""Every capture of an address in a collection, by its indexes: a picture's, a document's, a page's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from archive.article import Article, Attachment, Image
from archive.cdxj import CdxjLine, parse_line, surt
from archive.collection import Collection
from archive.errors import CollectionError, DamagedDataset
from archive.exchange import Exchange, RecordRef
from archive.redaction import redactions_of
from archive.urls import article_id, canonical_url
from archive.warc import open_record
from archive.warc.frames import frames

_NEAR = 64 * 1024
"""Bytes between the halves of a search below which lines are read one by one."""
_SHOWN = frozenset({"200", "206"})


def captures(collection: Path | str, url: str) -> list[CdxjLine]:
    """Return the captures of an address, oldest first; http and https, with `www.` and without, are one.

    An index is searched by halves, so that a large collection answers at once. Captures of an article that
    was taken down are not returned.

    Raises:
        CollectionError: there is no collection here.
        DamagedDataset: an index cannot be read.
    """
    place = Collection(collection).existing()
    hidden = redactions_of(place.dataset)
    sites = {each.site for each in hidden.values()}
    if any(article_id(site, canonical_url(url)) in hidden for site in sites):
        return []
    prefix = f"{surt(url)} ".encode()
    found = [line for index in sorted(place.index.glob("*.cdxj")) for line in _of(index, prefix)]
    return sorted(found, key=lambda line: (line.timestamp, line.filename, line.offset))


def archived(collection: Path | str, part: Attachment | Image, article: Article) -> CdxjLine | None:
    """Return the capture of an article's document or picture; None when there is none.

    Of several the good one nearest in time to the article's own.

    Raises:
        CollectionError, DamagedDataset: as `captures`.
    """
    lines = captures(collection, part.url)
    wanted = datetime.fromisoformat(article.source.fetched_at).replace(tzinfo=None)
    return min(lines, key=lambda line: (line.status not in _SHOWN, abs(_time(line) - wanted)), default=None)


def open_capture(collection: Path | str, line: CdxjLine) -> Exchange:
    """Return the HTTP exchange of a capture, its payload digest checked.

    Raises:
        CollectionError: the WARC is not in the collection.
        DamagedWarc: there is no such record.
    """
    path = Collection(collection).warc / Path(line.filename).name
    if not path.is_file():
        raise CollectionError("this WARC is not in the collection", where=str(path), hint="put the WARC back")
    record_id = next((frame.record_id for frame in frames(path, line.offset)), "")
    return open_record(path, RecordRef(line.filename, line.offset, line.length, record_id, line.digest))


def _time(line: CdxjLine) -> datetime:
    """Return when a capture was made; of another tool's that tells no whole date, the beginning of time."""
    try:
        return datetime.strptime(line.timestamp, "%Y%m%d%H%M%S")  # noqa: DTZ007 - both sides are UTC
    except ValueError:
        return datetime.min  # noqa: DTZ901 - both sides are UTC


def _of(index: Path, prefix: bytes) -> Iterator[CdxjLine]:
    """Yield the lines of one sorted index that begin so."""
    hint = "delete this index; 'kliping derive' makes it again from its WARC"
    try:
        with index.open("rb") as file:
            _seek(file, prefix, index.stat().st_size)
            for raw in file:
                if raw.startswith(prefix):
                    if (line := parse_line(raw)) is None:
                        raise DamagedDataset("no CDXJ line", where=str(index), hint=hint)
                    yield line
                elif raw > prefix:
                    return
    except OSError as error:
        raise DamagedDataset(f"cannot be read: {error.strerror}", where=str(index), hint=hint) from error


def _seek(file: IO[bytes], prefix: bytes, size: int) -> None:
    """Go to the start of a line that is not behind the first one that begins so."""
    low, high = 0, size
    while high - low > _NEAR:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()  # the rest of a line
        if file.readline() < prefix:
            low = middle
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline()
