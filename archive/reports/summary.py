"""A run for a reader: the figures of its report and its alarms, as Markdown."""

from __future__ import annotations

import datetime as dt

from archive.disk.size import told
from archive.reports.report import Report

EVENTS = ("new", "changed", "unchanged", "gone", "moved", "returned")


def duration(report: Report) -> float:
    """Return the seconds that a run took; zero when its report does not tell."""
    try:
        start, end = (dt.datetime.fromisoformat(text) for text in (report.started, report.finished))
        return max(0.0, (end - start).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def clock(seconds: float) -> str:
    """Return a duration for a reader: `42 s`, `3 min`, `2 h 05 min`."""
    minutes = int(seconds) // 60
    if not minutes:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"  # noqa: PLR2004 - an hour


def summary(report: Report) -> str:
    """Return the summary of one run; the text of pages is not in it, so nothing needs escaping but its marks."""
    rows = [
        ("ended", report.reason),
        ("began", report.started),
        ("took", clock(duration(report))),
        ("answers", report.responses),
        *((name, getattr(report, name)) for name in EVENTS if getattr(report, name) is not None),
        ("failed", report.failures),
        ("received", told(report.bytes)),
        ("by status", " ".join(f"{status}:{count}" for status, count in sorted(report.statuses.items())) or "-"),
        ("failures by reason", " ".join(f"{r}:{n}" for r, n in sorted(report.failed.items())) or "-"),
        ("free on the disk", told(report.disk_free) if report.disk_free is not None else "-"),
    ]
    if report.facts is not None:
        rows += [("articles among them", report.facts.articles), ("no articles", report.facts.lost)]
    table = "\n".join(f"| {name} | {_cell(value)} |" for name, value in rows)
    alarms = "\n".join(f"- **{alarm.name}** {_cell(alarm.message)}" for alarm in report.alarms) or "None."
    return f"# {_cell(report.site)}, run {report.run}\n\n| | |\n|---|---|\n{table}\n\n## Alarms\n\n{alarms}\n"


def _cell(value: object) -> str:
    text = "".join(c if c.isprintable() else " " for c in str(value))
    for mark in "\\`*_[]<>|":
        text = text.replace(mark, f"\\{mark}")
    return text
