"""The category and the tags of an article, as the page links them."""

from __future__ import annotations

from archive.extraction.metadata import Head
from archive.extraction.normalise import clean
from archive.extraction.page import Element

MAX_TAGS = 50
MAX_NAME = 100


def _linked(tree: Element, *, category: bool) -> list[str]:
    """Return the texts of `rel="tag"` links; WordPress marks a category with `category tag`."""
    found = []
    for node in tree.iter("a"):
        rel = (node.get("rel") or "").lower().split()
        if ("tag" in rel and ("category" in rel) is category) or (category and rel == ["category"]):
            found.append(clean("".join(node.itertext()))[:MAX_NAME])
    return [name for name in dict.fromkeys(found) if name]


def find_category(tree: Element, head: Head) -> str | None:
    """Return the article's category: the page's own claim, or its first category link."""
    section = head.meta.get("article:section") or head.json_ld.get("articleSection")
    if isinstance(section, str) and section:
        return clean(section)[:MAX_NAME]
    return next(iter(_linked(tree, category=True)), None) or _labelled(tree)


def _labelled(tree: Element) -> str | None:
    """Return the link after a `Kategori :` label of the article."""
    for node in tree.iter("a"):
        parent = node.getparent()
        before = (parent.text or "") if parent is not None and node.getprevious() is None else ""
        if clean(before).rstrip(" :").casefold() in ("kategori", "category"):
            return clean("".join(node.itertext()))[:MAX_NAME] or None
    return None


def _listed(tree: Element) -> list[str]:
    """Return the links of an element whose class is `tags`."""
    holders = (n for n in tree.iter("div", "p", "ul", "span") if "tags" in (n.get("class") or "").split())
    return [clean("".join(a.itertext()))[:MAX_NAME] for holder in holders for a in holder.iter("a")]


def find_tags(tree: Element, head: Head) -> tuple[str, ...]:
    """Return the article's tags, each once, in the page's order."""
    claimed = head.meta.get("article:tag", "")
    names = [
        *_linked(tree, category=False),
        *_listed(tree),
        *(clean(t) for t in claimed.split(",") if t.strip()),
    ]
    return tuple(name for name in dict.fromkeys(names) if name)[:MAX_TAGS]
