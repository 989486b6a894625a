"""One record of a collection by its id."""

from __future__ import annotations

from archive.article import Article, Rejection
from archive.collection import Collection
from archive.dataset import load, load_rejections
from archive.errors import CollectionError

MIN_PREFIX = 4


def find(collection: Collection, prefix: str) -> Article | Rejection:
    """Return the article whose id begins so (its latest version), or else the rejected page.

    Raises:
        CollectionError: when none or several pages match.
    """
    wanted = prefix.strip().lower()
    hint = "the field 'id' of the records in dataset/articles/*.jsonl.gz"
    if len(wanted) < MIN_PREFIX:
        raise CollectionError(f"an id needs at least {MIN_PREFIX} characters", where=prefix, hint=hint)
    found: dict[str, Article | Rejection] = {}
    for article in load(collection.root):
        if article.id.startswith(wanted):
            found[article.id] = article
    if not found:
        found = {r.id: r for r in load_rejections(collection.root) if r.id.startswith(wanted)}
    if not found:
        raise CollectionError("no page has this id", where=prefix, hint=hint)
    if len(found) > 1:
        raise CollectionError(
            f"{len(found)} pages have ids that begin so", where=prefix, hint=", ".join(sorted(found)[:5])
        )
    return next(iter(found.values()))
