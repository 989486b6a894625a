"""A dataset loaded, searched for duplicates and masked, beside other tools: `python benchmarks/dataset.py FOLDER...`.

Each folder is one that `benchmarks/generate.py` wrote. Every measurement is a process of its own, so that its peak
memory is its own; times are ratios within one run, since the machine changes more than the code.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import inspect
import json
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
from archive.jobs.duplicates import find_duplicates
from archive.masking import Masker

MASKED = 5_000
"""Articles that are masked for the cost of one."""
OTHERS_UP_TO = 200_000
"""Tools that hold everything in memory are only asked for so many articles, unless --all."""


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
    asked = {"site": site, "since": f"{month}-01", "until": f"{month}-31"}
    if not set(asked) <= set(inspect.signature(archive.load).parameters):
        return 0
    count = sum(1 for _ in archive.load(folder, **asked))
    sys.stderr.write(f"{count} articles of {site} in {month} from {len(opened)} of {len(shards(folder))} shards\n")
    return count


STEPS: dict[str, Callable[[Path], int]] = {
    "bare": bare, "bare streaming": bare_streaming, "load": load, "filtered": filtered, "duplicates": duplicates,
    "masking": masking, "pandas": with_pandas, "polars": with_polars, "datasets": with_datasets, "duckdb": with_duckdb,
}  # fmt: skip
OTHERS = ("pandas", "polars", "datasets", "duckdb")


def measure(step: str, folder: Path) -> dict[str, float]:
    """Run one step in a process of its own."""
    run = [sys.executable, __file__, "--step", step, str(folder)]
    done = subprocess.run(run, stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else {}


def run_step(step: str, folder: Path) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    count = STEPS[step](folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"count": count, "wall": time.perf_counter() - started, "cpu": time.process_time() - cpu, "peak": peak}))  # fmt: skip


def report(folder: Path, *, everything: bool) -> None:
    manifest = read_manifest(folder)
    count = manifest.count("articles") if manifest else 0
    size = sum(path.stat().st_size for path in shards(folder))
    print(f"\n{count:,} articles, {len(shards(folder))} shards, {size / 1e6:.0f} MB compressed\n")
    print(
        f"| {'step':<15} | {'articles':>9} | {'CPU s':>8} | {'us CPU / article':>16} | {'x bare':>6} | {'peak MiB':>8} |"
    )
    print("|---|--:|--:|--:|--:|--:|")
    floor = 0.0
    for step in STEPS:
        if step in OTHERS and (importlib.util.find_spec(step) is None or (count > OTHERS_UP_TO and not everything)):
            print(f"| {step:<15} | not asked for: not installed, or too many articles to hold in memory |")
            continue
        rounds = [
            m for _ in range(2 if step in {"bare", "load", "bare streaming"} else 1) if (m := measure(step, folder))
        ]
        best = min(rounds, key=lambda m: m["cpu"], default=None)
        if best is None or not best["count"]:
            print(f"| {step:<15} | failed, or not in this version |")
            continue
        each = best["cpu"] / best["count"]
        floor = each if step == "bare" else floor
        print(f"| {step:<15} | {best['count']:>9,} | {best['cpu']:>8.2f} | {each * 1e6:>16.0f} | {each / floor:>6.2f} | {best['peak']:>8.0f} |", flush=True)  # fmt: skip


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--step", choices=STEPS, help="run one step here and print its figures")
    parser.add_argument("--all", action="store_true", help="ask the other tools for any number of articles")
    chosen = parser.parse_args()
    for folder in chosen.folders:
        if chosen.step:
            run_step(chosen.step, folder)
        else:
            report(folder, everything=chosen.all)


if __name__ == "__main__":
    main()
