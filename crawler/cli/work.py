"""What `crawl`, `fetch` and `demo` share: crawl, derive, tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from archive.cli.options import guarded
from archive.cli.output import bar, print_facts, print_json, print_table, print_text
from archive.collection import Collection
from archive.config import Config
from archive.disk import marks_of
from archive.errors import Alarmed, ExitCode, KlipingError, Unreachable
from archive.jobs.closing import close_runs
from archive.jobs.derive import DeriveReport, derive
from archive.reports import Alarm, Report, Situation, raised, read_reports
from archive.reports.metrics import write_metrics
from archive.reports.summary import EVENTS
from archive.sites import SiteRegistry
from crawler.cli.progress import watching
from crawler.run import Crawl, crawl
from crawler.target import Target


class Work(Struct, frozen=True):
    """What a command did, for `--json`."""

    collection: str
    crawls: tuple[Report, ...]
    derived: DeriveReport | None
    """None when the dataset could not be written; the WARCs are there, and `kliping derive` makes it."""
    exit_code: int
    alarms: tuple[Alarm, ...] = ()
    """What is unusual about these runs, each alarm once."""


NAMED = 5
"""Sites that a message names before it only counts them."""


class WorkOptions(Struct, frozen=True):
    """How a command works: without bars, and in how many processes."""

    quiet: bool = False
    workers: int = 1
    fail_on: frozenset[str] = frozenset()
    """Alarms that make an exit code of their own."""
    metrics: Path | None = None


def work(
    targets: Sequence[Target], config: Config, registry: SiteRegistry, options: WorkOptions
) -> tuple[Work, KlipingError | None]:
    """Crawl the targets, then derive; return what was done and the error that ended it, if one did.

    What was fetched is derived even when the crawl was cut short.
    """
    with watching(targets, quiet=options.quiet) as watcher:
        done = crawl(targets, config, watcher, workers=options.workers)
    collection = Collection(config.collection)
    derived, failed = _derived(config, registry, quiet=options.quiet)
    closed, unclosed = _closed(done.reports, config, derived, options.metrics)
    error = done.error or failed or _unreachable(done, collection) or unclosed
    alarms = tuple(dict.fromkeys(alarm for report in closed for alarm in report.alarms))
    error = error or _alarm(alarms, options.fail_on)
    code = ExitCode.INTERRUPTED if done.interrupted else error.exit_code if error else ExitCode.OK
    return Work(config.collection, closed, derived, code, alarms), error


def _closed(
    reports: Sequence[Report], config: Config, derived: DeriveReport | None, metrics: Path | None
) -> tuple[tuple[Report, ...], KlipingError | None]:
    """Complete the reports; what goes wrong here is told last, since the crawl itself is safe."""
    collection = Collection(config.collection)
    marks = marks_of(collection.root, config.min_free, config.stop_free)
    situation = Situation(marks.pause, derived.damaged if derived else ())
    try:
        with collection.lock():
            closed = close_runs(collection, [r.run for r in reports], situation, derived=derived is not None)
        if metrics is not None:
            write_metrics(metrics, {site: found[0] for site, found in read_reports(collection, 1).items()})
    except KlipingError as error:
        return tuple(reports), error
    return closed, None


def _alarm(alarms: Sequence[Alarm], names: frozenset[str]) -> KlipingError | None:
    asked = raised(alarms, names)
    if not asked:
        return None
    more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
    return Alarmed(f"alarm: {asked[0]}{more}", hint="docs/alarms.md says what to do")


def _derived(config: Config, registry: SiteRegistry, *, quiet: bool) -> tuple[DeriveReport | None, KlipingError | None]:
    collection = Collection(config.collection)
    try:
        with bar("extracting articles", quiet=quiet) as progress, collection.lock():
            room = guarded(progress, config, collection.dataset)
            return derive(collection, registry, workers=config.derive_workers, progress=room), None
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
        else 'tls = "lenient" in the profile, or --tls lenient for a site without one, takes such a certificate'
        if "certificate" in reasons
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
    rows = [
        (c.site, c.responses, _events(c), c.failures, _statuses(c), f"{c.bytes / 1e6:.1f} MB", c.reason)
        for c in done.crawls
    ]
    print_table("", ["site", "# answers", "new/ changed/ gone", "# failed", "status", "# received", "ended"], rows)
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
    for alarm in done.alarms:
        print_text(f"alarm: {alarm}")


def _found(crawls: Sequence[Report]) -> str:
    """Say what the runs found of the articles, in words."""
    sums = {kind: sum(getattr(crawl, kind) or 0 for crawl in crawls) for kind in EVENTS}
    return ", ".join(f"{count} {kind}" for kind, count in sums.items() if count)


def _notes(done: Work) -> Iterator[str]:
    for report in done.crawls:
        yield from report.recovered
        if report.forbidden:
            yield f"{report.site}: robots.txt forbids {report.forbidden} page{'s' if report.forbidden > 1 else ''}"
    if done.derived is not None:
        yield from done.derived.damaged


def _events(report: Report) -> str:
    return "/".join("-" if n is None else str(n) for n in (report.new, report.changed, report.gone))


def _statuses(report: Report) -> str:
    return " ".join(f"{status}:{count}" for status, count in report.statuses.items())
