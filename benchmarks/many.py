"""Many hosts in one process: throughput beside bare Scrapy, memory, fairness, and how many hold one request a second.

    python benchmarks/many.py [--hosts 500] [--pages 20] [--workers 2] [--seconds 30] [--step 50]

All hosts are 127.x.y.z addresses answered by one server process. Rates are answers per CPU second of
the crawling process(es), since other work shares the machine; answers per second of the clock beside.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).parent
MOST = 500
"""Answers a second that no crawl here has reached."""
sys.path.insert(0, str(HERE.parent))
from benchmarks.hosts import address  # noqa: E402 - as a script it has no package

OURS = """
import json, os, resource, sys, threading, signal
from time import monotonic
from archive.config import Config
from crawler.run import crawl
from crawler.target import target_from_url

class Watch:
    # When each site answered; the crawl is ended `seconds` after every site has answered `warm` times.
    def __init__(self, sites, warm, seconds):
        self.times, self.cold, self.warm, self.seconds = {site: [] for site in sites}, set(sites), warm, seconds
        self.since = None
    def fetched(self, site):
        self.times[site].append(monotonic())
        if self.seconds and self.cold and len(self.times[site]) >= self.warm:
            self.cold.discard(site)
            if not self.cold:
                self.since, self.cpu = monotonic(), used()
                threading.Timer(self.seconds, self.end).start()
    def end(self):
        self.until, self.cpu = monotonic(), used() - self.cpu
        os.kill(os.getpid(), signal.SIGTERM)
    def window(self):
        if self.since is None:
            return None
        counts = [sum(self.since < t <= self.until for t in times) for times in self.times.values()]
        return {"counts": counts, "seconds": self.until - self.since, "cpu": self.cpu}
    def scheduled(self, site): pass
    def resumed(self, site, pending): pass
    def closed(self, site, reason): pass
    def disk(self, site, *, low, free): pass
    def stopping(self): pass

def used():
    # CPU seconds of this process and of its children, which live.
    pids = [os.getpid()]
    for task in os.listdir(f"/proc/{pids[0]}/task"):
        pids += open(f"/proc/{pids[0]}/task/{task}/children").read().split()
    stats = [open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(s[11]) + int(s[12]) for s in stats) / os.sysconf("SC_CLK_TCK")

if __name__ == "__main__":
    job = json.loads(sys.argv[1])
    targets = [target_from_url(url) for url in job["urls"]]
    watch = Watch([target.site.key for target in targets], job["warm"], job["seconds"])
    config = Config(collection=job["collection"], delay=job["delay"], allow_private=True)
    done = crawl(targets, config, watch, workers=job["workers"])
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    told = {"hosts": {r.site: r.responses for r in done.reports}, "memory": memory, "error": str(done.error)}
    print(json.dumps(told | {"window": watch.window()}))
"""


class Run:
    """What a crawl did: answers by host, CPU and clock seconds, peak memory of one process in MiB."""

    def __init__(self, command):
        before, began = os.times(), time.monotonic()
        process = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )  # fmt: skip
        told = json.loads(process.stdout.splitlines()[-1])
        after = os.times()
        self.clock = time.monotonic() - began
        self.cpu = sum(after[2:4]) - sum(before[2:4])
        self.memory, self.window = told["memory"] / 1024, told.get("window")
        self.answers = sum(told["hosts"].values())

    @property
    def per_cpu(self):
        """Answers per CPU second."""
        return self.answers / self.cpu


def ours(urls, *, delay=0.0, workers=1, warm=0, seconds=0):
    """Crawl hosts with kliping; with `seconds`, only for so long after each host has answered `warm` times."""
    with tempfile.TemporaryDirectory() as folder:
        job = {"urls": urls, "collection": folder, "delay": delay, "workers": workers, "warm": warm, "seconds": seconds}
        return Run([sys.executable, "-c", OURS, json.dumps(job)])


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
    parser.add_argument("--step", type=int, default=50, help="by so many hosts is tried how many hold the pace")
    options = parser.parse_args()
    with served(options.hosts, options.pages) as urls:
        throughput(urls, options)
    # Nobody may come to his last page while the clock runs.
    with served(options.hosts, max(3, MOST // options.hosts) * options.seconds) as urls:
        paces(urls, options)


@contextmanager
def served(hosts, pages):
    """Answer for so many hosts, in a process of its own; give their first pages."""
    command = [sys.executable, str(HERE / "hosts.py"), str(hosts), str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline().strip()
            yield [f"http://{address(n)}:{port}/" for n in range(hosts)]
        finally:
            server.terminate()


def throughput(urls, options):
    """Crawl the same hosts to their end with each."""
    print(f"{options.hosts} hosts, {options.pages} pages each")
    print(f"{'':26}{'answers':>9}{'CPU s':>8}{'per CPU s':>10}{'per s':>10}{'MiB':>9}{'x bare':>7}")
    port = urls[0].rstrip("/").rpartition(":")[2]
    bare = Run([sys.executable, str(HERE / "many_bare.py"), port, str(options.hosts)])
    row("bare Scrapy", bare)
    row("kliping", ours(urls), bare)
    row(f"kliping, {options.workers} workers", ours(urls, workers=options.workers), bare)


def paces(urls, options):
    """Tell how fair the turns of all hosts are, and how many hold a request a second."""
    cut = sorted(ours(urls, warm=2, seconds=options.seconds).window["counts"])
    print(
        f"{options.seconds} s while all are at work: answers a host {cut[0]} least,"
        f" {statistics.median(cut):.0f} median, {cut[-1]} most",
        flush=True,
    )
    for workers in (1, options.workers):
        steps = range(options.step, len(urls) + 1, options.step)
        held = list(takewhile(lambda n, w=workers: holds(urls[:n], w, options.seconds), steps))
        print(f"{workers} process(es): {max(held, default=0)} hosts hold a request a second", flush=True)


def holds(urls, workers, seconds):
    """Say whether 95 of 100 hosts get at least nine tenths of a request a second, once all have begun."""
    window = ours(urls, delay=1.0, workers=workers, warm=3, seconds=seconds).window
    if window is None:  # the last host has not begun before the first ones ended
        return False
    counts = sorted(window["counts"])
    print(
        f"  {len(urls)} hosts, {workers} process(es): {counts[0]} least, {counts[len(counts) // 20]} at the 20th part,"
        f" {statistics.median(counts):.0f} median of {window['seconds']:.0f};"
        f" {window['cpu'] / window['seconds'] / workers:.2f} of a core each",
        flush=True,
    )
    return counts[len(counts) // 20] >= 0.9 * seconds


if __name__ == "__main__":
    main()
