"""Find copies: candidates by MinHash, each verified by the real similarity of the texts."""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from archive.article import Article
from archive.duplicates.buckets import BATCH, Buckets, Pairs, Places
from archive.duplicates.hashing import hashed
from archive.duplicates.records import Group, Kind, group_id, member_of, when
from archive.duplicates.shingles import folded, jaccard
from archive.duplicates.spool import CandidateSpool
from archive.errors import CollectionError

THRESHOLD = 0.6
"""Similarity from which two texts are copies; docs/duplicates.md shows why."""


class Copies:
    """Groups of copies over articles by number, in three steps: `survey` all, `collect` all, `groups`.

    Memory: about 250 bytes an article; the shingles of candidates are on disk, 8 bytes each. Of texts that are
    the same letter for letter, one is compared for all.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._buckets = Buckets()
        self._ids = array("Q")
        self._texts = array("Q")
        self._rows: Places = np.empty(0, dtype=np.int64)
        """Numbers of the texts that stand for all that are the same, in an order that their places do not change."""
        self._pairs = Pairs(0)
        self._stands = array("q")
        """Which text stands for each."""
        self._parent = array("q")
        self._candidates = bytearray()
        self._waiting: list[tuple[int, Article]] = []
        self.compared = 0

    @property
    def too_short(self) -> int:
        """Return how many texts have too few words to be compared."""
        return self._buckets.too_short

    @property
    def unchecked(self) -> int:
        """Return the pairs that were left out, of texts that are in no group: they alone may miss something."""
        roots = np.array(self._parent, dtype=np.int64)
        while not np.array_equal(deeper := roots[roots], roots):
            roots = deeper
        alone = np.bincount(roots, minlength=1)[roots[self._rows]] == 1
        return int(self._pairs.left[alone].sum())

    def survey(self, article: Article) -> None:
        """Put the next text into its buckets."""
        number = len(self._ids)
        self._ids.append(int(article.id, 16))
        self._texts.append(_digest(article.text))
        self._buckets.add(number, folded(article.text))

    def mark(self) -> None:
        """Mark the texts that are not alone in a bucket; between `survey` and `collect`."""
        self._buckets.flush()
        count = len(self._ids)
        self._parent, self._candidates = array("q", range(count)), bytearray(count)
        rows = self._join_same()
        self._pairs = self._buckets.pairs(rows, self._threshold)
        for one, other in self._pairs.ordered():
            self._candidates[self._rows[one]] = self._candidates[self._rows[other]] = 1

    def _join_same(self) -> Places:
        """Join the texts that are the same, and return the rows of those that stand for them."""
        numbers = self._buckets.rows()
        ids = np.array(self._ids, dtype=np.uint64)[numbers]
        texts = np.array(self._texts, dtype=np.uint64)[numbers]
        order = np.lexsort((numbers, ids, texts))
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = texts[order[1:]] != texts[order[:-1]]
        firsts = order[fresh]
        stands = firsts[np.cumsum(fresh) - 1]
        for number, first in zip(numbers[order[~fresh]], numbers[stands[~fresh]], strict=True):
            self._parent[number] = first
            self._candidates[number] = self._candidates[first] = 1
        self._stands = array("q", self._parent)
        rows = np.sort(firsts)
        rows = rows[np.lexsort((texts[rows], ids[rows]))]
        self._rows = numbers[rows]
        return rows

    def collect(self, number: int, article: Article, spool: CandidateSpool) -> None:
        """Keep what verification needs of an article, in the order of `survey`.

        Raises:
            CollectionError: when it is another article than in `survey`.
        """
        if number >= len(self._ids) or self._ids[number] != int(article.id, 16):
            raise CollectionError("the dataset changed while it was read", hint="run the command again")
        if self._candidates[number]:
            self._waiting.append((number, article))
            if len(self._waiting) >= BATCH:
                _spool(self._waiting, spool)

    def _verify(self, spool: CandidateSpool) -> None:
        """Join the texts that are really alike."""
        for first, second in self._pairs.ordered():
            one, other = int(self._rows[first]), int(self._rows[second])
            if self._root(one) == self._root(other):
                continue
            self.compared += 1
            if self._similarity(one, other, spool) >= self._threshold:
                self._parent[self._root(other)] = self._root(one)

    def _similarity(self, one: int, other: int, spool: CandidateSpool) -> float:
        if self._texts[one] == self._texts[other]:
            return 1.0
        return jaccard(spool.shingles(self._stands[one]), spool.shingles(self._stands[other]))

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def groups(self, spool: CandidateSpool) -> list[Group]:
        """Return the groups of two pages or more, by id; the same for the same articles in any order."""
        _spool(self._waiting, spool)
        self._verify(spool)
        joined: dict[int, list[int]] = defaultdict(list)
        for number, wanted in enumerate(self._candidates):
            if wanted:
                joined[self._root(number)].append(number)
        found = (self._group(numbers, spool) for numbers in joined.values() if len(numbers) > 1)
        return sorted((g for g in found if g is not None), key=lambda g: g.id)

    def _group(self, numbers: Sequence[int], spool: CandidateSpool) -> Group | None:
        """Return one group; of a page in several versions, the earliest that belongs to it."""
        by_time = sorted((when(spool.member(n)), self._texts[n], n) for n in numbers)
        versions: dict[int, int] = {}
        for _, _, number in by_time:
            versions.setdefault(self._ids[number], number)
        if len(versions) < 2:  # noqa: PLR2004 - one page in several versions is no copy
            return None
        first = next(iter(versions.values()))
        members = tuple(
            replace(spool.member(n), similarity=round(self._similarity(n, first, spool), 4)) for n in versions.values()
        )
        identifier = group_id(Kind.COPIES, (m.id for m in members))
        return Group(identifier, Kind.COPIES, members[0].id, members, len({m.site for m in members}))


def _spool(waiting: list[tuple[int, Article]], spool: CandidateSpool) -> None:
    found = hashed([folded(article.text) for _, article in waiting])
    for place, (number, article) in enumerate(waiting):
        numbers = found.numbers[found.offsets[place] : found.offsets[place + 1]]
        spool.add(number, member_of(article), np.unique(numbers).tobytes())
    waiting.clear()


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
