"""Which heading is the title of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from itertools import accumulate

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.metadata import Head
from archive.extraction.node import Node, attribute
from archive.extraction.normalise import clean
from archive.extraction.page import Page
from archive.extraction.segments import Segment, prose_of
from archive.extraction.sitename import from_slug, is_site_name, is_slug, slug_words
from archive.urls import host_of

SEPARATOR = re.compile(r"\s+(?:[|–—»«›‹·•:/>-]|::|>>)\s+|\s*\|\s*|\s*[»›]\s*")
OTHER = re.compile(r"\W+")
MAX_FOLDED = 500
"""Characters of a line that is remembered: one is compared with several titles."""
MIN_TITLE = 3
CLOSE = 5
"""Lines above the first sentence in which a headline is looked for."""
MIN_WORDS, MAX_WORDS = 4, 25
ODD = re.compile(r"[\ue000-\uf8ff\U0001f300-\U0001faff|]|\bkali\b|\bviews?\b|^by\b", re.IGNORECASE)
"""What no headline holds: icons, bars, counters, a byline."""
LETTERS = re.compile(r"[^\W\d_]{3}")
INNER = re.compile(r"[a-z)\"]{2}[.!?] [A-Z]|[。！？]")
"""What only running text has: the end of one sentence before the next."""
PRIVATE = re.compile(r"[\ue000-\uf8ff|]")
LATE = 7
"""Points a heading loses that most of the page's prose stands above."""
SLUG_POINTS = 4
NAMED = 6
"""Points of a heading that the page's head or its address names."""
MOST = 0.6
"""The share of a claim that a line must be when the rest is no name known."""
MAX_TITLE = 200
CLAIMED = 5
"""A heading with more points than this is one that the page's head names."""
TITLE_CLASS = re.compile(
    r"(entry|post|article|berita|news|page|single|detail|judul)[-_]?(title|judul)|\bjudul", re.IGNORECASE
)
MARKED_CLASS = re.compile(r"(?:judul|title)(?![a-z]*\d)", re.IGNORECASE)
"""The class or id of an inline element around a title; `judul2` heads a list."""
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


def find_title(page: Page, head: Head) -> tuple[str, Segment | None]:
    """Return the title and the line it stands on (None when only the head has it).

    A heading that the page's `<title>`, `og:title` or JSON-LD begins with, or its address was made from, wins;
    then a heading with a title's class; then the first `<h1>` that is no logo; then the `<title>` without the
    site's name. A title made only of an agency's and the host's words is the site's.
    """
    outline, host = page.outline, host_of(page.url)
    lines = enumerate(outline.segments)
    headings = [(i, s) for i, s in lines if s.kind is BlockKind.HEADING and s.zone not in NOT_TITLES]
    shared = _shared(head, host)
    own = bool(shared) and fold(shared) not in (fold(head.title), fold(head.meta.get("og:site_name", "")))
    claims = [fold(c) for c in ((shared,) if own else (shared, head.title)) if c]
    pieces = {fold(piece) for piece in SEPARATOR.split(head.title) if not is_site_name(piece, host)}
    prose = list(accumulate(prose_of(outline.segments), initial=0))
    marks = _Marks(claims, pieces, slug_words(page.url), host)
    scores = [(_score(s, marks) - LATE * (2 * prose[i] > prose[-1]), s) for i, s in headings]
    score, best = max(scores, key=lambda pair: pair[0], default=(0, None))
    if best is not None and score >= NAMED:
        return _plain(best.text), best
    line = _named_line(outline.segments[: _half(prose)], marks)
    if line is not None:
        return _plain(line.text), line
    if best is not None and score > (CLAIMED if own else 0):
        return _plain(best.text), best
    text = shared or head_title(head.title, host)
    named = fold(text)
    line = next((s for s in outline.segments if not s.zone and fold(s.text) == named), None)
    return text, line


def _plain(text: str) -> str:
    """Return a title that stands in a row of a table without the row's empty cells."""
    return " ".join(text.split()) if "\t" in text else text


def _half(prose: list[int]) -> int:
    """Return the line that half of the page's prose stands above."""
    return next(i for i, mass in enumerate(prose) if 2 * mass >= prose[-1])


def _named_line(segments: Sequence[Segment], marks: _Marks) -> Segment | None:
    """Return the last line, heading or not, that head or address name as the title: themes without headings."""
    most = MAX_TITLE if marks.slug else min(MAX_TITLE, 2 * max(map(len, marks.claims), default=0))
    lines = (s for s in segments if len(s.text) <= most and s.zone not in NOT_TITLES and 2 * s.links <= len(s.text))
    found = (s for s in lines if is_slug(s.text, marks.slug) or _names(fold(s.text), marks))
    named = [s for s in found if not is_site_name(s.text, marks.host)]
    return named[-1] if named else None


def _names(text: str, marks: _Marks) -> bool:
    """Say whether a claim of the head is this text, alone or beside the site's name."""
    if len(text) < MIN_TITLE:
        return False
    for claim in marks.claims:
        if claim == text:
            return True
        rest = claim.removeprefix(text + " ") if claim.startswith(text + " ") else claim.removesuffix(" " + text)
        if rest != claim and (is_site_name(rest, marks.host) or len(text) >= MOST * len(claim)):
            return True
    return False


class _Marks(Struct, frozen=True):
    """What tells the title among headings, folded."""

    claims: list[str]
    pieces: set[str]
    slug: tuple[str, ...]
    host: str


def _shared(head: Head, host: str) -> str:
    """Return the headline that the head gives to be shared, unless it is the site's name."""
    stated = head.json_ld.get("headline")
    for claim in (head.meta.get("og:title", ""), clean(unescape(stated)) if isinstance(stated, str) else ""):
        if claim and not is_site_name(claim, host) and fold(claim) != fold(head.meta.get("og:site_name", "")):
            return claim
    return ""


class Hints(Struct, frozen=True):
    """What tells a headline among lines: the address's words, the text's place, the `id()` of date lines.

    `marked` are the `id()` of lines in a `<span class="judul">`, as ASP.NET pages have them.
    """

    slug: tuple[str, ...] = ()
    container: Node | None = None
    dates: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()


def headline(segments: Sequence[Segment], title: Segment | None, start: int, hints: Hints) -> Segment | None:
    """Return the line that stands above the text like a headline, when the title found is far from it.

    Old layouts mark no headings: the site's name is the only one, and the headline is a line of text
    above the date. One that the address was made from wins, then one with a date below it.
    """
    if title is not None and any(s is title for s in segments) and _is_close(segments, title, start):
        return None
    above_date: Segment | None = None
    found = []
    last = False
    near = segments[max(start - CLOSE, 0) : start + 1][::-1]
    for segment in near:
        if title is not None and fold(segment.text) == fold(title.text):
            break
        if id(segment) in hints.dates and not last:
            last = True
            continue
        if last and above_date is None and segment is not title and _may_be_title(segment):
            above_date = segment
        if segment is not title and _like_headline(segment) and id(segment) not in hints.dates:
            found.append(segment)
    marked = next((s for s in near if id(s) in hints.marked and _may_be_title(s, "meta:date")), None)
    named = next((s for s in found if from_slug(s.text, hints.slug)), marked)
    return named or above_date or next(iter(found), None)


def marked_lines(dated: Sequence[tuple[int, str]], segments: Sequence[Segment]) -> frozenset[int]:
    """Return the `id()` of the lines that an inline element with a title's class opens."""
    names = ((at, attribute(attrs, "class") or attribute(attrs, "id") or "") for at, attrs in dated)
    return frozenset(id(segments[at]) for at, name in names if at < len(segments) and MARKED_CLASS.search(name))


def _may_be_title(segment: Segment, rule: str = "") -> bool:
    """Say whether a line above the date may be a title, however short: no link, no sentence, no rule but this one."""
    odd: object = (
        PRIVATE.search(segment.text)
        or segment.zone
        or segment.rule not in ("", rule)
        or 2 * segment.links > len(segment.text)
        or not LETTERS.search(segment.text)
    )
    odd = odd or INNER.search(segment.text)
    return not odd and MIN_TITLE <= len(segment.text) <= MAX_TITLE and not segment.text.endswith((".", ":", ","))


def _like_headline(segment: Segment) -> bool:
    if segment.zone or segment.rule or 2 * segment.links > len(segment.text) or ODD.search(segment.text):
        return False
    least = 2 if TITLE_CLASS.search(segment.element.get("class") or "") else MIN_WORDS
    return least <= len(segment.text.split()) <= MAX_WORDS and not segment.text.endswith((".", ":", ","))


def _is_close(segments: Sequence[Segment], title: Segment, start: int) -> bool:
    """Say whether a title stands above the text with nothing but marked lines between."""
    at = next(i for i, s in enumerate(segments) if s is title)
    return at <= start and not any(not s.rule and s.zone in ("", "nav") for s in segments[at + 1 : start])


def _score(segment: Segment, marks: _Marks) -> int:
    """Rank a heading; 0 means it is no title."""
    text = fold(segment.text)
    if len(text) < MIN_TITLE:
        return 0
    points = {"h1": 3, "h2": 2}.get(segment.element.tag, 0)
    if any(claim == text for claim in marks.claims):
        points += 8
    elif text in marks.pieces or _names(text, marks):
        points += 7
    elif any(claim.startswith(text) for claim in marks.claims):
        points += 6
    if TITLE_CLASS.search(segment.element.get("class") or ""):
        points += 4
    if from_slug(segment.text, marks.slug):
        points += SLUG_POINTS
    return min(points, 1) if is_site_name(segment.text, marks.host) else points


def head_title(text: str, host: str = "") -> str:
    """Return a `<title>` without the site's name: the longest part between separators that is none."""
    parts = [p for p in SEPARATOR.split(text) if p.strip()]
    own = [p for p in parts if not is_site_name(p, host)]
    return max(own or parts, key=len).strip() if parts else text
