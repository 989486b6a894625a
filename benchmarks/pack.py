"""CPU of `kliping pack` beside the crawl that made the collection, and its memory as the collection grows.

    python benchmarks/pack.py [--pages 2000] [--gate 0.1]

CPU is user + system time of whole processes, the start of Python included. The larger collection is the same
WARCs ten times over under other names, derived again.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
COMMAND = (sys.executable, "-m", "crawler")


def spent(*command):
    """Return CPU seconds and peak MiB of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(HERE.parent)})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def grown(folder, times):
    """Return a collection with every WARC several times."""
    large = folder.with_name("large")
    (large / "warc").mkdir(parents=True)
    for number in range(times):
        for path in (folder / "warc").glob("*.warc.gz"):
            shutil.copy(path, large / "warc" / f"{number:02}-{path.name}")
    spent(*COMMAND, "derive", large)
    return large


def main():
    """Print the table; exit 1 when the gate is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--gate", type=float, default=0.0, help="fail when pack takes more of the crawl's CPU")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, str(HERE / "site.py"), str(options.pages)], stdout=subprocess.PIPE, text=True) as site,
    ):  # fmt: skip
        url = f"http://127.0.0.1:{site.stdout.readline().strip()}/"
        small = Path(folder) / "small"
        script = (HERE / "crawl_cpu.py").read_text().split('CRAWL = """')[1].split('"""')[0]
        crawl, crawl_memory = spent(sys.executable, "-c", script, url, str(small))
        site.terminate()
        spent(*COMMAND, "derive", small)
        rows = [("crawl", small, crawl, crawl_memory)]
        for name, collection in (("pack", small), ("pack, 10 x", grown(small, 10))):
            rows.append((name, collection, *spent(*COMMAND, "pack", collection, "--into", f"{folder}/p.wacz")))
        print(f"{'':12}{'WARC MB':>9}{'CPU s':>8}{'of crawl':>10}{'peak MiB':>10}")
        for name, collection, cpu, memory in rows:
            size = sum(path.stat().st_size for path in (collection / "warc").iterdir()) / 1e6
            print(f"{name:12}{size:9.1f}{cpu:8.2f}{cpu / crawl:9.1%}{memory:10.0f}")
    return bool(options.gate) and rows[1][2] > options.gate * crawl


if __name__ == "__main__":
    sys.exit(main())
