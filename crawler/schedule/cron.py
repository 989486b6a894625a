"""The same job for machines without systemd: one line of crontab(5)."""

from __future__ import annotations

import shlex

from crawler.schedule.every import Every
from crawler.schedule.job import Job


def cron_line(job: Job, every: Every) -> str:
    """Return the line; a percent sign would end the command in a crontab, so it is escaped."""
    settings = [f"{name}={shlex.quote(value)}" for name, value in job.environment]
    words = " ".join([*settings, shlex.join(job.command)])
    return f"{every.cron} " + f"cd {shlex.quote(str(job.folder))} && {words}".replace("%", "\\%")
