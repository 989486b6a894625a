"""`kliping report`: what the last runs did, and what is unusual about them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, FailOnFlag, JsonFlag, MetricsFlag, settings
from archive.cli.output import print_json, print_table, print_text
from archive.collection import Collection
from archive.errors import CollectionError, ExitCode

if TYPE_CHECKING:
    from archive.reports import Alarm, Report


def command(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="A run's name, or the beginning of it.")] = None,
    collection: CollectionFlag = None,
    site: Annotated[list[str] | None, typer.Option("--site", metavar="KEY", help="Only of these sites.")] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many runs are shown.")] = 20,
    fail_on: FailOnFlag = None,
    metrics: MetricsFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Show the last runs with their alarms, newest first, or one run in full.

    With --fail-on it ends with code 10 when the last run of a site raised one of these alarms.

    Example: kliping report --last 5
    """
    from archive.reports import check_names, raised, read_reports
    from archive.reports.metrics import write_metrics

    names = check_names(fail_on)
    target = Collection(settings(collection=collection).collection).existing()
    found = {key: reports for key, reports in read_reports(target).items() if not site or key in site}
    latest = {key: reports[0] for key, reports in found.items()}
    if metrics is not None:
        write_metrics(metrics, latest)
    if run is not None:
        _show(_named(target, run, found), json=json)
        return
    rows = sorted((report for reports in found.values() for report in reports), key=lambda r: r.run, reverse=True)
    if json:
        print_json(rows[:last])
    else:
        show_runs(rows[:last])
        show_alarms([alarm for report in latest.values() for alarm in report.alarms])
    asked = raised((alarm for report in latest.values() for alarm in report.alarms), names)
    if asked:
        sys.stderr.write(f"kliping: alarm: {asked[0]}{f' (and {len(asked) - 1} more)' if len(asked) > 1 else ''}\n")
        raise typer.Exit(ExitCode.ALARM)


def _named(collection: Collection, run: str, found: dict[str, list[Report]]) -> Report:
    fitting = [report for reports in found.values() for report in reports if report.run.startswith(run)]
    if len(fitting) != 1:
        problem = f"{len(fitting)} runs begin with {run!r}" if fitting else f"there is no run {run!r}"
        raise CollectionError(problem, where=str(collection.reports), hint="'kliping report' lists them")
    return fitting[0]


def _show(report: Report, *, json: bool) -> None:
    from archive.reports.summary import summary

    if json:
        print_json(report)
    else:
        print_text(summary(report).rstrip("\n"))


def show_runs(reports: Sequence[Report]) -> None:
    """Print a row for each run."""
    from archive.reports.summary import clock, duration

    columns = ["run", "site", "# answers", "new/ changed/ gone", "# failed", "# took", "ended", "alarms"]
    rows = []
    for r in reports:
        events = "/".join("-" if n is None else str(n) for n in (r.new, r.changed, r.gone))
        names = " ".join(dict.fromkeys(alarm.name for alarm in r.alarms))
        figures = (r.responses, events, r.failures, clock(duration(r)))
        rows.append((r.run.partition("-")[0], r.site, *figures, r.reason, names))
    print_table("", columns, rows)


def show_alarms(alarms: Sequence[Alarm]) -> None:
    """Print each alarm once."""
    for line in dict.fromkeys(map(str, alarms)):
        print_text(f"alarm: {line}")
