"""Speed and memory of the frontier: insert + lease + acknowledge, on an empty queue and at a million URLs.

    python benchmarks/frontier.py [--queued 1000000] [--batch 1000] [--cycles 60]

Each cycle inserts a batch, leases as many and acknowledges them, in three transactions of at most
`--batch` rows. The file is on a real disk, in WAL mode as in a crawl. Memory is the peak of the process.
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from archive.state import State
from archive.urls import canonical_url
from crawler.frontier.store import Frontier, Link, RowState, Settled, key_of


def links(first: int, count: int):
    """Return new addresses, as a page of a portal has them."""
    for number in range(first, first + count):
        url = f"https://kotacontoh.go.id/detail/berita-tentang-kegiatan-warga-nomor-{number}"
        yield Link(key_of(canonical_url(url)), url, 50 - number % 3, 3, 4, "https://kotacontoh.go.id/berita?page=7")


def cycle(frontier: Frontier, batch: list[Link]) -> float:
    """Return the seconds of one insert + lease + acknowledge."""
    started = time.perf_counter()
    assert frontier.add(batch) == len(batch)
    leases = frontier.lease(len(batch))
    frontier.settle(
        [Settled(x.id, RowState.DONE, None, "contoh-20261124000000-00000.warc.gz", x.id * 9000) for x in leases]
    )
    return time.perf_counter() - started


def rate(frontier: Frontier, first: int, options) -> tuple[float, float]:
    """Return URLs a second over all cycles, and of the median cycle."""
    times = []
    for number in range(options.cycles):
        batch = list(links(first + number * options.batch, options.batch))
        times.append(cycle(frontier, batch))
    return options.batch * len(times) / sum(times), options.batch / statistics.median(times)


def main() -> None:
    """Print both rates, the time to reach the queue, and the peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queued", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--cycles", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, State(Path(folder) / "state.sqlite") as state:
        frontier = Frontier(state, "kota-contoh")
        frontier.begin()
        empty = rate(frontier, 0, options)
        print(f"empty queue:     {empty[0]:9,.0f} URLs/s (median cycle {empty[1]:,.0f})", flush=True)
        started = time.perf_counter()
        for first in range(10_000_000, 10_000_000 + options.queued, options.batch):
            frontier.add(links(first, options.batch))
        took = time.perf_counter() - started
        print(f"filling:         {options.queued / took:9,.0f} URLs/s, canonical form and key included", flush=True)
        full = rate(frontier, 20_000_000, options)
        print(f"{options.queued:,} queued: {full[0]:9,.0f} URLs/s (median cycle {full[1]:,.0f})")
        assert frontier.counts()["pending"] == options.queued
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory:     {peak:9.0f} MiB; on disk {size / options.queued:.0f} bytes a URL")


if __name__ == "__main__":
    sys.exit(main())
