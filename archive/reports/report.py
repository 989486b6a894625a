"""The reports of earlier runs, as far as summaries and alarms need them; other versions' are read as well."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from archive.collection import Collection
from archive.reports.alarm import Alarm
from archive.reports.facts import SiteFacts

MAX_BYTES = 4 * 1024 * 1024
MAX_FILES = 50_000
KEPT = 60
"""Reports of one site that alarms look back at."""


class Report(Struct, frozen=True):
    """One run of one site, as `reports/<run>.json` tells it; what it does not tell has its default."""

    run: str
    site: str
    started: str
    finished: str = ""
    reason: str = ""
    responses: int = 0
    failures: int = 0
    failed: dict[str, int] = {}
    statuses: dict[str, int] = {}
    bytes: int = 0
    warcs: tuple[str, ...] = ()
    new: int | None = None
    changed: int | None = None
    unchanged: int | None = None
    gone: int | None = None
    moved: int | None = None
    returned: int | None = None
    disk_free: int | None = None
    disk_paused: float = 0.0
    certificates: dict[str, str] = {}
    facts: SiteFacts | None = None
    alarms: tuple[Alarm, ...] = ()


def read_reports(collection: Collection, kept: int = KEPT) -> dict[str, list[Report]]:
    """Return the newest reports of each site, newest first; a damaged file is passed over.

    A report is a help here: the WARCs are whole without it.
    """
    found: dict[str, list[Report]] = {}
    for report in newest(collection):
        mine = found.setdefault(report.site, [])
        if len(mine) < kept:
            mine.append(report)
    return found


def newest(collection: Collection) -> Iterator[Report]:
    """Yield the reports, newest first, by the names of their runs."""
    names = sorted((path.name for path in collection.reports.glob("*.json")), reverse=True)
    for name in names[:MAX_FILES]:
        path = collection.reports / name
        try:
            if path.stat().st_size <= MAX_BYTES:
                yield msgspec.json.decode(path.read_bytes(), type=Report)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
