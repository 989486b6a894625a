"""What is in a shard, told in its manifest, so that filters need not open it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable

from archive.article import Region
from archive.dataset.manifest import ShardFacts

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def days_of(values: Iterable[str | None]) -> tuple[str, str] | None:
    """Return the days an article is of: first and last day of the first of these ISO dates that is one.

    The values are its publication date, then the dates told in its text: many sites give no other. A day
    is the page's own, by its clock. None: no date at all.
    """
    return next((days for value in values if value and (days := span(value))), None)


def span(value: str) -> tuple[str, str] | None:
    """Return the first and the last day that an ISO date can mean: `2017-12` is 1 to 31 December."""
    found = _DATE.match(value)
    if found is None:
        return None
    year, month, day = found.groups()
    if day:
        return found[0], found[0]
    if month:
        last = monthrange(int(year), int(month))[1] if year != "0000" and "01" <= month <= "12" else 31
        return f"{year}-{month}-01", f"{year}-{month}-{last:02}"
    return f"{year}-01-01", f"{year}-12-31"


class Facts:
    """Gathers the facts of one shard, record by record."""

    def __init__(self) -> None:
        self._sites: set[str] = set()
        self._regions: set[str] = set()
        self._levels: set[str] = set()
        self._languages: set[str] = set()
        self._flags: set[str] = set()
        self._days: tuple[str, str] | None = None

    def add(
        self,
        *,
        site: str,
        region: Region,
        language: str | None,
        flags: tuple[str, ...],
        days: tuple[str, str] | None,
    ) -> None:
        """Take in one record."""
        self._sites.add(site)
        self._regions.update(v for v in (region.kemendagri, (region.name or "").lower()) if v)
        if region.level:
            self._levels.add(region.level)
        if language:
            self._languages.add(language)
        self._flags.update(flags)
        if days is not None:
            known = self._days or days
            self._days = min(known[0], days[0]), max(known[1], days[1])

    def finish(self) -> ShardFacts:
        """Return what was gathered, sorted."""
        lists = (self._sites, self._regions, self._levels, self._languages, self._flags)
        sites, regions, levels, languages, flags = (tuple(sorted(each)) for each in lists)
        return ShardFacts(sites, regions, levels, languages, flags, self._days)
