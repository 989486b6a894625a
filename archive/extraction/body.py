"""Where the article is: the element that holds its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise

from archive.article import BlockKind
from archive.extraction.markup import MARK
from archive.extraction.node import MAX_KEPT, Node, attribute
from archive.extraction.seen import SENTENCE
from archive.extraction.segments import Outline, Segment, prose_of

REPEATED = "template:repeated"
"""The rule of a line that the site's other pages have as well."""
HEADING, TABLE = BlockKind.HEADING, BlockKind.TABLE
STRONG = re.compile(
    r"(?<![a-z])(?:(?:entry|post|article|artikel|berita|news|single|detail|isi|konten|page|story|blog|main)[-_]*"
    r"(?:content|body|text|isi|konten|berita|artikel|detail)|articleBody|isi[-_]?\w*|td-post-content|rich-?text|"
    r"(?:body|content)[-_]*(?:copy|text|body))(?![a-z])",
    re.IGNORECASE,
)
"""Classes by which a CMS names the body of an article."""
WHOLE = re.compile(
    r"(?<![a-z])(?:article|artikel|berita|post|hentry|story|entry|blog-?post|main-?content|page-?content)(?![a-z])",
    re.IGNORECASE,
)
"""Classes of what holds an article with its title and its furniture."""
STRONG_SHARE = 0.4
WHOLE_SHARE = 0.45
SHARE = 0.75
"""An inner element with this share of the best one's prose is where the article is."""
INLINES = frozenset({"a", "time", "img"})
REST = 0.1
ABOVE = 20
"""Lines above a text, in the element around it, past which that element is more than the article's."""
SMALL = 200
"""A page with less prose than this is judged by what stands beside its title."""
NEAR = 5
"""Elements around a title in which a short text is looked for before the first free line is taken."""
TEASER_COST = 0.6
TEASER = 500.0
"""Characters of prose below a linked heading that are taken for a teaser."""
TEASERS = 3
SAME = 0.95
PIECE_DEPTH = 3
LINK_COST = 0.6
"""What a character of a line of links takes from the element that holds it."""
SHORT_COST = 4.0
"""What a short line without a sentence takes."""
TEXTS = frozenset({"p", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "dd", "dt", "tr"})


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
    every = prose_of(outline.segments)
    if 2 * sum(every[start:]) < sum(every) and sum(every[:start]) >= SMALL:
        start, title = 0, None  # what repeats the title far below is a link to the page itself
    prose = list(accumulate([n if i >= start else 0 for i, n in enumerate(every)], initial=0))
    total = prose[-1]
    if title is not None and total < SMALL:
        named = _named(outline, prose, SHARE * total, names_body)
        if named is not None and any(s.prose >= SENTENCE for s in outline.within(named)):
            return named
        return _beside(outline, title, start, prose)
    if not total:
        return None
    worth = list(accumulate(_worths(outline.segments, start), initial=0.0))
    strong = _named(outline, prose, STRONG_SHARE * total, names_body)
    if strong is not None:
        return strong
    whole = _named(outline, prose, WHOLE_SHARE * total, _names_whole)
    return _with_rest(outline, _best(outline, worth, whole))


def _with_rest(outline: Outline, found: Node | None) -> Node | None:
    """Widen an element that is only text to the one around it, when little else stands there: a last line, a credit."""
    if found is None or found.parent is None or any(c.end > c.start for c in found.children if c.tag not in INLINES):
        return found
    around = outline.segments[found.end : found.parent.end]
    rest = sum(len(s.text) for s in around if not s.rule and not s.zone)
    inside = sum(len(s.text) for s in outline.within(found))
    return found.parent if 0 < rest <= REST * inside and found.start - found.parent.start <= ABOVE else found


def agreed(lines: Outline, found: Node | None, common: Node | None) -> Node | None:
    """Choose between the page's own container and the site's: the site's unless nearly all prose is elsewhere.

    What other pages have too counts as well where next to nothing else is there.
    """
    if common is None or found is None:
        return common if common is not None and lines.within(common) else found
    inside = lines.within(common)
    shared, own = sum(s.prose for s in inside), sum(s.prose for s in lines.within(found))
    if 10 * shared >= own and any(not s.rule and not s.zone for s in inside):
        return common
    repeated = sum(s.full for s in inside if s.rule == REPEATED and not s.zone)
    return common if repeated > own else found


def _worths(segments: list[Segment], start: int) -> list[float]:
    """Return what each line adds to the element around it; links, fragments and teasers take away.

    A teaser is what follows a heading that is a link, as far as the next heading that is none; a page has
    several of them.
    """
    linked = [s for s in segments[start:] if s.kind is HEADING and 2 * s.links > len(s.text)]
    several, left = len(linked) >= TEASERS, 0.0
    found = [0.0] * start
    for segment in segments[start:]:
        if segment.kind is HEADING:
            left = TEASER if several and 2 * segment.links > len(segment.text) else 0.0
        value = _worth(segment)
        found.append(-TEASER_COST * value if 0 < value <= left else value)
        left -= max(value, 0.0)
    return found


def _worth(segment: Segment) -> float:
    """Return what a line adds to the element around it; links and fragments take away."""
    if segment.zone or segment.rule:
        return 0.0
    if 2 * segment.links > len(segment.text):
        return -LINK_COST * len(segment.text)
    prose = segment.full
    fragment = 5 * prose <= len(segment.text) and segment.kind is not HEADING and segment.kind is not TABLE
    return prose - SHORT_COST if fragment else float(prose)


def _beside(outline: Outline, title: Segment, start: int, prose: list[int]) -> Node | None:
    """Return the nearest element around the title with a free line after it, and half the prose if one is near."""
    around = [title.element, *title.element.iterancestors()]
    free = [e for e in around if any(s.full and not s.rule and not s.zone for s in outline.segments[start : e.end])]
    heavy = (e for e in free if e in around[:NEAR] and 2 * (prose[e.end] - prose[start]) >= prose[-1])
    near = next(heavy, None) or next(iter(free), None)
    if near is None or any(s.prose >= SENTENCE for s in outline.segments[start : near.end]):
        return near
    return _around_sentence(outline, start) or near


def _around_sentence(outline: Outline, start: int) -> Node | None:
    """Return the element around the first sentence below a title, as far as the next heading or label.

    A heading in the page's frame, such as that of a hidden window, is passed over.
    """
    for segment in outline.segments[start:]:
        if segment.zone:
            continue
        if segment.kind is HEADING or segment.rule.startswith(("related:", "comments:", "counter:")):
            return None
        if segment.prose >= SENTENCE:
            element = segment.element
            return element.parent if element.tag in TEXTS and element.parent is not None else element
    return None


def _named(outline: Outline, prose: list[int], least: float, names: Callable[[Node], bool]) -> Node | None:
    """Return the element of such a name that holds most prose, at least `least`; the innermost of several.

    A body in several pieces, side by side under names of one kind, is the element around the pieces.
    """
    # What holds no prose is asked nothing: on most pages that is the greater part.
    masses = {e: mass for e in outline.blocks if (mass := prose[e.end] - prose[e.start]) and names(e)}
    heaviest = max(masses.values(), default=0)
    if not heaviest:
        return None
    # Blocks are in closing order: the first one is the innermost.
    best = next(e for e, mass in masses.items() if mass >= SHARE * heaviest)
    around = _around_pieces(best, masses)
    if around is not None and prose[around.end] - prose[around.start] >= least:
        return around
    return best if heaviest >= least else None


def _around_pieces(best: Node, masses: dict[Node, int]) -> Node | None:
    """Return the nearest common ancestor of a body's pieces, or None when it is whole."""
    pieces = [e for e in masses if e.attrs == best.attrs and e.tag == best.tag and masses[e] > SMALL]
    titled = any(e.find(f".//{tag}") is not None for e in pieces for tag in ("h1", "article"))
    if len(pieces) < 2 or titled or not all(_apart(a, b) for a, b in pairwise(pieces)):  # noqa: PLR2004
        return None
    levels = [set(map(id, e.iterancestors())) for e in pieces]
    for depth, around in enumerate(best.iterancestors()):
        if all(id(around) in level for level in levels):
            return around if depth <= PIECE_DEPTH else None
    return None


def _apart(one: Node, other: Node) -> bool:
    return one.end <= other.start or other.end <= one.start


def names_body(element: Node) -> bool:
    """Say whether an element's class or microdata says that it holds an article's text."""
    attrs = element.attrs
    if not attrs or element.tag in ("body", "html", "main"):
        return False
    return _body_names(attrs) if len(attrs) <= MAX_KEPT else _body_names.__wrapped__(attrs)


@lru_cache(maxsize=8192)
def _body_names(attrs: str) -> bool:
    return attribute(attrs, "itemprop") == "articleBody" or STRONG.search(_names(attrs)) is not None


@lru_cache(maxsize=8192)
def _whole_names(attrs: str) -> bool:
    return attribute(attrs, "role") == "main" or WHOLE.search(_names(attrs)) is not None


def _names(attrs: str) -> str:
    return f"{attribute(attrs, 'class') or ''} {attribute(attrs, 'id') or ''}"


def _names_whole(element: Node) -> bool:
    if element.tag in ("article", "main"):
        return True
    attrs = element.attrs
    if not attrs or element.tag in ("body", "html"):
        return False
    return _whole_names(attrs) if len(attrs) <= MAX_KEPT else _whole_names.__wrapped__(attrs)


def _best(outline: Outline, sums: list[float], whole: Node | None) -> Node:
    """Return the innermost element of the highest worth that is more than one paragraph; inside `whole`."""
    around = whole if whole is not None else outline.root
    inside = (e for e in outline.blocks if around.start <= e.start and e.end <= around.end and e.tag not in TEXTS)
    worth = [(sums[e.end] - sums[e.start], e) for e in inside]
    top = max((value for value, _ in worth), default=0.0)
    return next((e for value, e in worth if value >= SAME * top), around) if top > 0 else around
