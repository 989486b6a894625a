"""A text as the set of its word shingles, and how alike two such sets are."""

from __future__ import annotations

from collections.abc import Sequence
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
_ASCII = bytes(ord(chr(code).lower()) if chr(code).isalnum() else _SPACE for code in range(0x80)) + bytes(0x80)


class _Letters(dict[int, int]):
    """Maps letters and digits to themselves and everything else to a space, as `str.translate` asks for them."""

    def __missing__(self, code: int) -> int:
        kept = code if chr(code).isalnum() else _SPACE
        if code < _BASIC:
            self[code] = kept
        return kept


_letters = _Letters()


def folded(text: str) -> bytes:
    """Return a text's letters and digits in lower case, in UTF-8, everything else as spaces.

    Punctuation, markup and line breaks differ between copies.
    """
    part = text[: MAX_WORDS * 12]
    if part.isascii():
        return part.encode("ascii").translate(_ASCII)
    return part.casefold().translate(_letters).encode("utf-8", "surrogatepass")


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return folded(text).decode("utf-8", "surrogatepass").split()[:MAX_WORDS]


def shingles(tokens: Sequence[str], size: int = SHINGLE) -> set[str]:
    """Return all runs of `size` words."""
    return set(map(" ".join, zip(*(tokens[start:] for start in range(size)), strict=False)))


def jaccard(one: AbstractSet[Item], other: AbstractSet[Item]) -> float:
    """Return the shared part of two sets, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def similarity(one: str, other: str, size: int = SHINGLE) -> float:
    """Return the Jaccard similarity of two texts by their word shingles, 0 to 1."""
    return jaccard(shingles(words(one), size), shingles(words(other), size))
