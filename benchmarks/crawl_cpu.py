"""CPU of kliping's crawl beside a bare Scrapy spider on the same site, in one run.

    python benchmarks/crawl_cpu.py [--pages 1000] [--repeat 3] [--gate 1.2]

CPU is user + system time of the crawl process. Derive is reported beside it, not in it. The bare
spider's log is at WARNING, which spares it the cost of Scrapy's default log.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CRAWL = """
import sys
from archive.config import Config
from crawler.run import crawl
from crawler.target import target_from_url
done = crawl([target_from_url(sys.argv[1])], Config(collection=sys.argv[2], delay=0.0, allow_private=True))
print(done.responses)
"""
DERIVE = """
import sys
from archive.collection import Collection
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
print(derive(Collection(sys.argv[1]), SiteRegistry()).responses)
"""


def cpu(*command: str) -> tuple[float, int]:
    """Return CPU seconds of a command and the number it prints last."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )  # fmt: skip
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, int(done.stdout.split()[-1])


def main() -> int:
    """Print the table; exit 1 when the gate is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--gate", type=float, default=0.0, help="fail when the median ratio is above this")
    options = parser.parse_args()
    ratios = []
    with subprocess.Popen([sys.executable, str(HERE / "site.py"), str(options.pages)], stdout=subprocess.PIPE, text=True) as site:  # fmt: skip
        url = f"http://127.0.0.1:{site.stdout.readline().strip()}/"
        try:
            print(f"{'':14}{'CPU s':>8}{'responses':>11}{'ms each':>9}{'x bare':>8}")
            for _ in range(options.repeat):
                with tempfile.TemporaryDirectory() as folder:
                    bare, bare_pages = cpu(str(HERE / "bare.py"), url)
                    ours, pages = cpu("-c", CRAWL, url, folder)
                    derive, read = cpu("-c", DERIVE, folder)
                ratios.append((ours / pages) / (bare / bare_pages))
                for name, spent, count, ratio in (
                    ("bare Scrapy", bare, bare_pages, 1.0),
                    ("kliping crawl", ours, pages, ratios[-1]),
                    ("(derive)", derive, read, derive / read / (bare / bare_pages)),
                ):
                    print(f"{name:14}{spent:8.2f}{count:11}{1000 * spent / count:9.2f}{ratio:8.2f}", flush=True)
        finally:
            site.terminate()
    median = statistics.median(ratios)
    print(f"kliping crawl: {median:.2f} x bare Scrapy (median of {len(ratios)})")
    return bool(options.gate) and median > options.gate


if __name__ == "__main__":
    sys.exit(main())
