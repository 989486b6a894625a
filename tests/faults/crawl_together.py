"""Crawls side by side in a process of their own, and what they left on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive.warc.reader import read_exchanges

HERE = Path(__file__).parent


@dataclass
class Outcome:
    """One crawl: why it ended, after how long, what is in its WARCs and in its failure log."""

    folder: Path
    reason: str | None
    seconds: float
    stats: dict
    error: str | None
    exchanges: list
    failures: list

    def of(self, end):
        """Return the exchanges of addresses that end so."""
        return [each for each in self.exchanges if each.url.endswith(end)]

    def paths(self):
        """Return the paths that were asked for, in the order of the WARC."""
        return ["/" + each.url.split("/", 3)[3] for each in self.exchanges]


def outcome(folder, told):
    exchanges = [each for path in sorted(folder.glob("warc/*")) for each in read_exchanges(path)]
    lines = [line for log in sorted(folder.glob("logs/*.jsonl")) for line in log.read_bytes().splitlines()]
    told = {"seconds": -1.0} | told
    return Outcome(
        folder, told["reason"], told["seconds"], told["stats"], told["error"], exchanges,
        [msgspec.json.decode(line) for line in lines],
    )  # fmt: skip


def run_jobs(folder, jobs, *, cwd=None, limit=90):
    """Run crawls side by side; return their outcomes and the peak memory of the process in KiB."""
    for number, job in enumerate(jobs):
        job.setdefault("folder", str(folder / f"{number}"))
        job.setdefault("settings", {})
        job.setdefault("follow", False)
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and not k.startswith("KLIPING_")}
    done = subprocess.run(
        [sys.executable, str(HERE / "crawl_jobs.py")],
        input=msgspec.json.encode(jobs), capture_output=True, timeout=limit, check=False, cwd=cwd or folder,
        env=environment | {"PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    told = msgspec.json.decode(done.stdout)
    crawls = [outcome(Path(job["folder"]), each) for job, each in zip(jobs, told["crawls"], strict=True)]
    return crawls, told["peak_kib"]
