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
    """`finished`, `max-pages`, `interrupted`, `write-error`, `disk-full`, `host-down`, `robots-unreachable`."""
    responses: int = 0
    failures: int = 0
    failed: dict[str, int] = {}
    """Requests that got no answer, by reason; each is a line of `logs/<run>.jsonl`."""
    statuses: dict[str, int] = {}
    bytes: int = 0
    warcs: tuple[str, ...] = ()
    forbidden: int = 0
    """Pages that robots.txt forbids; they were not asked for."""
    resumed: int | None = None
    """Pages that waited when this run went on with an unfinished one; None for a run of its own."""
    recovered: tuple[str, ...] = ()
    """WARCs of a crashed run that were salvaged before this one began."""
    disk_free: int | None = None
    """Bytes free on the collection's disk at the end."""
    disk_paused: float = 0.0
    """Seconds the crawl waited for room on the disk."""
    certificates: dict[str, str] = {}
    """When the TLS certificate of each host ends, ISO 8601."""
    certificate_problems: dict[str, str] = {}
    """What a browser would hold against a host's certificate, as in `certificateProblem` (docs/warc.md)."""
    facts: SiteFacts | None = None
    """What the captures say of the site. None until the run was derived."""
    alarms: tuple[Alarm, ...] = ()
    """What is unusual about the run (docs/alarms.md)."""
    new: int | None = None
    """Articles seen for the first time. This and the next five are None until the run was derived."""
    changed: int | None = None
    """Articles with another cleaned text than at the visit before."""
    unchanged: int | None = None
    """Articles that were asked for again and have the same text, a 304 included."""
    gone: int | None = None
    """Articles that answer 404 or 410, or are no article any more (docs/history.md)."""
    moved: int | None = None
    """Articles that redirect to another address."""
    returned: int | None = None
    """Articles that were gone or moved and answer again."""


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
