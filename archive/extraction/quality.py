"""How sure the engine is of an article, and what it noticed."""

from __future__ import annotations

from collections.abc import Sequence

from archive.article import PageDate, Quality
from archive.extraction.segments import Segment

SHORT_BODY = 200
LONG_BODY = 600


def assess(lines: Sequence[Segment], title: str, published: PageDate | None) -> Quality:
    """Return a confidence from 0 to 1 and flags: `short`, `no-title`, `no-date`, `many-links`."""
    prose = sum(len(s.text) for s in lines)
    links = sum(s.links for s in lines)
    checks = {
        "short": prose < SHORT_BODY,
        "no-title": not title,
        "no-date": published is None,
        "many-links": 3 * links > prose,
    }
    costs = {"short": 0.25, "no-title": 0.3, "no-date": 0.05, "many-links": 0.3}
    flags = tuple(name for name, bad in checks.items() if bad)
    base = 1.0 if prose >= LONG_BODY else 0.9
    return Quality(round(max(base - sum(costs[f] for f in flags), 0.0), 2), flags)
