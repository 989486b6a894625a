"""The report of a crawl: what one target's run did, and where that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

from archive.collection import Collection
from archive.errors import KlipingError
from archive.files import whole_file
from archive.reports import Alarm, SiteFacts
from archive.state import State

ENDED = ("finished", "max-pages", "write-error", "disk-full", "host-down", "robots-unreachable")


class CrawlReport(Struct, frozen=True):
    """What one target's crawl did; stored as `reports/<run>.json`."""

    run: str
    site: str
    started: str
    finished: str
    reason: str
    """`finished`, `max-pages`, `interrupted`, `write-error`, `disk-full`, `host-down`, `robots-unreachable`."""
    responses: int
    failures: int
    failed: dict[str, int]
    """Requests that got no answer, by reason; each is a line of `logs/<run>.jsonl`."""
    statuses: dict[str, int]
    bytes: int
    warcs: tuple[str, ...]
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
    """What the captures say of the site (`archive.reports`). None until the run was derived."""
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


def report_of(site: str, crawler: Any, started: datetime, recovered: tuple[str, ...]) -> CrawlReport:
    """Return what a crawler did, after it has closed its files.

    Args:
        site: the key of its site.
        crawler: Scrapy's, with our components.
        started: when it began.
        recovered: WARCs of a crashed run that were salvaged before.
    """
    from crawler.recorder import Recorder  # noqa: PLC0415 - it brings Scrapy

    stats = crawler.stats.get_stats()
    recorder = crawler.get_extension(Recorder)
    reason = stats.get("finish_reason")
    return CrawlReport(
        run=recorder.run,
        site=site,
        started=_stamp(started),
        finished=_stamp(datetime.now(UTC)),
        reason=reason if reason in ENDED else "interrupted",
        responses=stats.get("kliping/exchanges", 0),
        failures=stats.get("kliping/failures", 0),
        failed=_under(stats, "kliping/failures/"),
        statuses=_under(stats, "downloader/response_status_count/"),
        bytes=stats.get("kliping/bytes", 0),
        warcs=tuple(recorder.warcs),
        forbidden=stats.get("robotstxt/forbidden", 0),
        resumed=stats.get("kliping/resumed"),
        recovered=recovered,
        disk_free=stats.get("kliping/disk/free"),
        disk_paused=stats.get("kliping/disk/paused", 0.0),
        certificates=_texts(stats, "kliping/certificate/"),
        certificate_problems=_texts(stats, "kliping/certificate-problem/"),
    )


def _under(stats: dict[str, Any], prefix: str) -> dict[str, int]:
    return {k.removeprefix(prefix): v for k, v in sorted(stats.items()) if k.startswith(prefix)}


def _texts(stats: dict[str, Any], prefix: str) -> dict[str, str]:
    return {k.removeprefix(prefix): str(v) for k, v in sorted(stats.items()) if k.startswith(prefix)}


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def store_reports(collection: Collection, reports: Sequence[CrawlReport]) -> KlipingError | None:
    """Write the reports; an error is returned, since on a full disk the crawl's own is the one to tell."""
    try:
        for report in reports:
            with whole_file(collection.report_of(report.run)) as file:
                file.write(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
        with State(collection.state) as state:
            for report in reports:
                state.add_run(report.run, report.site, msgspec.json.encode(report).decode())
    except KlipingError as error:
        return error
    return None
