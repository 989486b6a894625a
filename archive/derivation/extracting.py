"""From WARCs to outcomes, with what was learned: all answers, or those of the records that are made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from archive.derivation.crew import Crew, Item
from archive.derivation.owners import period_of, site_of, stored_profiles
from archive.derivation.parts import Parts
from archive.derivation.templates import Templates
from archive.derivation.work import Task
from archive.errors import DamagedWarc
from archive.exchange import Exchange
from archive.extraction.engine import without_page
from archive.sites import Site, SiteRegistry, profile_digest
from archive.urls import article_id, canonical_url, host_of
from archive.warc import Originals, read_exchanges

Progress = Callable[[int, int], None]


class Wanted(Struct, frozen=True):
    """What is to be extracted: these WARCs, but of those in `done` only the captures of the records in `ids`."""

    warcs: tuple[Path, ...]
    done: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()


class Place(Struct, frozen=True):
    """An answer's place in its WARC, or the WARC's end."""

    warc: str
    number: int
    ended: bool = False
    damage: str = ""


class Extracting:
    """Extracts WARCs part by part."""

    def __init__(
        self, registry: SiteRegistry, templates: Templates, parts: Parts, originals: Originals, progress: Progress
    ) -> None:
        """Args: originals: where the answers lie that revisits repeat."""
        self._registry = registry
        self._originals = originals
        self._templates = templates
        self._parts = parts
        self._progress = progress

    def run(self, wanted: Wanted, crew: Crew) -> None:
        """Extract what the parts do not hold yet."""
        state = self._parts.state
        for item, result in crew.map(self._items(wanted)):
            place = item.note
            if result is not None:
                self._parts.add(result)
            state.at[place.warc] = place.number
            if place.ended:
                state.ended.append(place.warc)
            if place.damage:
                state.damaged[place.warc] = place.damage
            if item.task is not None and item.task.site is not None:
                state.profiles.setdefault(item.task.site.key, profile_digest(item.task.site))
            self._parts.rest()
        self._parts.cut(durable=False)

    def _items(self, wanted: Wanted) -> Iterator[Item[Place]]:
        total, before = sum(path.stat().st_size for path in wanted.warcs), 0
        for path in wanted.warcs:
            if path.name not in self._parts.state.ended:
                ids = wanted.ids if path.name in wanted.done else None
                for item in self._of(path, ids):
                    yield item
                    if item.task is not None and item.task.exchange.ref is not None:
                        self._progress(before + item.task.exchange.ref.offset, total)
            before += path.stat().st_size
            self._progress(before, total)

    def _of(self, path: Path, ids: frozenset[str] | None) -> Iterator[Item[Place]]:
        """Yield the work of one WARC and a last item that says how it ended."""
        number, damage, done = 0, "", self._parts.state.at.get(path.name, 0)
        try:
            stored = stored_profiles(path)
            for exchange in map(self._originals.resolve, read_exchanges(path, revisits=True)):
                number += 1
                if number > done:
                    task = self._task(exchange, site_of(exchange, self._registry, stored), ids)
                    if task is not None:
                        yield Item(Place(path.name, number), task)
        except DamagedWarc as error:
            damage = str(error)
        yield Item(Place(path.name, number, ended=True, damage=damage))

    def _task(self, exchange: Exchange, site: Site | None, ids: frozenset[str] | None) -> Task | None:
        if ids is not None:
            key = site.key if site is not None else host_of(exchange.url)
            if article_id(key, canonical_url(exchange.url)) not in ids:
                return None
        return Task(without_page(exchange), site, self._templates.of(period_of(exchange, site)))
