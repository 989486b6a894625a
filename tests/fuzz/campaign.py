"""Fuzz the engine with atheris (coverage-guided), from the labelled pages as seeds.

    python tests/fuzz/campaign.py --seconds 60 [--findings DIR]

What crashes, hangs or is slow is run again without instrumentation, under the promise of the engine: an outcome
within two seconds of CPU and 1.5 GB. Only what breaks that is a finding; it stays in DIR, to become a case of
tests/hostile. Exit codes: 0 no finding, 1 findings, 3 atheris is not installed.
"""

import argparse
import importlib.util
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HARNESS = HERE / "harness.py"
ABSENT = 3
SEEDS = 120
MAX_LENGTH = 40_000
CPU_SECONDS = 3
"""The promise is two seconds; the start of Python gets the rest."""
MEMORY = 1_500 * 1024 * 1024
WORDS = (
    "<p>", "</p>", "<div class=", "<table>", "<td>", "<a href=", "<article", "<footer", "<time datetime=", "<script", "<!--", "<br>", "&amp;", "&#x",
    "&lt;p&gt;", "Jl. ", "Telp ", "Fax ", "(021) ", "Kode Pos", "Baca juga : ", "Dibaca ", "Senin, ", "(5/12/2017)", "WIB", "2019-07-24T", "slot gacor",
    "Penulis : ", "(gie)", "Kota Bekasi - ", "Copyright", "IG : @", "application/ld+json", "datePublished", "display:none", "Berita Terkait",
)  # fmt: skip
REPLAY = "import sys; sys.path[:0] = sys.argv[2:]; import harness; harness.LONG = 60_000; harness.run(open(sys.argv[1], 'rb').read())"


def seeds(folder):
    """Write seeds: labelled pages as whole answers, and short texts to be repeated."""
    pages = sorted((ROOT / "tests" / "pages").rglob("response.http"))
    random.Random(1).shuffle(pages)
    for number, path in enumerate(pages[:SEEDS]):
        (folder / f"page-{number}").write_bytes(b"\x01" + path.read_bytes()[:MAX_LENGTH])
    for number, word in enumerate(WORDS):
        for kind in (2, 3):
            (folder / f"bait-{kind}-{number}").write_bytes(bytes([kind]) + word.encode())


def dictionary(path):
    """Write the words of the pages in libFuzzer's form."""
    escaped = (word.encode().hex(" ").split() for word in WORDS)
    path.write_text("".join('"\\x' + "\\x".join(codes) + '"\n' for codes in escaped), "utf-8")


def fuzz(work, seconds):
    """Run libFuzzer until the time is over; it begins anew after a crash."""
    corpus, aside = work / "corpus", work / "aside"
    corpus.mkdir()
    aside.mkdir()
    seeds(corpus)
    dictionary(work / "words")
    end = time.monotonic() + seconds
    rounds = 0
    while (left := end - time.monotonic()) > 1 and rounds < 50:
        rounds += 1
        flags = [
            f"-max_total_time={int(left)}", f"-max_len={MAX_LENGTH}", "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1",
            f"-artifact_prefix={aside}/", f"-dict={work / 'words'}", f"-seed={rounds}",
        ]  # fmt: skip
        with (work / "log").open("ab") as log:
            subprocess.run(
                [sys.executable, str(HARNESS), str(aside), *flags, str(corpus)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}, stdout=log, stderr=log, check=False,
            )  # fmt: skip
    return sorted(aside.iterdir())


def broken(path):
    """Return how an input breaks the promise, run plainly, or an empty string."""

    def bound():
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    done = subprocess.run(
        [sys.executable, "-c", REPLAY, str(path), str(HERE), str(ROOT)],
        preexec_fn=bound, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.returncode:
        return ""
    return done.stderr.strip().splitlines()[-1] if done.returncode > 0 else f"killed by signal {-done.returncode}"


def tell(work):
    """Print what libFuzzer says of the run."""
    lines = (work / "log").read_text("utf-8", "replace").splitlines()
    stats = [line for line in lines if line.startswith("stat::number_of_executed_units")]
    covered = [line for line in lines if " cov: " in line]
    print(
        f"{len(stats)} rounds, {sum(int(line.split()[-1]) for line in stats)} inputs; {covered[-1][:90] if covered else 'no coverage line'}"
    )
    if not covered:
        print("\n".join(lines[-8:]))
    return bool(covered)


def main():
    """Fuzz, run what was put aside again, and keep what is a finding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--findings", type=Path, default=ROOT / "fuzz-findings", help="where findings are kept")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(
            "atheris is not installed: NOTHING WAS FUZZED. It is part of the dev extra (Linux, x86_64).",
            file=sys.stderr,
        )
        return ABSENT
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        found = [(path, reason) for path in fuzz(work, options.seconds) if (reason := broken(path))]
        ran = tell(work)
        for path, reason in found:
            options.findings.mkdir(exist_ok=True)
            (options.findings / path.name).write_bytes(path.read_bytes())
            print(f"{options.findings / path.name}: {reason}")
    return int(bool(found) or not ran)


if __name__ == "__main__":
    sys.exit(main())
