"""Which part of a page an element says it is, by its tag and the words of its class and id."""

from __future__ import annotations

import re

from archive.extraction.page import Element

WORD = re.compile(r"[a-z]+")
# Classes a CMS derives from an article's own category or tags, or from its page builder, name no place.
TAXONOMY = re.compile(r"\b(?:tag|category|kategori|post|term|type|format|status|elementor)-[\w-]+", re.IGNORECASE)
TAGS = {"nav": "nav", "footer": "footer", "aside": "sidebar"}
WORDS = {
    "nav": "nav navbar menu menus submenu breadcrumb breadcrumbs pagination pager paging navigation topbar skiplink",
    "footer": "footer footers colophon copyright subfooter",
    "sidebar": "sidebar sidebars widget widgets aside",
    "comments": "comment comments komentar respond disqus commentlist",
    "share": "share sharing sharer sharethis addthis sharedaddy shareaholic socials sosmed medsos bagikan",
    "related": "related terkait relatedposts terpopuler populer popular trending lainnya",
    "counter": "statistik pengunjung visitor visitors counter",
    "tags": "tags tagcloud taglist",
    "popup": "modal popup cookie cookies lightbox",
    "search": "search searchform pencarian",
}
ZONE_OF_WORD = {word: zone for zone, words in WORDS.items() for word in words.split()}
NEUTRAL = frozenset({"html", "body", "main", "article", "h1", "a", "strong", "em", "b", "i"})


def zone_of(node: Element) -> str:
    """Return `nav`, `footer`, `sidebar`, `comments`, `share`, `related`, `counter`, `popup`, `search` or ``."""
    tag = node.tag
    if tag in TAGS:
        return TAGS[tag]
    if tag == "header":
        return "" if any(True for _ in node.iterancestors("article", "main")) else "header"
    if tag in NEUTRAL:
        return ""
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    if names == " ":
        return ""
    zone = _named_zone(names)
    return "" if zone and node.find(".//h1") is not None else zone


def _named_zone(names: str) -> str:
    for word in WORD.findall(TAXONOMY.sub(" ", names).lower()):
        zone = ZONE_OF_WORD.get(word)
        if zone:
            return zone
    return ""
