"""The last run of each site as a text file for Prometheus' node exporter (its textfile collector)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from archive.files import whole_file
from archive.reports.alarm import NAMES
from archive.reports.report import Report
from archive.reports.summary import EVENTS, duration


class Metric(Struct, frozen=True):
    """One family of samples; all are gauges, since a file tells a state."""

    name: str
    help: str
    samples: tuple[tuple[tuple[tuple[str, str], ...], float], ...]


def metrics(latest: Mapping[str, Report]) -> str:
    """Return the text (Prometheus exposition format 0.0.4) for the last report of each site, by site."""
    return "".join(line for metric in _metrics(latest) for line in _lines(metric))


def write_metrics(path: Path, latest: Mapping[str, Report]) -> None:
    """Write the file, whole or not at all: a scrape never sees half of it.

    Raises:
        WriteError: when it cannot be written.
    """
    with whole_file(path) as file:
        file.write(metrics(latest).encode())
    path.chmod(0o644)  # the exporter is somebody else


def _metrics(latest: Mapping[str, Report]) -> Iterator[Metric]:
    runs = sorted(latest.items())
    yield _each("last_run_timestamp_seconds", "When the last run of a site ended.", ((s, _ended(r)) for s, r in runs))
    yield _each("last_run_duration_seconds", "How long it took.", ((s, duration(r)) for s, r in runs))
    yield _each("last_run_responses", "Answers that it recorded.", ((s, r.responses) for s, r in runs))
    yield _each("last_run_failures", "Requests without an answer.", ((s, r.failures) for s, r in runs))
    yield _each("last_run_bytes", "Bytes that it received.", ((s, r.bytes) for s, r in runs))
    yield _each(
        "last_run_complete",
        "1 when it came to its own end.",
        ((s, r.reason in ("finished", "max-pages")) for s, r in runs),
    )
    yield Metric(
        "last_run_articles",
        "Articles by what it found of them.",
        tuple(
            ((("site", s), ("event", name)), float(getattr(r, name)))
            for s, r in runs
            for name in EVENTS
            if getattr(r, name) is not None
        ),
    )
    yield Metric(
        "alarm",
        "1 when the last run raised this alarm (docs/alarms.md).",
        tuple(
            ((("site", s), ("alarm", name)), float(any(a.name == name for a in r.alarms)))
            for s, r in runs
            for name in NAMES
        ),
    )
    newest = max((r for _, r in runs), key=lambda r: r.run, default=None)
    free = newest.disk_free if newest is not None else None
    yield Metric("disk_free_bytes", "Free on the collection's disk.", (((), float(free)),) if free is not None else ())


def _each(name: str, about: str, values: Iterable[tuple[str, float]]) -> Metric:
    return Metric(name, about, tuple(((("site", site),), float(value)) for site, value in values))


def _lines(metric: Metric) -> Iterator[str]:
    if not metric.samples:
        return
    name = f"kliping_{metric.name}"
    yield f"# HELP {name} {metric.help}\n# TYPE {name} gauge\n"
    for labels, value in metric.samples:
        shown = ",".join(f'{key}="{_label(text)}"' for key, text in labels)
        yield f"{name}{'{' + shown + '}' if shown else ''} {value:.15g}\n"


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _ended(report: Report) -> float:
    try:
        return dt.datetime.fromisoformat(report.finished or report.started).timestamp()
    except ValueError:
        return 0.0
