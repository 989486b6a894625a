"""One record of a collection by its id."""

from __future__ import annotations

from collections.abc import Iterable

from archive.article import Article, Rejection
from archive.collection import Collection
from archive.dataset import load, load_rejections
from archive.errors import CollectionError
from archive.redaction import Redaction, redactions_of

MIN_PREFIX = 4
HINT = "the field 'id' of the records in dataset/articles/*.jsonl.gz"


def find(collection: Collection, prefix: str) -> Article | Rejection | Redaction:
    """Return the article whose id begins so (its latest version), its tombstone, or else the rejected page.

    Raises:
        CollectionError: when none or several pages match.
    """
    wanted = checked(prefix)
    found: dict[str, Article | Rejection | Redaction] = {
        key: tombstone for key, tombstone in redactions_of(collection.dataset).items() if key.startswith(wanted)
    }
    for article in load(collection.root):
        if article.id.startswith(wanted):
            found[article.id] = article
    if not found:
        found = {r.id: r for r in load_rejections(collection.root) if r.id.startswith(wanted)}
    return found[only(found, prefix)]


def find_article(collection: Collection, prefix: str) -> Article:
    """Return an article as `find` does.

    Raises:
        CollectionError: when it was taken down, or the page is no article, too.
    """
    found = find(collection, prefix)
    if isinstance(found, Redaction):
        raise CollectionError(
            f"the article was taken down on {found.at[:10]}: {found.reason}",
            where=found.id,
            hint="'kliping show' prints its tombstone, 'kliping redact --undo' brings it back",
        )
    if isinstance(found, Rejection):
        raise CollectionError(f"the page is no article: {found.reason}", where=found.id, hint=HINT)
    return found


def checked(prefix: str) -> str:
    """Return the beginning of an id as ids are written.

    Raises:
        CollectionError: when it is too short to mean one page.
    """
    wanted = prefix.strip().lower()
    if len(wanted) < MIN_PREFIX:
        raise CollectionError(f"an id needs at least {MIN_PREFIX} characters", where=prefix, hint=HINT)
    return wanted


def only(ids: Iterable[str], prefix: str) -> str:
    """Return the one id there is.

    Raises:
        CollectionError: when there is none, or several.
    """
    found = sorted(ids)
    if not found:
        raise CollectionError("no page has this id", where=prefix, hint=HINT)
    if len(found) > 1:
        raise CollectionError(f"{len(found)} pages have ids that begin so", where=prefix, hint=", ".join(found[:5]))
    return found[0]
