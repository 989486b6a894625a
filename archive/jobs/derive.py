"""Articles from WARCs: no network, the same WARCs and version give the same dataset."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.article import SCHEMA
from archive.collection import Collection
from archive.dataset import Manifest, Publisher, read_manifest
from archive.dataset.reading import is_sound
from archive.dataset.shard import ARTICLES, REJECTIONS
from archive.derivation.crew import Crew, cores
from archive.derivation.extracting import Extracting, Wanted
from archive.derivation.learning import Learning
from archive.derivation.memory import Memory
from archive.derivation.owners import Period
from archive.derivation.parts import Parts, State, left_behind
from archive.derivation.templates import Templates
from archive.errors import CollectionError, DamagedDataset, NewerDataset
from archive.jobs.progress import Progress, silent
from archive.jobs.remember import remember
from archive.redaction import Redaction, read_redactions, redactions_for, write_redactions
from archive.sites import SiteRegistry, profile_digest
from archive.version import EXTRACTOR
from archive.warc import Originals


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
    resumed: int = 0
    """Answers that an interrupted run had done already."""
    templates: tuple[str, ...] = ()
    """Sites and periods, as `site/period`, of which records were made again because their template changed."""


class _Places(Struct, frozen=True):
    """Where a dataset lies, and what was learned for it."""

    dataset: Path
    templates: Path


def derive(
    collection: Collection,
    registry: SiteRegistry,
    *,
    rebuild: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> DeriveReport:
    """Bring the dataset of a collection up to date with its WARCs.

    Only WARCs that are new are read, and the captures of a site and period whose template changed with them,
    unless the engine or a profile changed since: then all are. The dataset does not depend on `workers`
    (None: one process for each core).

    A dataset that is damaged is made again, all of it.

    Raises:
        CollectionError: when WARCs that the dataset was made from are gone: it would lose their articles.
        NewerDataset: when a later version made the dataset, unless `rebuild`.
        WorkerDied: when processes cannot be started, or die on page after page.
    """
    _check_warcs(collection, rebuild=rebuild)
    known = None if rebuild else _current(collection, registry)
    places = _Places(collection.dataset, collection.templates)
    try:
        report = _Derivation(places, registry, known, progress, anew=rebuild).run(collection.warcs(), workers)
    except DamagedDataset:
        if known is None:
            raise
        report = _Derivation(places, registry, None, progress).run(collection.warcs(), workers)
    remember(collection)
    return report


def _check_warcs(collection: Collection, *, rebuild: bool) -> None:
    """Make sure that nothing of the dataset would be lost: its WARCs are all there, and it is not a later version's."""
    try:
        manifest = read_manifest(collection.dataset)
    except NewerDataset:
        if not rebuild:
            raise
        return
    except DamagedDataset:
        return
    present = {path.name for path in collection.warcs()}
    gone = sorted(set(manifest.warcs) - present) if manifest is not None else []
    if gone:
        more = f", and {len(gone) - 1} more WARCs are" if len(gone) > 1 else " is"
        raise CollectionError(
            f"the dataset was made from this WARC, which{more} not in the collection; nothing was changed",
            where=str(collection.warc / gone[0]),
            hint="put it back; to make the dataset without it, remove the folder dataset/ first",
        )


def derive_into(
    dataset: Path,
    warcs: Sequence[Path],
    registry: SiteRegistry,
    *,
    workers: int | None = None,
    progress: Progress = silent,
) -> DeriveReport:
    """Write a dataset folder from WARC files; errors as in `derive`."""
    return _Derivation(_Places(dataset, dataset / "templates"), registry, None, progress).run(warcs, workers)


def _current(collection: Collection, registry: SiteRegistry) -> Manifest | None:
    """Return the manifest when what it was made with is still what is used; None asks for a rebuild."""
    try:
        manifest = read_manifest(collection.dataset)
    except DamagedDataset:
        return None
    if manifest is None or manifest.extractor != EXTRACTOR or manifest.templates is None:
        return None
    if set(read_redactions(collection.dataset)) - set(read_redactions(collection.root)):
        return None  # a takedown was undone: only the WARCs still have that article
    profiles = {key: profile_digest(registry.get(key)) for key in manifest.profiles if key in registry}
    shards = all((collection.dataset / s.kind / s.name).is_file() for s in manifest.shards)
    unchanged = all(profiles.get(key, digest) == digest for key, digest in manifest.profiles.items())
    return manifest if unchanged and shards else None


def _originals(dataset: Path, warcs: Sequence[Path]) -> Originals:
    """Return where originals of revisits are looked for: these files, and the collection that the dataset lies in."""
    collection = Collection(dataset.resolve().parent)
    return Originals((*collection.warcs(), *warcs), collection.index)


def _unchanged(known: Manifest) -> DeriveReport:
    """Return the report of a derivation that had nothing to do."""
    return DeriveReport(
        warcs=0,
        responses=0,
        articles=known.count(ARTICLES),
        rejections=known.count(REJECTIONS),
        repeats=0,
        reasons={},
        damaged=(),
        identity=known.identity,
    )


class _Derivation:
    """One derivation: learn, see what changed, extract, publish."""

    def __init__(
        self,
        places: _Places,
        registry: SiteRegistry,
        known: Manifest | None,
        progress: Progress,
        *,
        anew: bool = False,
    ) -> None:
        self._anew = anew
        self._places = places
        self._registry = registry
        self._known = known
        self._progress = progress
        self._changed: tuple[str, ...] = ()

    def run(self, warcs: Sequence[Path], workers: int | None) -> DeriveReport:
        """Derive these WARCs, which are all there are."""
        redactions = redactions_for(self._places.dataset, warcs)
        with Publisher(self._places.dataset, keep=self._known, hidden=redactions) as publisher:
            with Crew(workers or cores(), wary=left_behind(self._places.dataset)) as crew:
                templates, wanted = self._learn(warcs, crew)
                known = None if wanted.warcs else self._known
                if known is not None and self._is_current(known, redactions, templates.versions):
                    return _unchanged(known)
                publisher.renew(wanted.ids if self._known is not None else None)
                with Parts(self._places.dataset, self._inputs(templates, wanted)) as parts:
                    resumed = parts.state.outcomes
                    originals = _originals(self._places.dataset, warcs)
                    Extracting(self._registry, templates, parts, originals, self._tell(1)).run(wanted, crew)
            manifest = self._manifest(parts.state, templates, wanted)
            try:
                publisher.take(parts.folders, parts.state.outcomes)
                published = publisher.publish(manifest)
            except DamagedDataset:
                parts.remove()  # a part that cannot be read is made again
                raise
            parts.remove()
        write_redactions(self._places.dataset, redactions)
        state = parts.state
        return DeriveReport(
            warcs=len(wanted.warcs),
            responses=state.outcomes,
            articles=published.articles,
            rejections=published.rejections,
            repeats=published.repeats,
            reasons=dict(sorted(state.reasons.items())),
            damaged=tuple(line for _, line in sorted(state.damaged.items())),
            identity=published.identity,
            redacted=published.redacted,
            resumed=resumed,
            templates=self._changed,
        )

    def _is_current(self, known: Manifest, redactions: Mapping[str, Redaction], versions: Mapping[str, str]) -> bool:
        """Say whether the dataset is just what would be made of no new WARC, and whole."""
        same = known.schema == SCHEMA and known.templates == versions
        hidden = read_redactions(self._places.dataset).keys() == redactions.keys()
        return same and hidden and is_sound(self._places.dataset, known)

    def _tell(self, stage: int) -> Progress:
        """Return the progress of one of the two stages: each WARC is read twice, and half done after the first."""

        def tell(done: int, total: int) -> None:
            self._progress(done + stage * total, 2 * total)

        return tell

    def _learn(self, warcs: Sequence[Path], crew: Crew) -> tuple[Templates, Wanted]:
        """Bring the templates up to date; return them with what is to be extracted."""
        templates = Templates(self._places.templates)
        with Memory(self._places.templates, self._profiles()) as memory:
            memory.keep_only(warcs, anew=self._anew)
            whole = memory.whole()
            learning = Learning(memory, self._registry, self._tell(0))
            learning.read([path for path in warcs if path.name not in whole], crew)
            templates.write(memory, warcs, learning.seen)
            return templates, self._wanted(warcs, templates, memory)

    def _wanted(self, warcs: Sequence[Path], templates: Templates, memory: Memory) -> Wanted:
        """Return what is new, and what was read with a template that is no more."""
        known, versions = self._known, templates.versions
        before = known.templates or {} if known is not None else {}
        if known is None or before.keys() - versions.keys():
            self._known = None  # captures belong to another site now: a profile has come or gone
            return Wanted(tuple(warcs))
        done = frozenset(known.warcs)
        changed = [name for name, version in before.items() if versions[name] != version]
        self._changed = tuple(sorted(changed))
        ids = frozenset(memory.ids(Period(*name.rsplit("/", 1)) for name in changed))
        again = memory.warcs_of(ids)
        return Wanted(tuple(path for path in warcs if path.name not in done or path.name in again), done, ids)

    def _profiles(self) -> str:
        """Return a digest of what decides what is learned: engine and profiles."""
        profiles = "\n".join(profile_digest(site) for site in self._registry)
        return hashlib.sha256(f"{EXTRACTOR}\n{profiles}".encode()).hexdigest()[:16]

    def _inputs(self, templates: Templates, wanted: Wanted) -> str:
        """Return a digest of everything that decides an outcome but the WARCs."""
        inputs = (self._profiles(), templates.versions, sorted(wanted.done), sorted(wanted.ids))
        return hashlib.sha256(msgspec.json.encode(inputs, order="deterministic")).hexdigest()[:16]

    def _manifest(self, state: State, templates: Templates, wanted: Wanted) -> Manifest:
        known = self._known
        whole = {name: state.at[name] for name in state.ended if name not in wanted.done}
        read = {**(known.warcs if known is not None else {}), **whole}
        return Manifest(
            extractor=EXTRACTOR,
            profiles=dict(sorted({**(known.profiles if known is not None else {}), **state.profiles}.items())),
            # One that is damaged is read again the next time: it may have been restored.
            warcs={name: count for name, count in sorted(read.items()) if name not in state.damaged},
            templates=templates.versions,
        )
