"""Title, dateline and credit beside their labels: the share of pages on which each is right."""

from __future__ import annotations

from archive.article import Article
from benchmarks.adapter import outcome
from benchmarks.pagesets import Sample

FIELDS = ("title", "dateline", "credit")


def run(pages: list[Sample]) -> dict[str, dict[str, float]]:
    """Return one row for kliping; a page that is rejected has every field wrong."""
    rows = [_right(page) for page in pages]
    names = FIELDS if all(page.labelled for page in pages) else FIELDS[:1]
    return {"kliping": {name: sum(row[name] for row in rows) / len(rows) for name in names}}


def _right(page: Sample) -> dict[str, bool]:
    found = outcome(page.html, page.url)
    if not isinstance(found, Article):
        return dict.fromkeys(FIELDS, False)
    return {
        "title": " ".join(found.title.split()) == " ".join(page.title.split()),
        "dateline": found.dateline == page.dateline,
        "credit": (found.credit.name if found.credit else None) == page.credit,
    }


def markdown(table: dict[str, dict[str, float]]) -> str:
    """Return the table of fields."""
    names = list(table["kliping"])
    lines = [f"| fields | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {row} | {' | '.join(f'{values[n]:.3f}' for n in names)} |" for row, values in table.items()]
    return "\n".join([*lines, ""])
