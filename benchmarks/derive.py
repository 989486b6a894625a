"""Derive on several processes: CPU, speed-up, peak memory and the dataset's identity, on made-up sites.

    python benchmarks/derive.py [--pages 2000 20000] [--workers 1 2] [--gate 1.5]

Pages are press releases of `generate.py` in the page families of `families/`, one site each, some 10 KB, with a
listing among every ten. With 0 workers all is done in the process itself: that is what the others are measured by.
`speed-up` is by CPU time, since a busy machine changes the `wall`: all CPU of the run by that of the process with
most to do (the parent reads and writes, the workers share the rest), or by all CPU shared out to the cores there are,
whichever is more. `peak` is the largest
resident size of the parent, and of a worker. `again` is a second derive with nothing new, and `one more` with a
WARC of ten new pages. `--gate` fails when the speed-up is below it, or identities differ.
"""

import argparse
import datetime as dt
import html
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from archive.collection import Collection  # noqa: E402
from archive.derivation.crew import cores  # noqa: E402
from archive.exchange import Exchange  # noqa: E402
from archive.warc import WarcWriter  # noqa: E402
from benchmarks.generate import release  # noqa: E402

RUN = """
import json, os, resource, sys, time
from archive.collection import Collection
from archive.derivation import crew
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
crew.AT_HOME = 10**9 if sys.argv[2] == "0" else crew.AT_HOME
begun = time.perf_counter()
report = derive(Collection(sys.argv[1]), SiteRegistry(), workers=int(sys.argv[2]) or 1, rebuild=sys.argv[3] == "all")
wall, used = time.perf_counter() - begun, os.times()
print(json.dumps({
    "wall": wall, "parent": used.user + used.system, "workers": used.children_user + used.children_system,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    "peak_worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    "identity": report.identity, "responses": report.responses, "articles": report.articles,
}))
"""


def frame(number: int) -> dict[str, str]:
    dice = random.Random(number)
    others = {f"other{n}": release(dice.randrange(10**6), 1)[0] for n in (1, 2, 3)}
    slugs = {f"slug{n}": f"berita-{dice.randrange(10**6)}" for n in (1, 2, 3)}
    day = f"{1 + number % 28} Maret 2026"
    return {
        **others, **slugs, "number": str(number), "hits": str(dice.randrange(9999)), "author": "admin", "json": "berita",
        "long": day, "slash": "03/03/2026", "time": "08:30", "utc": "2026-03-03T01:30:00+00:00", "wib": "2026-03-03T08:30:00+07:00",
    }  # fmt: skip


def page(family: Template, site: str, number: int) -> Exchange:
    """Return one page of a site; every tenth is a listing."""
    title, paragraphs = release(number, 1)
    if number % 10 == 9:
        items = (release(number * 20 + n, 1) for n in range(8))
        first = "".join(
            f"<h3><a href='/berita/{n}'>{html.escape(t)}</a></h3><p>{p[0][:150]}</p>" for n, (t, p) in enumerate(items)
        )
        title, body, path = f"Berita halaman {number}", {"first": "", "rest": first}, f"/page/{number}"
    else:
        lines = [f"<p>{html.escape(p)}</p>" for p in paragraphs]
        body, path = (
            {"first": lines[0], "rest": "".join(lines[1:])},
            f"/berita/{number}-{'-'.join(title.lower().split()[:6])}",
        )
    data = family.substitute(frame(number) | {"title": html.escape(title)} | body).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(data)
    at = dt.datetime(2026, 8, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number)
    return Exchange(f"https://{site}.contoh.go.id{path}", at, b"GET / HTTP/1.1\r\n\r\n", head + data)


def collection(folder: Path, pages: int, start: int = 0) -> None:
    """Write a collection's WARCs."""
    families = [
        (p.stem.replace("_", "-"), Template(p.read_text("utf-8"))) for p in sorted((HERE / "families").glob("*.html"))
    ]
    Collection(folder).create()
    with WarcWriter(folder / "warc", f"bench-{start:07}") as writer:
        for number in range(start, start + pages):
            site, family = families[number // 10 % len(families)]
            writer.write(page(family, site, number))


def run(folder: Path, workers: int, what: str = "all") -> dict:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder), str(workers), what],
        check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )  # fmt: skip
    return json.loads(done.stdout)


def main() -> int:
    """Print the table; return 1 when the gate is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--gate", type=float, default=0.0, help="fail below this speed-up")
    options = parser.parse_args()
    failed = False
    print(
        f"{'pages':>7}{'':>10}{'wall s':>8}{'CPU s':>8}{'ms/page':>9}{'parent s':>10}{'speed-up':>10}{'peak MiB':>10}{'worker':>8}  identity"
    )
    for pages in options.pages:
        with tempfile.TemporaryDirectory() as folder:
            collection(Path(folder), pages)
            identities = set[str]()
            for workers in options.workers:
                found = run(Path(folder), workers)
                cpu = found["parent"] + found["workers"]
                speed = cpu / max(found["parent"], found["workers"] / max(1, workers), cpu / min(cores(), workers + 1))
                identities.add(found["identity"])
                failed |= workers > 1 and speed < options.gate
                tell(pages, f"{workers} workers", found, f"{speed:.2f}")
            failed |= len(identities) > 1
            tell(pages, "again", run(Path(folder), options.workers[-1], "new"), "")
            collection(Path(folder), 10, pages)
            tell(pages, "one more", run(Path(folder), options.workers[-1], "new"), "")
    return failed


def tell(pages: int, what: str, found: dict, speed: str) -> None:
    cpu = found["parent"] + found["workers"]
    print(
        f"{pages:7}{what:>10}{found['wall']:8.1f}{cpu:8.1f}{1000 * cpu / pages:9.2f}{found['parent']:10.1f}{speed:>10}"
        f"{found['peak']:10}{found['peak_worker']:8}  {found['identity'][:12]} ({found['responses']} read)", flush=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
