"""What a listing lists: the pages and files it leads to, each with its title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.entries import MORE
from archive.extraction.node import Node, unescaped
from archive.extraction.normalise import clean
from archive.extraction.page import Page
from archive.extraction.segments import Segment

MAX_ITEMS = 500
MAX_URL = 2_048
MAX_TITLE = 300
MAX_BOXES = 50
MIN_GROUP = 2
"""Links of one shape that are a list."""
NEAR = 4
"""Lines from an entry's link on that are its teaser."""
TEASER = 300
PLACE = 6
"""Elements around a link whose names are its shape."""
CARD = 6
"""Elements around a link in which its title is looked for when it says nothing itself."""
CARD_LINES = 8
OWN_WORD = 4
FRAMES = frozenset({"header", "nav", "footer"})
ASIDE = ("related", "after:related", "share", "footer", "contact", "counter", "nav:")
"""Rules of lines that seldom are a listing's own."""
PAGING = frozenset({"page", "halaman", "hal", "paged", "per-page", "per_page", "offset", "sort", "order"})
PART = re.compile(r"/page/\d+/?$|/(?:category|kategori|tags?|author|penulis|user)/", re.IGNORECASE)
HANDLING = re.compile(
    rf"(?:{MORE.pattern}|\W*(?:unduh|download|lihat|buka|pdf|docx?|xlsx?|csv|detail|detil|aksi|lamar|\d+)"
    r"(?: (?:file|dokumen|pdf|detail|berkas|lampiran|sekarang))?\W*)",
    re.IGNORECASE,
)
"""What a button says, and no title."""


class Item(Struct, frozen=True):
    """One entry of a listing: the address it leads to, absolute, and the title it has there (empty: a bare picture)."""

    title: str
    url: str


class _Beside(Struct, frozen=True):
    """What makes an entry say less: the lines in boxes of other pages, and how many addresses share a line."""

    boxes: set[int]
    sharing: Counter[int]


class _Link(Struct, frozen=True):
    node: Node
    at: int
    """The number of the line it stands in."""
    url: str
    shape: str
    text: str


def items_of(page: Page) -> tuple[Item, ...]:
    """Return the entries of a page taken to lines and marked, in its order, each address once; at most 500.

    Of the lists that a page shows the one with most to say counts: menus and boxes beside are shorter.
    """
    lines = page.outline.segments
    chosen = _fullest(list(_links(page)), lines)
    found: dict[str, str] = {}
    for link in chosen:
        title = link.text if not HANDLING.fullmatch(link.text) else ""
        if len(title) > len(found.get(link.url, "")) or link.url not in found:
            found[link.url] = title
    nodes = {link.url: link for link in reversed(chosen)}
    return tuple(Item((found[u] or _told(nodes[u], lines))[:MAX_TITLE], u) for u in list(found)[:MAX_ITEMS])


def _boxes(lines: Sequence[Segment]) -> set[int]:
    """Return the numbers of the lines in boxes that a label of other pages opens; most of a page is no box."""
    labels = [s.element.parent for s in lines if s.rule == "related:label" and not s.links]
    boxes = [b for b in labels[:MAX_BOXES] if b is not None and 2 * (b.end - b.start) <= len(lines)]
    return {at for box in boxes for at in range(box.start, box.end)}


def _links(page: Page) -> Iterable[_Link]:
    own = urldefrag(page.url).url
    first: dict[int, int] = {}
    for number, segment in enumerate(page.outline.segments):
        first.setdefault(id(segment.element), number)
    for node in page.tree.iter("a"):
        url = _address(node.get("href") or "", page.url)
        if url is None or url == own or _zone(node) in FRAMES:
            continue
        text = clean(unescaped(node.text))
        yield _Link(node, _line_of(node, first), url, _shape(node), text)


def _line_of(node: Node, first: dict[int, int]) -> int:
    """Return the number of a link's line; those of a table were joined to rows after the link was read."""
    owner = next((n for n in node.iterancestors() if id(n) in first), None)
    rowed = owner is not None and owner.tag in ("tr", "table")
    return first[id(owner)] if rowed else node.start


def _address(href: str, base: str) -> str | None:
    """Return where a link leads; None for one to the page's own parts, to its other sheets, or to no page."""
    if not href or (href.startswith(("#", "?")) and not _names_item(href)):
        return None
    try:
        url = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or len(url) > MAX_URL or PART.search(parts.path):
        return None
    if parts.path in ("", "/") and not query:
        return None
    return None if any(name.lower() in PAGING for name in query) else url


def _names_item(href: str) -> bool:
    return href.startswith("?") and not any(name.lower() in PAGING for name, _ in parse_qsl(href[1:]))


def _zone(node: Node) -> str:
    return next((n.zone for n in (node, *node.iterancestors()) if n.zone), "")


def _shape(node: Node) -> str:
    """Return the names of the elements around a link, without numbers: those of one list are the same."""
    names = [node.tag]
    for around in node.iterancestors():
        names.append(f"{around.tag}.{around.get('class') or ''}")
        if len(names) > PLACE:
            break
    return re.sub(r"\d+|\b(?:odd|even|first|last)\b", "", " ".join(names))


def _fullest(links: Sequence[_Link], lines: Sequence[Segment]) -> list[_Link]:
    """Return the links of the list that says most: its titles, and the few lines below each."""
    groups: dict[str, list[_Link]] = {}
    for link in links:
        groups.setdefault(link.shape, []).append(link)
    several = [group for group in groups.values() if len({link.url for link in group}) >= MIN_GROUP]
    if not several:
        return []
    beside = _Beside(_boxes(lines), Counter(at for at, _ in {(k.at, k.url) for k in links}))
    best = max(several, key=lambda group: sum(_worth(k, lines, beside) for k in {g.url: g for g in group}.values()))
    named = {link.url for link in best if not HANDLING.fullmatch(link.text)}
    held = named if len(named) >= MIN_GROUP else {link.url for link in best}
    return [link for link in links if link.url in held]


def _worth(link: _Link, lines: Sequence[Segment], beside: _Beside) -> float:
    """Return how much an entry says with the lines beside it; less when others share its line, or beside the page."""
    at, button = link.at, HANDLING.fullmatch(link.text) is not None
    around = lines[max(at - NEAR + 1, 0) : at + 1] if button else lines[at : at + NEAR]
    near = [s for s in around if not s.zone and not s.rule.startswith(ASIDE)]
    shown = min(sum(len(s.text) for s in near), TEASER) / max(beside.sharing[at], 1)
    worth = shown + (len(link.text) if len(link.text) >= OWN_WORD else 1)
    ruled = not button and at < len(lines) and lines[at].rule.startswith(ASIDE)
    return worth / 5 if ruled or _zone(link.node) else worth / 2 if at in beside.boxes else worth


def _told(link: _Link, lines: Sequence[Segment]) -> str:
    """Return the title of an entry whose link is a button, an icon or a picture: of its row, or of its card."""
    node, line = link.node, lines[link.at] if link.at < len(lines) else None
    if line is not None and line.kind is BlockKind.TABLE:
        cells = [c.strip() for c in line.text.split("\t")]
        return max((c for c in cells if not HANDLING.fullmatch(c)), key=len, default="")
    for depth, around in enumerate(node.iterancestors()):
        inside = lines[around.start : around.end]
        if depth > CARD or len(inside) > CARD_LINES:
            break
        heading = next((s.text for s in inside if s.kind is BlockKind.HEADING), "")
        texts = [s.text for s in inside if not s.rule and not HANDLING.fullmatch(s.text)]
        if heading or texts:
            return heading or texts[0]
    return next((clean(unescaped(img.get("alt") or "")) for img in node.iter("img")), "")
