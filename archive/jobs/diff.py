"""What changed in one article, or in all of them with the weightiest first."""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct

from archive.article import Article
from archive.collection import Collection
from archive.dataset.load import manifest_of
from archive.history import Diff, Event, compare, events, pages
from archive.jobs.find import find_article
from archive.jobs.progress import Progress, silent


class ArticleDiff(Struct, frozen=True):
    """The versions of one article, one that came back once more, and what changed from each to the next."""

    versions: tuple[Article, ...]
    diffs: tuple[Diff, ...]


class Changed(Struct, frozen=True):
    """One step of one article, in the list of all."""

    id: str
    title: str
    url: str
    before: str
    after: str
    score: float
    largest: str
    """Field and kind of its weightiest change."""


class Overview(Struct, frozen=True):
    """All that changed or vanished in a collection."""

    changed: tuple[Changed, ...]
    events: tuple[Event, ...]


def diff_article(collection: Collection, prefix: str) -> ArticleDiff:
    """Return the versions of an article and their differences.

    Raises:
        CollectionError: when no or several articles match, or it was taken down.
    """
    article = find_article(collection, prefix)
    found = next(page.steps for page in pages(collection.root, site=article.site) if page.id == article.id)
    return ArticleDiff(found, tuple(compare(a, b) for a, b in pairwise(found)))


def diff_all(collection: Collection, progress: Progress = silent) -> Overview:
    """Return all changes, the weightiest first, and the events by time; memory: these alone."""
    total = manifest_of(collection.root).count("articles")
    changed: list[Changed] = []
    done = 0
    for page in pages(collection.root):
        changed.extend(_changed(page.id, compare(a, b), b.title) for a, b in pairwise(page.steps))
        done += len(page.versions)
        progress(done, total)
    changed.sort(key=lambda c: (-c.score, c.after, c.id))
    return Overview(tuple(changed), tuple(events(collection.root)))


def _changed(page: str, diff: Diff, title: str) -> Changed:
    first = diff.changes[0] if diff.changes else None
    largest = f"{first.field}: {first.kind}" if first else "spaces"
    return Changed(page, title, diff.url, diff.before, diff.after, diff.score, largest)
