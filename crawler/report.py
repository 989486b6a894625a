"""The report of a crawl: what one target's run did, and where that is stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from archive.collection import Collection
from archive.errors import KlipingError
from archive.files import whole_file
from archive.reports import Report
from archive.state import State

ENDED = ("finished", "max-pages", "write-error", "disk-full", "host-down", "robots-unreachable")


def report_of(site: str, crawler: Any, started: datetime, recovered: tuple[str, ...]) -> Report:
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
    return Report(
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


def store_reports(collection: Collection, reports: Sequence[Report]) -> KlipingError | None:
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
