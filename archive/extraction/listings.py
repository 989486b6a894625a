"""Pages that lead to other pages: home, archives, search results, staff lists, registers of documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from archive.article import BlockKind, Reason
from archive.extraction.entries import (
    DATED,
    LITTLE,
    MIN_ITEMS,
    OPENING,
    SINGLE_CLASS,
    TEASER,
    TITLE_LENGTH,
    dated_part,
    entries,
    is_dated,
    is_title,
)
from archive.extraction.hollow import left_empty
from archive.extraction.itempage import keeps_item
from archive.extraction.node import Node
from archive.extraction.phrases import phrases
from archive.extraction.registers import FILE, register
from archive.extraction.seen import ENOUGH, SENTENCE, Seen, Verdict
from archive.extraction.segments import Segment
from archive.urls import target_of

OWN_LINE = 20
"""Characters of a line below the date that is a notice's own."""
FLOOD = 6
"""So many times more link text than that is a listing with an introduction."""
TEASER_SHARE = 0.6
HOME = re.compile(r"^/(?:(?:index|home|beranda|default)(?:\.\w+)?/?)?$", re.IGNORECASE)
LISTING_PATH = re.compile(
    r"/page/\d+/?$|^/(?:index\.php/)?(?:category|kategori|tag|tags|author|arsip|archives?|cari|search)/|"
    r"^/\d{4}(?:/\d\d)?(?:/\d\d)?/?$",
    re.IGNORECASE,
)
MODULE_PATH = re.compile(
    r"^/(?:index\.php/)?(?:[a-z]{2}/)?(?:berita|artikel|news|posts?|blog|pengumuman|agenda|galeri|gallery|foto|video|"
    r"unduh|unduhan|download|arsip|pencarian|search|cari)"
    r"(?:[-_/](?:index|list|daftar|semua|all|terkini|terbaru|foto|video))?(?:\.\w+)?/?$",
    re.IGNORECASE,
)
"""The first page of a part of the site; one that names an item in its query is none."""
PAGING = frozenset(["page", "halaman", "hal", "paged", "per-page", "per_page", "offset"])
MODULE = frozenset({"mod", "modul", "module", "m", "menu", "option", "view", "content", "act"})
MODULES = frozenset({"berita", "artikel", "news", "agenda", "pengumuman", "galeri", "gallery", "foto", "arsip"})
"""What a query that only names a part of the site lists."""
IDENTITY = re.compile(
    r"^(?:id\w*|idx|\w*_?id|no|nid|p|artikel|berita|post|slug|judul|news\w*|read|detail|aid|seq)$", re.IGNORECASE
)
KINDS_OF_ARCHIVE = frozenset({"category", "tag", "author", "date", "post-type-archive"})
WEAK_CLASS = re.compile(r"(?:^|\s)(?:home|blog|archive|category|tag|search|author)(?=\s|$)")
VIEWER = re.compile(
    r"docs\.google\.com/(?:viewer|gview|document|file)|drive\.google\.com/file|\.pdf\b|/pdfjs|viewerjs", re.IGNORECASE
)
INDEX = ("index of /", "directory listing")
MIN_FILES = 2
REGISTER = 5
"""Files from which even a dated page is a register."""
SHELF = 12
"""Linked headings between a page's title and its text that make it a listing with a text below."""
SHORT_SENTENCE = 4
"""Spaces between the words of a short sentence."""
MAX_CLASS = 4_000


def listing(seen: Seen) -> Verdict | None:
    """Return a verdict for pages that list other pages or persons."""
    target = target_of(seen.url)
    if seen.site is not None and seen.site.urls.article:
        if any(re.search(p, target) for p in seen.site.urls.article):
            return None
        return Verdict(Reason.LISTING, "the address is no article's by the site profile")
    if seen.head.title.lower().startswith(INDEX) and seen.sentences < LITTLE:
        return Verdict(Reason.LISTING, "a folder of the server")
    if HOME.search(target) and _leads_on(seen):
        return Verdict(Reason.LISTING, "the address is the site's first page")
    if SINGLE_CLASS.search(seen.body_class):
        return None
    if _archive_class(seen.body_class) and not _says_article(seen):
        return Verdict(Reason.LISTING, "the page's class is a listing's")
    return _by_lines(seen, target)


def listed(seen: Seen) -> list[Segment]:
    """Return the lines of a page that lists, all of its entries and what introduces them; none of any other page."""
    return list(seen.main) if listing(seen) is not None else []


def _by_lines(seen: Seen, target: str) -> Verdict | None:
    found = _lists(seen, target)
    if found is None or found == _persons(seen):
        return found
    return None if keeps_item(seen, target) else left_empty(seen) or found


def _lists(seen: Seen, target: str) -> Verdict | None:
    teasers, lead, outside = _teasers(seen)
    claimed = _says_article(seen) and seen.sentences >= LITTLE
    if teasers >= MIN_ITEMS and not lead and not claimed:
        return Verdict(Reason.LISTING, f"{teasers} titles of other pages, each with its teaser")
    if seen.sentences < ENOUGH or outside < LITTLE:
        if WEAK_CLASS.search(seen.body_class) and not _says_article(seen):
            return Verdict(Reason.LISTING, "the page's class is a listing's")
        if _listing_address(target):
            return Verdict(Reason.LISTING, "the address is a listing's")
    return _link_list(seen) or _persons(seen) or (None if claimed else _shown(seen))


def _shown(seen: Seen) -> Verdict | None:
    return register(seen) or entries(seen) or _below_titles(seen)


def _leads_on(seen: Seen) -> bool:
    """Say whether a first page shows anything: one that its scripts fill has neither links nor sentences."""
    return any(s.links or s.full >= SENTENCE for s in seen.lines)


def _below_titles(seen: Seen) -> Verdict | None:
    """Return a verdict for a text that stands below a shelf of other pages: a shop's word on its own category."""
    first = next((i for i, s in enumerate(seen.lines) if seen.body and s is seen.body[0]), 0)
    start = next((i for i, s in enumerate(seen.lines[:first]) if s.rule == "title" and not s.links), first)
    between = [s for s in seen.lines[start:first] if not s.zone]
    titles = sum(s.kind is BlockKind.HEADING and is_title(s) for s in between)
    return Verdict(Reason.LISTING, f"{titles} headings of other pages above the text") if titles >= SHELF else None


def _archive_class(names: str) -> bool:
    """Say whether a CMS says by the page's class that it shows an archive, its blog or a search."""
    words = set(names[:MAX_CLASS].split())
    archive = "archive" in words and (words & KINDS_OF_ARCHIVE or any(w.startswith("tax-") for w in words))
    return bool(archive or words & {"search-results", "search-no-results"} or {"home", "blog"} <= words)


def _says_article(seen: Seen) -> bool:
    """Say whether the head claims one article (a claim is enough to doubt a class)."""
    kind = str(seen.head.json_ld.get("@type", ""))
    return "Article" in kind or "article:published_time" in seen.head.meta


def _listing_address(target: str) -> bool:
    """Say whether an address is a listing's; one that also names an item is not."""
    parts = urlsplit(target)
    if LISTING_PATH.search(parts.path):
        return True
    query = dict(parse_qsl(parts.query))
    if any(IDENTITY.search(name) for name in query):
        return "cat" in query
    if MODULE_PATH.search(parts.path) or (query and query.keys() <= MODULE and set(query.values()) & MODULES):
        return True
    return "cat" in query or any(name.lower() in PAGING and value.isdigit() for name, value in query.items())


def _teasers(seen: Seen) -> tuple[int, bool, int]:
    """Return how many titles of other pages have a teaser, whether the page has prose of its own, and how much."""
    titles: set[str] = set()
    chunks: list[int] = []
    spoken: set[int] = set()  # chunks with a sentence: rests of menus and counters are no teasers
    lead = 0
    for segment in dated_part(seen):
        if is_title(segment):
            if segment.text not in titles:
                titles.add(segment.text)
                chunks.append(0)
            continue
        shown = len(segment.text) - segment.links
        if not chunks:
            lead += shown if shown >= SENTENCE else 0
        elif shown >= SENTENCE or segment.kind is not BlockKind.HEADING:
            chunks[-1] += shown
            if shown >= SENTENCE:
                spoken.add(len(chunks) - 1)
    filled = [c for i, c in enumerate(chunks) if SENTENCE <= c <= TEASER and i in spoken]
    heavy = sum(c for c in chunks if c > TEASER)
    inside = sum(filled)
    own = lead >= LITTLE or heavy >= ENOUGH or inside < TEASER_SHARE * (inside + lead + heavy)
    return len(filled), own, lead + heavy


def _link_list(seen: Seen) -> Verdict | None:
    """Return a verdict for a container with more links than text, its rows of links included."""
    kept = (*DATED, "")
    lines = [s for s in seen.inside if not s.zone and (s.rule in kept or s.rule.startswith(("links:", "related:link")))]
    shown = sum(len(s.text) for s in lines)
    links = sum(s.links for s in lines)
    titles = sum(is_title(s) or (s.links >= TITLE_LENGTH and 2 * s.links > len(s.text)) for s in lines)
    if titles < MIN_ITEMS or 2 * links <= shown or seen.sentences >= LITTLE or _own_sentences(seen) >= ENOUGH:
        return None
    lead = _lead(lines)
    if _is_notice(seen.inside):
        return None
    if (lead >= OPENING and links < FLOOD * lead) or _file_links(seen) >= titles:
        return None
    return Verdict(Reason.LISTING, f"{links} of {shown} characters are links")


def _is_notice(inside: Sequence[Segment]) -> bool:
    """Say whether a date and a line of its own stand above the first link: a notice, however many links follow."""
    dated = False
    start = next((i + 1 for i, s in enumerate(inside) if s.rule == "title"), 0)
    for segment in inside[start:]:
        if segment.zone:
            continue
        if 2 * segment.links > len(segment.text):
            return False
        dated = dated or segment.rule == "meta:date"
        if dated and not segment.rule:
            return len(segment.text) >= OWN_LINE
    return False


def _lead(lines: Sequence[Segment]) -> int:
    """Count the characters of sentences before the first title of another page."""
    first = next((i for i, s in enumerate(lines) if is_title(s)), len(lines))
    return sum(s.prose for s in lines[:first] if s.prose >= SENTENCE)


def _own_sentences(seen: Seen) -> int:
    """Count the characters of sentences anywhere on the page outside named zones."""
    return sum(s.prose for s in seen.lines if s.prose >= SENTENCE)


def _persons(seen: Seen) -> Verdict | None:
    """Return a verdict for staff lists: service numbers or degrees, line after line, and no sentence."""
    if seen.sentences >= LITTLE:
        return None
    text = "\n".join(s.text for s in seen.main)
    found = [m[0] for m in phrases("persons").finditer(text)]
    if len(found) >= MIN_ITEMS:
        return Verdict(Reason.LISTING, f"{len(found)} persons: {found[0]} ...")
    posts = [] if seen.sentences else [m[0] for m in phrases("posts").finditer(text)]
    return Verdict(Reason.LISTING, f"{len(posts)} posts: {posts[0]} ...") if len(posts) > MIN_ITEMS else None


def documents(seen: Seen) -> Verdict | None:
    """Return a verdict for pages that only hand out files: a register, or a viewer with nothing beside it."""
    if seen.sentences >= SENTENCE or any(_is_sentence(s) for s in seen.body):
        return None
    count = _file_links(seen)
    if count >= MIN_FILES and (count >= REGISTER or not is_dated(seen)):
        return Verdict(Reason.DOCUMENT, f"{count} files and no text")
    if len(seen.prose) < SENTENCE:
        for address in (v for v in seen.viewers if VIEWER.search(v)):
            return Verdict(Reason.DOCUMENT, address[:200])
    return None


def _is_sentence(segment: Segment) -> bool:
    """Say whether a short line of the body is a sentence all the same: five words and a full stop."""
    words = segment.text.count(" ") >= SHORT_SENTENCE and segment.text.endswith(".")
    return words and not segment.links and segment.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)


def _file_links(seen: Seen) -> int:
    """Count the links to files in the lines of no named zone."""
    owners = {s.element: None for s in seen.main if s.links}
    return len(_files_in(owners))


def _files_in(owners: Sequence[Node] | dict[Node, None]) -> set[str]:
    links = (a.get("href") or "" for owner in owners for a in owner.iter("a"))
    return {href for href in links if FILE.search(href)}
