"""What runs did, what is unusual about it, and how that is told: summaries, alarms, metrics."""

from __future__ import annotations

from archive.reports.alarm import ANY, NAMES, Alarm, check_names, raised
from archive.reports.facts import SiteFacts
from archive.reports.judge import Situation, judge
from archive.reports.report import Report, read_reports
from archive.reports.thresholds import Thresholds, read_thresholds

__all__ = [
    "ANY",
    "NAMES",
    "Alarm",
    "Report",
    "SiteFacts",
    "Situation",
    "Thresholds",
    "check_names",
    "judge",
    "raised",
    "read_reports",
    "read_thresholds",
]
