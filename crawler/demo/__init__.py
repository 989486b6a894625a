"""The embedded demo site: a 2017 city portal on loopback, made-up news around one real document."""

from __future__ import annotations

from crawler.demo.content import SEED_SLUG, DemoArticle, Expected, load_articles
from crawler.demo.options import DemoOptions
from crawler.demo.server import DEFAULT_PORT, DemoSite, Seen

__all__ = [
    "DEFAULT_PORT",
    "SEED_SLUG",
    "DemoArticle",
    "DemoOptions",
    "DemoSite",
    "Expected",
    "Seen",
    "load_articles",
]
