"""Take an article down, or bring it back; the WARC is never touched."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from archive.collection import Collection
from archive.dataset import Publisher, load, read_manifest
from archive.errors import CollectionError, ConfigError
from archive.fulltext import forget
from archive.jobs.derive import derive
from archive.jobs.find import checked, only
from archive.jobs.progress import Progress, silent
from archive.redaction import Redaction, read_redactions, write_redactions
from archive.sites import SiteRegistry

LONGEST = 1000


class Takedown(Struct, frozen=True):
    """Why an article is taken down, and who decided it."""

    reason: str
    who: str | None = None
    twins: bool = False
    """Whether the same text under other addresses of the site goes, too."""


class RedactReport(Struct, frozen=True):
    """What a takedown or its reversal did."""

    redactions: tuple[Redaction, ...]
    """The tombstones that were set, or lifted."""
    twins: tuple[str, ...]
    """Ids of articles with the same text that are still shown."""
    identity: str
    """Identity of the dataset now."""
    absent: tuple[str, ...] = ()
    """Ids whose tombstone was lifted, but no WARC that can be read has the article any more."""


def redact(collection: Collection, prefix: str, takedown: Takedown) -> RedactReport:
    """Hide an article from dataset, exports and search, with all its versions; the caller holds the lock.

    The tombstone is written first: from then on nothing that reads the dataset shows the article. Then the
    shards are written without it, and the search index is deleted.

    Raises:
        CollectionError: when none or several articles match, or it was taken down before.
        ConfigError: when there is no reason.
    """
    reason = " ".join(takedown.reason.split())
    if not reason or len(reason) > LONGEST:
        raise ConfigError(f"a takedown needs a reason of at most {LONGEST} characters", where="--reason")
    known = read_redactions(collection.root)
    tombstones, twins = _tombstones(collection, prefix, Takedown(reason, takedown.who, takedown.twins))
    write_redactions(collection.root, known | tombstones)
    forget(collection.root)
    return RedactReport(tuple(tombstones.values()), () if takedown.twins else twins, _publish(collection))


def _tombstones(
    collection: Collection, prefix: str, takedown: Takedown
) -> tuple[dict[str, Redaction], tuple[str, ...]]:
    """Return the tombstones to set, and the ids of the twins."""
    wanted = checked(prefix)
    before = [key for key in read_redactions(collection.root) if key.startswith(wanted)]
    pages: dict[str, tuple[str, str, set[str]]] = {}
    for article in load(collection.root):
        if article.id.startswith(wanted):
            twins = pages.get(article.id, ("", "", set()))[2] | set(article.twins)
            pages[article.id] = (article.url, article.site, twins)
    if before and not pages:
        raise CollectionError("the article was taken down before", where=before[0], hint="see 'kliping redact --list'")
    chosen = only(pages, prefix)
    twins = pages[chosen][2]
    if takedown.twins and twins:
        pages |= {a.id: (a.url, a.site, set()) for a in load(collection.root) if a.id in twins}
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    ids = sorted({chosen, *(twins if takedown.twins else ())} & pages.keys())
    made = {i: Redaction(i, pages[i][0], pages[i][1], takedown.reason, at, takedown.who) for i in ids}
    return made, tuple(sorted(twins))


def _publish(collection: Collection) -> str:
    """Write the shards without what is hidden; return the dataset's identity."""
    manifest = read_manifest(collection.dataset)
    assert manifest is not None  # an article was found in it
    redactions = read_redactions(collection.root)
    with Publisher(collection.dataset, keep=manifest, hidden=redactions) as publisher:
        identity = publisher.publish(manifest).identity
    write_redactions(collection.dataset, redactions)
    return identity


def restore(collection: Collection, prefix: str, registry: SiteRegistry, progress: Progress = silent) -> RedactReport:
    """Bring an article back, by deriving the dataset again from the WARCs; the caller holds the lock.

    Raises:
        CollectionError: when none or several articles that were taken down match.
    """
    wanted = checked(prefix)
    known = read_redactions(collection.root)
    matching = [key for key in known if key.startswith(wanted)]
    if not matching:
        raise CollectionError("no such article was taken down", where=prefix, hint="see 'kliping redact --list'")
    chosen = only(matching, prefix)
    lifted = known.pop(chosen)
    write_redactions(collection.root, known)
    forget(collection.root)
    report = derive(collection, registry, progress=progress)
    absent = () if any(a.id == chosen for a in load(collection.root)) else (chosen,)
    return RedactReport((lifted,), (), report.identity, absent)
