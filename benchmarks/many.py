"""Many hosts in one process: throughput beside bare Scrapy, memory, fairness, and how many hold one request a second.

    python benchmarks/many.py [--hosts 500] [--pages 20] [--workers 2] [--seconds 30]

All hosts are 127.x.y.z addresses answered by one server process. Rates are answers per CPU second of
the crawling process(es), since other work shares the machine; answers per second of the clock beside.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from benchmarks.hosts import address  # noqa: E402 - as a script it has no package

OURS = """
import json, resource, sys
from archive.config import Config
from crawler.run import crawl
from crawler.target import target_from_url
if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    targets = [target_from_url(url) for url in job["urls"]]
    config = Config(collection=job["collection"], delay=job["delay"], allow_private=True)
    done = crawl(targets, config, workers=job["workers"])
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"hosts": {r.site: r.responses for r in done.reports}, "memory": memory, "error": str(done.error)}))
"""


class Run:
    """What a crawl did: answers by host, CPU and clock seconds, peak memory of one process in MiB."""

    def __init__(self, command, seconds=None):
        before, began = os.times(), time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )  # fmt: skip
        if seconds:
            time.sleep(seconds)
            process.send_signal(signal.SIGINT)
        told = json.loads(process.communicate()[0].splitlines()[-1])
        after = os.times()
        self.clock = time.monotonic() - began
        self.cpu = sum(after[2:4]) - sum(before[2:4])
        self.hosts, self.memory = told["hosts"], told["memory"] / 1024
        self.answers = sum(self.hosts.values())

    @property
    def per_cpu(self):
        """Answers per CPU second."""
        return self.answers / self.cpu


def ours(urls, *, delay=0.0, workers=1, seconds=None):
    """Crawl hosts with kliping."""
    with tempfile.TemporaryDirectory() as folder:
        job = json.dumps({"urls": urls, "collection": folder, "delay": delay, "workers": workers})
        return Run([sys.executable, "-c", OURS, job], seconds)


def row(name, run, bare=None):
    """Print one line."""
    ratio = f"{run.per_cpu / bare.per_cpu:7.2f}" if bare else ""
    print(
        f"{name:26}{run.answers:9}{run.cpu:8.1f}{run.per_cpu:10.0f}{run.answers / run.clock:10.0f}{run.memory:9.0f}{ratio}"
    )


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, str(HERE / "hosts.py"), str(options.hosts), str(options.pages)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = server.stdout.readline().strip()
        compare(port, [f"http://{address(n)}:{port}/" for n in range(options.hosts)], options)
    finally:
        server.terminate()


def compare(port, urls, options):
    """Crawl the same hosts with each."""
    print(f"{options.hosts} hosts, {options.pages} pages each")
    print(f"{'':26}{'answers':>9}{'CPU s':>8}{'per CPU s':>10}{'per s':>10}{'MiB':>9}{'x bare':>7}")
    bare = Run([sys.executable, str(HERE / "many_bare.py"), port, str(options.hosts)])
    row("bare Scrapy", bare)
    row("kliping", ours(urls), bare)
    row(f"kliping, {options.workers} workers", ours(urls, workers=options.workers), bare)
    cut = ours(urls, seconds=options.seconds)
    counts = sorted(cut.hosts.values())
    print(
        f"stopped after {options.seconds} s: answers a host {counts[0]} least, {statistics.median(counts):.0f} median"
    )
    for workers in (1, options.workers):
        steps = range(50, len(urls) + 1, 50)
        held = list(takewhile(lambda n, w=workers: holds(urls[:n], w, options.seconds), steps))
        print(f"{workers} process(es): {max(held, default=0)} hosts hold a request a second", flush=True)


def holds(urls, workers, seconds):
    """Say whether 95 of 100 hosts get at least nine tenths of a request a second."""
    start_up = 8 + len(urls) / 50
    run = ours(urls, delay=1.0, workers=workers, seconds=seconds + start_up)
    counts = sorted(run.hosts.values())
    return counts[len(counts) // 20] >= 0.9 * seconds


if __name__ == "__main__":
    main()
