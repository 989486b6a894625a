"""Quality and cost of kliping's extraction beside its peers, in one run.

    pip install -r benchmarks/requirements.in
    python benchmarks/extract.py [--shared ../shared] [--set indonesia] [--runs 5] [--repeat 3] [--gate] [--json FILE]

Every extractor sees the same pages in the same run, in an order that changes from page to page. CPU is the
least of `--repeat` calls a page; costs are multiples of a bare lxml parse, the median over `--runs`. `odd` is the
half by the parity of SHA-1 of the page id: rules are written with the even half in sight. Exit codes: 0 done,
1 a pinned figure of benchmarks/gate.toml fell, 3 the shared folder or a peer is absent.
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

from benchmarks import dates, pagesets  # noqa: E402 - the path comes first
from benchmarks.contenders import MAKERS, Extractor, bare_parse, load  # noqa: E402
from benchmarks.pagesets import Sample  # noqa: E402
from benchmarks.scores import Score, figures, score  # noqa: E402

ABSENT = 3
FLOOR = "lxml parse"
SETS: dict[str, Callable[[Path], list[Sample]]] = {
    "scrapinghub": pagesets.scrapinghub,
    "wcxb articles": lambda shared: [s for s in pagesets.wcxb(shared) if s.kind == "article"],
    "wcxb others": lambda shared: [s for s in pagesets.wcxb(shared) if s.kind != "article"],
    "xmu": pagesets.xmu,
    "indonesia fixtures": pagesets.fixtures,
    "indonesia poured": pagesets.poured,
}
COLUMNS = {
    "scrapinghub": ("4-gram F1", "exact words"),
    "wcxb articles": ("word F1",),
    "wcxb others": ("word F1",),
    "xmu": ("word F1",),
    "indonesia fixtures": ("exact text", "word F1", "LEAK", "lost"),
    "indonesia poured": ("exact text", "word F1", "LEAK", "lost"),
}
Table = dict[str, dict[str, float]]


def run_set(pages: list[Sample], extractors: dict[str, Extractor], options: argparse.Namespace) -> tuple[Table, int]:
    """Return one row for each extractor: figures of the whole, of the odd half, cost."""
    costs: dict[str, list[float]] = defaultdict(list)
    scores: dict[str, list[Score]] = {}
    errors: dict[str, int] = {}
    for number in range(options.runs):
        spent, texts, errors = _one_run(pages, extractors, options.repeat, number)
        for name in extractors:
            costs[name].append(spent[name] / spent[FLOOR])
        if not number:
            scores = {n: [score(p, t) for p, t in zip(pages, texts[n], strict=True)] for n in extractors}
            floor_ms = 1000 * spent[FLOOR] / len(pages)
    table: Table = {FLOOR: {"ms a page": floor_ms}}
    for name in extractors:
        odd = [s for p, s in zip(pages, scores[name], strict=True) if p.odd]
        table[name] = figures(scores[name]) | {f"{key} (odd)": value for key, value in figures(odd).items()}
        table[name] |= {"x lxml": statistics.median(costs[name]), "errors": errors.get(name, 0)}
    return table, len(pages)


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
    """Return what fell below the pinned figures, in words."""
    gate = tomllib.loads((ROOT / "benchmarks" / "gate.toml").read_text("utf-8"))
    found = []
    for pin in gate.get("pin", ()):
        row = results.get(pin["set"], {}).get(pin["extractor"])
        if row is None:
            continue
        value = row[pin["figure"]]
        most = pin.get("at_most", float("inf")) * (1 + gate["slack"] if pin["figure"] == "x lxml" else 1)
        if not pin.get("at_least", float("-inf")) <= value <= most:
            found.append(f"{pin['set']}: {pin['extractor']}: {pin['figure']} is {value:.4f}, pinned {pin}")
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with gold/ and real/")
    parser.add_argument("--set", action="append", choices=list(SETS), help="only this set; may be repeated")
    parser.add_argument("--only", action="append", choices=list(MAKERS), help="only this extractor; may be repeated")
    parser.add_argument("--runs", type=int, default=1, help="costs are medians over runs")
    parser.add_argument("--repeat", type=int, default=1, help="CPU of a page is the least of so many calls")
    parser.add_argument(
        "--gate", action="store_true", help="fail when a pinned figure falls (runs 5, repeat 3, kliping)"
    )
    parser.add_argument("--json", type=Path, help="write all figures here")
    options = parser.parse_args()
    if options.gate:
        options.runs, options.repeat = 5, 3
        options.only = options.only or ["kliping", "kliping site"]
    return options


def main() -> int:
    """Print the tables; see the module for exit codes."""
    options = _options()
    missing = pagesets.absent(options.shared)
    if missing:
        print(f"the labelled pages are absent: {options.shared} has no {', '.join(missing)}. "
              "Say where they are with --shared DIR.", file=sys.stderr)  # fmt: skip
        return ABSENT
    extractors = load(options.only or list(MAKERS))
    results: dict[str, Table] = {}
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {sys.version.split()[0]}; "
          f"runs {options.runs}, repeat {options.repeat}\n")  # fmt: skip
    for name in options.set or SETS:
        pages = SETS[name](options.shared)
        if not pages:
            print(f"### {name}: no pages yet\n")
            continue
        bare_parse(pages[0].html)
        for extractor in extractors.values():
            _timed(extractor, pages[0], 1)
        gc.collect()
        gc.freeze()
        results[name], count = run_set(pages, extractors, options)
        floor = results[name][FLOOR]["ms a page"]
        print(
            markdown(f"{name}: {count} pages, a bare lxml parse {floor:.2f} ms", results[name], COLUMNS[name]),
            flush=True,
        )
        if any(page.published for page in pages):
            results[f"{name}: dates"] = dates.run(
                pages, [n for n in ("kliping", "htmldate") if not options.only or n == "kliping"]
            )
            print(dates.markdown(results[f"{name}: dates"]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), "utf-8")
    fell = broken(results) if options.gate else []
    print("\n".join(fell), file=sys.stderr)
    return bool(fell)


if __name__ == "__main__":
    sys.exit(main())
