"""`kliping stats`: what a collection holds, as tables and plots."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import bar, print_facts, print_json, print_table, print_text

if TYPE_CHECKING:
    from archive.stats import Gap, SiteStats, Stats

WIDTH = 40
EIGHTHS = " ▏▎▍▌▋▊▉█"
SHOWN = 30
HOLE = 3
"""Months without articles that are still shown one by one."""


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]")] = None,
    collection: CollectionFlag = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML file with plots.")] = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Show what is in the dataset: months, sites, completeness, yield, rejections, languages, gaps.

    Example: kliping stats --html stats.html
    """
    from archive.jobs.stats import as_data, write_page
    from archive.stats import count

    target = place_to_read(folder, settings(collection=collection), quiet=json)
    with bar("counting", quiet=json) as progress:
        stats = count(target.root, progress)
    if html is not None:
        write_page(stats, target.root.resolve().name, html)
    if json:
        print_json(as_data(stats))
        return
    show(stats)
    if html is not None:
        print_text(f"\n{html} written")


def show(stats: Stats) -> None:
    """Print the figures."""
    from archive.stats.series import shares, timeline

    total = stats.total
    print_facts(
        {
            "articles": f"{total.articles:,}",
            "versions": f"{total.versions:,}",
            "rejections": f"{total.rejections:,}",
            "yield": f"{total.extraction_yield:.0%} of the pages that could be articles are",
            "taken down": stats.redacted,
            "events": ", ".join(f"{n} {kind}" for kind, n in sorted(total.events.items())) or "none",
        }
    )
    _sites(stats)
    _plot("articles by month of publication", timeline(total.months), f"{total.undated:,} without a date")
    _plot("articles by month of first capture", timeline(total.captured))
    _shares("fields", [(name, n, share) for name, n, share in _completeness(total)])
    _shares("rejections by reason", shares(total.reasons, total.rejections))
    _shares("languages", shares(total.languages, total.articles))
    _shares("flags", shares(total.flags, total.articles))
    _gaps("months without articles", stats.months_without_articles)
    _gaps("days without a crawl", stats.days_without_crawl)


def _completeness(site: SiteStats) -> list[tuple[str, int, float]]:
    from archive.stats.count import FIELDS
    from archive.stats.series import shares

    return shares({name: site.fields[name] for name in FIELDS}, site.articles)


def _sites(stats: Stats) -> None:
    rows = [
        (key, s.articles, s.versions, s.rejections, f"{s.extraction_yield:.0%}", len(s.days))
        for key, s in stats.sites.items()
    ]
    names = ["site", "# articles", "# versions", "# rejections", "# yield", "# days crawled"]
    _table("sites", names, rows)


def _plot(title: str, rows: Sequence[tuple[str, int]], note: str = "") -> None:
    top = max((n for _, n in rows), default=0)
    shown = [(label, f"{n:,}", block(n / top)) for label, n in _folded(rows)]
    if shown:
        print_table(f"\n{title}{f' ({note})' if note else ''}", ["month", "# articles", ""], shown)


def _folded(rows: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the rows with long holes as one row each: the page of plots shows them month by month."""
    found: list[tuple[str, int]] = []
    for empty, run in groupby(rows, key=lambda row: not row[1]):
        part = list(run)
        hole = empty and len(part) > HOLE
        found += [(f"{part[0][0]} to {part[-1][0]}", 0)] if hole else part
    return found


def _shares(title: str, rows: Sequence[tuple[str, int, float]]) -> None:
    _table(title, ["", "#", "# share", " "], [(name, f"{n:,}", f"{s:.0%}", block(s)) for name, n, s in rows])


def _gaps(title: str, gaps: Sequence[Gap]) -> None:
    _table(title, ["site", "from", "to", "# length"], [(g.site, g.first, g.last, g.length) for g in gaps])


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if rows:
        print_table(f"\n{title}", columns, rows[:SHOWN])
    if len(rows) > SHOWN:
        print_text(f"and {len(rows) - SHOWN} more; --json lists all")


def block(share: float) -> str:
    """Return a bar for a share from 0 to 1; anything above zero shows."""
    eighths = max(round(share * WIDTH * 8), 1 if share > 0 else 0)
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()
