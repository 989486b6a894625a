"""Reports, summaries and logs of another collection's runs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from archive.collection import Collection
from archive.files import whole_file
from archive.state import State


def take_reports(collection: Collection, other: Collection, names: Mapping[str, str], state: State) -> int:
    """Copy what is told of runs that are not known here; return how many runs are new.

    WARCs that have another name here are named so. Two runs that began in the same microsecond
    are told apart by what their reports say; one that is here is kept as it is.
    """
    count = 0
    runs = sorted(
        {
            path.stem
            for folder, end in ((other.reports, "json"), (other.logs, "jsonl"))
            for path in folder.glob(f"*.{end}")
        }
    )
    for run in runs:
        stored = _read(other.report_of(run))
        name = _name_of(collection, run, stored)
        count += _take(collection, other, run, name)
        if stored is not None and not collection.report_of(name).exists():
            stored |= {"run": name, "warcs": [names.get(w, w) for w in stored.get("warcs", ()) if isinstance(w, str)]}
            data = msgspec.json.encode(stored)
            _write(collection.report_of(name), msgspec.json.format(data, indent=1) + b"\n")
            state.add_run(name, str(stored.get("site", "")), data.decode())
    return count


def _take(collection: Collection, other: Collection, run: str, name: str) -> bool:
    """Copy log and summary; say whether the run is new here."""
    new = not collection.report_of(name).exists() and not collection.log_of(name).exists()
    pairs = ((other.log_of(run), collection.log_of(name)), (other.summary_of(run), collection.summary_of(name)))
    for source, target in pairs:
        if source.exists() and not target.exists():
            _write(target, source.read_bytes())
    return new


def _name_of(collection: Collection, run: str, stored: dict[str, Any] | None) -> str:
    """Return the run's name here: its own, unless a different run has it."""
    mine = _read(collection.report_of(run))
    if mine is None or stored is None or _same(mine, stored):
        return run
    digest = hashlib.sha256(f"{stored.get('site')}\n{stored.get('started')}".encode()).hexdigest()
    return f"{run}-{digest[:8]}"


def _same(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return all(a.get(key) == b.get(key) for key in ("site", "started"))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None  # damaged, or none: what it told is lost there already


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as file:
        file.write(data)
