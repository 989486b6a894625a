"""Quality and cost of kliping's extraction beside its peers, in one run.

    pip install --require-hashes -r benchmarks/requirements.lock
    python benchmarks/extract.py [--shared ../shared] [--set "indonesia blind"] [--runs 5] [--repeat 3] [--json FILE]
    python benchmarks/extract.py --gate

Every extractor sees the same pages in the same run, in an order that changes from page to page. CPU is the
least of `--repeat` calls a page; costs are multiples of a bare lxml parse, the median over `--runs`. `odd` is the
half by the parity of SHA-1 of the page id: rules are written with the even half in sight.

The gate measures kliping alone: quality once on every page, cost as the median of five runs with three calls
a page on `--sample` pages of each set. Without the shared folder (beside the project, or where KLIPING_SHARED or SHARED
says) only the project's own pages are measured, and that is said aloud. Exit codes: 0 done, 1 a pinned figure
of benchmarks/gate.toml fell, 3 the shared folder (not for the gate) or a peer is absent.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import dates, fields, pagesets  # noqa: E402 - the path comes first
from benchmarks.contenders import MAKERS, Extractor, bare_parse, load  # noqa: E402
from benchmarks.pagesets import Sample  # noqa: E402
from benchmarks.scores import figures, score  # noqa: E402

ABSENT = 3
FLOOR = "lxml parse"
SETS: dict[str, Callable[[Path], list[Sample]]] = {
    "scrapinghub": pagesets.scrapinghub,
    "wcxb articles": lambda shared: [s for s in pagesets.wcxb(shared) if s.kind == "article"],
    "wcxb others": lambda shared: [s for s in pagesets.wcxb(shared) if s.kind != "article"],
    "xmu": pagesets.xmu,
    "indonesia blind": lambda _shared: pagesets.fixtures("blind"),
    "indonesia sighted": lambda _shared: pagesets.fixtures("sighted"),
    "indonesia poured": pagesets.poured,
}
OWN = ("indonesia blind", "indonesia sighted")
"""The sets that are part of the project."""
COLUMNS = {
    "scrapinghub": ("4-gram F1", "exact words"),
    "wcxb articles": ("word F1",),
    "wcxb others": ("word F1",),
    "xmu": ("word F1",),
    "indonesia blind": ("exact text", "word F1", "LEAK", "lost"),
    "indonesia sighted": ("exact text", "word F1", "LEAK", "lost"),
    "indonesia poured": ("exact text", "word F1", "LEAK", "lost"),
}
Table = dict[str, dict[str, float]]


def run_set(pages: list[Sample], extractors: dict[str, Extractor], options: argparse.Namespace) -> Table:
    """Return one row for each extractor: figures of the whole, of the odd half, cost."""
    timed = pages[:: max(1, len(pages) // options.sample)] if options.sample else pages
    costs: dict[str, list[float]] = defaultdict(list)
    floor_ms = 0.0
    first = _one_run(pages, extractors, 1, 0) if options.sample else None
    for number in range(options.runs):
        spent, texts, errors = _one_run(timed, extractors, options.repeat, number)
        first = first or (spent, texts, errors)
        for name in extractors:
            costs[name].append(spent[name] / spent[FLOOR])
        floor_ms = floor_ms or 1000 * spent[FLOOR] / len(timed)
    assert first is not None
    _, texts, errors = first
    table: Table = {FLOOR: {"ms a page": floor_ms}}
    for name in extractors:
        scores = [score(page, text) for page, text in zip(pages, texts[name], strict=True)]
        odd = [s for page, s in zip(pages, scores, strict=True) if page.odd]
        table[name] = figures(scores) | {f"{key} (odd)": value for key, value in figures(odd).items()}
        table[name] |= {"x lxml": statistics.median(costs[name]), "errors": errors.get(name, 0)}
    return table


def _one_run(
    pages: list[Sample], extractors: dict[str, Extractor], repeat: int, seed: int
) -> tuple[dict[str, float], dict[str, list[str]], dict[str, int]]:
    """Return CPU seconds, texts and errors of one pass over the pages."""
    spent: dict[str, float] = defaultdict(float)
    texts: dict[str, list[str]] = {name: [] for name in extractors}
    errors: dict[str, int] = defaultdict(int)
    for name, extractor in extractors.items():
        spent[name] += _fit(extractor, pages)
    order = [FLOOR, *extractors]
    shuffle = random.Random(seed).shuffle
    for page in pages:
        shuffle(order)
        for name in order:
            seconds, text, failed = _timed(extractors.get(name, bare_parse), page, repeat)
            spent[name] += seconds
            errors[name] += failed
            if name != FLOOR:
                texts[name].append(text)
    return spent, texts, errors


def _fit(extractor: Extractor, pages: list[Sample]) -> float:
    """Let a site-level extractor see each site's pages; return what that cost."""
    if not hasattr(extractor, "fit_site"):
        return 0.0
    sites: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for page in pages:
        sites[page.site].append((page.html, page.url))
    begun = time.process_time()
    for site, members in sites.items():
        extractor.fit_site(site, members)
    return time.process_time() - begun


def _timed(extractor: Extractor, page: Sample, repeat: int) -> tuple[float, str, int]:
    """Return the least CPU seconds, the text and whether it failed: a peer's exception is a page without text."""
    arguments = (page.html, page.url, page.site) if hasattr(extractor, "fit_site") else (page.html, page.url)
    best, text, failed = float("inf"), "", 0
    for _ in range(repeat):
        begun = time.process_time()
        try:
            text = extractor(*arguments) or ""
        except Exception:  # noqa: BLE001 - counted and shown
            failed = 1
        best = min(best, time.process_time() - begun)
    return best, text, failed


def markdown(title: str, table: Table, columns: tuple[str, ...]) -> str:
    """Return a table of one set."""
    heads = [c for name in columns for c in (name, f"{name} (odd)")]
    lines = [
        f"### {title}",
        "",
        f"| extractor | {' | '.join(heads)} | x lxml | errors |",
        "|---" * (len(heads) + 3) + "|",
    ]
    for name, row in table.items():
        if name != FLOOR:
            cells = [f"{row[c]:.3f}".removeprefix("0") if row[c] < 1 else f"{row[c]:.3f}" for c in heads]
            lines.append(f"| {name} | {' | '.join(cells)} | {row['x lxml']:.2f} | {row['errors']:.0f} |")
    return "\n".join([*lines, ""])


def broken(results: dict[str, Table]) -> list[str]:
    """Return what fell below the pinned figures, in words; a set that was not measured has no say."""
    gate = tomllib.loads((ROOT / "benchmarks" / "gate.toml").read_text("utf-8"))
    found = []
    for pin in gate["pin"]:
        rows = results.get(pin["set"])
        value = rows.get(pin["extractor"], {}).get(pin["figure"]) if rows is not None else 0.0
        if rows is None:
            continue
        if value is None:
            found.append(f"{pin['set']}: {pin['extractor']}: {pin['figure']} was not measured")
            continue
        most = pin.get("at_most", float("inf")) * (1 + gate["slack"] if pin["figure"] == "x lxml" else 1)
        if not pin.get("at_least", float("-inf")) <= value <= most:
            found.append(f"{pin['set']}: {pin['extractor']}: {pin['figure']} is {value:.4f}, pinned {pin}")
    return found


def _options() -> argparse.Namespace:
    beside = os.environ.get("KLIPING_SHARED") or os.environ.get("SHARED") or ROOT.parent / "shared"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(beside), help="folder with gold/ and real/")
    parser.add_argument("--set", action="append", choices=list(SETS), help="only this set; may be repeated")
    parser.add_argument("--only", action="append", choices=list(MAKERS), help="only this extractor; may be repeated")
    parser.add_argument("--runs", type=int, default=1, help="costs are medians over runs")
    parser.add_argument("--repeat", type=int, default=1, help="CPU of a page is the least of so many calls")
    parser.add_argument("--sample", type=int, default=0, help="measure the cost on so many pages of a set [0: on all]")
    parser.add_argument("--gate", action="store_true", help="fail when a pinned figure falls (kliping only)")
    parser.add_argument("--json", type=Path, help="write all figures here")
    options = parser.parse_args()
    if options.gate:
        options.runs, options.repeat, options.sample = 5, 3, options.sample or 20
        options.only = ["kliping", "kliping site"]
    return options


def _measure(name: str, options: argparse.Namespace, extractors: dict[str, Extractor]) -> dict[str, Table]:
    """Print the tables of one set; return them by name."""
    pages = SETS[name](options.shared)
    bare_parse(pages[0].html)
    for extractor in extractors.values():
        _timed(extractor, pages[0], 1)
    gc.collect()
    gc.freeze()
    found = {name: run_set(pages, extractors, options)}
    title = f"{name}: {len(pages)} pages, a bare lxml parse {found[name][FLOOR]['ms a page']:.2f} ms"
    print(markdown(title, found[name], COLUMNS[name]), flush=True)
    if any(page.published for page in pages):
        finders = [n for n in dates.FINDERS if not options.only or n == "kliping"]
        found[f"{name}: dates"] = dates.run(pages, finders)
        print(dates.markdown(found[f"{name}: dates"]), flush=True)
    if any(page.title for page in pages):
        found[f"{name}: fields"] = fields.run(pages)
        print(fields.markdown(found[f"{name}: fields"]), flush=True)
    return found


def main() -> int:
    """Print the tables; see the module for exit codes."""
    options = _options()
    missing = pagesets.absent(options.shared)
    names = options.set or list(SETS)
    if missing:
        names = [name for name in names if name in OWN]
        print(f"NOT MEASURED: {options.shared} has no {', '.join(missing)}, so only {', '.join(names) or 'nothing'} "
              "of the sets is measured. Say where they are with --shared DIR.\n", file=sys.stderr)  # fmt: skip
    extractors = load(options.only or list(MAKERS))
    results: dict[str, Table] = {}
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; "
          f"runs {options.runs}, repeat {options.repeat}\n")  # fmt: skip
    for name in names:
        results |= _measure(name, options, extractors)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), "utf-8")
    if not options.gate:
        return ABSENT if missing else 0
    fell = broken(results)
    print("\n".join(fell) or "every pinned figure of the measured sets holds", file=sys.stderr)
    return bool(fell)


if __name__ == "__main__":
    sys.exit(main())
