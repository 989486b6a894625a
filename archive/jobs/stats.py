"""Figures of a collection, and the page that shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from archive.files import whole_file
from archive.stats import Stats, stats_page


def as_data(stats: Stats) -> dict[str, Any]:
    """Return all figures for programs; the yield is among them, and days are counted only."""
    data: dict[str, Any] = msgspec.to_builtins(stats, order="sorted")
    for raw, site in ((data["total"], stats.total), *((data["sites"][k], s) for k, s in stats.sites.items())):
        raw["extraction_yield"] = round(site.extraction_yield, 4)
        raw["days"] = len(site.days)
    return data


def write_page(stats: Stats, name: str, path: Path) -> None:
    """Write the HTML page, whole or not at all.

    Raises:
        WriteError: when it cannot be written.
    """
    with whole_file(path) as file:
        file.write(stats_page(stats, name).encode("utf-8", "replace"))
