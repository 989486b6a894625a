"""`kliping rebuild-state`: the memory of a collection from its WARCs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, place, registry, settings
from archive.cli.output import bar, print_facts, print_json
from archive.errors import ExitCode


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]", help="The collection.")] = None,
    collection: CollectionFlag = None,
    sites: SitesFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Make state.sqlite again from the WARCs: pages, when they are due, what happened to them, and the runs.

    WARCs that were not derived are derived first. An unfinished crawl goes on afterwards.

    Example: kliping rebuild-state kliping-data
    """
    from archive.jobs.derive import derive
    from archive.jobs.recover import recover
    from archive.jobs.remember import rebuild

    config = settings(collection=collection, sites=sites)
    target = place(folder, config).existing()
    with target.lock():
        recover(target)
        with bar("reading WARCs", quiet=json) as progress:
            derive(target, registry(config), progress=progress)
        with bar("remembering pages", quiet=json) as progress:
            report = rebuild(target, progress)
    if json:
        print_json(report)
    else:
        print_facts({"WARCs read": report.warcs, "pages": report.pages, "events": report.events, "state": target.state})
    if report.damaged:
        more = f"; and {len(report.damaged) - 1} more" if len(report.damaged) > 1 else ""
        sys.stderr.write(f"kliping: {report.damaged[0]}{more}; everything before the damage is remembered\n")
        raise typer.Exit(ExitCode.DAMAGED)
