"""Pictures and documents that belong to an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from archive.article import Attachment, Image
from archive.extraction.attachments import TYPES, attachment_type
from archive.extraction.node import Node, unescaped
from archive.extraction.normalise import clean
from archive.extraction.segments import Outline, Segment

MAX_FOUND = 500
MAX_URL = 2_048
ICON = 48
"""Pixels; a picture declared smaller than this both ways is an icon."""
ENDING = re.compile(rf"\.(?:{'|'.join(TYPES)})(?![a-z])", re.IGNORECASE)
"""A cheap look: most links lead to pages."""
LAZY = ("data-src", "data-lazy-src", "data-original", "src")


def find_images(lines: Outline, container: Node, base: str) -> tuple[Image, ...]:
    """Return the body's pictures with their captions, each address once."""
    found: dict[str, Image] = {}
    for node in container.iter("img"):
        url = _address(next((node.get(name) for name in LAZY if _usable(node.get(name))), None), base)
        if url and not _is_icon(node) and len(found) < MAX_FOUND:
            found.setdefault(url, Image(url, _caption(lines, node), clean(node.get("alt") or "")))
    return tuple(found.values())


def _usable(value: str | None) -> bool:
    return bool(value and value.strip() and not value.strip().lower().startswith("data:"))


def _address(value: str | None, base: str) -> str | None:
    try:
        url = urljoin(base, value.strip()) if value else ""
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= MAX_URL else None


def _is_icon(node: Node) -> bool:
    sizes = [(node.get(name) or "").removesuffix("px")[:6] for name in ("width", "height")]
    return all(size.isdigit() and int(size) < ICON for size in sizes)


def _caption(lines: Outline, node: Node) -> str:
    """Return the caption of the figure (or old caption table) around a picture."""
    for holder in node.iterancestors("figure", "div", "table"):
        classes = holder.get("class") or ""
        if holder.tag == "div" and "caption" not in classes:
            continue
        for caption in _captions(holder):
            text = " ".join(s.text for s in lines.within(caption))
            if text:
                return text
        if holder.tag != "div":
            break
    return ""


def _captions(holder: Node) -> Iterator[Node]:
    yield from holder.iter("figcaption", "caption")
    yield from (
        n for n in holder.iter() if "caption" in n.attrs and "caption" in (n.get("class") or "") and n is not holder
    )
    if holder.tag == "table" and sum(1 for _ in holder.iter("img")) == 1:
        yield from (cell for cell in holder.iter("td", "th") if cell.find(".//img") is None)


def find_attachments(segments: Iterable[Segment], base: str) -> tuple[Attachment, ...]:
    """Return the documents that the article's lines link to, each address once."""
    found: dict[str, Attachment] = {}
    for owner in dict.fromkeys(s.element for s in segments if s.links):
        for node in owner.iter("a"):
            if not ENDING.search(f"{node.attrs} {node.text}"):
                continue
            title = clean(unescaped(node.text))
            url = _address(node.get("href"), base)
            kind = attachment_type(url, title) if url else None
            if url and kind and len(found) < MAX_FOUND:
                found.setdefault(url, Attachment(url, title, kind))
    return tuple(found.values())
