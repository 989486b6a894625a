"""`kliping verify`: is everything that was archived still whole?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place, settings
from archive.cli.output import bar, print_facts, print_json, print_text
from archive.errors import ExitCode

SHOWN = 50
ADVICE = "restore a damaged WARC from a copy; 'kliping derive --rebuild' makes index and dataset anew"


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]")] = None,
    collection: CollectionFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Check a collection: every digest, the index, the dataset, and each article's way to its record.

    A WACZ file: its hashes, its index and its pages.

    Ends with exit code 6 when anything is wrong.

    Example: kliping verify kliping-data
    """
    from archive.jobs.verify import verify

    if folder is not None and folder.suffix == ".wacz":
        _verify_package(folder, json=json)
        return
    target = place(folder, settings(collection=collection))
    with bar("checking", quiet=json) as progress:
        report = verify(target, progress)
    if json:
        print_json(report)
    else:
        print_facts(
            {
                "WARCs": report.warcs,
                "records indexed": report.indexed,
                "articles": report.articles,
                "rejections": report.rejections,
                "result": "sound" if report.sound else f"{len(report.findings)} findings",
            }
        )
        for finding in report.findings[:SHOWN]:
            print_text(f"  {finding.where}: {finding.what}")
        if len(report.findings) > SHOWN:
            print_text(f"  and {len(report.findings) - SHOWN} more; --json lists all")
    if not report.sound:
        count = f"{len(report.findings)} finding{'s' if len(report.findings) > 1 else ''}"
        advice = report.hint or ADVICE
        sys.stderr.write(f"kliping: {target.root}: {count}, the first in {report.findings[0].where} ({advice})\n")
        raise typer.Exit(ExitCode.DAMAGED)


def _verify_package(path: Path, *, json: bool) -> None:
    """Check a WACZ; of it everything is told, since it has few parts."""
    from archive.errors import CollectionError
    from archive.wacz import check_package

    if not path.is_file():
        raise CollectionError("there is no package here", where=str(path), hint="'kliping pack' writes one")
    flaws = list(check_package(path))
    if json:
        print_json({"package": str(path), "findings": flaws})
    else:
        print_facts({"package": path, "result": "sound" if not flaws else f"{len(flaws)} findings"})
        for flaw in flaws:
            print_text(f"  {flaw.part}: {flaw.what}")
    if flaws:
        sys.stderr.write(f"kliping: {path}: {flaws[0].part}: {flaws[0].what} (pack it again)\n")
        raise typer.Exit(ExitCode.DAMAGED)
