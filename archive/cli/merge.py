"""`kliping merge`: a second collection into this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.derive import end_when_damaged, show_report
from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, guarded, registry, settings
from archive.cli.output import bar, print_facts, print_json, print_text
from archive.collection import Collection

if TYPE_CHECKING:
    from archive.jobs.merge import MergeReport


def command(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="The collection to take in; it stays as it is.")],
    collection: CollectionFlag = None,
    sites: SitesFlag = None,
    profiles: Annotated[
        Path | None,
        typer.Option("--profiles", metavar="DIR", help="Take site profiles of this folder too, those that are new."),
    ] = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Merge another collection into this one: WARCs byte for byte, indexes, reports, takedowns, queues; then derive.

    Nothing is overwritten. When it is interrupted, the same command goes on; repeated, it does nothing.

    Example: kliping merge /mnt/usb/kliping-data --collection kliping-data
    """
    from archive.disk import marks_of
    from archive.jobs.derive import derive
    from archive.jobs.merge import MergeOptions, merge

    config = settings(collection=collection, sites=sites)
    theirs = Collection(other).existing()
    target = Collection(config.collection).create()
    marks = marks_of(target.root, config.min_free, config.stop_free)
    with target.lock():
        with bar("copying", quiet=json) as progress:
            report = merge(target, theirs, MergeOptions(profiles, Path(config.sites), marks), progress)
        with bar("reading WARCs", quiet=json) as progress:
            room = guarded(progress, config, target.dataset)
            derived = derive(target, registry(config), workers=config.derive_workers, progress=room)
    if json:
        print_json({"merged": report, "derived": derived})
    else:
        _show(report)
        show_report(derived, target.dataset)
    end_when_damaged(derived)


def _show(report: MergeReport) -> None:
    size = f"{report.bytes / 1e6:.1f} MB"
    print_facts(
        {
            "WARCs copied": f"{report.warcs} ({size})", "known already": report.known, "runs": report.runs,
            "queued pages": report.queued, "takedowns": report.redactions,
        }
    )  # fmt: skip
    for old, new in report.renamed.items():
        print_text(f"note: {old} is {new} here")
    for key in report.profiles:
        print_text(f"note: profile {key} taken")
    for key in report.differing:
        print_text(f"note: profile {key} differs, yours was kept")
    print_text("")
