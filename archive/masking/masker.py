"""A transform for exports that hides personal data and counts what it hid, by type and in total."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from archive.article import Article
from archive.errors import ConfigError
from archive.masking.article import mask

POLICIES = ("pdp",)
"""What `--mask` can be told: `pdp` is UU 27/2022 on the protection of personal data."""


class TypeCount(Struct, frozen=True):
    """How often one type of personal data was hidden; `category` as in UU PDP, article 4: `umum` or `spesifik`."""

    type: str
    category: str
    count: int


class MaskReport(Struct, frozen=True):
    """What an export hid: numbers only, no word of what it was."""

    policy: str
    articles: int
    masked: int
    """Articles in which anything was hidden."""
    hidden: int
    types: tuple[TypeCount, ...]


class Masker:
    """Call it with each article of an export; `report` says what it did so far."""

    def __init__(self, policy: str = "pdp") -> None:
        self._policy = policy
        self._counts: Counter[str] = Counter()
        self._articles = 0
        self._masked = 0

    def __call__(self, article: Article) -> Article:
        """Return the article without personal data."""
        masked = mask(article)
        self._articles += 1
        self._masked += bool(masked.counts)
        self._counts.update(masked.counts)
        return masked.article

    @property
    def report(self) -> MaskReport:
        """What was hidden so far."""
        from lokal import UU_PDP_CATEGORY  # noqa: PLC0415 - see text._candidates

        categories: dict[str, str] = {str(kind): category for kind, category in UU_PDP_CATEGORY.items()}
        types = tuple(TypeCount(kind, categories[kind], n) for kind, n in sorted(self._counts.items()))
        return MaskReport(self._policy, self._articles, self._masked, self._counts.total(), types)


def masker(policy: str) -> Masker:
    """Return the transform for the value of `--mask`.

    Raises:
        ConfigError: when there is no such policy.
    """
    if policy not in POLICIES:
        raise ConfigError("no such way to mask", where=policy, hint=f"one of {', '.join(POLICIES)}")
    return Masker(policy)
