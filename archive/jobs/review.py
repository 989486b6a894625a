"""One record of a collection beside the page it was made from."""

from __future__ import annotations

from msgspec import Struct

from archive.article import Article, Reason, Rejection
from archive.collection import Collection
from archive.dataset import open_source
from archive.errors import CollectionError
from archive.extraction import list_items
from archive.extraction.items import Item
from archive.review import Row, align, page_lines


class Review(Struct, frozen=True):
    """The rows of a record's page; `note` says why there are none."""

    rows: tuple[Row, ...]
    note: str


def review(collection: Collection, record: Article | Rejection) -> Review:
    """Return a record's page, line by line, with what became of each line.

    Raises:
        CollectionError: when the WARC is not in the collection.
        DamagedWarc: when what lies there is not what the record was made from.
    """
    found = page_lines(open_source(collection.root, record))
    article = record if isinstance(record, Article) else None
    return Review(tuple(align(found.lines, article)), found.problem)


def listed_by(collection: Collection, record: Rejection) -> tuple[Item, ...]:
    """Return what a rejected listing leads to, read from its WARC record; nothing where that is not at hand.

    Raises:
        DamagedWarc: when what lies there is not what the record was made from.
    """
    if record.reason not in (Reason.LISTING, Reason.DOCUMENT):
        return ()
    try:
        return list_items(open_source(collection.root, record))
    except CollectionError:
        return ()
