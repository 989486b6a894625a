"""Where the article is: the element that holds its text."""

from __future__ import annotations

import re
from typing import TypeVar

from archive.article import BlockKind
from archive.extraction.markup import MARK
from archive.extraction.node import Node
from archive.extraction.segments import Outline, Segment

N = TypeVar("N", int, float)
STRONG = re.compile(
    r"\b(entry|post|article|artikel|berita|news|single|detail|isi|konten|page|story)[-_]*"
    r"(content|body|text|isi|konten|berita|artikel|detail)\b|\barticleBody\b|\bisi[-_]?\w*|\btd-post-content\b",
    re.IGNORECASE,
)
STRONG_SHARE = 0.5
SHARE = 0.75
"""An inner element with this share of the best one's prose is where the article is."""
SMALL = 200
"""A page with less prose than this is judged by what stands beside its title."""
LINK_COST = 0.6
"""What a character of a line of links takes from the element that holds it."""
SHORT_COST = 4.0
"""What a short line without a sentence takes."""
TEXTS = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "pre", "ul", "ol", "dd", "dt", "td", "tr"})


def mark_of(selector: str) -> str:
    """Return the mark of a profile's `remove` selector: one word."""
    return "remove:" + "".join(selector.split())


def select(root: Node, mark: str) -> list[Node]:
    """Return the elements that a profile's selector found, by the mark it left on them."""
    return [node for node in root.iter() if MARK in node.attrs and mark in (node.get(MARK) or "").split()]


def find_container(outline: Outline, title: Segment | None) -> Node | None:
    """Return the element that holds the article's prose, or None when the page has none."""
    if not outline.segments:
        return None
    start = outline.segments.index(title) + 1 if title is not None else 0
    every = [s.prose for s in outline.segments]
    if 2 * sum(every[start:]) < sum(every):
        start, title = 0, None  # what repeats the title far below is a link to the page itself
    prose = _prefix_sums([n if i >= start else 0 for i, n in enumerate(every)])
    total = prose[-1]
    if title is not None and total < SMALL:
        return _beside(outline, title, start)
    if not total:
        return None
    strong = _strongest(outline, prose, total)
    if strong is not None:
        return strong
    return _best(outline, _prefix_sums([_worth(s) if i >= start else 0.0 for i, s in enumerate(outline.segments)]))


def _worth(segment: Segment) -> float:
    """Return what a line adds to the element around it; links and fragments take away."""
    if segment.zone or segment.rule:
        return 0.0
    if 2 * segment.links > len(segment.text):
        return -LINK_COST * len(segment.text)
    prose = segment.prose
    fragment = 5 * prose <= len(segment.text) and segment.kind not in (BlockKind.HEADING, BlockKind.TABLE)
    return prose - SHORT_COST if fragment else float(prose)


def _beside(outline: Outline, title: Segment, start: int) -> Node | None:
    """Return the nearest element around the title with a line after it that no rule or zone took."""
    for element in (title.element, *title.element.iterancestors()):
        if any(not s.rule and not s.zone for s in outline.segments[start : element.end]):
            return element
    return None


def _prefix_sums(values: list[N]) -> list[N]:
    sums: list[N] = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _strongest(outline: Outline, weights: list[int], total: int) -> Node | None:
    """Return the innermost element whose class says it is an article's body and that holds most prose."""
    masses = {e: weights[e.end] - weights[e.start] for e in outline.blocks if _names_body(e)}
    heaviest = max(masses.values(), default=0)
    if heaviest < STRONG_SHARE * total:
        return None
    # Blocks are in closing order: the first one is the innermost.
    return next(e for e, mass in masses.items() if mass >= SHARE * heaviest)


def _names_body(element: Node) -> bool:
    if not element.attrs or element.tag in ("body", "html", "main"):
        return False
    return bool(STRONG.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"))


def _best(outline: Outline, sums: list[float]) -> Node:
    """Return the innermost element of the highest worth that is more than one paragraph."""
    worth = [(sums[e.end] - sums[e.start], e) for e in outline.blocks if e.tag not in TEXTS]
    top = max(value for value, _ in worth)
    return next(e for value, e in worth if value >= 0.95 * top)
