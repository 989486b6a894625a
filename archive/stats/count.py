"""One pass over a dataset: what is in it, how complete, and where the holes are. Memory: the counters alone."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from archive.article import Article, Reason
from archive.collection import Collection
from archive.dataset.load import dataset_folder, manifest_of
from archive.history.events import page_events
from archive.history.pages import PageHistory, Record, instant, pages
from archive.jobs.progress import Progress, silent
from archive.redaction import redactions_of

FIELDS = (
    "title", "published", "modified", "event_dates", "dateline", "credit", "category", "tags", "images", "attachments",
    "language", "region", "contacts", "copyright_notice",
)  # fmt: skip
NEVER_ARTICLES = frozenset({Reason.NOT_HTML, Reason.LISTING, Reason.REDIRECT, Reason.NOT_MODIFIED})
"""Answers that are no article by their nature: they say nothing of how well extraction works."""
_MONTH = re.compile(r"\d{4}-\d{2}")
_REPORT_LIMIT = 4 * 1024 * 1024


class Gap(Struct, frozen=True):
    """A hole of one site: `first` to `last` (both in it) have nothing; `length` in months or days."""

    site: str
    first: str
    last: str
    length: int


class SiteStats(Struct):
    """The figures of one site. Articles are counted once, by their latest version."""

    articles: int = 0
    versions: int = 0
    rejections: int = 0
    """Rejected captures in the dataset."""
    undated: int = 0
    """Articles without a publication month."""
    months: Counter[str] = field(default_factory=Counter)
    """Articles by month of publication."""
    captured: Counter[str] = field(default_factory=Counter)
    """First captures of articles by month."""
    fields: Counter[str] = field(default_factory=Counter)
    """Articles that have a value, by field."""
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    days: set[str] = field(default_factory=set)
    """Days on which something was captured."""

    @property
    def extraction_yield(self) -> float:
        """Return the share of articles among the captures that could have been one, 0 to 1 (docs/stats.md)."""
        lost = sum(number for reason, number in self.reasons.items() if reason not in NEVER_ARTICLES)
        return self.versions / (self.versions + lost) if self.versions or lost else 0.0


class Stats(Struct):
    """The figures of a dataset, by site; `total` adds them up."""

    identity: str
    redacted: int
    """Articles that were taken down; they are in no figure."""
    sites: dict[str, SiteStats]
    total: SiteStats
    months_without_articles: list[Gap]
    days_without_crawl: list[Gap]


def count(folder: Path | str, progress: Progress = silent) -> Stats:
    """Return the figures of a collection or dataset.

    Raises:
        CollectionError, DamagedDataset: as `archive.history.pages`.
    """
    dataset = dataset_folder(folder)
    manifest = manifest_of(folder)
    total, done = sum(s.records for s in manifest.shards), 0
    sites: dict[str, SiteStats] = {}
    for page in pages(folder):
        _add(sites.setdefault(page.site, SiteStats()), page)
        done += len(page.versions) + len(page.rejections)
        progress(done, total)
    for site, days in _reported(Collection(folder)).items():
        if site in sites:
            sites[site].days |= days
    return Stats(
        identity=manifest.identity,
        redacted=len(redactions_of(dataset)),
        sites=sites,
        total=_sum(sites.values()),
        months_without_articles=[gap for key in sites for gap in _month_gaps(key, sites[key].months)],
        days_without_crawl=[gap for key in sites for gap in _day_gaps(key, sites[key].days)],
    )


def _add(site: SiteStats, page: PageHistory) -> None:
    site.rejections += len(page.rejections)
    for rejection in page.rejections:
        site.reasons[rejection.reason.value] += 1
        site.days.add(_day_of(rejection))
    if not page.versions:
        return
    site.articles += 1
    site.versions += len(page.versions)
    site.captured[page.versions[0].source.fetched_at[:7]] += 1
    site.days.update(map(_day_of, page.versions))
    for event in page_events(page):
        site.events[event.kind.value] += 1
    _describe(site, page.versions[-1])


def _describe(site: SiteStats, article: Article) -> None:
    month = ((article.published.value or "") if article.published else "")[:7]
    if _MONTH.fullmatch(month):
        site.months[month] += 1
    else:
        site.undated += 1
    for name in FIELDS:
        if _has(article, name):
            site.fields[name] += 1
    site.languages[article.language.tag] += 1
    for flag in article.quality.flags:
        site.flags[flag] += 1


def _day_of(record: Record) -> str:
    return instant(record).date().isoformat()


def _has(article: Article, name: str) -> bool:
    if name == "language":
        return article.language.tag != "und"
    if name == "region":
        return article.region.kemendagri is not None
    return bool(getattr(article, name))


def _sum(sites: Iterable[SiteStats]) -> SiteStats:
    total = SiteStats()
    for site in sites:
        for name in SiteStats.__struct_fields__:
            value = getattr(site, name)
            if isinstance(value, int):
                setattr(total, name, getattr(total, name) + value)
            else:
                getattr(total, name).update(value)
    return total


def _reported(collection: Collection) -> dict[str, set[str]]:
    """Return the days on which crawls began, by site: a crawl of only known pages leaves no new record."""
    found: dict[str, set[str]] = {}
    for path in sorted(collection.reports.glob("*.json")):
        site, day = _site_and_day(path)
        if day is not None:
            found.setdefault(site, set()).add(day)
    return found


def _site_and_day(path: Path) -> tuple[str, str | None]:
    try:
        report: Any = json.loads(path.read_bytes()) if path.stat().st_size < _REPORT_LIMIT else {}
        return str(report["site"]), dt.datetime.fromisoformat(str(report["started"])).date().isoformat()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", None  # a report is a help here: a damaged one hides no figure of the dataset


def _month_gaps(site: str, months: Mapping[str, int]) -> list[Gap]:
    numbers = sorted(int(month[:4]) * 12 + int(month[5:]) - 1 for month in months)
    return [Gap(site, _month(a + 1), _month(b - 1), b - a - 1) for a, b in pairwise(numbers) if b - a > 1]


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _day_gaps(site: str, days: Iterable[str]) -> list[Gap]:
    numbers = sorted(dt.date.fromisoformat(day).toordinal() for day in days)
    return [Gap(site, _day(a + 1), _day(b - 1), b - a - 1) for a, b in pairwise(numbers) if b - a > 1]


def _day(number: int) -> str:
    return dt.date.fromordinal(number).isoformat()
