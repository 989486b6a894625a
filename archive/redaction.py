"""Tombstones of what was taken down: the WARC stays, the article is shown to nobody (docs/takedown.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.errors import DamagedDataset
from archive.files import whole_file

NAME = "redactions.json"
SCHEMA = 1


class Redaction(Struct, frozen=True, order=True):
    """One article that was taken down, and why; its title and text are in no tombstone."""

    id: str
    url: str
    site: str
    reason: str
    at: str
    """ISO 8601, UTC, with `Z`."""
    who: str | None = None


class _File(Struct, frozen=True):
    schema: int = SCHEMA
    redactions: tuple[Redaction, ...] = ()


def read_redactions(folder: Path) -> dict[str, Redaction]:
    """Return the tombstones of a collection or dataset folder by article id; none when there is no file.

    Raises:
        DamagedDataset: when the file cannot be read: what was taken down must not come back by an accident.
    """
    path = folder / NAME
    hint = "restore it from a copy: as long as it is damaged, no article is shown"
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_File)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedDataset(f"the tombstones cannot be read: {error}", where=str(path), hint=hint) from None
    if found.schema > SCHEMA:
        message = f"the tombstones have schema {found.schema}, this version reads up to {SCHEMA}"
        raise DamagedDataset(message, where=str(path), hint="upgrade kliping")
    return {each.id: each for each in found.redactions}


def write_redactions(folder: Path, redactions: Mapping[str, Redaction]) -> None:
    """Write the tombstones of a folder, whole or not at all; without any the file goes."""
    if not redactions:
        (folder / NAME).unlink(missing_ok=True)
        return
    data = msgspec.json.encode(_File(redactions=tuple(sorted(redactions.values()))))
    with whole_file(folder / NAME) as file:
        file.write(msgspec.json.format(data, indent=1) + b"\n")


def redactions_of(dataset: Path) -> dict[str, Redaction]:
    """Return the tombstones in force for a dataset: its own, and those of the collection it lies in.

    A dataset carries a copy, so that it keeps its tombstones when it travels alone.
    """
    return read_redactions(dataset) | read_redactions(dataset.resolve().parent)


def redacted_ids(dataset: Path) -> frozenset[str]:
    """Return the ids that a reader of this dataset must not show."""
    return frozenset(redactions_of(dataset))


def redactions_for(dataset: Path, warcs: Iterable[Path]) -> dict[str, Redaction]:
    """Return what must not be published: tombstones of the collections that dataset and WARCs lie in."""
    folders = {dataset.resolve().parent, *(path.resolve().parent.parent for path in warcs)}
    found: dict[str, Redaction] = {}
    for folder in sorted(folders):
        found |= read_redactions(folder)
    return found
