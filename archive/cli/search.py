"""`kliping search`: full-text search over a collection."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import bar, print_json, print_text, safe_text

if TYPE_CHECKING:
    from archive.fulltext import Marked

MARK = ("\x1b[1;33m", "\x1b[0m")
SIGNS = ("[", "]")


def command(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help='Words that must all be there; banj* is a prefix, "..." a phrase.')
    ],
    site: Annotated[str | None, typer.Option("--site", metavar="KEY", help="Only this site.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="From this year, month or day on.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to this year, month or day.")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="The most hits, up to 1000.")] = 20,
    collection: CollectionFlag = None,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index again first.")] = False,
    json: JsonFlag = False,
) -> None:
    """Search titles and texts, the best hit first; the index is made when the dataset changed.

    Example: kliping search "banjir bantargebang" --site bekasikota --since 2017
    """
    from archive.dataset.load import check_sites
    from archive.fulltext import Wanted
    from archive.jobs.search import search_collection

    target = place_to_read(None, settings(collection=collection), quiet=json)
    check_sites(target.root, [site] if site else ())
    with bar("indexing", quiet=json) as progress:
        wanted = Wanted(query, site, since, until, limit)
        report = search_collection(target, wanted, rebuild=rebuild, progress=progress)
    if json:
        print_json(report)
        return
    coloured = sys.stdout.isatty()
    for hit in report.hits:
        sys.stdout.write(f"{show(hit.title, coloured=coloured)}\n")
        print_text(f"  {hit.id}  {hit.site}  {hit.date} ({hit.dated})  {hit.url}")
        sys.stdout.write(f"  {show(hit.snippet, coloured=coloured)}\n\n")
    print_text(f"{len(report.hits) or 'no'} article{'s' if len(report.hits) != 1 else ''}")


def show(marked: Marked, *, coloured: bool) -> str:
    """Return text for the terminal with its matches shown; what the page says cannot speak to the terminal."""
    opening, closing = MARK if coloured else SIGNS
    pieces: list[str] = []
    at = 0
    for start, end in marked.marks:
        pieces += [safe_text(marked.text[at:start]), opening, safe_text(marked.text[start:end]), closing]
        at = end
    return "".join([*pieces, safe_text(marked.text[at:])])
