"""A whole crawl beside its peers, in one run on one generated site: bare Scrapy, kliping, scrapy-webarchive, wget.

    python benchmarks/crawl.py [--pages 2000] [--webarchive PYTHON] [--gate 1.2]

`--webarchive` is the interpreter of an environment with scrapy-webarchive (benchmarks/requirements-webarchive.in):
it pins an old Scrapy. CPU is user + system time of the crawling process; memory its peak. kliping does
everything it does by default, derive aside, which has a line of its own.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
KLIPING = """
import sys
from archive.config import Config
from crawler.run import crawl
from crawler.target import target_from_url
done = crawl([target_from_url(sys.argv[1])], Config(collection=sys.argv[2], delay=0.0, allow_private=True))
print('{"answers": %d}' % done.responses)
"""
DERIVE = """
import sys
from archive.collection import Collection
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
print('{"answers": %d}' % derive(Collection(sys.argv[1]), SiteRegistry()).responses)
"""


class Ran(NamedTuple):
    """One process: its output, CPU and clock seconds, peak memory in MiB."""

    out: str
    cpu: float
    clock: float
    memory: float

    @property
    def answers(self):
        """How many answers it says it got."""
        return json.loads(self.out.splitlines()[-1])["answers"]


def ran(*command, cwd=None, codes=(0,)):
    """Run a command and measure it."""
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )  # fmt: skip
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return Ran(out, used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)


def judged(warcs):
    """Return what warcio and FastWARC say of the files, in a few words."""
    if not warcs:
        return "-"
    warcio = run_quietly("warcio", "check", "-v", *warcs)
    fast = run_quietly("fastwarc", "check", *warcs)
    flagged = len(re.findall(r"digest (?:failed|mismatch)|fail", warcio.stdout + warcio.stderr))
    first = "warcio ok" if warcio.returncode == 0 else f"warcio: {flagged or 'some'} digests wrong"
    return f"{first}, FastWARC {'ok' if fast.returncode == 0 else 'fails'}"


def run_quietly(name, *arguments):
    """Run a judge that lies beside this interpreter."""
    program = Path(sys.executable).parent / name
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)


def wget(url, folder):
    """Crawl with wget, which cannot take gzip and write WARC at once."""
    ran_ = ran(
        "wget", "--recursive", "--level=inf", "--no-verbose", "--delete-after", "--no-directories", "-e", "robots=on",
        "--no-parent", "--warc-file=out", url, cwd=folder, codes=(0, 8),
    )  # fmt: skip
    log = run_quietly("warcio", "index", "-f", "warc-type", folder / "out.warc.gz").stdout
    return ran_._replace(out=json.dumps({"answers": log.count('"response"')}))


def main():
    """Print the table; exit 1 when the gate is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--webarchive", help="an interpreter that has scrapy-webarchive")
    parser.add_argument("--gate", type=float, default=0.0, help="fail when kliping's CPU an answer is above this")
    options = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, str(HERE / "hosts.py"), "1", str(options.pages)], stdout=subprocess.PIPE, text=True
    )
    try:
        url = f"http://127.16.0.1:{server.stdout.readline().strip()}/"
        ratio = compare(url, options)
    finally:
        server.terminate()
    return bool(options.gate) and ratio > options.gate


def compare(url, options):
    """Crawl the site with each; return kliping's CPU an answer as a multiple of bare Scrapy's."""
    print(f"{'':18}{'answers':>8}{'per s':>7}{'CPU s':>7}{'ms each':>8}{'x bare':>7}{'MiB':>6}{'WARC MB':>9}  judges")
    python = sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = ran(python, HERE / "bare.py", url)
        bare = bare._replace(out=json.dumps({"answers": int(bare.out.split()[-1])}))
        base = row("bare Scrapy", bare, (), None)
        ours = ran(python, "-c", KLIPING, url, folder / "c")
        ratio = row("kliping crawl", ours, (folder / "c" / "warc").glob("*.warc.gz"), base) / base
        row("  (its derive)", ran(python, "-c", DERIVE, folder / "c"), (), base)
        if options.webarchive:
            wacz = ran(options.webarchive, HERE / "webarchive.py", url, folder)
            zipfile.ZipFile(folder / "out.wacz").extractall(folder / "wacz")
            row("scrapy-webarchive", wacz, (folder / "wacz" / "archive").iterdir(), base)
        else:
            print("scrapy-webarchive: not run (--webarchive names no interpreter that has it)")
        if shutil.which("wget"):
            row("wget --warc-file", wget(url, folder), folder.glob("out*.warc.gz"), base)
        else:
            print("wget: not run (not installed)")
    print(f"kliping crawl: {ratio:.2f} x bare Scrapy's CPU an answer")
    return ratio


def row(name, run, warcs, base):
    """Print a line; return CPU milliseconds an answer."""
    files = sorted(warcs)
    each = 1000 * run.cpu / run.answers
    size = f"{sum(f.stat().st_size for f in files) / 1e6:9.1f}" if files else f"{'-':>9}"
    print(
        f"{name:18}{run.answers:8}{run.answers / run.clock:7.0f}{run.cpu:7.1f}{each:8.2f}"
        f"{each / (base or each):7.2f}{run.memory:6.0f}{size}  {judged(files)}",
        flush=True,
    )
    return each


if __name__ == "__main__":
    sys.exit(main())
