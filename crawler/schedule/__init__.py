"""A crawl that comes again by itself: a systemd service and timer, and the line for cron."""

from __future__ import annotations

from crawler.schedule.cron import cron_line
from crawler.schedule.every import Every, parse_every
from crawler.schedule.job import Job
from crawler.schedule.units import service_unit, timer_unit

__all__ = ["Every", "Job", "cron_line", "parse_every", "service_unit", "timer_unit"]
