"""`kliping pack`: a collection as one file that a browser replays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, guarded, place, settings
from archive.cli.output import bar, print_facts, print_json, print_text


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]")] = None,
    into: Annotated[
        Path, typer.Option("--into", metavar="FILE", help="The package to write; its name ends in .wacz.")
    ] = Path("kliping.wacz"),
    collection: CollectionFlag = None,
    site: Annotated[
        list[str] | None, typer.Option("--site", metavar="KEY", help="Only the WARCs of these sites. Repeatable.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only captures from this day on: 2026-11 or 2026-11-24."),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only captures until this day, included.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Title of the package.")] = None,
    *,
    with_redacted: Annotated[
        bool, typer.Option("--with-redacted", help="Take captures along whose article was taken down.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Pack WARCs, index and pages into one WACZ file, which ReplayWeb.page opens; nothing is fetched or changed.

    The file is written whole or not at all. 'kliping verify FILE' checks it.

    Example: kliping pack --collection kliping-data --into bekasi.wacz --site bekasikota --since 2026
    """
    from archive.jobs.pack import PackOptions, pack

    config = settings(collection=collection)
    target = place(folder, config)
    options = PackOptions(tuple(dict.fromkeys(site or ())), since, until, title, with_redacted)
    with bar("packing", quiet=json) as progress:
        report = pack(target, into, options, guarded(progress, config, into.absolute().parent))
    if json:
        print_json(report)
        return
    cut = f" ({report.cut} of them in part)" if report.cut else ""
    print_facts(
        {
            "package": report.file,
            "size": f"{report.bytes / 1e6:.1f} MB",
            "WARCs": f"{report.warcs}{cut}",
            "captures": report.captures,
            "pages": f"{report.pages} articles, {report.other_pages} others",
            "captured": f"{report.first} to {report.last}",
        }
    )
    if report.hidden:
        print_text(f"note: {report.hidden} captures of articles that were taken down are not in it")
    if report.underived:
        print_text(f"note: {report.underived} WARCs are not derived yet; after 'kliping derive' pages have titles")
