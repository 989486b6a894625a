"""Flags that mean the same for every command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.collection import Collection
from archive.config import Config, load_config
from archive.errors import ConfigError

if TYPE_CHECKING:
    from archive.jobs.progress import Progress
    from archive.sites import SiteRegistry

CollectionFlag = Annotated[
    str | None,
    typer.Option(
        "--collection",
        metavar="DIR",
        help="Folder of the collection. [default: ./kliping-data, or KLIPING_COLLECTION]",
        show_default=False,
    ),
]
SitesFlag = Annotated[
    str | None,
    typer.Option(
        "--sites",
        metavar="DIR",
        help="Folder with your own site profiles; they win. [default: ./sites]",
        show_default=False,
    ),
]
WorkersFlag = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=256,
        help="Processes that make the articles. [default: one for each core]",
        show_default=False,
    ),
]
FailOnFlag = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="ALARM[,ALARM]|any",
        help="End with exit code 10 when one of these alarms is raised.",
        show_default=False,
    ),
]
MetricsFlag = Annotated[
    Path | None,
    typer.Option(
        "--metrics",
        metavar="FILE",
        help="Write the last run of each site for Prometheus' node exporter (textfile collector).",
        show_default=False,
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs instead of text.")]


def settings(**flags: Any) -> Config:
    """Return the settings in force with these flags (None: not given)."""
    return load_config(flags).values


def registry(config: Config) -> SiteRegistry:
    """Return all profiles, the user's folder included.

    Raises:
        ConfigError: when a folder was named and is none.
    """
    from archive.sites import SiteRegistry

    folder = Path(config.sites)
    if not folder.is_dir() and config.sites != Config().sites:
        raise ConfigError("no such folder with site profiles", where=config.sites, hint="see --sites")
    return SiteRegistry([folder])


def guarded(progress: Progress, config: Config, folder: Path) -> Progress:
    """Return the progress of a job that writes to a folder; it ends the job before the disk is full.

    Raises:
        DiskFull: at once, or later out of the job.
    """
    from archive.disk import marks_of, watched

    return watched(progress, folder, marks_of(folder, config.min_free, config.stop_free))


def place(argument: Path | None, config: Config) -> Collection:
    """Return the collection a command works on: its argument, or the configured one."""
    return Collection(argument or config.collection).existing()


def place_to_read(argument: Path | None, config: Config, *, quiet: bool = False) -> Collection:
    """Return what a command reads: a collection, a dataset folder that lies alone, or an export."""
    from archive.cli.output import bar
    from archive.jobs.opened import opened

    with bar("opening the export", quiet=quiet) as progress:
        return opened(Path(argument or config.collection), progress)
