"""All records of one kind seen once, before any is written: which captures are repeats, and which pages are twins."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from archive.dataset.repeats import RecordKey, decode_key, record_digest, twin_digest
from archive.dataset.shard import ARTICLES

Digest = bytes


class _Best(Struct):
    """The earliest capture of one version of a page."""

    fetched_at: str
    record_id: str


class Survey:
    """The earliest capture of each version, and the ids that share slug and text.

    Memory: some 200 bytes for each version.
    """

    def __init__(self, kind: str, hidden: Collection[str]) -> None:
        self._kind = kind
        self._hidden = hidden
        self._best: dict[Digest, _Best] = {}
        self._twins: dict[Digest, set[str]] = {}

    def read(self, name: str, lines: Iterable[bytes]) -> None:
        """Look at one shard."""
        site = site_of(name)
        for line in lines:
            key = decode_key(line)
            if self.is_hidden(key):
                continue
            found = _Best(key.source.fetched_at, key.source.record_id)
            known = self._best.setdefault(record_digest(key), found)
            if (found.fetched_at, found.record_id) < (known.fetched_at, known.record_id):
                self._best[record_digest(key)] = found
            if key.text:
                self._twins.setdefault(twin_digest(site, key), set()).add(key.id)

    def is_hidden(self, key: RecordKey) -> bool:
        """Say whether a record is of an article that was taken down."""
        return self._kind == ARTICLES and key.id in self._hidden

    def is_first(self, key: RecordKey) -> bool:
        """Say whether a record is the earliest capture of its version; all others are repeats."""
        chosen = self._best[record_digest(key)]
        return (chosen.fetched_at, chosen.record_id) == (key.source.fetched_at, key.source.record_id)

    def twins_of(self, name: str, key: RecordKey) -> set[str]:
        """Return the ids of the same article under another path."""
        return self._twins.get(twin_digest(site_of(name), key), set()) - {key.id} if key.text else set()


def site_of(name: str) -> str:
    """Return the site in the name of a shard, as `shard.safe_site` writes it."""
    return name.rsplit("-", 2)[0]
