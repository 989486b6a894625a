"""One line of `duplicates.jsonl.gz`: articles that belong together, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from archive.article import Article

SCHEMA = 1


class Kind(StrEnum):
    """Why articles are in one group."""

    COPIES = "copies"
    """One text on several pages or sites."""
    TRANSLATION = "translation"
    """One article of one site in two languages."""


class Member(Struct, frozen=True):
    """One article of a group."""

    id: str
    site: str
    url: str
    title: str
    language: str
    published: str | None
    """As `Article.published.value`; null when the page has no date."""
    fetched_at: str
    similarity: float | None = None
    """Jaccard similarity of its word shingles to those of the first copy; null in translations."""


class Group(Struct, frozen=True):
    """Copies or translations; `id` comes from the members' ids alone, so it is the same in any order.

    Copies: `first` is the id of the earliest copy, and members are in order of time. Translations:
    `first` is the Indonesian page, and `rule` says what linked the two.
    """

    id: str
    kind: Kind
    first: str
    members: tuple[Member, ...]
    sites: int
    rule: str | None = None
    schema: int = SCHEMA


class Report(Struct, frozen=True):
    """What was looked at and found; `identity` is that of the dataset the groups were made from."""

    identity: str
    articles: int
    too_short: int
    """Articles with fewer words than can be compared."""
    compared: int
    """Candidate pairs whose real similarity was computed."""
    unchecked: int
    """Candidate pairs left out because one text has too many candidates."""
    copies: int
    """Groups of copies."""
    copied: int
    """Articles in them."""
    translations: int
    threshold: float
    shingle: int


def member_of(article: Article, similarity: float | None = None) -> Member:
    """Return an article as a member of a group."""
    return Member(
        id=article.id,
        site=article.site,
        url=article.url,
        title=article.title,
        language=article.language.tag,
        published=article.published.value if article.published else None,
        fetched_at=article.source.fetched_at,
        similarity=similarity,
    )


def group_id(kind: Kind, ids: Iterable[str]) -> str:
    """Return 16 hex digits of SHA-256 over the kind and the sorted ids of the members."""
    return hashlib.sha256("\n".join((kind, *sorted(ids))).encode()).hexdigest()[:16]


def when(member: Member) -> tuple[str, str, str, str]:
    """Return what puts copies in order of time: the published day, its time, the capture, the id.

    A page without a full date counts from its capture: it existed by then. A day without a time comes after
    the same day's times, since nothing says it was earlier.
    """
    value = member.published or ""
    day_known = len(value) >= len("2017-12-05")
    day = value[:10] if day_known else member.fetched_at[:10]
    return day, value[10:] if len(value) > len("2017-12-05") else "~", member.fetched_at, member.id
