"""What `crawl`, `fetch` and `demo` share: crawl, derive, tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from archive.cli.output import bar, print_facts, print_json, print_table, print_text
from archive.collection import Collection
from archive.config import Config
from archive.errors import ExitCode, KlipingError, Unreachable
from archive.jobs.derive import DeriveReport, derive
from archive.sites import SiteRegistry
from crawler.cli.progress import watching
from crawler.run import Crawl, CrawlReport, crawl
from crawler.target import Target


class Work(Struct, frozen=True):
    """What a command did, for `--json`."""

    collection: str
    crawls: tuple[CrawlReport, ...]
    derived: DeriveReport | None
    """None when the dataset could not be written; the WARCs are there, and `kliping derive` makes it."""
    exit_code: int


NAMED = 5
"""Sites that a message names before it only counts them."""


class WorkOptions(Struct, frozen=True):
    """How a command works: without bars, and in how many processes."""

    quiet: bool = False
    workers: int = 1


def work(
    targets: Sequence[Target], config: Config, registry: SiteRegistry, options: WorkOptions
) -> tuple[Work, KlipingError | None]:
    """Crawl the targets, then derive; return what was done and the error that ended it, if one did.

    What was fetched is derived even when the crawl was cut short.
    """
    with watching(targets, quiet=options.quiet) as watcher:
        done = crawl(targets, config, watcher, workers=options.workers)
    collection = Collection(config.collection)
    derived, failed = _derived(collection, registry, quiet=options.quiet)
    error = done.error or failed or _unreachable(done, collection)
    code = ExitCode.INTERRUPTED if done.interrupted else error.exit_code if error else ExitCode.OK
    return Work(config.collection, tuple(_counted(collection, report) for report in done.reports), derived, code), error


def _counted(collection: Collection, report: CrawlReport) -> CrawlReport:
    """Return a report as it is now: deriving added what the run found of the articles."""
    try:
        return msgspec.json.decode(collection.report_of(report.run).read_bytes(), type=CrawlReport)
    except (OSError, msgspec.MsgspecError):
        return report


def _derived(
    collection: Collection, registry: SiteRegistry, *, quiet: bool
) -> tuple[DeriveReport | None, KlipingError | None]:
    try:
        with bar("extracting articles", quiet=quiet) as progress, collection.lock():
            return derive(collection, registry, progress=progress), None
    except KlipingError as error:
        return None, error


def _unreachable(done: Crawl, collection: Collection) -> KlipingError | None:
    """Return an error when a site gave no answer at all."""
    silent = [report for report in done.reports if not report.responses]
    if not silent or done.interrupted:
        return None
    reasons = Counter[str]()
    for report in silent:
        reasons.update(report.failed)
    cause = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common()) or "nothing was asked for"
    hint = (
        "--allow-private permits loopback and private addresses"
        if "private-address" in reasons
        else f"check the address and the network; each attempt is in {collection.log_of(silent[0].run)}"
    )
    named = ", ".join(report.site for report in silent[:NAMED])
    where = f"{named} and {len(silent) - NAMED} more" if len(silent) > NAMED else named
    return Unreachable(f"no answer from the site: {cause}", where=where, hint=hint)


def tell(done: Work, *, json: bool) -> None:
    """Print what was done."""
    if json:
        print_json(done)
        return
    rows = [(c.site, c.responses, c.failures, _statuses(c), f"{c.bytes / 1e6:.1f} MB", c.reason) for c in done.crawls]
    print_table("", ["site", "# responses", "# failures", "by status", "# received", "ended"], rows)
    print_text("")
    derived = done.derived
    counts = (
        {"articles": derived.articles, "rejected": derived.rejections, "repeats": derived.repeats} if derived else {}
    )
    found = _found(done.crawls)
    print_facts({**counts, **({"this time": found} if found else {}), "collection": done.collection})
    if derived is not None and derived.reasons:
        print_text("")
        print_table("", ["rejected because", "# pages"], Counter(derived.reasons).most_common())
    for line in dict.fromkeys(_notes(done)):
        print_text(f"note: {line}")


def _found(crawls: Sequence[CrawlReport]) -> str:
    """Say what the runs found of the articles, in words."""
    kinds = ("new", "changed", "unchanged", "gone", "moved", "returned")
    sums = {kind: sum(getattr(crawl, kind) or 0 for crawl in crawls) for kind in kinds}
    return ", ".join(f"{count} {kind}" for kind, count in sums.items() if count)


def _notes(done: Work) -> Iterator[str]:
    for report in done.crawls:
        yield from report.recovered
        if report.forbidden:
            yield f"{report.site}: robots.txt forbids {report.forbidden} page{'s' if report.forbidden > 1 else ''}"
    if done.derived is not None:
        yield from done.derived.damaged


def _statuses(report: CrawlReport) -> str:
    return " ".join(f"{status}:{count}" for status, count in report.statuses.items())
