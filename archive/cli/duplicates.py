"""`kliping duplicates`: which articles are copies of each other, or one article in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import bar, print_facts, print_json, print_table, print_text

if TYPE_CHECKING:
    from archive.duplicates import Found, Group

SHOWN = 20
MEMBERS = 8
"""Articles shown of one group; --json shows all."""
TITLE = 60


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION | DATASET]")] = None,
    collection: CollectionFlag = None,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="Similarity from which two texts are copies. [default: 0.6]")
    ] = None,
    site: Annotated[str | None, typer.Option("--site", help="Show only groups with an article of this site.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="Show at most so many groups, the largest first.")] = SHOWN,
    *,
    json: JsonFlag = False,
) -> None:
    """Find copied press releases and twin-language pages, and write them beside the dataset.

    The files `duplicates.jsonl.gz` and `duplicates.json` in the dataset folder hold all groups, whatever
    --site and --limit show; no article is changed.

    Example: kliping duplicates kliping-data --site bekasikota
    """
    from archive.jobs.duplicates import find_duplicates

    place = place_to_read(folder, settings(collection=collection), quiet=json).root
    with bar("comparing", quiet=json) as progress:
        found = find_duplicates(place, threshold, progress)
    shown = _chosen(found, site)[: max(limit, 0)]
    if json:
        print_json({"report": found.report, "groups": shown})
    else:
        _show(found, shown)


def _chosen(found: Found, site: str | None) -> list[Group]:
    groups = [g for g in found.groups if site is None or any(m.site == site for m in g.members)]
    return sorted(groups, key=lambda g: (-len(g.members), g.id))


def _show(found: Found, shown: list[Group]) -> None:
    report = found.report
    print_facts(
        {
            "articles": report.articles,
            "too short to compare": report.too_short,
            "pairs compared": report.compared,
            "groups of copies": f"{report.copies} with {report.copied} articles",
            "translations": report.translations,
        }
    )
    for group in shown:
        more = len(group.members) - MEMBERS
        rows = [
            ("*" if m.id == group.first else "", m.similarity if m.similarity is not None else m.language, m.site,
             (m.published or m.fetched_at)[:10], m.id, m.title[:TITLE])
            for m in group.members[:MEMBERS]
        ]  # fmt: skip
        title = f"\n{group.kind} {group.id}{f' ({group.rule})' if group.rule else ''}"
        print_table(title, ["first", "alike", "site", "date", "id", "title"], rows)
        if more > 0:
            print_text(f"  and {more} more")
    if len(shown) < len(found.groups):
        print_facts({"shown": f"{len(shown)} of {len(found.groups)} groups; --limit shows more, --json too"})
