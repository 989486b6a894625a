"""A dataset loaded, exported, counted, indexed, searched for duplicates and masked, beside other tools: `python benchmarks/dataset.py FOLDER...`.

Each folder is one that `benchmarks/generate.py` wrote. Every measurement is a process of its own, so that its peak
memory is its own; times are ratios within one run, since the machine changes more than the code.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

import archive
from archive.article import Article
from archive.dataset import read_manifest
from archive.dataset.formats import Format
from archive.fulltext import Wanted, find_hits, update_index
from archive.jobs.duplicates import find_duplicates
from archive.jobs.export import ExportOptions, export
from archive.masking import Masker
from archive.stats import count as count_all

MASKED = 5_000
"""Articles that are masked for the cost of one."""
FEW = 200_000
CEILING = 8_192
"""MiB that a step may take: some tools hold a dataset in memory as a whole, and a machine has other work."""


def shards(folder: Path) -> list[Path]:
    return sorted((folder / "articles").glob("*.jsonl.gz"))


def bare(folder: Path) -> int:
    """The floor: a shard decompressed at once, decoded at once, typed."""
    decoder = msgspec.json.Decoder(Article)
    return sum(len(decoder.decode_lines(gzip.decompress(path.read_bytes()))) for path in shards(folder))


def bare_streaming(folder: Path) -> int:
    """The same line by line, in constant memory."""
    decoder, count = msgspec.json.Decoder(Article), 0
    for path in shards(folder):
        with gzip.open(path, "rb") as file:
            for line in file:
                decoder.decode(line)
                count += 1
    return count


def load(folder: Path) -> int:
    return sum(1 for _ in archive.load(folder))


def duplicates(folder: Path) -> int:
    return find_duplicates(folder).report.articles


def exporting(form: Format) -> Callable[[Path], int]:
    def step(folder: Path) -> int:
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            return export(archive.load(folder), Path(place) / "out", ExportOptions(form)).articles

    return step


def figures(folder: Path) -> int:
    return count_all(folder).total.articles


def indexing(folder: Path) -> int:
    """The index is made, asked once, and deleted."""
    path = update_index(folder, rebuild=True)
    started = time.process_time()
    hits = find_hits(path, Wanted("imunisasi balita", site="bekasikota", since="2017"))
    sys.stderr.write(f"{len(hits)} hits in {time.process_time() - started:.2f} s of CPU, index of {path.stat().st_size / 1e6:.0f} MB\n")  # fmt: skip
    path.unlink()
    manifest = read_manifest(folder)
    return manifest.count("articles") if manifest else 0


def masking(folder: Path) -> int:
    transform, count = Masker(), 0
    for count, article in enumerate(archive.load(folder), 1):
        transform(article)
        if count == MASKED:
            break
    return count


def with_pandas(folder: Path) -> int:
    import pandas as pd

    return len(pd.concat([pd.read_json(path, lines=True) for path in shards(folder)], ignore_index=True))


def with_polars(folder: Path) -> int:
    import polars as pl

    decoded = [pl.read_ndjson(gzip.decompress(p.read_bytes()), infer_schema_length=None) for p in shards(folder)]
    return pl.concat(decoded, how="diagonal_relaxed").height


def with_datasets(folder: Path) -> int:
    from datasets import load_dataset

    with tempfile.TemporaryDirectory(dir=folder.parent) as cache:
        files = [str(path) for path in shards(folder)]
        return int(load_dataset("json", data_files=files, split="train", cache_dir=cache).num_rows)


def with_duckdb(folder: Path) -> int:
    import duckdb

    row = duckdb.sql(f"SELECT count(*), sum(length(text)) FROM read_json_auto('{folder}/articles/*.jsonl.gz', maximum_depth=1)").fetchall()[0]  # fmt: skip
    return int(row[0])


def filtered(folder: Path) -> int:
    """One site and month; says how many shards were opened for it."""
    opened: set[str] = set()
    sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" and str(given[0]).endswith(".jsonl.gz") else None)  # fmt: skip
    name = shards(folder)[0].name.removesuffix(".jsonl.gz")
    site, month = name[:-8], name[-7:]
    count = sum(1 for _ in archive.load(folder, site=site, since=month, until=month))
    sys.stderr.write(f"{count} articles of {site} in {month} from {len(opened)} of {len(shards(folder))} shards\n")
    return count


STEPS: dict[str, Callable[[Path], int]] = {
    "bare": bare, "bare streaming": bare_streaming, "load": load, "filtered": filtered, "masking": masking,
    "stats": figures, "export parquet": exporting(Format.PARQUET), "search index": indexing, "duplicates": duplicates,
    "datasets": with_datasets, "duckdb": with_duckdb, "polars": with_polars, "pandas": with_pandas,
    "export csv": exporting(Format.CSV), "export jsonl": exporting(Format.JSONL), "export hf": exporting(Format.HF),
}  # fmt: skip
OTHERS = ("pandas", "polars", "datasets", "duckdb")
CHEAP = ("bare", "bare streaming", "load")
"""Steps measured twice on a small dataset; the better one counts."""
LOOK = 0.25
"""Seconds between two looks at a step's memory."""


def measure(step: str, folder: Path, ceiling: int) -> dict[str, float]:
    """Run one step in a process of its own; one that takes more memory than the ceiling (MiB) is ended."""
    run = [sys.executable, __file__, "--step", step, str(folder)]
    with subprocess.Popen(run, stdout=subprocess.PIPE) as process:
        while process.poll() is None:
            time.sleep(LOOK)
            if (taken := resident(process.pid)) > ceiling:
                process.kill()
                return {"over": taken}
        out = process.stdout.read() if process.stdout else b""
    return json.loads(out) if process.returncode == 0 else {}


def resident(pid: int) -> int:
    """Return the memory of a process in MiB, 0 when it has ended (proc(5), `statm`)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * resource.getpagesize() >> 20


def run_step(step: str, folder: Path) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    count = STEPS[step](folder)
    sys.stdout.write(json.dumps({"count": count, "wall": time.perf_counter() - started, "cpu": time.process_time() - cpu, "peak": peak()}))  # fmt: skip


def peak() -> float:
    """Return the most memory that this process has had, in MiB (proc(5), `VmHWM`; `ru_maxrss` counts the parent's)."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    return int(found[1]) / 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(folder: Path, ceiling: int) -> None:
    manifest = read_manifest(folder)
    count = manifest.count("articles") if manifest else 0
    size = sum(path.stat().st_size for path in shards(folder))
    print(f"\n{count:,} articles, {len(shards(folder))} shards, {size / 1e6:.0f} MB compressed\n")
    print("| Step | Articles | CPU s | us CPU / article | x bare | Wall s | Peak MiB |\n|---|--:|--:|--:|--:|--:|--:|")
    floor = 0.0
    for step in STEPS:
        if step in OTHERS and importlib.util.find_spec(step) is None:
            print(f"| {step} | not installed | | | | | |", flush=True)
            continue
        rounds = [measure(step, folder, ceiling) for _ in range(2 if step in CHEAP and count < FEW else 1)]
        best = min(rounds, key=lambda m: m.get("cpu", float("inf")))
        if not best.get("count"):
            told = f"ended at {best['over']:,} MiB, above the ceiling" if "over" in best else "failed"
            print(f"| {step} | {told} | | | | | |", flush=True)
            continue
        each = best["cpu"] / best["count"]
        floor = each if step == "bare" else floor
        print(f"| {step} | {best['count']:,} | {best['cpu']:.2f} | {each * 1e6:.0f} | {each / floor:.2f} | {best['wall']:.1f} | {best['peak']:.0f} |", flush=True)  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--step", choices=STEPS, help="run one step here and print its figures")
    parser.add_argument("--ceiling", type=int, default=CEILING, help="MiB of memory at which a step is ended")
    chosen = parser.parse_args()
    for folder in chosen.folders:
        if chosen.step:
            run_step(chosen.step, folder)
        else:
            report(folder, chosen.ceiling)


if __name__ == "__main__":
    main()
