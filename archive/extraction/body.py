"""Where the article is: the element that holds its text, and its lines."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector

from archive.extraction.page import Element
from archive.extraction.segments import Outline, Segment

STRONG = re.compile(
    r"\b(entry|post|article|artikel|berita|news|single|detail|isi|konten|page)[-_]?"
    r"(content|body|text|isi|konten|berita|artikel|detail)\b|\barticleBody\b|\bisi[-_]?\w*|\btd-post-content\b",
    re.IGNORECASE,
)
SHARE = 0.75
"""A child with this share of the page's prose is where the article is."""
STRONG_SHARE = 0.5
SMALL = 200
"""A page with less prose than this is judged by what stands beside its title."""
INLINE_STOPS = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "pre", "ul", "ol", "dd", "dt"})


def select(root: Element, selector: str) -> list[Element]:
    """Return the elements a profile's CSS selector names; a selector that is none finds nothing."""
    try:
        return list(cast("list[Element]", CSSSelector(selector, translator="html")(root)))
    except (etree.XPathError, SyntaxError, ValueError):
        return []


def find_container(outline: Outline, title: Segment | None) -> Element | None:
    """Return the element that holds the article's prose, or None when the page has none."""
    if not outline.segments:
        return None
    start = outline.segments.index(title) + 1 if title is not None else 0
    weights = _prefix_sums([s.prose if i >= start else 0 for i, s in enumerate(outline.segments)])
    total = weights[-1]
    if title is not None and total < SMALL:
        return _beside(outline, title, start)
    if not total:
        return None
    strong = _strongest(outline, weights, total)
    return strong if strong is not None else _descend(outline, weights)


def _beside(outline: Outline, title: Segment, start: int) -> Element | None:
    """Return the nearest element around the title with a line after it that no rule or zone took."""
    for element in (title.element, *title.element.iterancestors()):
        end = outline.spans.get(element, (0, 0))[1]
        if any(not s.rule and not s.zone for s in outline.segments[start:end]):
            return element
    return None


def _prefix_sums(values: list[int]) -> list[int]:
    sums = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _mass(outline: Outline, weights: list[int], element: Element) -> int:
    start, end = outline.spans.get(element, (0, 0))
    return weights[end] - weights[start]


def _strongest(outline: Outline, weights: list[int], total: int) -> Element | None:
    """Return the innermost element whose class says it is an article's body and that holds most prose."""
    masses = {e: _mass(outline, weights, e) for e in outline.spans if _names_body(e)}
    heaviest = max(masses.values(), default=0)
    if heaviest < STRONG_SHARE * total:
        return None
    # Spans are in closing order: the first one is the innermost.
    return next(e for e, mass in masses.items() if mass >= SHARE * heaviest)


def _names_body(element: Element) -> bool:
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return names != " " and element.tag not in ("body", "html", "main") and bool(STRONG.search(names))


def _descend(outline: Outline, weights: list[int]) -> Element:
    """Follow the child that holds most of the prose until the prose spreads over paragraphs."""
    current = max(outline.spans, key=lambda e: outline.spans[e][1] - outline.spans[e][0])
    while True:
        mass = _mass(outline, weights, current)
        children = [c for c in current.iterchildren() if c in outline.spans]
        heaviest = max(children, key=lambda c: _mass(outline, weights, c), default=None)
        if heaviest is None or _mass(outline, weights, heaviest) < SHARE * mass or _is_text(outline, heaviest):
            return current
        current = heaviest


def _is_text(outline: Outline, element: Element) -> bool:
    """Say whether an element is a paragraph or a list, and no container of such."""
    return element.tag in INLINE_STOPS or not any(child in outline.spans for child in element.iterchildren())
