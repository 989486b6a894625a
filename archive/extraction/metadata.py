"""What the head of a page claims: meta tags, JSON-LD, links. Claims are data, never proof."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from archive.extraction.node import Node, attributes
from archive.extraction.normalise import clean
from archive.extraction.page import Page

MAX_VALUE = 2_000
MAX_DEPTH = 6
MAX_LINKS = 8
_TONGUE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?")
ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "BlogPosting", "Report", "WebPage"})


class Head(Struct, frozen=True):
    """The claims of a page: `meta` by lower-case name or property (first wins)."""

    title: str = ""
    lang: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    """`canonical`, `amphtml`, and `hreflang:en` for the same page in another language."""
    json_ld: Mapping[str, Any] = field(default_factory=dict)
    """The first JSON-LD object that describes an article."""

    def first(self, *names: str) -> tuple[str, str] | None:
        """Return the first claim present among these meta names, as (name, value)."""
        return next(((name, self.meta[name]) for name in names if self.meta.get(name)), None)


def read_head(page: Page) -> Head:
    """Read the claims; malformed ones are left out."""
    root, claims = page.tree, page.outline.claims
    title = next((node for node in claims if node.tag == "title"), None)
    return Head(
        title=clean(title.text)[:MAX_VALUE] if title is not None else "",
        lang=(root.get("lang") or root.get("xml:lang") or "").strip().lower(),
        meta=_meta(claims),
        links=_links(claims),
        json_ld=next(_json_ld(page.json_ld), {}),
    )


def _meta(claims: list[Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in (n for n in claims if n.tag == "meta"):
        attrs = attributes(node.attrs)
        name = (attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or "").strip().lower()
        if name and name not in found and (value := clean(attrs.get("content") or "")[:MAX_VALUE]):
            found[name] = value
    return found


def _links(claims: list[Node]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in (n for n in claims if n.tag == "link"):
        rel = (node.get("rel") or "").strip().lower()
        if rel not in ("canonical", "amphtml", "alternate"):
            continue
        if rel in ("canonical", "amphtml") and node.get("href"):
            found.setdefault(rel, (node.get("href") or "").strip()[:MAX_VALUE])
        tongue = (node.get("hreflang") or "").strip().lower()
        if rel == "alternate" and _TONGUE.fullmatch(tongue) and node.get("href") and len(found) < MAX_LINKS:
            found.setdefault(f"hreflang:{tongue}", (node.get("href") or "").strip()[:MAX_VALUE])
    return found


def _json_ld(sources: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    for source in sources:
        try:
            yield from _articles(json.loads(source, strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _articles(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield the article objects of a JSON-LD value, through lists and `@graph`."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if ARTICLE_TYPES & set(kinds if isinstance(kinds, list) else [str(kinds)]):
            yield value
        yield from _articles(value.get("@graph"), depth + 1)


def declared(head: Head) -> dict[str, str]:
    """Return what the page says of itself and nobody vouches for, for the record."""
    wanted = {
        "canonical": head.links.get("canonical"),
        "amphtml": head.links.get("amphtml"),
        "og:url": head.meta.get("og:url"),
        "robots": head.meta.get("robots"),
        "lang": head.lang or None,
        "generator": head.meta.get("generator"),
        **{name: target for name, target in head.links.items() if name.startswith("hreflang:")},
    }
    return {name: value for name, value in wanted.items() if value}
