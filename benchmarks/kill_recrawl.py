"""kill -9 at random moments of a second crawl, until it finishes: is anything lost, or due at the wrong time?

    python benchmarks/kill_recrawl.py [--times 50] [--pages 200] [--seed 1] [--kills-per-crawl 5] [--warc-size 30000]

A loopback site is crawled twice, with pages that come in between; a day later, when it has changed, it is
crawled again: once undisturbed, and again and again from a copy of the same two crawls, killed on the way.
What comes out is compared: pages asked for, WARCs and indexes, the dataset, the events, and what is
remembered of each page with the time when it is due. At the end the state is made again from the WARCs.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent))

from changing_site import CHANGED, MORE, OLD, ChangingSite
from kill import (
    Kills,
    Moment,
    Setup,
    crawl_with_kills,
    dataset,
    judge_files,
    moments_of,
    warcs_of,
)

from archive import history
from archive.collection import Collection
from archive.errors import DamagedWarc
from archive.exchange import RecordRef
from archive.jobs.remember import remember
from archive.memory.pages import Page, PageMemory
from archive.state import State
from archive.warc import open_record, read_exchanges

LOOKS = (1, 7, 9, 11, 33, 200)
"""Hours after the recrawl at which the pages that are due then are compared: within them every interval ends."""
KEY = "127.0.0.1"
UNMODIFIED = 304
TABLES = {
    "pages": "SELECT key, due, page, before FROM pages ORDER BY key",
    "events": "SELECT key, at, kind, run, url, target FROM events ORDER BY at, key, kind",
    "tallies": "SELECT run, kind, pages FROM tallies ORDER BY run, kind",
    "remembered": "SELECT * FROM remembered ORDER BY warc",
}


def first_crawls(site: ChangingSite, setup: Setup, folder: Path) -> None:
    """Crawl the site, and half a day later once more, when there are more pages."""
    for edition, ahead in ((OLD, 0.0), (MORE, 0.5)):
        site.edition = edition
        crawl_with_kills(msgspec.structs.replace(setup, ahead=ahead), folder, [])
        dataset(folder)
    site.edition = CHANGED


def recrawl(setup: Setup, base: Path, folder: Path, moments: list[Moment]) -> Kills:
    """Crawl again on a copy of these first crawls, a day after the first of them."""
    shutil.copytree(base, folder)
    return crawl_with_kills(msgspec.structs.replace(setup, ahead=1.0), folder, moments)


def asked(folder: Path, base: Path) -> Counter[str]:
    """Return what the recrawl asked for, and how often; what only repeats an earlier capture is in a WARC too."""
    old, found = warcs_of(base), Counter[str]()
    for warc in Collection(folder).warcs():
        if warc.name not in old:
            found.update(x.url for x in read_exchanges(warc, revisits=True) if not x.url.endswith("/robots.txt"))
    return found


def remembered(folder: Path) -> dict[str, tuple]:
    """Return what is known of each page, without times, WARCs and numbers of visits.

    A 304 counts as what it confirms: a page whose answer came just before a kill is salvaged and remembered, so
    that it is asked for changes only when it is asked for again.
    """
    with State(Collection(folder).state) as state:
        pages = [msgspec.json.decode(page, type=Page) for (page,) in state.rows("SELECT page FROM pages")]
    return {
        page.url: (
            page.rhythm.interval, page.rhythm.text, page.standing, page.away, page.is_listing, page.is_page,
            page.failure, _confirmed(page), page.trusted, page.full is not None and (page.full.etag, page.full.modified),
        )
        for page in pages
    }  # fmt: skip


def _confirmed(page: Page) -> int:
    return page.full.status if page.status == UNMODIFIED and page.full is not None else page.status


def due(folder: Path) -> list[set[str]]:
    """Return the pages that are due at each of the hours."""
    now = datetime.now(UTC) + timedelta(days=1)
    with State(Collection(folder).state) as state:
        memory = PageMemory(state, KEY)
        return [{page.url for page in memory.due(now + timedelta(hours=hours))} for hours in LOOKS]


def happened(folder: Path) -> tuple[list, list]:
    """Return the events: by the state, and by the dataset, which knows none for a new article."""
    with State(Collection(folder).state) as state:
        kept = sorted((kind, url, target or "") for _, kind, url, target in PageMemory(state, KEY).events())
    return kept, sorted((e.kind.value, e.url) for e in history.events(folder))


def unreadable(folder: Path) -> list[str]:
    """Return the pages whose last full capture is not where the memory says."""
    with State(Collection(folder).state) as state:
        pages = [msgspec.json.decode(page, type=Page) for (page,) in state.rows("SELECT page FROM pages")]
    problems = []
    for page in (page for page in pages if page.full is not None):
        ref = RecordRef(page.full.warc, page.full.offset, 0, page.full.record_id, page.full.digest)
        try:
            open_record(Collection(folder).warc, ref)
        except (DamagedWarc, OSError) as error:
            problems.append(f"no capture: {page.url}: {error}")
    return problems


def rebuilt(folder: Path) -> list[str]:
    """Delete the state and make it again; return the tables that differ."""
    before = tables(folder)
    for path in folder.glob("state.sqlite*"):
        path.unlink()
    with Collection(folder).lock():
        remember(Collection(folder))
    after = tables(folder)
    return [f"made again, {name} differ" for name in TABLES if before[name] != after[name]]


def tables(folder: Path) -> dict[str, list]:
    """Return all rows that can be made again."""
    with State(Collection(folder).state) as state:
        return {name: state.rows(query) for name, query in TABLES.items()}


def judge(base: Path, folder: Path, undisturbed: Path, most: int) -> tuple[int, list[str]]:
    """Return how many pages were fetched twice, and what is wrong; `most` is how many may have been."""
    found, expected = asked(folder, base), asked(undisturbed, base)
    twice = found.total() - expected.total()
    problems = [f"lost: {url}" for url in sorted(expected.keys() - found.keys())]
    problems += [f"asked for without need: {url}" for url in sorted(found.keys() - expected.keys())]
    if twice > most:
        problems.append(f"{twice} pages fetched twice, not {most} at most")
    problems += judge_files(folder)
    pairs = {
        "dataset": (dataset(folder), dataset(undisturbed)),
        "memory": (remembered(folder), remembered(undisturbed)),
        "pages that are due": (due(folder), due(undisturbed)),
        "events": (happened(folder), happened(undisturbed)),
    }
    problems += [f"the {name} differ" for name, (mine, theirs) in pairs.items() if mine != theirs]
    return twice, [*problems, *unreadable(folder), *rebuilt(folder)]


def main() -> int:
    """Print a line for each recrawl and `N survived of N` at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills-per-crawl", type=int, default=5)
    parser.add_argument("--warc-size", type=int, default=30_000)
    options = parser.parse_args()
    random_, site = random.Random(options.seed), ChangingSite(options.pages)
    setup = Setup(site.url, options.pages, options.warc_size)
    kills = survived = 0
    with tempfile.TemporaryDirectory() as scratch:
        base, plain = Path(scratch) / "base", Path(scratch) / "undisturbed"
        first_crawls(site, setup, base)
        recrawl(setup, base, plain, [])
        while kills < options.times:
            folder = Path(scratch) / f"after-{kills}"
            count = min(options.kills_per_crawl, options.times - kills)
            done = recrawl(setup, base, folder, moments_of(random_, count, options.pages))
            twice, problems = judge(base, folder, plain, done.count)
            kills += done.count
            survived += done.count if not problems else 0
            told = f"{done.writing} of {done.count} while writing, {done.starts} starts, {twice} pages twice"
            print(f"{kills:4} kills: {told}, {len(problems)} problems", *problems[:5], flush=True)
    site.close()
    print(f"{survived} survived of {kills}")
    return survived != kills


if __name__ == "__main__":
    sys.exit(main())
