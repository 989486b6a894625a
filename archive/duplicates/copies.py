"""Find copies: candidates by MinHash, each verified by the real similarity of the texts."""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from archive.article import Article
from archive.duplicates.buckets import BATCH, Buckets
from archive.duplicates.records import Group, Kind, group_id, member_of, when
from archive.duplicates.shingles import MIN_WORDS, SHINGLE, hashed, jaccard, runs, shingles, words
from archive.duplicates.spool import CandidateSpool
from archive.errors import CollectionError

THRESHOLD = 0.6
"""Similarity from which two texts are copies; docs/duplicates.md shows why."""
MAX_COMPARED = 200
"""Texts of one bucket that one text is compared with, apart from those already in its group."""
MAX_DIFFERENT = 200_000
"""Pairs remembered as different, so that no other band compares them again."""


class Copies:
    """Groups of copies over articles by number, in three steps: `survey` all, `collect` all, `groups`.

    Memory: about 200 bytes an article; the shingles of candidates are on disk, 8 bytes each.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self._threshold = threshold
        self._buckets = Buckets()
        self._ids = array("Q")
        self._texts = array("Q")
        self._parent = array("L")
        self._candidates = bytearray()
        self._different: set[tuple[int, int]] = set()
        self._waiting: list[tuple[int, Article]] = []
        self.too_short = 0
        self.compared = 0
        self.unchecked = 0

    def survey(self, article: Article) -> None:
        """Put the next text into its buckets."""
        number = len(self._ids)
        self._ids.append(int(article.id, 16))
        self._texts.append(_digest(article.text))
        tokens = words(article.text)
        if len(tokens) < MIN_WORDS:
            self.too_short += 1
        else:
            self._buckets.add(number, runs(tokens, SHINGLE))

    def mark(self) -> None:
        """Mark the texts that are not alone in a bucket; between `survey` and `collect`."""
        self._parent = array("L", range(len(self._ids)))
        self._candidates = bytearray(len(self._ids))
        for group in self._buckets.groups():
            for number in group:
                self._candidates[number] = 1

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
        for group in self._buckets.groups():
            ordered = sorted(group, key=lambda n: (self._ids[n], self._texts[n]))
            for place, number in enumerate(ordered):
                self._compare(number, ordered[:place], spool)
            if len(self._different) > MAX_DIFFERENT:
                self._different.clear()

    def _compare(self, number: int, others: Sequence[int], spool: CandidateSpool) -> None:
        done = 0
        for other in others:
            if self._root(number) == self._root(other) or (other, number) in self._different:
                continue
            if done >= MAX_COMPARED:
                self.unchecked += 1
                continue
            done += 1
            self.compared += 1
            if self._similarity(number, other, spool) >= self._threshold or self._ids[number] == self._ids[other]:
                self._parent[self._root(number)] = self._root(other)
            else:
                self._different.add((other, number))

    def _similarity(self, one: int, other: int, spool: CandidateSpool) -> float:
        if self._texts[one] == self._texts[other]:
            return 1.0
        return jaccard(spool.shingles(one), spool.shingles(other))

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
    rows = hashed(shingles(words(article.text), SHINGLE) for _, article in waiting)
    for (number, article), row in zip(waiting, rows, strict=True):
        spool.add(number, member_of(article), row)
    waiting.clear()


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
