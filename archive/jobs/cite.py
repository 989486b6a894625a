"""Citations of an article of a collection."""

from __future__ import annotations

from typing import Any

from archive.article import Article
from archive.citation import Format, cite, csl


def citations(article: Article, wanted: Format | None = None) -> dict[str, str]:
    """Return the citation in one format, or in all."""
    return {each.value: cite(article, each) for each in ([wanted] if wanted else Format)}


def as_data(article: Article) -> dict[str, Any]:
    """Return all citations and what they stand on, for programs."""
    return {
        "id": article.id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "source": article.source,
        "bibtex": cite(article, Format.BIBTEX),
        "csl-json": csl(article),
        "apa": cite(article, Format.APA),
    }
