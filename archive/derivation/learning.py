"""From WARCs to what they teach: each answer noted, a sample of each period looked at."""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from archive.derivation.crew import Crew, Item
from archive.derivation.memory import SAMPLE, Capture, Memory
from archive.derivation.owners import Period, period_of, site_of, stored_profiles
from archive.derivation.work import Task
from archive.errors import DamagedWarc
from archive.exchange import Exchange
from archive.extraction.engine import without_page
from archive.sites import Site, SiteRegistry
from archive.urls import article_id, canonical_url, host_of
from archive.warc import read_exchanges

KEY_SIZE = 12
KEPT = 500
"""Lessons after which what was learned is brought to the disk: what a kill costs at most."""
OPEN = 256
"""Samples kept in memory; the others are read again when they are needed."""


Progress = Callable[[int, int], None]


class Note(Struct, frozen=True):
    """What a lesson is kept under; or, without a capture, that a WARC was read to its end."""

    warc: str
    capture: Capture | None = None
    key: bytes = b""
    host: str = ""


class Learning:
    """Reads WARCs that the memory does not know."""

    def __init__(self, memory: Memory, registry: SiteRegistry, progress: Progress) -> None:
        self._memory = memory
        self._registry = registry
        self._progress = progress
        self._samples: dict[Period, list[bytes]] = {}
        self.seen: set[Period] = set()
        """The periods that something new was learned of."""

    def read(self, warcs: Sequence[Path], crew: Crew) -> None:
        """Learn from these WARCs; a damaged one as far as it can be read, and again the next time."""
        for number, (item, result) in enumerate(crew.map(self._items(warcs))):
            note = item.note
            if number % KEPT == 0:
                self._memory.keep()
            if note.capture is None:
                self._memory.end(note.warc)
            elif result is not None:
                self._memory.teach(note.capture, note.key, note.host, result.line)
        for period in sorted(self.seen):
            self._memory.trim(period)

    def _items(self, warcs: Sequence[Path]) -> Iterator[Item[Note]]:
        total, before = sum(path.stat().st_size for path in warcs), 0
        for path in warcs:
            self._memory.begin(path)
            try:
                stored = stored_profiles(path)
                for exchange in read_exchanges(path, revisits=True):
                    item = self._item(exchange, path.name, site_of(exchange, self._registry, stored))
                    if item is not None:
                        yield item
                    if exchange.ref is not None:
                        self._progress(before + exchange.ref.offset, total)
                yield Item(Note(path.name))
            except DamagedWarc:
                pass  # told when it is derived
            before += path.stat().st_size

    def _item(self, exchange: Exchange, warc: str, site: Site | None) -> Item[Note] | None:
        assert exchange.ref is not None  # it was read from a WARC
        period = period_of(exchange, site)
        canonical = canonical_url(exchange.url)
        capture = Capture(warc, exchange.ref.offset, period, article_id(period.site, canonical))
        self._memory.add(capture)
        self.seen.add(period)
        if exchange.revisit is not None:
            return None  # what it repeats has taught already
        if without_page(exchange) is not exchange or exchange.truncated is not None:
            return None
        key = _key(canonical, exchange.ref.payload_digest)
        if not self._counts(period, key):
            return None
        return Item(Note(warc, capture, key, host_of(exchange.url)), Task(exchange, site, study=True))

    def _counts(self, period: Period, key: bytes) -> bool:
        """Say whether an answer is among those of the smallest keys so far, and new."""
        sample = self._samples.get(period)
        if sample is None:
            if len(self._samples) >= OPEN:
                self._samples.clear()
            sample = self._samples[period] = self._memory.sample(period)
        place = bisect.bisect_left(sample, key)
        if place >= SAMPLE or (place < len(sample) and sample[place] == key):
            return False
        sample.insert(place, key)
        del sample[SAMPLE:]
        return True


def _key(canonical: str, payload: str) -> bytes:
    """Return the key of an answer: the same for the same page with the same bytes."""
    return hashlib.blake2b(f"{canonical}\n{payload}".encode("utf-8", "replace"), digest_size=KEY_SIZE).digest()
