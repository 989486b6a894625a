"""A text as the set of its word shingles, and how alike two such sets are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

SHINGLE = 4
"""Words in a shingle; docs/duplicates.md shows what 3 to 6 give on the labelled pairs."""
MIN_WORDS = 25
"""Shorter texts (`Dokumen dapat diunduh di sini`) are alike without being copies."""
MAX_WORDS = 20_000
"""Words read of one text; a longer one is compared by its beginning."""

Item = TypeVar("Item")
_SPACE = ord(" ")
_BASIC = 0x10000
"""Unicode's basic plane: its characters are remembered, others are asked for each time."""


class _Letters(dict[int, int]):
    """Maps letters and digits to themselves and everything else to a space, as `str.translate` asks for them."""

    def __missing__(self, code: int) -> int:
        kept = code if chr(code).isalnum() else _SPACE
        if code < _BASIC:
            self[code] = kept
        return kept


_letters = _Letters()


def words(text: str) -> list[str]:
    """Return the words of a text in lower case: punctuation, markup and line breaks differ between copies."""
    return text[: MAX_WORDS * 12].casefold().translate(_letters).split()[:MAX_WORDS]


def shingles(tokens: Sequence[str], size: int = SHINGLE) -> set[str]:
    """Return all runs of `size` words."""
    return set(runs(tokens, size))


def runs(tokens: Sequence[str], size: int = SHINGLE) -> list[str]:
    """Return all runs of `size` words in their order; one that comes again is there again."""
    return list(map(" ".join, zip(*(tokens[start:] for start in range(size)), strict=False)))


def jaccard(one: AbstractSet[Item], other: AbstractSet[Item]) -> float:
    """Return the shared part of two sets, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def similarity(one: str, other: str, size: int = SHINGLE) -> float:
    """Return the Jaccard similarity of two texts by their word shingles, 0 to 1."""
    return jaccard(shingles(words(one), size), shingles(words(other), size))


def hashed(texts: Iterable[set[str]]) -> list[list[int]]:
    """Return the shingles of each text as 64-bit numbers."""
    from rensa import RMinHash  # noqa: PLC0415 - compiled code, for those who look for duplicates

    return [list(row) for row in RMinHash.hash_token_sets([list(text) for text in texts])]
