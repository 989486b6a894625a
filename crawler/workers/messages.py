"""What parent and workers tell each other: one job down, events up, as lines of JSON."""

from __future__ import annotations

from msgspec import Struct

from archive.config import Config
from archive.reports import Report
from crawler.target import Target


class Job(Struct, frozen=True):
    """What a worker reads from its standard input."""

    targets: tuple[Target, ...]
    config: Config
    parent: int
    """Process number; a worker whose parent is gone stops as if asked to."""


class Moved(Struct, frozen=True, tag=True):
    """How many requests were queued and answered since the last time, by site."""

    scheduled: dict[str, int]
    fetched: dict[str, int]


class Resumed(Struct, frozen=True, tag=True):
    """A site's crawl goes on with an unfinished one."""

    site: str
    pending: int


class Disk(Struct, frozen=True, tag=True):
    """A site's crawl pauses for room on the disk, or goes on."""

    site: str
    low: bool
    free: int


class Closed(Struct, frozen=True, tag=True):
    """A site's crawl ended."""

    site: str
    reason: str


class Done(Struct, frozen=True, tag=True):
    """All of a worker's crawls ended."""

    reports: tuple[Report, ...]
    error: Failed | None = None


class Failed(Struct, frozen=True):
    """A `KlipingError` on its way to the parent: the class by its name."""

    kind: str
    message: str
    where: str
    hint: str


Event = Moved | Resumed | Disk | Closed | Done
