"""Archived regional-government pages and the clean, citable articles in them; no network, no Scrapy.

import archive
for article in archive.load("kliping-data"):
print(article.title, article.source.warc, article.source.offset)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.article import Article, Rejection
from archive.exchange import Exchange
from archive.version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from archive import history, stats
    from archive.citation import cite
    from archive.collection import Collection
    from archive.dataset import Articles, load, load_rejections, open_source
    from archive.extraction import extract, list_items
    from archive.fulltext import search
    from archive.lookup import archived, captures, open_capture

_LAZY = {
    "Articles": "archive.dataset",
    "Collection": "archive.collection",
    "archived": "archive.lookup",
    "captures": "archive.lookup",
    "cite": "archive.citation",
    "extract": "archive.extraction",
    "list_items": "archive.extraction",
    "load": "archive.dataset",
    "load_rejections": "archive.dataset",
    "open_capture": "archive.lookup",
    "open_source": "archive.dataset",
    "search": "archive.fulltext",
}

_MODULES = ("history", "stats")

__all__ = [
    "Article",
    "Articles",
    "Collection",
    "Exchange",
    "Rejection",
    "__version__",
    "archived",
    "captures",
    "cite",
    "extract",
    "history",
    "list_items",
    "load",
    "load_rejections",
    "open_capture",
    "open_source",
    "search",
    "stats",
]


def __getattr__(name: str) -> Any:
    """Import what is costly only when it is asked for."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    if name in _MODULES:
        return import_module(f"archive.{name}")
    raise AttributeError(f"module 'archive' has no attribute {name!r}")
