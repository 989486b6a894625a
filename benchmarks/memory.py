"""Memory of the extraction engine over very many pages: it must stay flat.

    python benchmarks/memory.py [--pages 100000] [--slack 1.1]

The labelled pages of tests/pages are read again and again, each time with numbers of its own in its classes, its
links and its text, so that no cache sees a page twice. Prints the resident memory at each tenth. Exit codes: 0 flat,
1 the last tenth ends more than `--slack` above the second one (by then every cache is full or cannot fill).
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import pagesets  # noqa: E402 - the path comes first
from benchmarks.adapter import outcome  # noqa: E402

PAGE_KB = 4
UNIQUE = re.compile(r'(?<=class=")|(?<=href=")|(?<=<p>)')
TENTHS = 10


def resident() -> float:
    """Return the resident memory in MB (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE_KB / 1024


def pages(count: int) -> Iterator[tuple[str, str]]:
    """Yield sources and addresses, no two alike."""
    for number, sample in enumerate(islice(cycle(pagesets.fixtures()), count)):
        yield UNIQUE.sub(f"k{number} ", sample.html), f"{sample.url}?n={number}"


def main() -> int:
    """Print memory at each tenth; see the module for exit codes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--slack", type=float, default=1.1)
    options = parser.parse_args()
    marks: list[float] = []
    begun = time.process_time()
    for number, (html, url) in enumerate(pages(options.pages), 1):
        outcome(html, url)
        if number % max(options.pages // TENTHS, 1) == 0:
            gc.collect()
            marks.append(resident())
            spent = 1000 * (time.process_time() - begun) / number
            print(f"{number:>8} pages  {marks[-1]:6.1f} MB  {spent:.2f} ms a page", flush=True)
    return int(marks[-1] > options.slack * marks[1])


if __name__ == "__main__":
    sys.exit(main())
