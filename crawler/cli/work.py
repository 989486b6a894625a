"""What `crawl`, `fetch` and `demo` share: crawl, derive, tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

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
    derived: DeriveReport
    exit_code: int


def work(
    targets: Sequence[Target], config: Config, registry: SiteRegistry, *, quiet: bool
) -> tuple[Work, KlipingError | None]:
    """Crawl the targets, then derive; return what was done and the error that ended it, if one did.

    What was fetched is derived even when the crawl was cut short.
    """
    with watching(targets, quiet=quiet) as watcher:
        done = crawl(targets, config, watcher)
    collection = Collection(config.collection)
    with bar("extracting articles", quiet=quiet) as progress, collection.lock():
        derived = derive(collection, registry, progress=progress)
    error = done.error or _unreachable(done, collection)
    code = ExitCode.INTERRUPTED if done.interrupted else error.exit_code if error else ExitCode.OK
    return Work(config.collection, done.reports, derived, code), error


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
    return Unreachable(f"no answer from the site: {cause}", where=", ".join(r.site for r in silent), hint=hint)


def tell(done: Work, *, json: bool) -> None:
    """Print what was done."""
    if json:
        print_json(done)
        return
    rows = [(c.site, c.responses, c.failures, _statuses(c), f"{c.bytes / 1e6:.1f} MB", c.reason) for c in done.crawls]
    print_table("", ["site", "# responses", "# failures", "by status", "# received", "ended"], rows)
    print_text("")
    print_facts(
        {
            "articles": done.derived.articles,
            "rejected": done.derived.rejections,
            "repeats": done.derived.repeats,
            "collection": done.collection,
        }
    )
    if done.derived.reasons:
        print_text("")
        print_table("", ["rejected because", "# pages"], Counter(done.derived.reasons).most_common())
    for line in (*done.derived.damaged, *(r for c in done.crawls for r in c.recovered)):
        print_text(f"note: {line}")


def _statuses(report: CrawlReport) -> str:
    return " ".join(f"{status}:{count}" for status, count in report.statuses.items())
