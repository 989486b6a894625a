"""What the WARCs of a run tell of it: the report of a run that left none."""

from __future__ import annotations

from collections import Counter
from typing import Any

from archive.exchange import Exchange, Failure

UNKNOWN = "unknown"
"""The reason of a run of which only the WARCs are left: nobody wrote down how it ended."""


class Summary:
    """The counts of one run, gathered from its WARCs."""

    def __init__(self, run: str, site: str) -> None:
        self.run, self.site = run, site
        self._first = self._last = ""
        self._responses = self._failures = self._bytes = 0
        self._failed: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._warcs: list[str] = []

    def add(self, visit: Exchange | Failure, status: int) -> None:
        """Count one visit, with the status that it got."""
        at = f"{visit.at if isinstance(visit, Failure) else visit.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        self._first, self._last = min(self._first or at, at), max(self._last, at)
        if isinstance(visit, Failure):
            self._failures += 1
            self._failed[visit.reason] += 1
            return
        self._responses += 1
        self._statuses[str(status)] += 1
        if visit.ref is not None:
            self._bytes += visit.ref.length
            if visit.ref.warc not in self._warcs[-1:]:
                self._warcs.append(visit.ref.warc)

    def report(self) -> dict[str, Any]:
        """Return the report: `bytes` are those on the disk, and when it began and ended is its first and last visit."""
        return {
            "run": self.run,
            "site": self.site,
            "started": self._first,
            "finished": self._last,
            "reason": UNKNOWN,
            "responses": self._responses,
            "failures": self._failures,
            "failed": dict(sorted(self._failed.items())),
            "statuses": dict(sorted(self._statuses.items())),
            "bytes": self._bytes,
            "warcs": sorted(set(self._warcs)),
        }
