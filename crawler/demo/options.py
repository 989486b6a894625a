"""What a caller may change about the demo site."""

from __future__ import annotations

from msgspec import Struct, field

from crawler.demo.content import DemoArticle, load_articles


class DemoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """What a caller may change about the site."""

    articles: tuple[DemoArticle, ...] = field(default_factory=load_articles)
    gzip: bool = True
    """Compress pages for clients that accept it."""
    fail_once: bool = True
    """Answer the first request for one article with status 500."""
    endless_paging: bool = False
    """Offer a next page on every page of a listing, also beyond the last."""
    seed: int = 2017
    """Of tokens and session ids."""
