"""Publication days beside htmldate: exact, wrong (another day), none."""

from __future__ import annotations

import time
from collections.abc import Callable

from archive.article import Article
from benchmarks.adapter import outcome
from benchmarks.contenders import bare_parse
from benchmarks.pagesets import Sample

DAY = len("2019-07-24")


def _kliping(page: Sample) -> str | None:
    found = outcome(page.html, page.url)
    value = found.published.value if isinstance(found, Article) and found.published else None
    return value[:DAY] if value else None


def _htmldate(page: Sample) -> str | None:
    from htmldate import find_date

    return find_date(page.html, url=page.url, original_date=True)


FINDERS: dict[str, Callable[[Sample], str | None]] = {"kliping": _kliping, "htmldate": _htmldate}


def run(pages: list[Sample], names: list[str]) -> dict[str, dict[str, float]]:
    """Return exact, wrong and none as shares of the pages, and the cost.

    A page that is labelled to have no date counts: exact when none is found, wrong when one is.
    """
    dated = [page for page in pages if page.published or page.labelled]
    floor = _seconds(lambda page: bare_parse(page.html), dated)[0]
    table = {}
    for name in names:
        spent, found = _seconds(FINDERS[name], dated)
        exact = sum(day == page.published for day, page in zip(found, dated, strict=True))
        none = sum(not day and bool(page.published) for day, page in zip(found, dated, strict=True))
        table[name] = {
            "exact": exact / len(dated),
            "wrong": (len(dated) - exact - none) / len(dated),
            "none": none / len(dated),
            "x lxml": spent / floor,
        }
    return table


def _seconds(finder: Callable[[Sample], str | None], pages: list[Sample]) -> tuple[float, list[str | None]]:
    begun = time.process_time()
    found = [finder(page) for page in pages]
    return time.process_time() - begun, found


def markdown(table: dict[str, dict[str, float]]) -> str:
    """Return the table of dates."""
    lines = ["| date finder | exact | wrong | none | x lxml |", "|---|---|---|---|---|"]
    lines += [
        f"| {n} | {r['exact']:.3f} | {r['wrong']:.3f} | {r['none']:.3f} | {r['x lxml']:.2f} |" for n, r in table.items()
    ]
    return "\n".join([*lines, ""])
