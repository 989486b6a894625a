"""The page lists of a package: what a reader is offered to open and to search."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import msgspec
from msgspec import Struct

from archive.wacz.package import Package

ARTICLES = "pages/pages.jsonl"
OTHERS = "pages/extraPages.jsonl"


class Page(Struct, frozen=True, omit_defaults=True):
    """One line of a page list (WACZ 1.1.1, `pages.jsonl`)."""

    id: str
    url: str
    ts: str
    """RFC 3339, to the second: the index knows no more."""
    title: str | None = None
    text: str | None = None


class _Header(Struct, frozen=True, rename="camel"):
    id: str
    title: str
    has_text: bool
    format: str = "json-pages-1.0"


def write_pages(package: Package, path: str, pages: Iterable[Page]) -> None:
    """Write one page list, line by line."""
    is_main = path == ARTICLES
    header = _Header("pages" if is_main else "extra-pages", "Articles" if is_main else "Other pages", has_text=is_main)
    encode = msgspec.json.encode
    package.add(path, (encode(line) + b"\n" for line in chain[Struct]((header,), pages)))
