"""Which texts may be alike: MinHash signatures in bands, kept as numbers in flat arrays.

Eight bytes for each text and band; a million texts take 200 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

BANDS = 25
ROWS = 4
"""Texts of similarity s share a band with probability 1-(1-s^4)^25: 0.999 at 0.7, 0.97 at 0.6, 0.18 at 0.3."""
SEED = 20171205
BATCH = 256
_MASK = (1 << 64) - 1


class Buckets:
    """Collects texts; texts that share a band are candidates."""

    def __init__(self) -> None:
        self._bands = tuple(array("Q") for _ in range(BANDS))
        self._waiting: list[list[str]] = []
        self._at: list[int] = []
        self._texts = array("L")
        """Which text each row of the bands belongs to; texts too short to compare have no row."""

    def add(self, number: int, text: list[str]) -> None:
        """Take the shingles of text `number`; to MinHash one that comes twice is as one."""
        self._waiting.append(text)
        self._at.append(number)
        if len(self._waiting) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        from rensa import RMinHash  # noqa: PLC0415 - see shingles.hashed

        if not self._waiting:
            return
        matrix = RMinHash.digest_matrix_from_token_sets(self._waiting, BANDS * ROWS, SEED)
        for signature in matrix.to_rows():
            for band, keys in enumerate(self._bands):
                # The hash of a tuple of integers is the same in every process; only strings are salted.
                keys.append(hash(tuple(signature[band * ROWS : (band + 1) * ROWS])) & _MASK)
        self._texts.extend(self._at)
        self._waiting.clear()
        self._at.clear()

    def groups(self) -> Iterator[Sequence[int]]:
        """Yield the texts that share a band, two or more, one band after the other."""
        self._flush()
        for keys in self._bands:
            first: dict[int, int] = {}
            shared: dict[int, list[int]] = {}
            for row, key in enumerate(keys):
                at = first.setdefault(key, row)
                if at != row:
                    shared.setdefault(key, [self._texts[at]]).append(self._texts[row])
            del first
            yield from shared.values()
