"""The category and the tags of an article, as the page links them."""

from __future__ import annotations

from archive.extraction.metadata import Head
from archive.extraction.node import Node, unescaped
from archive.extraction.normalise import clean
from archive.extraction.segments import Outline

MAX_TAGS = 50
MAX_NAME = 100


def _linked(tree: Node, *, category: bool) -> list[str]:
    """Return the texts of `rel="tag"` links; WordPress marks a category with `category tag`."""
    found = []
    for node in tree.iter("a"):
        attrs = node.attrs
        if "rel=" not in attrs or ("tag" not in (lower := attrs.lower()) and not (category and "category" in lower)):
            continue
        rel = (node.get("rel") or "").lower().split()
        if ("tag" in rel and ("category" in rel) is category) or (category and rel == ["category"]):
            found.append(_text(node))
    return [name for name in dict.fromkeys(found) if name]


def find_category(lines: Outline, head: Head) -> str | None:
    """Return the article's category: the page's own claim, or its first category link."""
    section = head.meta.get("article:section") or head.json_ld.get("articleSection")
    if isinstance(section, str) and section:
        return clean(section)[:MAX_NAME]
    return next(iter(_linked(lines.root, category=True)), None) or _labelled(lines)


def _text(node: Node) -> str:
    return clean(unescaped(node.text))[:MAX_NAME]


def _labelled(lines: Outline) -> str | None:
    """Return the link after a `Kategori :` label of the article."""
    labelled = (s for s in lines.segments if s.links and s.text[:8].casefold() in ("kategori", "category"))
    for segment in labelled:
        if segment.text[8:].lstrip(" :")[: segment.links] == segment.text[-segment.links :]:
            link = segment.element.find(".//a")
            return (_text(link) or None) if link is not None else None
    return None


def _listed(tree: Node) -> list[str]:
    """Return the links of an element whose class is `tags`."""
    holders = (n for n in tree.iter() if "tags" in n.attrs and "tags" in (n.get("class") or "").split())
    return [_text(a) for holder in holders for a in holder.iter("a")]


def find_tags(tree: Node, head: Head) -> tuple[str, ...]:
    """Return the article's tags, each once, in the page's order."""
    claimed = head.meta.get("article:tag", "")
    names = [
        *_linked(tree, category=False),
        *_listed(tree),
        *(clean(t) for t in claimed.split(",") if t.strip()),
    ]
    return tuple(name for name in dict.fromkeys(names) if name)[:MAX_TAGS]
