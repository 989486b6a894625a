"""The shingles of many texts as 64-bit numbers, all at once: word by word in Python would cost four times as much."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.duplicates.shingles import MAX_WORDS, SHINGLE

Numbers = NDArray[np.uint64]
_SPACE = ord(" ")
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_STEP = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
_TABLE = 1 << 17
"""Least length of the tables of powers, in bytes of text."""


class Shingles(NamedTuple):
    """The shingles of several texts: those of text `n` are `numbers[offsets[n]:offsets[n + 1]]`."""

    numbers: Numbers
    offsets: NDArray[np.int64]
    words: NDArray[np.int64]
    """Words of each text."""


def hashed(texts: Sequence[bytes]) -> Shingles:
    """Return the runs of four words of each text, which `folded` made, in their order.

    A word is its bytes as a polynomial modulo 2**64, taken from running sums; a shingle mixes its words. The same
    on every machine.
    """
    data = np.frombuffer(b" ".join((b"", *texts, b"")), dtype=np.uint8)
    spaces = data == _SPACE
    edges = np.flatnonzero(spaces[1:] != spaces[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    powers, inverse = _powers(len(data))
    sums = np.cumsum(data * powers[: len(data)])
    mixed = (sums[ends - 1] - sums[starts - 1]) * inverse[starts]
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    mixed ^= mixed >> _HALF
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    firsts = np.searchsorted(starts, np.concatenate(([0], np.cumsum(lengths))))
    return _runs(mixed, firsts)


def _runs(words: Numbers, firsts: NDArray[np.int64]) -> Shingles:
    """Return the shingles of words, none of which goes from one text into the next."""
    counts = np.diff(firsts)
    kept = np.maximum(np.minimum(counts, MAX_WORDS) - SHINGLE + 1, 0)
    offsets = np.concatenate(([0], np.cumsum(kept)))
    places = np.arange(offsets[-1]) + np.repeat(firsts[:-1] - offsets[:-1], kept)
    numbers = words[places]
    for further in range(1, SHINGLE):
        numbers = numbers * _STEP + words[places + further]
    numbers ^= numbers >> _HALF
    return Shingles(numbers, offsets, counts)


def _powers(length: int) -> tuple[Numbers, Numbers]:
    return _tables(max(_TABLE, 1 << (length - 1).bit_length()))


@cache
def _tables(size: int) -> tuple[Numbers, Numbers]:
    """Return the powers of the base and of its inverse modulo 2**64."""
    return _accumulated(_BASE, size), _accumulated(pow(_BASE, -1, 1 << 64), size)


def _accumulated(base: int, size: int) -> Numbers:
    factors = np.full(size, base, dtype=np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)
