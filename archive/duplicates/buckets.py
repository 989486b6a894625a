"""Which texts may be alike: MinHash signatures in bands, kept as numbers in flat arrays.

200 bytes a text: 4 for each band, and one for each hash function, by which a pair is estimated before anyone reads
its texts. Without the estimate, pairs that share a few phrases grow with the square of the texts.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.duplicates.hashing import Numbers, hashed
from archive.duplicates.shingles import MIN_WORDS

BANDS = 25
ROWS = 4
"""Texts of similarity s share a band with probability 1-(1-s^4)^25: 0.999 at 0.7, 0.97 at 0.6, 0.18 at 0.3."""
SEED = 20171205
BATCH = 32
LARGE = 1 << 17
"""Texts, or bytes of them, that are hashed at once: what fits the processor's cache."""
MAX_COMPARED = 2_000
"""Texts of one bucket that one text is estimated against."""
MAX_ALIKE = 32
"""Candidates of one text in one bucket: a text that was copied a thousand times needs no more to be found."""
SPREAD = 4
"""Standard deviations below the threshold at which an estimate rules a pair out: 3 in 100,000 are lost."""
CHUNK = 1 << 15
_HALF = np.uint64(32)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9))
Places = NDArray[np.int64]


class Pairs:
    """Pairs of rows that may be alike, the lesser first; `left` counts, for each row, those not looked at."""

    def __init__(self, rows: int) -> None:
        self._found: list[Numbers] = []
        self.left = np.zeros(rows, dtype=np.int64)

    def add(self, one: Places, other: Places) -> None:
        """Take the pairs of one band."""
        joined = (np.minimum(one, other).astype(np.uint64) << _HALF) | np.maximum(one, other).astype(np.uint64)
        self._found.append(np.unique(joined))

    def ordered(self) -> Iterator[tuple[int, int]]:
        """Yield each pair once."""
        for number in self.numbers():
            yield number >> 32, number & 0xFFFFFFFF

    def numbers(self) -> list[int]:
        """Return each pair as one number: the lesser row, 32 bits, then the other."""
        if len(self._found) != 1:
            self._found = [np.unique(np.concatenate(self._found))] if self._found else [np.empty(0, dtype=np.uint64)]
        return [int(number) for number in self._found[0]]


class Buckets:
    """Collects texts; texts that share a band and look alike by their signatures are candidates."""

    def __init__(self) -> None:
        self._bands = tuple(array("I") for _ in range(BANDS))
        self._sketches = array("B")
        self._waiting: list[bytes] = []
        self._at: list[int] = []
        self._size = 0
        self._texts = array("L")
        """Which text each row of the bands belongs to; texts too short to compare have no row."""
        self.too_short = 0

    def add(self, number: int, text: bytes) -> None:
        """Take text `number`, which `folded` made."""
        self._waiting.append(text)
        self._at.append(number)
        self._size += len(text)
        if len(self._waiting) >= BATCH or self._size >= LARGE:
            self.flush()

    def flush(self) -> None:
        """Hash what waits; before `rows` and `pairs`."""
        if not self._waiting:
            return
        found = hashed(self._waiting)
        enough = np.flatnonzero(found.words >= MIN_WORDS)
        self.too_short += len(self._waiting) - len(enough)
        signatures = _signatures(found.numbers, found.offsets)[enough]
        self._sketches.frombytes(signatures.astype(np.uint8).tobytes())
        for keys, column in zip(self._bands, _keys(signatures).T, strict=True):
            keys.frombytes(column.tobytes())
        self._texts.extend(self._at[place] for place in enough)
        self._waiting.clear()
        self._at.clear()
        self._size = 0

    def rows(self) -> Places:
        """Return the number of each row's text."""
        return np.array(self._texts, dtype=np.int64)

    def pairs(self, rows: Places, threshold: float) -> Pairs:
        """Return the pairs among rows that may reach a similarity; places in `rows`, whose order decides ties."""
        sketches = np.frombuffer(self._sketches, dtype=np.uint8).reshape(-1, BANDS * ROWS)
        found = Pairs(len(rows))
        needed = _needed(threshold)
        for keys in self._bands:
            band = _Band(np.frombuffer(keys, dtype=np.uint32)[rows])
            found.add(*band.alike(sketches, rows, needed))
            found.left += band.left
        return found


class _Band:
    """The buckets of one band: rows in the order of their keys."""

    def __init__(self, keys: NDArray[np.uint32]) -> None:
        self._order = np.argsort(keys, kind="stable")
        ordered = keys[self._order]
        self._same = np.concatenate(([False], ordered[1:] == ordered[:-1]))[: len(keys)]
        places = np.arange(len(keys))
        self._before = places - np.maximum.accumulate(np.where(self._same, 0, places))
        """How many rows of its bucket stand before each."""
        self.left = np.zeros(len(keys), dtype=np.int64)

    def alike(self, sketches: NDArray[np.uint8], rows: Places, needed: int) -> tuple[Places, Places]:
        """Return the pairs of a bucket whose signatures agree often enough: each row with those before it."""
        active = np.flatnonzero(self._same)
        taken = np.zeros(len(self._order), dtype=np.int32)
        ones, others = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for distance in range(1, MAX_COMPARED + 1):
            if not len(active):
                break
            one, other = self._order[active - distance], self._order[active]
            agreed = _agree(sketches, rows[one], rows[other]) >= needed
            ones.append(one[agreed])
            others.append(other[agreed])
            taken[active] += agreed
            self.left[other] = self._before[active] - distance
            active = active[(self._before[active] > distance) & (taken[active] < MAX_ALIKE)]
        return np.concatenate(ones), np.concatenate(others)


def _signatures(numbers: Numbers, offsets: Sequence[int] | Places) -> NDArray[np.uint32]:
    from rensa import RMinHash  # noqa: PLC0415 - compiled code, for those who look for duplicates

    matrix = RMinHash.digest_matrix_from_flat_token_hashes(numbers, list(map(int, offsets)), BANDS * ROWS, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(-1, BANDS * ROWS)


def _keys(signatures: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return one number for each band of each signature: (texts, bands)."""
    halves = np.ascontiguousarray(signatures).view(np.uint64).reshape(-1, BANDS, ROWS // 2)
    mixed = halves[:, :, 0] * _MIX[0]
    mixed = (mixed ^ (mixed >> _HALF) ^ halves[:, :, 1]) * _MIX[1]
    return (mixed >> _HALF).astype(np.uint32)


def _agree(sketches: NDArray[np.uint8], ones: Places, others: Places) -> NDArray[np.int64]:
    """Return in how many hash functions each pair agrees."""
    parts = [
        np.count_nonzero(sketches[ones[at : at + CHUNK]] == sketches[others[at : at + CHUNK]], axis=1)
        for at in range(0, len(ones), CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _needed(threshold: float) -> int:
    """Return the agreements that a pair of just this similarity nearly always has."""
    count = BANDS * ROWS
    return math.floor(count * threshold - SPREAD * math.sqrt(count * threshold * (1 - threshold)))
