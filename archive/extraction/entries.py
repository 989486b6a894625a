"""The entries of a listing: titles of other pages, links to read on, linked pictures; and no text of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind, Reason
from archive.extraction.node import Node
from archive.extraction.phrases import phrases
from archive.extraction.published import is_date_line
from archive.extraction.seen import SENTENCE, Seen, Verdict
from archive.extraction.segments import Segment

LITTLE = 150
"""A page with fewer characters of sentences says nothing of its own."""
OPENING = 80
"""Characters of sentences before the first link to another page that make it an article with links below it."""
MIN_ITEMS = 3
ROWS = 4
"""Rows of a table without a title of another page that are a page's own, its heads among them."""
TITLE_LENGTH = 15
"""Characters from which a link is the title of another page and no menu's."""
TEASER = 450
SHORT = 15
"""Characters of the shortest sentence."""
SINGLE_CLASS = re.compile(r"(?:^|\s)(?:single|single-post|postid-\d+|node-type-article|view-article)(?=\s|$)")
DATED = frozenset({"meta:date", "meta:posted", "meta:byline"})
WIDGETS = frozenset({"", "sidebar", "related", "promo", "meta", "tags", "author"})
MORE = re.compile(
    r"\W*(?:(?:baca|lihat) )?(?:selengkapnya|lebih lanjut|detail|detil|lengkap)\W*|"
    r"\W*(?:read|learn|view|see) (?:more|details?)\W*|\W*(?:baca|lihat|view|continue reading)\W*",
    re.IGNORECASE,
)
"""What leads from a teaser to its page."""


def entries(seen: Seen) -> Verdict | None:
    """Return a verdict for pages that show other pages' titles, teasers or pictures and no text of their own."""
    lines = seen.main
    own = _own_part(lines)
    return (
        _named(seen, lines)
        or _titles(own, own=is_dated(seen), named=_named_by_head(seen))
        or _read_on(dated_part(seen))
        or _pictures(seen, lines)
    )


def dated_part(seen: Seen) -> Sequence[Segment]:
    """Return the lines above a label of other pages where these are a dated text without titles of others; else all."""
    own = _own_part(seen.main)
    return own if is_dated(seen) and not any(map(is_title, own)) else seen.main


def _named(seen: Seen, lines: Sequence[Segment]) -> Verdict | None:
    """A title that only names a part of the site or an archive, and links below it instead of sentences."""
    named = phrases("listing_title").fullmatch(seen.title.strip())
    linked = sum(1 for s in lines if s.links)
    own = sum(s.prose for s in lines if s.prose >= SENTENCE)
    return Verdict(Reason.LISTING, f"titled {seen.title[:100]}") if named and linked > 1 and own < LITTLE else None


def only_entries(seen: Seen) -> Verdict | None:
    """Return a verdict for a page without a body or a headline of its own that shows titles in its widgets."""
    if SINGLE_CLASS.search(seen.body_class):
        return None
    named = phrases("listing_title").fullmatch(seen.title.strip())
    if not named and any(s.rule == "title" and not s.links for s in seen.lines):
        return None
    titles = {s.text for s in seen.lines if s.zone in WIDGETS and is_title(s)}
    if len(titles) < MIN_ITEMS:
        return None
    return Verdict(Reason.LISTING, f"{len(titles)} titles of other pages in its widgets, and no body")


def is_dated(seen: Seen) -> bool:
    """Say whether a date of publication stands with the title: what has one is a post, however short."""
    near = [s for s in seen.lines if s.rule in DATED and s.kind is not BlockKind.TABLE]
    return (
        bool(near)
        or _dated_between(seen)
        or any(s.zone == "meta" for s in seen.lines)
        or "article:published_time" in seen.head.meta
    )


def _dated_between(seen: Seen) -> bool:
    """Say whether a date line stands between the title and the first line of the text."""
    first = next((i for i, s in enumerate(seen.lines) if seen.body and s is seen.body[0]), 0)
    start = next((i for i, s in enumerate(seen.lines[:first]) if s.rule == "title"), first)
    return any(not s.zone and not s.links and is_date_line(s, beside_title=True) for s in seen.lines[start + 1 : first])


def _own_part(lines: Sequence[Segment]) -> Sequence[Segment]:
    """Return the lines above a label of other pages (`Berita Terbaru`) where a sentence or a table stands above it."""
    told = rows = 0
    for index, segment in enumerate(lines):
        if segment.rule == "related:label" and (told or rows >= ROWS):
            return lines[:index]
        told += segment.prose >= SENTENCE and segment.text.endswith(".")
        rows += segment.kind is BlockKind.TABLE and segment.links < TITLE_LENGTH
    return lines


def _titles(lines: Sequence[Segment], *, own: bool, named: bool) -> Verdict | None:
    """Three titles of other pages or more, and no sentence but what may be a teaser below one.

    A page with a date of its `own` is a post as soon as it has a sentence before them. A title that the page's
    head has `named` is its own, linked or not.
    """
    found: dict[str, int] = {}
    last, lead = "", 0
    for segment in lines:
        if segment.rule == "title" and named:
            continue
        if segment.rule.startswith(("related:", "nav:", "after:", "in:")) and segment.rule != "related:shout":
            continue
        if is_title(segment) or _row(segment):
            last = segment.text
            found.setdefault(last, 0)
        elif segment.prose >= SENTENCE or (own and segment.prose >= SHORT and not last):
            lead += segment.prose if not last else 0
            if last:
                found[last] += segment.prose
    if len(found) < MIN_ITEMS or lead >= (SHORT if own else OPENING) or max(found.values()) > TEASER:
        return None
    return Verdict(Reason.LISTING, f"{len(found)} titles of other pages and no text of its own")


def _named_by_head(seen: Seen) -> bool:
    """Say whether the head begins with the title, which then is the page's own."""
    own = " ".join(seen.title.split()).casefold()
    heads = (seen.head.title, seen.head.meta.get("og:title", ""))
    return bool(own) and any(" ".join(head.split()).casefold().startswith(own) for head in heads)


def _row(segment: Segment) -> bool:
    """Say whether a row of a table is about another page: its title is a link."""
    return segment.kind is BlockKind.TABLE and segment.links >= TITLE_LENGTH


def _read_on(lines: Sequence[Segment]) -> Verdict | None:
    """Three links to read on or more, and no more than a teaser before each."""
    chunks = [0]
    for segment in lines:
        if segment.links and MORE.fullmatch(segment.text):
            chunks.append(0)
        else:
            chunks[-1] += segment.prose
    if len(chunks) <= MIN_ITEMS or max(chunks) > TEASER or chunks[-1] >= LITTLE:
        return None
    return Verdict(Reason.LISTING, f"{len(chunks) - 1} links to read on")


def _pictures(seen: Seen, lines: Sequence[Segment]) -> Verdict | None:
    """Three pictures that are links or more, and no sentence: a gallery."""
    if any(s.prose >= SENTENCE for s in lines):
        return None
    linked = {
        node.parent.get("href")
        for node in seen.tree.iter("img")
        if node.parent is not None and node.parent.tag == "a" and not _in_zone(node.parent)
    }
    if len(linked) < MIN_ITEMS:
        return None
    return Verdict(Reason.LISTING, f"{len(linked)} linked pictures and no sentence")


def _in_zone(link: Node) -> bool:
    return next((node.zone for node in link.iterancestors() if node.tag != "a"), "") != ""


def is_title(segment: Segment) -> bool:
    """Say whether a line is the title of another page: a long link, or a heading that is one."""
    long = len(segment.text) >= TITLE_LENGTH or segment.kind is BlockKind.HEADING
    return long and segment.links >= 0.8 * len(segment.text)
