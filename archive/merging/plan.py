"""Which WARCs of another collection are new here, and under which name each will lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from archive.collection import SUFFIXES, Collection
from archive.merging.intake import CHUNK, same_bytes


class Plan(Struct, frozen=True):
    """`names` has every WARC of the other collection with its name here; `new` are those to be copied."""

    names: dict[str, str]
    new: tuple[Path, ...]

    @property
    def renamed(self) -> dict[str, str]:
        """Return the names that change, since another file has them here."""
        return {old: new for old, new in self.names.items() if old != new}

    @property
    def bytes(self) -> int:
        """Return how much is to be copied."""
        return sum(path.stat().st_size for path in self.new)


def plan_of(collection: Collection, other: Iterable[Path]) -> Plan:
    """Return the plan for the WARCs of another collection; a file that is here under any name is not copied again.

    A name that another file has here is told apart by the SHA-256 of the new one, so that the same
    file gets the same name whenever this is tried.
    """
    here: dict[int, list[Path]] = {}
    for path in collection.warcs():
        here.setdefault(path.stat().st_size, []).append(path)
    taken = {path.name for path in collection.warcs()}
    names: dict[str, str] = {}
    new: list[Path] = []
    for path in other:
        known = next((mine for mine in here.get(path.stat().st_size, ()) if same_bytes(mine, path)), None)
        if known is not None:
            names[path.name] = known.name
            continue
        names[path.name] = path.name if path.name not in taken else _told_apart(path)
        taken.add(names[path.name])
        new.append(path)
    return Plan(names, tuple(new))


def _told_apart(path: Path) -> str:
    suffix = next(s for s in sorted(SUFFIXES, key=len, reverse=True) if path.name.endswith(s))
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return f"{path.name.removesuffix(suffix)}-{digest.hexdigest()[:16]}{suffix}"
