"""Articles from WARCs: no network, the same WARCs and version give the same dataset."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.article import Article, Outcome
from archive.collection import Collection
from archive.dataset import Manifest, Publisher, read_manifest
from archive.errors import DamagedDataset, DamagedWarc
from archive.exchange import Exchange
from archive.extraction import extract
from archive.jobs.progress import Progress, silent
from archive.jobs.remember import remember
from archive.redaction import read_redactions, redactions_for, write_redactions
from archive.sites import PROFILE_URI, Site, SiteRegistry, Urls
from archive.version import EXTRACTOR
from archive.warc import Originals, read_exchanges, read_records


class DeriveReport(Struct, frozen=True):
    """What a derivation did. `responses` are the HTTP answers read; each became one outcome."""

    warcs: int
    responses: int
    articles: int
    rejections: int
    repeats: int
    reasons: dict[str, int]
    """Rejections of this run by reason."""
    damaged: tuple[str, ...]
    """WARCs that could not be read to their end: place and cause, one line each."""
    identity: str
    redacted: int = 0
    """Captures left out because their article was taken down (docs/takedown.md)."""


def derive(
    collection: Collection,
    registry: SiteRegistry,
    *,
    rebuild: bool = False,
    progress: Progress = silent,
) -> DeriveReport:
    """Bring the dataset of a collection up to date with its WARCs.

    Only WARCs that are new are read, unless the engine or a profile changed since: then all are.
    """
    known = None if rebuild else _current(collection, registry)
    done = set(known.warcs) if known else set()
    warcs = [path for path in collection.warcs() if path.name not in done]
    report = derive_into(collection.dataset, warcs, registry, keep=known, progress=progress)
    remember(collection)
    return report


def _current(collection: Collection, registry: SiteRegistry) -> Manifest | None:
    """Return the manifest when what it was made with is still what is used; None asks for a rebuild."""
    try:
        manifest = read_manifest(collection.dataset)
    except DamagedDataset:
        return None
    if manifest is None or manifest.extractor != EXTRACTOR:
        return None
    if set(read_redactions(collection.dataset)) - set(read_redactions(collection.root)):
        return None  # a takedown was undone: only the WARCs still have that article
    present = {path.name for path in collection.warcs()}
    profiles = {key: profile_digest(registry.get(key)) for key in manifest.profiles if key in registry}
    shards = all((collection.dataset / s.kind / s.name).is_file() for s in manifest.shards)
    unchanged = all(profiles.get(key, digest) == digest for key, digest in manifest.profiles.items())
    return manifest if unchanged and shards and set(manifest.warcs) <= present else None


def derive_into(
    dataset: Path,
    warcs: Sequence[Path],
    registry: SiteRegistry,
    *,
    keep: Manifest | None = None,
    progress: Progress = silent,
) -> DeriveReport:
    """Write a dataset folder from WARC files; with `keep`, into the dataset that is there.

    What revisits repeat is looked for in these files, and in the collection that the dataset lies in.
    """
    run = _Run(registry, progress, sum(path.stat().st_size for path in warcs), _originals(dataset, warcs))
    redactions = redactions_for(dataset, warcs)
    with Publisher(dataset, keep=keep, hidden=redactions) as publisher:
        for path in warcs:
            for outcome in run.outcomes(path):
                publisher.add(outcome)
        manifest = Manifest(
            extractor=EXTRACTOR,
            profiles={**(keep.profiles if keep else {}), **run.profiles},
            warcs=dict(sorted({**(keep.warcs if keep else {}), **run.read}.items())),
        )
        published = publisher.publish(manifest)
    write_redactions(dataset, redactions)
    return DeriveReport(
        warcs=len(warcs),
        responses=sum(run.read.values()) + run.partial,
        articles=published.articles,
        rejections=published.rejections,
        repeats=published.repeats,
        reasons=dict(sorted(run.reasons.items())),
        damaged=tuple(run.damaged),
        identity=published.identity,
        redacted=published.redacted,
    )


def _originals(dataset: Path, warcs: Sequence[Path]) -> Originals:
    collection = Collection(dataset.resolve().parent)
    return Originals((*collection.warcs(), *warcs), collection.index)


class _Run:
    """The tallies of one derivation."""

    def __init__(self, registry: SiteRegistry, progress: Progress, total: int, originals: Originals) -> None:
        self._registry = registry
        self._originals = originals
        self._progress = progress
        self._total = total
        self._before = 0
        self.read: dict[str, int] = {}
        self.reasons: Counter[str] = Counter()
        self.profiles: dict[str, str] = {}
        self.damaged: list[str] = []
        self.partial = 0

    def outcomes(self, path: Path) -> Iterator[Outcome]:
        """Yield one outcome for each HTTP answer of a WARC; a damaged file is told and ends early."""
        self.read[path.name] = 0
        try:
            stored = stored_profiles(path)
            for exchange in map(self._originals.resolve, read_exchanges(path, revisits=True)):
                self.read[path.name] += 1
                yield self._outcome(exchange, stored)
        except DamagedWarc as error:
            self.damaged.append(str(error))
            self.partial += self.read.pop(path.name)  # read again next time: it may have been restored
        self._before += path.stat().st_size
        self._progress(self._before, self._total)

    def _outcome(self, exchange: Exchange, stored: dict[str, Site]) -> Outcome:
        site = site_of(exchange, self._registry, stored)
        if site is not None:
            self.profiles.setdefault(site.key, profile_digest(site))
        outcome = extract(exchange, site)
        if not isinstance(outcome, Article):
            self.reasons[outcome.reason] += 1
        if exchange.ref is not None:
            self._progress(self._before + exchange.ref.offset, self._total)
        return outcome


def site_of(exchange: Exchange, registry: SiteRegistry, stored: dict[str, Site]) -> Site | None:
    """Return the profile of an exchange: by the note of its crawl, else by its host.

    Today's profile wins over the one stored with the crawl, since knowledge grows.
    """
    key = exchange.note("site") or ""
    if key in registry:
        return registry.get(key)
    return stored.get(key) or registry.owner(exchange.url)


def stored_profiles(path: Path) -> dict[str, Site]:
    """Return the site profiles that a crawl stored at the head of its WARC, by key."""
    found: dict[str, Site] = {}
    for record in read_records(path):
        uri = record.get("WARC-Target-URI") or ""
        if record.type == "resource" and uri.startswith(PROFILE_URI):
            site = _stored(record.block)
            if site is not None:
                found[site.key] = site
        elif record.type not in ("warcinfo", "resource"):
            break
    return found


def _stored(data: bytes) -> Site | None:
    """Return a stored profile without its patterns: a stranger's WARC must not bring us regular expressions."""
    try:
        site = msgspec.json.decode(data, type=Site)
    except msgspec.MsgspecError:
        return None
    return msgspec.structs.replace(site, urls=Urls(), layouts=())


def profile_digest(site: Site) -> str:
    """Return the SHA-256 of a profile, independent of its file's layout."""
    return hashlib.sha256(msgspec.json.encode(site, order="deterministic")).hexdigest()
