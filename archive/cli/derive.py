"""`kliping derive`: articles from WARCs, without network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, WorkersFlag, guarded, place, registry, settings
from archive.cli.output import bar, print_facts, print_json, print_table
from archive.collection import Collection
from archive.config import Config
from archive.errors import CollectionError, ConfigError, ExitCode
from archive.jobs.progress import Progress

if TYPE_CHECKING:
    from archive.jobs.derive import DeriveReport


def command(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[COLLECTION | WARC...]", help="A collection, or WARC files (of any tool) to take in."),
    ] = None,
    collection: CollectionFlag = None,
    sites: SitesFlag = None,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Write the dataset to this folder instead.")
    ] = None,
    workers: WorkersFlag = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read all WARCs again, not only new ones.")] = False,
    json: JsonFlag = False,
) -> None:
    """Make the articles from WARCs: no network, the same WARCs always give the same dataset.

    WARC files that are not in the collection are copied into it, so that every article keeps its
    source; with --into nothing is copied. Interrupted, the same command goes on where it was.

    Example: kliping derive old-crawl.warc.gz --collection kliping-data
    """
    config = settings(collection=collection, sites=sites, derive_workers=workers)
    with bar("reading WARCs", quiet=json) as progress:
        report, dataset = _derive(sources or [], into, config, rebuild=rebuild, progress=progress)
    if json:
        print_json(report)
    else:
        show_report(report, dataset)
    end_when_damaged(report)


def _derive(
    sources: list[Path], into: Path | None, config: Config, *, rebuild: bool, progress: Progress
) -> tuple[DeriveReport, Path]:
    from archive.jobs.derive import derive, derive_into
    from archive.jobs.imports import import_warcs
    from archive.jobs.recover import recover

    profiles = registry(config)
    files = [path for path in sources if not path.is_dir()]
    folders = [path for path in sources if path.is_dir()]
    if len(folders) > 1 or (files and folders):
        raise ConfigError("name either one collection or WARC files", where=str(folders[0]))
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None:
        raise CollectionError("no such file or folder", where=str(missing))
    if into is not None:
        warcs = files or place(folders[0] if folders else None, config).warcs()
        room = guarded(progress, config, into)
        return derive_into(into, warcs, profiles, workers=config.derive_workers, progress=room), into
    own = Collection(config.collection)
    target = own.create() if files else place(folders[0] if folders else None, config)
    with target.lock():
        recover(target)
        room = guarded(progress, config, target.dataset)
        import_warcs(target, files)
        report = derive(target, profiles, rebuild=rebuild, workers=config.derive_workers, progress=room)
    return report, target.dataset


def end_when_damaged(report: DeriveReport) -> None:
    """End with the code for damage, and a line, when a WARC could not be read to its end."""
    if report.damaged:
        more = f"; and {len(report.damaged) - 1} more" if len(report.damaged) > 1 else ""
        sys.stderr.write(f"kliping: {report.damaged[0]}{more}; everything before the damage was derived\n")
        raise typer.Exit(ExitCode.DAMAGED)


def show_report(report: DeriveReport, dataset: Path) -> None:
    """Print what a derivation did."""
    facts = {
        "WARCs read": report.warcs,
        "responses": report.responses,
        "of an interrupted run": report.resumed,
        "templates changed": ", ".join(report.templates),
        "articles": report.articles,
        "rejected": report.rejections,
        "repeats": report.repeats,
        "dataset": dataset,
    }
    told = ("of an interrupted run", "templates changed")
    print_facts({name: value for name, value in facts.items() if value or name not in told})
    if report.reasons:
        print_table("", ["reason", "# pages read now"], list(report.reasons.items()))
