"""What the documents of a dataset tell about it, counted while its articles pass by."""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct

from archive.article import Article
from archive.dataset.facts import days_of

MAX_NOTICES = 5_000
LOOPBACK = re.compile(r"https?://(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?:[:/]|$)")
"""RFC 6761, section 6.3, and RFC 6890."""
OPTIONAL = ("published", "modified", "event_dates", "credit", "category", "tags", "images", "copyright_notice")


class Part(Struct, frozen=True):
    """One file of an export, by its path inside it."""

    path: str
    records: int
    size: int
    sha256: str


class Tally:
    """The counts of one export; memory is bounded by its sites, languages, flags and copyright lines."""

    def __init__(self) -> None:
        self.articles = 0
        self.characters = 0
        self.sites: Counter[str] = Counter()
        self.regions: dict[str, str] = {}
        """Site to the official name of its region."""
        self.languages: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.filled: Counter[str] = Counter()
        """Articles that have a value, by field."""
        self.notices: Counter[tuple[str, str]] = Counter()
        """Articles by site and copyright line; an empty line is none."""
        self.days: tuple[str, str] | None = None
        self.fetched: tuple[str, str] | None = None
        self.warcs: set[str] = set()
        self.local: set[str] = set()
        """Sites on a loopback address, as that of the demo: nobody published their articles."""

    def add(self, article: Article) -> None:
        """Count one article."""
        self.articles += 1
        self.characters += len(article.text)
        self.sites[article.site] += 1
        self.regions.setdefault(article.site, article.region.name or "")
        self.languages[article.language.tag] += 1
        self.flags.update(article.quality.flags)
        self.filled.update(name for name in OPTIONAL if getattr(article, name))
        self.warcs.add(article.source.warc)
        if LOOPBACK.match(article.canonical_url):
            self.local.add(article.site)
        notice = (article.site, article.copyright_notice or "")
        if notice in self.notices or len(self.notices) < MAX_NOTICES:
            self.notices[notice] += 1
        self.days = _wider(self.days, days_of(d.value for d in (article.published, *article.event_dates) if d))
        self.fetched = _wider(self.fetched, (article.source.fetched_at, article.source.fetched_at))


def _wider(known: tuple[str, str] | None, more: tuple[str, str] | None) -> tuple[str, str] | None:
    if known is None or more is None:
        return known or more
    return min(known[0], more[0]), max(known[1], more[1])
