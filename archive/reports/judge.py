"""The alarms of a run: a pure function of its report, the reports before it, and the thresholds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from archive.disk.size import told
from archive.reports.alarm import Alarm
from archive.reports.facts import FileFacts
from archive.reports.report import Report
from archive.reports.thresholds import Thresholds

LOOK_BACK = 100
"""Pauses between days with articles from which the rhythm is told."""
USUAL = 0.95
DOWN = ("host-down", "robots-unreachable")
OWN_END = ("disk-full", "write-error", "interrupted")
_SERVER_ERROR = 500


class Situation(Struct, frozen=True):
    """What concerns the whole collection: the pause mark of its disk in bytes, and WARCs that cannot be read."""

    min_free: int = 0
    damaged: tuple[str, ...] = ()


def judge(report: Report, earlier: Sequence[Report], thresholds: Thresholds, situation: Situation) -> tuple[Alarm, ...]:
    """Return the alarms of a run.

    Args:
        report: of the run, its facts counted.
        earlier: reports of the same site, newest first.
        thresholds: for this site.
        situation: of the collection.
    """
    lines: Iterable[tuple[str, Iterator[str]]] = (
        ("yield-fell", _yield(report, earlier, thresholds)),
        ("no-new-articles", _rhythm(report, thresholds)),
        ("robots-replaced", _robots(report, earlier, thresholds)),
        ("sitemap-replaced", _sitemap(report, earlier, thresholds)),
        ("gambling", _gambling(report, thresholds)),
        ("certificate-ends", _certificates(report, thresholds)),
        ("host-down", _down(report, thresholds)),
    )
    site = (Alarm(name, message, report.site) for name, messages in lines for message in messages)
    return (*site, *_of_the_collection(report, thresholds, situation))


def _of_the_collection(report: Report, thresholds: Thresholds, situation: Situation) -> Iterator[Alarm]:
    rule, free = thresholds.disk_low, report.disk_free
    if rule.on and free is not None:
        mark = int(rule.factor * situation.min_free)
        if free < mark:
            yield Alarm("disk-low", f"{told(free)} are free, less than {told(mark)}")
        elif report.reason == "disk-full" or report.disk_paused:
            yield Alarm("disk-low", f"the crawl waited {report.disk_paused:.0f} seconds for room on the disk")
    if thresholds.damaged_warc.on and situation.damaged:
        first, more = situation.damaged[0], len(situation.damaged) - 1
        yield Alarm("damaged-warc", f"{first}{f'; and {more} more' if more else ''}")


def _yield(report: Report, earlier: Sequence[Report], thresholds: Thresholds) -> Iterator[str]:
    """Compare the newest captures, as many runs as it takes, with all before them."""
    rule = thresholds.yield_fell
    if not rule.on or report.facts is None or not _captures(report):
        return
    runs = [report, *(each for each in earlier if each.facts is not None)]
    now = 1
    while now < len(runs) and sum(map(_captures, runs[:now])) < rule.pages:
        now += 1
    before = runs[now:]
    if min(sum(map(_captures, runs[:now])), sum(map(_captures, before))) < max(1, rule.pages):
        return
    found, usual = _share(runs[:now]), _share(before)
    if found < rule.share * usual:
        yield f"{found:.0%} of the pages gave an article, usually {usual:.0%}"


def _captures(report: Report) -> int:
    return report.facts.articles + report.facts.lost if report.facts is not None else 0


def _share(runs: Sequence[Report]) -> float:
    return sum(run.facts.articles for run in runs if run.facts is not None) / sum(map(_captures, runs))


def _rhythm(report: Report, thresholds: Thresholds) -> Iterator[str]:
    """Compare the pause since the last day with articles with the site's usual pauses."""
    rule, today = thresholds.no_new_articles, _day(report.finished or report.started)
    if not rule.on or report.facts is None or today is None:
        return
    days = sorted({day for text in report.facts.days if (day := _day(text)) is not None and day <= today})
    if len(days) < rule.known:
        return
    pauses = sorted((b - a).days for a, b in pairwise(days[-LOOK_BACK - 1 :]))
    usual = pauses[min(len(pauses) - 1, int(USUAL * len(pauses)))]
    quiet = (today - days[-1]).days
    if quiet > max(rule.days, rule.factor * usual):
        yield f"no new article for {quiet} days, usually at most {usual}; the last is of {days[-1]}"


def _robots(report: Report, earlier: Sequence[Report], thresholds: Thresholds) -> Iterator[str]:
    rule = thresholds.robots_replaced
    for name, now, before in _files(report, earlier, "robots") if rule.on else ():
        if now.kind != "robots":
            yield f"{name} was a robots.txt and is {_what(now)}"
        elif _alike(now.lines, before.lines) < rule.similar:
            yield f"{name} has other lines: {len(set(now.lines) & set(before.lines))} of {len(before.lines)} are left"


def _sitemap(report: Report, earlier: Sequence[Report], thresholds: Thresholds) -> Iterator[str]:
    rule = thresholds.sitemap_replaced
    for name, now, before in _files(report, earlier, "sitemap") if rule.on else ():
        if now.kind != "sitemap":
            yield f"{name} was a sitemap and is {_what(now)}"
        elif before.urls >= rule.urls and now.urls < rule.share * before.urls:
            yield f"{name} has {now.urls} addresses, and had {before.urls}"


def _files(report: Report, earlier: Sequence[Report], kind: str) -> Iterator[tuple[str, FileFacts, FileFacts]]:
    """Yield each file that once was of this kind, as it is now and as it was when it last was."""
    for name, now in sorted(report.facts.files.items()) if report.facts is not None else ():
        known = (each.facts.files[name] for each in earlier if each.facts is not None and name in each.facts.files)
        before = next((file for file in known if file.kind == kind), None)
        if before is not None:
            yield name, now, before


def _what(file: FileFacts) -> str:
    return {"html": "a web page", "missing": "not there any more"}.get(file.kind, "something else")


def _alike(a: Sequence[int], b: Sequence[int]) -> float:
    both = set(a) | set(b)
    return len(set(a) & set(b)) / len(both) if both else 1.0


def _gambling(report: Report, thresholds: Thresholds) -> Iterator[str]:
    rule, facts = thresholds.gambling, report.facts
    if rule.on and facts is not None and facts.gambling >= rule.pages:
        first = f", the first: {facts.gambling_urls[0]}" if facts.gambling_urls else ""
        yield f"gambling content on {facts.gambling} page{'s' if facts.gambling > 1 else ''}{first}"


def _certificates(report: Report, thresholds: Thresholds) -> Iterator[str]:
    rule, today = thresholds.certificate_ends, _day(report.finished or report.started)
    for host, ends in sorted(report.certificates.items()) if rule.on and today is not None else ():
        last = _day(ends)
        if last is not None and today is not None and (last - today).days < rule.days:
            yield f"the certificate of {host} {'ended' if last < today else 'ends'} on {last}"


def _down(report: Report, thresholds: Thresholds) -> Iterator[str]:
    if not thresholds.host_down.on or report.reason in OWN_END:
        return
    if report.reason in DOWN:
        yield f"the crawl gave up: {report.reason}"
    elif not report.responses and report.failures:
        yield f"no answer to {report.failures} request{'s' if report.failures > 1 else ''}"
    elif report.statuses and all(_is_error(status) for status in report.statuses):
        yield f"only errors: {', '.join(f'{status} ({count})' for status, count in sorted(report.statuses.items()))}"


def _is_error(status: str) -> bool:
    return status.isdigit() and int(status) >= _SERVER_ERROR


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
