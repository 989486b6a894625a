"""What is seen of a crawl while it runs: a bar for each site, or two for all of many."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.cli.output import console
from archive.disk.size import told

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from crawler.run import Watcher
    from crawler.target import Target


STOPPING = "kliping: interrupted; waiting for the answers under way (once more ends it at once)"
MANY = 12
"""Sites with a bar of their own; more would not fit on a screen."""


class Room:
    """What there is to say of the disk: once, however many sites wait for it."""

    def __init__(self) -> None:
        self._low = False

    def news(self, *, low: bool, free: int) -> str | None:
        """Return the line to tell, None when it was told."""
        if low is self._low:
            return None
        self._low = low
        room = f"{told(free)} are free on the disk"
        return f"paused, {room}; it goes on by itself when there is more" if low else f"going on, {room}"


class Silent:
    """A `crawler.run.Watcher` without a terminal: that a signal was heard is told, and that the disk is low."""

    def __init__(self) -> None:
        self._room = Room()

    def scheduled(self, site: str) -> None:
        """Show nothing."""

    def resumed(self, site: str, pending: int) -> None:
        """Tell that this crawl goes on with another one's queue."""
        sys.stderr.write(f"kliping: {site}: going on where the last run ended, {pending} pages wait\n")

    def fetched(self, site: str) -> None:
        """Show nothing."""

    def closed(self, site: str, reason: str) -> None:
        """Show nothing."""

    def disk(self, site: str, *, low: bool, free: int) -> None:
        """Tell that it waits for room."""
        if line := self._room.news(low=low, free=free):
            sys.stderr.write(f"kliping: {site}: {line}\n")
            sys.stderr.flush()

    def stopping(self) -> None:
        """Tell that it is ending."""
        sys.stderr.write(f"{STOPPING}\n")
        sys.stderr.flush()


class Bars:
    """A `crawler.run.Watcher` that moves progress bars: fetched of what is queued so far."""

    def __init__(self, progress: Progress, sites: Sequence[str]) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {site: progress.add_task(site, total=0) for site in sites}
        self._queued = dict.fromkeys(sites, 0)
        self._room = Room()

    def scheduled(self, site: str) -> None:
        """Count a queued request."""
        self._queued[site] += 1
        self._progress.update(self._tasks[site], total=self._queued[site])

    def resumed(self, site: str, pending: int) -> None:
        """Count what was queued before."""
        self._queued[site] += pending
        self._progress.update(self._tasks[site], total=self._queued[site])
        self._progress.console.print(f"{site}: going on where the last run ended, {pending} pages wait")

    def fetched(self, site: str) -> None:
        """Count a response."""
        self._progress.advance(self._tasks[site])

    def closed(self, site: str, reason: str) -> None:
        """Show how it ended."""
        self._progress.update(self._tasks[site], description=f"{site}: {reason}")

    def disk(self, site: str, *, low: bool, free: int) -> None:
        """Show that it waits for room, on the site's own line too."""
        self._progress.update(self._tasks[site], description=f"{site}: paused, disk low" if low else site)
        if line := self._room.news(low=low, free=free):
            self._progress.console.print(line)

    def stopping(self) -> None:
        """Tell that it is ending, above the bars."""
        self._progress.console.print(STOPPING)


class Overall:
    """A `crawler.run.Watcher` for many sites: one bar for the pages, one for the sites."""

    def __init__(self, progress: Progress, sites: int) -> None:
        self._progress = progress
        self._pages = progress.add_task("pages", total=0)
        self._sites = progress.add_task("sites", total=sites)
        self._queued = 0
        self._room = Room()

    def scheduled(self, site: str) -> None:  # noqa: ARG002 - all are one here
        """Count a queued request."""
        self._queue(1)

    def resumed(self, site: str, pending: int) -> None:
        """Count what was queued before."""
        self._queue(pending)
        self._progress.console.print(f"{site}: going on where the last run ended, {pending} pages wait")

    def fetched(self, site: str) -> None:  # noqa: ARG002 - all are one here
        """Count a response."""
        self._progress.advance(self._pages)

    def closed(self, site: str, reason: str) -> None:
        """Count a site; one that did not end by itself is named."""
        self._progress.advance(self._sites)
        if reason != "finished":
            self._progress.console.print(f"{site}: {reason}")

    def disk(self, site: str, *, low: bool, free: int) -> None:  # noqa: ARG002 - the sites share the disk
        """Show that all wait for room."""
        self._progress.update(self._pages, description="paused, disk low" if low else "pages")
        if line := self._room.news(low=low, free=free):
            self._progress.console.print(line)

    def stopping(self) -> None:
        """Tell that it is ending, above the bars."""
        self._progress.console.print(STOPPING)

    def _queue(self, pages: int) -> None:
        self._queued += pages
        self._progress.update(self._pages, total=self._queued)


@contextmanager
def watching(targets: Sequence[Target], *, quiet: bool) -> Iterator[Watcher]:
    """Give a watcher with progress bars on a terminal, a silent one elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages" if len(targets) <= MANY else ""),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console(stderr=True), refresh_per_second=4) as progress:
        sites = [target.site.key for target in targets]
        yield Bars(progress, sites) if len(sites) <= MANY else Overall(progress, len(sites))
