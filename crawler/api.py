"""Addresses in the JSON of a CMS: WordPress REST, and what single-page sites load. For finding pages, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin

import msgspec

from archive.urls import target_of

PER_PAGE = 100
"""WordPress gives at most so many posts in one answer."""
MAX_VALUES = 200_000
WORDPRESS = re.compile(r"[/=]/?wp/v2/posts/?[?&]per_page=\d+&_fields=link&page=(\d+)$")
"""The listing as `wordpress_listing` writes it; any other address of the API stays a trap."""
_NAMES = {"link", "url", "permalink", "href", "canonical_url", "next", "next_page_url"}


def wordpress_listing(root: str, page: int = 1) -> str:
    """Return the address of a page of all posts, below the root that a site declares as `https://api.w.org/`."""
    mark = "&" if "?" in root else "?"
    return f"{root.rstrip('/')}/wp/v2/posts{mark}per_page={PER_PAGE}&_fields=link&page={page}"


def json_urls(body: bytes, url: str) -> list[str]:
    """Return the addresses in a JSON answer, each once, and that of WordPress's next page.

    Taken are the strings under `link`, `url`, `permalink`, `href` and the like; what is no JSON gives none.
    """
    try:
        tree = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError):
        return []
    found = dict.fromkeys(joined for value in _values(tree) if (joined := _absolute(url, value)))
    match = WORDPRESS.search(target_of(url))
    if match and isinstance(tree, list) and len(tree) >= int(_per_page(url)):
        found[f"{url[: url.rindex('=') + 1]}{int(match[1]) + 1}"] = None
    return list(found)


def _per_page(url: str) -> str:
    return parse_qs(url.partition("?")[2]).get("per_page", [str(PER_PAGE)])[-1]


def _values(tree: Any) -> Iterator[str]:
    """Yield the strings that may be addresses; an answer without end is looked at so far and no farther."""
    stack = [tree]
    for _ in range(MAX_VALUES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(reversed(node))
        elif isinstance(node, dict):
            yield from (value for key, value in node.items() if key in _NAMES and isinstance(value, str))
            stack.extend(value for value in reversed(node.values()) if isinstance(value, list | dict))


def _absolute(base: str, value: str) -> str:
    value = value.strip()
    if not value.startswith(("http://", "https://", "/")) or " " in value:
        return ""
    try:
        return urljoin(base, value)
    except ValueError:
        return ""
