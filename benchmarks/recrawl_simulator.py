"""A year of a news site, and what each recrawl rule finds of its edits for how many requests.

    python benchmarks/recrawl_simulator.py [--seed 2026] [--listing-hours 2] [--check]

500 articles at the start (published over the 167 days before it), 3 new ones a day, one edit an article
on average; 60 % of the edits fall in an article's first 48 hours, 30 % in its first 30 days, 10 % at any
time in a year; 2 % of the articles are deleted. A run fetches the listing and every page that is due;
1 run in 200 gets no answer at all, and its pages wait for the next one. An edit is found at the first
visit after it. A daily full crawl of all articles is the yardstick for requests.
"""

import argparse
import math
import random
import statistics
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parent.parent))

from crawler.recrawl import Visit, next_due

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS, FIRST_ARTICLES, DAILY = 365, 500, 3
OUTAGE = 0.005
Rule = Callable[[Sequence[Visit], datetime], datetime]


class Story(msgspec.Struct, frozen=True):
    """One article: days from the start of the year; `gone` is infinite for most."""

    published: float
    edits: tuple[float, ...]
    gone: float


class Result(msgspec.Struct):
    """What a rule found."""

    requests: int = 0
    delays: list[float] = msgspec.field(default_factory=list)
    """Days from each edit to the visit that found it; infinite when the year ended before."""
    found: list[float] = msgspec.field(default_factory=list)
    """Days from publication to discovery of each new article."""
    gone: list[float] = msgspec.field(default_factory=list)

    def within(self, days: float) -> float:
        """Return the share of the edits found within so many days."""
        return sum(delay <= days for delay in self.delays) / len(self.delays)


def stories(random_: random.Random) -> list[Story]:
    """Return the site's articles."""
    published = [-random_.uniform(0, FIRST_ARTICLES / DAILY) for _ in range(FIRST_ARTICLES)]
    published += [day + random_.random() for day in range(DAYS) for _ in range(DAILY)]
    return [_story(random_, at) for at in published]


def _story(random_: random.Random, published: float) -> Story:
    count = _poisson(random_, 1.0)
    edits = tuple(sorted(published + _age(random_) for _ in range(count)))
    gone = published + random_.uniform(1, 365) if random_.random() < 0.02 else math.inf
    return Story(published, tuple(at for at in edits if at < gone), gone)


def _age(random_: random.Random) -> float:
    kind = random_.random()
    return random_.uniform(0, 2) if kind < 0.6 else random_.uniform(2, 30) if kind < 0.9 else random_.uniform(0, 365)


def _poisson(random_: random.Random, mean: float) -> int:
    count, product = 0, random_.random()
    while product > math.exp(-mean):
        count, product = count + 1, product * random_.random()
    return count


def live(story: Story, rule: Rule, runs: list[float], result: Result) -> None:
    """Visit one article through the year, at the runs that come after it is due."""
    first = bisect_right(runs, max(story.published, 0.0))
    if first == len(runs):
        return
    if story.published >= 0:
        result.found.append(runs[first] - story.published)
    open_ = [at for at in story.edits if at > runs[first]]
    history: list[Visit] = []
    run = first
    while run < len(runs):
        at = runs[run]
        result.requests += 1
        if at >= story.gone:
            result.gone.append(at - story.gone)
            break
        while open_ and open_[0] <= at:
            result.delays.append(at - open_.pop(0))
        version = bisect_right(story.edits, at)
        history.append(Visit(START + timedelta(days=at), str(version), "1"))
        due = (rule(history, history[-1].at) - START) / timedelta(days=1)
        run = max(run + 1, bisect_right(runs, due - 1e-9))
    result.delays += [math.inf for at in open_ if at <= runs[-1] - 7]


def fixed(days: float) -> Rule:
    """Return the rule that visits every page at one interval."""
    return lambda _, now: now + timedelta(days=days)


def news_crawl(history: Sequence[Visit], now: datetime) -> datetime:
    """news-crawl's rule: +50 % unchanged, -20 % changed, from 90 minutes to 90 days, a day at first."""
    interval = timedelta(days=1)
    for before, after in pairwise(history):
        interval *= 0.8 if before.text != after.text else 1.5
        interval = min(max(interval, timedelta(minutes=90)), timedelta(days=90))
    return now + interval


def simulate(rule: Rule, seed: int, listing_hours: float) -> Result:
    """Run a year under a rule; the same seed gives the same site and the same outages."""
    random_ = random.Random(seed)
    site = stories(random_)
    times = [n * listing_hours / 24 for n in range(int(DAYS * 24 / listing_hours))]
    runs = [at for at in times if random_.random() >= OUTAGE]
    result = Result(requests=len(times))
    for story in site:
        live(story, rule, runs, result)
    return result


RULES: dict[str, Rule] = {
    "kliping": next_due,
    "news-crawl": news_crawl,
    **{f"fixed {days} d": fixed(days) for days in (0.5, 1, 2, 4, 7, 14, 30, 90)},
}


def main() -> int:
    """Print the curve; with --check, fail when kliping's rule misses what it promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--listing-hours", type=float, default=2.0)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    results = {name: simulate(rule, options.seed, options.listing_hours) for name, rule in RULES.items()}
    daily = results["fixed 1 d"].requests
    print(
        f"{'rule':12}{'requests':>10}{'of daily':>10}{'<=1 d':>8}{'<=2 d':>8}{'<=7 d':>8}{'<=14 d':>8}{'<=30 d':>8}{'median':>9}{'deletion':>10}"
    )
    for name, result in results.items():
        shares = "".join(f"{result.within(days):8.1%}" for days in (1, 2, 7, 14, 30))
        gone = statistics.median(result.gone) if result.gone else math.inf
        print(
            f"{name:12}{result.requests:10,}{result.requests / daily:10.1%}{shares}{statistics.median(result.delays):7.1f} d{gone:8.1f} d"
        )
    ours = results["kliping"]
    soon = sum(delay <= options.listing_hours / 24 + 1e-9 for delay in ours.found) / len(ours.found)
    print(
        f"new articles within one listing interval ({options.listing_hours:g} h): {soon:.2%} of {len(ours.found)}; edits: {len(ours.delays)}"
    )
    kept = soon >= 0.99 and ours.within(7) >= 0.9 and ours.requests <= daily / 10
    return int(options.check and not kept)


if __name__ == "__main__":
    sys.exit(main())
