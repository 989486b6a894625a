"""Pages of one item beside unnamed columns of others: their address or title says so, and a text stands under it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.article import BlockKind
from archive.extraction.entries import MORE, SHORT, is_title
from archive.extraction.phrases import phrases
from archive.extraction.seen import Seen

DETAIL = re.compile(
    r"/(?:detail|detil|read|baca|view|show|halaman|artikel|article|posts?|node|berita|news|pengumuman|statis(?:-\d+)?)/"
    r"(?:[\w%.-]+/)*?(?:\d+|[\w%]*[a-z][\w%]*(?:-[\w%]+)+|\d+[-_][\w%-]+)(?:\.html?)?/?$",
    re.IGNORECASE,
)
"""An address that names an item: by a number, or by the words of its title."""
GROUP = re.compile(
    r"/(?:kategori|category|tags?|label|topik|arsip|archives?|albums?|galeri|gallery|foto|video|author|penulis|cari|"
    r"search|page|halaman/\d+$|list|index|daftar|semua|produk|products?|collections?|shop)(?:/|$)",
    re.IGNORECASE,
)
"""What names a group of items all the same."""

ENOUGH = 25
"""Characters of a page's own that are a text, however short."""


def keeps_item(seen: Seen, target: str) -> bool:
    """Say whether a page that looks like a listing is of one item, and mark what it shows of others in the body.

    Its address or title names the item, and a text of its own stands below the title. A page alone cannot tell
    such a text from a listing's introduction: where it could be either it is an article.
    """
    title = seen.title.strip()
    if not title or phrases("listing_title").fullmatch(title):
        return False
    path = urlsplit(target).path
    named = DETAIL.search(path) is not None and GROUP.search(path) is None
    if (
        not (named or phrases("text_title").match(title))
        or phrases("persons").search(seen.prose)
        or _own(seen) < ENOUGH
    ):
        return False
    _mark_shelf(seen)
    return True


def _mark_shelf(seen: Seen) -> None:
    """Mark the body from its first title of another page on, or from the heading above its first link to read on."""
    lines = seen.main
    first = next((i for i, s in enumerate(lines) if is_title(s) or MORE.fullmatch(s.text)), len(lines))
    if first < len(lines) and not is_title(lines[first]):
        above = (i for i in range(first - 1, 0, -1) if lines[i].kind is BlockKind.HEADING)
        first = next(above, first)
    shelf = {id(s) for s in lines[first:]}
    for segment in seen.body:
        if id(segment) in shelf:
            segment.rule = segment.rule or "related:title"


def _own(seen: Seen) -> int:
    """Count the body's characters from the title to the next heading, title of another page or link to read on."""
    lines = seen.main
    if not lines or lines[0].rule != "title":
        return 0
    found, body = 0, {id(s) for s in seen.body}
    for segment in lines[1:]:
        if segment.rule == "title":
            continue
        if segment.kind is BlockKind.HEADING or is_title(segment) or MORE.fullmatch(segment.text):
            break
        own = id(segment) in body and not segment.links
        found += len(segment.text) if own and (len(segment.text) >= SHORT or segment.kind is BlockKind.TABLE) else 0
    return found
