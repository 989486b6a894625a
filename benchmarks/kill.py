"""kill -9 at random moments of a crawl, again and again, until it finishes: is anything lost?

    python benchmarks/kill.py [--times 100] [--pages 2000] [--seed 1] [--kills-per-crawl 5] [--warc-size 60000]

A crawl of a loopback site is killed, started again, killed ... and let finish; crawls are made until
there were `--times` kills. The WARCs are tiny, so that kills fall into rotation and close as well.
After each crawl: every page is in a WARC, at most `concurrency` pages a kill were fetched twice, every
WARC is sound, every index complete, and the dataset is that of a crawl nobody disturbed, but for times
and `source`.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from archive.checks import check_index, check_warc  # noqa: E402 - after the path is known
from archive.collection import Collection  # noqa: E402
from archive.dataset.shard import read_lines  # noqa: E402
from archive.jobs.derive import derive  # noqa: E402
from archive.jobs.recover import recover  # noqa: E402
from archive.sites import SiteRegistry  # noqa: E402
from archive.state import State  # noqa: E402
from archive.warc import read_exchanges  # noqa: E402

CRAWL = """
import sys
from datetime import UTC, datetime, timedelta
import scrapy.crawler, crawler.capture, crawler.frontier, crawler.spiders.site
from crawler import settings
from crawler.cli.progress import Silent
from archive.config import Config
from crawler.run import crawl
from crawler.target import target_from_url
settings.CONCURRENT_REQUESTS = settings.CONCURRENT_REQUESTS_PER_DOMAIN = int(sys.argv[4])
ahead = timedelta(days=float(sys.argv[5]))
settings.KLIPING_CLOCK = lambda: datetime.now(UTC) + ahead

class Watch(Silent):
    def fetched(self, site):
        print("page", flush=True)

    def closed(self, site, reason):
        print("closed", flush=True)

config = Config(collection=sys.argv[2], delay=0.0, allow_private=True, warc_size=int(sys.argv[3]))
done = crawl([target_from_url(sys.argv[1])], config, Watch())
sys.exit(done.reports[0].reason != "finished")
"""


class Setup(msgspec.Struct, frozen=True):
    """What all crawls of one measurement share."""

    url: str
    pages: int
    warc_size: int = 60_000
    concurrency: int = 1
    ahead: float = 0.0
    """Days by which the crawl's clock is ahead."""


class Moment(msgspec.Struct, frozen=True):
    """When to kill: so many seconds after a line of the crawl, or after its start when `lines` is 0."""

    lines: int
    seconds: float


KINDS = ("articles", "rejections")
CLOSE = 1_000_000
"""For `lines`: when the crawl closes."""


class Kills(msgspec.Struct):
    """The kills of one crawl; `writing` of them came while a WARC was open."""

    count: int = 0
    writing: int = 0
    starts: int = 0


def start(setup: Setup, folder: Path) -> subprocess.Popen:
    """Start a crawl; it prints a line for each answer, and one when it closes."""
    arguments = [setup.url, str(folder), str(setup.warc_size), str(setup.concurrency), str(setup.ahead)]
    return subprocess.Popen(
        [sys.executable, "-c", CRAWL, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HERE.parent,
    )


def wait_for(process: subprocess.Popen, moment: Moment) -> None:
    """Return at this moment, or when the crawl has ended."""
    for _ in range(moment.lines):
        if process.stdout.readline() in ("closed\n", ""):
            break
    time.sleep(moment.seconds)


def crawl_with_kills(setup: Setup, folder: Path, moments: list[Moment]) -> Kills:
    """Crawl until it finishes, killed at these moments."""
    kills, before = Kills(), warcs_of(folder)
    while kills.starts < 1000:
        kills.starts += 1
        process = start(setup, folder)
        if kills.count < len(moments):
            wait_for(process, moments[kills.count])
            process.kill()
        _, errors = process.communicate()
        if process.returncode == 0:
            return kills
        assert process.returncode == -9, errors
        kills.count += 1
        kills.writing += bool(Collection(folder).unfinished())
        if warcs_of(folder) > before and finished(
            folder
        ):  # killed after everything was done: the next start would be another run
            recover(Collection(folder))
            return kills
    raise AssertionError("it does not finish")


def warcs_of(folder: Path) -> set[str]:
    """Return the names of the finished WARCs."""
    return {path.name for path in Collection(folder).warcs()}


def finished(folder: Path) -> bool:
    """Say whether the crawl came to its end before it was killed."""
    path = Collection(folder).state
    if not path.exists():
        return False
    with State(path) as state:
        return state.rows("SELECT open FROM crawls") == [(0,)] and bool(state.rows("SELECT 1 FROM frontier LIMIT 1"))


def moments_of(random_: random.Random, count: int, pages: int) -> list[Moment]:
    """Return moments all over a crawl: a tenth at the start (recovery), the last one while it closes."""
    moments = []
    for _ in range(count - 1):
        early = random_.random() < 0.1
        lines = 0 if early else random_.randint(1, max(1, 2 * pages // count))
        moments.append(Moment(lines, random_.uniform(0, 1.5 if early else 0.02)))
    return [*moments, Moment(CLOSE, random_.uniform(0, 0.03))]


def fetched(folder: Path) -> Counter[str]:
    """Return the pages in the WARCs and how often each is there; robots.txt is asked for at every start."""
    found: Counter[str] = Counter()
    for warc in Collection(folder).warcs():
        found.update(x.url for x in read_exchanges(warc, revisits=True) if not x.url.endswith("/robots.txt"))
    return found


def dataset(folder: Path) -> list[dict]:
    """Derive a collection, and return its records without times and `source`; repeats, seen twice, are no records."""
    collection = Collection(folder)
    derive(collection, SiteRegistry())
    records = []
    for path in sorted(path for kind in KINDS for path in (collection.dataset / kind).glob("*.jsonl.gz")):
        for line in read_lines(path):
            record = msgspec.json.decode(line)
            del record["source"]
            if not record["url"].endswith("/robots.txt"):
                records.append(record)
    return sorted(records, key=lambda record: (record["url"], record["id"]))


def judge(setup: Setup, folder: Path, undisturbed: Path, kills: int) -> tuple[int, list[str]]:
    """Return how many pages were fetched twice, and what is wrong."""
    problems = []
    found, expected = fetched(folder), fetched(undisturbed)
    twice = found.total() - len(found)
    problems += [f"lost: {url}" for url in sorted(expected.keys() - found.keys())]
    problems += [f"invented: {url}" for url in sorted(found.keys() - expected.keys())]
    if twice > kills * setup.concurrency:
        problems.append(f"{twice} pages fetched twice in {kills} kills")
    if len(expected) < setup.pages:
        problems.append(f"the undisturbed crawl has only {len(expected)} of {setup.pages} pages")
    problems += judge_files(folder)
    if dataset(folder) != dataset(undisturbed):
        problems.append("the dataset differs")
    return twice, problems


def judge_files(folder: Path) -> list[str]:
    """Return what is wrong with WARCs and indexes."""
    collection, problems = Collection(folder), []
    for warc in collection.warcs():
        problems += [f"{p.where}: {p.message}" for p in check_warc(warc)]
        problems += [f"{p.where}: {p.message}" for p in check_index(warc, collection.index_of(warc))]
    return [*problems, *(f"left over: {path.name}" for path in collection.unfinished())]


def site(pages: int) -> tuple[subprocess.Popen, str]:
    """Start the generated site."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "site.py"), str(pages)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return process, f"http://127.0.0.1:{process.stdout.readline().strip()}/"


def main() -> int:
    """Print a line for each crawl and `N survived of N` at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills-per-crawl", type=int, default=5)
    parser.add_argument("--warc-size", type=int, default=60_000)
    parser.add_argument("--concurrency", type=int, default=1)
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    server, url = site(options.pages)
    setup = Setup(url, options.pages, options.warc_size, options.concurrency)
    kills = survived = 0
    try:
        with tempfile.TemporaryDirectory() as scratch:
            plain = Path(scratch) / "undisturbed"
            crawl_with_kills(setup, plain, [])
            while kills < options.times:
                folder = Path(scratch) / f"after-{kills}"
                count = min(options.kills_per_crawl, options.times - kills)
                done = crawl_with_kills(setup, folder, moments_of(random_, count, options.pages))
                twice, problems = judge(setup, folder, plain, done.count)
                kills += done.count
                survived += done.count if not problems else 0
                told = f"{done.writing} of {done.count} while writing, {done.starts} starts, {twice} pages twice"
                print(f"{kills:4} kills: {told}, {len(problems)} problems", *problems[:5], flush=True)
    finally:
        server.kill()
    print(f"{survived} survived of {kills}")
    return survived != kills


if __name__ == "__main__":
    sys.exit(main())
