"""What kind of page it is when it is no article: the right reason, and no real article rejected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from archive.article import Reason
from archive.extraction.metadata import Head
from archive.extraction.page import Element
from archive.extraction.segments import Segment
from archive.sites import Site
from archive.urls import target_of

SHORT = 300
"""An error page says little; past this many characters of prose it is an article about errors."""
ENOUGH = 400
"""Characters of prose that make an article, however many links stand below it."""
MIN_ITEMS = 3
LISTING_BODY = re.compile(r"(?:^|\s)(home|blog|archive|category|tag|search|author|date)(?=\s|$)", re.IGNORECASE)
SINGLE_BODY = re.compile(r"(?:^|\s)(single|singular|page|single-post)(?=\s|$)", re.IGNORECASE)
LISTING_URL = re.compile(
    r"^/$|^/(?:index|home|beranda)(?:\.\w+)?/?$|/page/\d+/?$|^/(?:category|kategori|tag|tags|author|arsip|archives?)/|"
    r"[?&](?:page|halaman|paged|cat|per[-_]page|offset)=\d+|^/\d{4}(?:/\d\d)?(?:/\d\d)?/?$",
    re.IGNORECASE,
)
ITEM_CLASS = re.compile(r"\b(hentry|post|news-item|berita-item|item|card|list-group-item|media)\b", re.IGNORECASE)


class Verdict(Struct, frozen=True):
    """Why a page is no article, and what showed it."""

    reason: Reason
    detail: str


@cache
def _phrases() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads((files("archive.extraction") / "data" / "pagetypes.toml").read_text("utf-8"))
    return {name: re.compile("|".join(v["phrases"]), re.IGNORECASE) for name, v in table.items()}


def error_page(title: str, prose: str) -> Verdict | None:
    """Return a verdict for pages that answer 200 and say that there is nothing: in few words."""
    if len(prose) > SHORT:
        return None
    phrases = _phrases()
    for reason, name in ((Reason.SUSPENDED, "suspended"), (Reason.SOFT_404, "missing")):
        for text in (title, prose):
            match = phrases[name].search(text)
            if match:
                return Verdict(reason, match[0])
    return None


def injected(title: str, head: Head) -> Verdict | None:
    """Return a verdict for an online-gambling doorway: its title sells, a news item about it reports."""
    text = f"{title} | {head.title}"
    selling = _hits("gambling", text)
    topic = _hits("gambling_topic", text)
    foreign = head.links.get("amphtml", "")
    needed = 3 if _hits("reporting", text) else 1
    if len(selling) > needed or (len(selling) == needed == 1 and (topic or (foreign and "go.id" not in foreign))):
        return Verdict(Reason.SUSPECTED_INJECTION, ", ".join(sorted(selling | topic)))
    return None


def _hits(name: str, text: str) -> set[str]:
    return {match[0].casefold() for match in _phrases()[name].finditer(text)}


def listing(url: str, site: Site | None, tree: Element, inside: Sequence[Segment]) -> Verdict | None:
    """Return a verdict for pages that list other pages."""
    target = target_of(url)
    if site is not None and site.urls.article:
        if any(re.search(p, target) for p in site.urls.article):
            return None
        return Verdict(Reason.LISTING, "the address is no article's by the site profile")
    names = (tree.find("body").get("class") or "") if tree.find("body") is not None else ""
    if SINGLE_BODY.search(names):
        return None
    if LISTING_BODY.search(names):
        return Verdict(Reason.LISTING, "the page's class is a listing's")
    if LISTING_URL.search(target):
        return Verdict(Reason.LISTING, "the address is a listing's")
    if _items(tree) >= MIN_ITEMS:
        return Verdict(Reason.LISTING, "the page holds several articles")
    return _link_list(inside)


def _items(tree: Element) -> int:
    """Count the `<article>` elements that link a heading: the teasers of a listing."""
    return sum(1 for a in tree.iter("article") if any(h.find(".//a") is not None for h in a.iter("h1", "h2", "h3")))


def _link_list(inside: Sequence[Segment]) -> Verdict | None:
    """Return a verdict for a container with more links than text, its rows of links included."""
    lines = [s for s in inside if not s.zone and (not s.rule or s.rule.startswith(("links:", "related:link")))]
    shown = sum(len(s.text) for s in lines)
    links = sum(s.links for s in lines)
    if len(lines) >= MIN_ITEMS and shown - links < ENOUGH and 2 * links > shown:
        return Verdict(Reason.LISTING, f"{links} of {shown} characters are links")
    return None
