"""Which heading is the title of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from archive.article import BlockKind
from archive.extraction.metadata import Head
from archive.extraction.segments import Outline, Segment

SEPARATOR = re.compile(r"\s+[|–—»«·•:-]\s+|\s*\|\s*")
OTHER = re.compile(r"\W+")
MAX_FOLDED = 500
"""Characters of a line that is remembered: one is compared with several titles."""
MIN_TITLE = 3
CLOSE = 5
"""Lines above the first sentence in which a headline is looked for."""
MIN_WORDS, MAX_WORDS = 4, 25
ODD = re.compile(r"[\ue000-\uf8ff\U0001f300-\U0001faff|]|\bkali\b|\bviews?\b|^by\b", re.IGNORECASE)
"""What no headline holds: icons, bars, counters, a byline."""
LATE = 7
"""Points a heading loses that most of the page's prose stands above."""
CLAIMED = 5
"""A heading with more points than this is one that the page's head names."""
TITLE_CLASS = re.compile(
    r"(entry|post|article|berita|news|page|single|detail|judul)[-_]?(title|judul)|\bjudul", re.IGNORECASE
)
NOT_TITLES = frozenset(
    {
        "header",
        "nav",
        "sidebar",
        "footer",
        "comments",
        "related",
        "share",
        "counter",
        "popup",
        "hidden",
        "newsletter",
        "promo",
    }
)


def fold(text: str) -> str:
    """Return letters and digits only, for comparing two titles."""
    return _folded(text) if len(text) <= MAX_FOLDED else _folded.__wrapped__(text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return OTHER.sub(" ", text).strip().casefold()


def find_title(head: Head, outline: Outline) -> tuple[str, Segment | None]:
    """Return the title and the line it stands on (None when only the head has it).

    A heading that the page's `<title>` or `og:title` begins with wins; then a heading with a title's
    class; then the first `<h1>` that is no logo; then the `<title>` without the site's name.
    """
    headings = [s for s in outline.segments if s.kind is BlockKind.HEADING and s.zone not in NOT_TITLES]
    shared = head.meta.get("og:title", "")
    own = bool(shared) and fold(shared) not in (fold(head.title), fold(head.meta.get("og:site_name", "")))
    claims = [fold(c) for c in ((shared,) if own else (shared, head.title)) if c]
    prose = list(accumulate((s.prose for s in outline.segments), initial=0))
    where = {id(s): i for i, s in enumerate(outline.segments)}
    late = {id(s) for s in headings if 2 * prose[where[id(s)]] > prose[-1]}
    scores = [(_score(s, claims) - LATE * (id(s) in late), s) for s in headings]
    score, best = max(scores, key=lambda pair: pair[0], default=(0, None))
    if best is not None and score > (CLAIMED if own else 0):
        return best.text, best
    text = shared or head_title(head.title)
    named = fold(text)
    line = next((s for s in outline.segments if not s.zone and fold(s.text) == named), None)
    return text, line


def headline(segments: Sequence[Segment], title: Segment | None, start: int) -> Segment | None:
    """Return the line that stands above the text like a headline, when the title found is far from it.

    Old layouts mark no headings: the site's name is the only one, and the headline is a line of text
    above the date.
    """
    if title is not None and any(s is title for s in segments) and _is_close(segments, title, start):
        return None
    for segment in reversed(segments[max(start - CLOSE, 0) : start]):
        if title is not None and fold(segment.text) == fold(title.text):
            return None
        if segment is title or segment.zone or 2 * segment.links > len(segment.text):
            continue
        words = segment.text.split()
        if (
            not segment.rule
            and not ODD.search(segment.text)
            and MIN_WORDS <= len(words) <= MAX_WORDS
            and not segment.text.endswith((".", ":", "?", ","))
        ):
            return segment
    return None


def _is_close(segments: Sequence[Segment], title: Segment, start: int) -> bool:
    """Say whether a title stands above the text with nothing but marked lines between."""
    at = next(i for i, s in enumerate(segments) if s is title)
    return at <= start and not any(not s.rule and s.zone in ("", "nav") for s in segments[at + 1 : start])


def _score(segment: Segment, claims: list[str]) -> int:
    """Rank a heading; 0 means it is no title."""
    text = fold(segment.text)
    if len(text) < MIN_TITLE:
        return 0
    points = {"h1": 3, "h2": 2}.get(segment.element.tag, 0)
    if any(claim == text for claim in claims):
        points += 8
    elif any(claim.startswith(text) for claim in claims):
        points += 6
    if TITLE_CLASS.search(segment.element.get("class") or ""):
        points += 4
    return points


def head_title(text: str) -> str:
    """Return a `<title>` without the site's name: the longest part between separators."""
    parts = [p for p in SEPARATOR.split(text) if p.strip()]
    return max(parts, key=len).strip() if parts else text
