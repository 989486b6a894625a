"""Which part of a page an element says it is, by its tag and the words of its class and id."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from archive.extraction.node import attribute, attributes

WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Classes a CMS derives from an article's own category or tags, or from its page builder, name no place.
TAXONOMY = re.compile(
    r"\b(?:tag|category|kategori|term|type|format|status)-[\w-]+|\bpost-(?!meta|info|date|tags|terms|views|categor|nav)[\w-]+"
    r"|\bbox-widget\b|\bwidget-user\b"  # AdminLTE's boxes, of the main column too
    r"|\b(?:has|no|with|without|is|not|elementor|js|align)-[\w-]+",
    re.IGNORECASE,
)
TAGS = {"nav": "nav", "footer": "footer", "aside": "sidebar", "dialog": "popup", "header": "header", "form": "form"}
NEUTRAL = frozenset({"html", "body", "main", "article", "h1", "a", "strong", "em", "b", "i"})
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}(?:px|em|rem|%)", re.IGNORECASE
)
"""Styles that show nothing, or show it outside the screen."""
MAX_NAMES = 300
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
SLUG = re.compile(r"[-_ ]")
MAX_SLUG = 3


def zone_of(tag: str, attrs: str) -> str:
    """Return `hidden`, `header`, `nav`, `footer`, `sidebar`, `comments`, `share`, `related`, ... or ``.

    The caller knows the surroundings: a `header` inside an article is none, nor is what holds the `<h1>`.
    """
    if "hidden" in attrs or "style=" in attrs:
        values = attributes(attrs)
        if "hidden" in values or HIDDEN.search(values.get("style", "")):
            return "hidden"
    if tag in TAGS:
        return TAGS[tag]
    if tag in NEUTRAL or not attrs:
        return ""
    own = attribute(attrs, "id") or ""
    if own and (tag in HEADINGS or len(SLUG.findall(own)) > MAX_SLUG):
        own = ""  # an id made from a heading's words
    names = f"{attribute(attrs, 'class') or ''} {own} {attribute(attrs, 'role') or ''}"
    return _named_zone(names[:MAX_NAMES]) if names != "  " else ""


OPEN = "open"
"""Words that look like a zone's and name none."""


@lru_cache(maxsize=8192)
def _named_zone(names: str) -> str:
    """Return the zone of the first words that name one; of several that begin with one word, the first listed."""
    words = WORD.findall(TAXONOMY.sub(" ", names) if "-" in names else names)
    for at, word in enumerate(words):
        for phrase, zone in _phrases().get(word.lower(), ()):
            if len(phrase) == 1 or phrase == [other.lower() for other in words[at : at + len(phrase)]]:
                return "" if zone == OPEN else zone
    return ""


@cache
def zone_words() -> dict[str, list[str]]:
    """Return the zones of `data/zones.toml` and the words that name them."""
    return {zone: words for zone, words in _table().items() if zone != OPEN}


@cache
def _table() -> dict[str, list[str]]:
    table = tomllib.loads((files("archive.extraction") / "data" / "zones.toml").read_text("utf-8"))
    return {zone: entry["words"] for zone, entry in table.items()}


@cache
def _phrases() -> dict[str, list[tuple[list[str], str]]]:
    """Return the words of all zones by their first word, in the order of the file."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for zone, phrases in _table().items():
        for phrase in map(str.split, phrases):
            found.setdefault(phrase[0], []).append((phrase, zone))
    return found
