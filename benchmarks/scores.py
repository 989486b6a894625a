"""How a text is scored beside its gold: words, shingles, exact, leaks and losses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from msgspec import Struct

from benchmarks.pagesets import Sample

WORD = re.compile(r"\w+")
HAN = re.compile(r"([㐀-鿿])")
SHINGLE = 4


class Score(Struct, frozen=True):
    """One text beside its gold; shares of shingles are of their union."""

    word_precision: float
    word_recall: float
    word_f1: float
    shared: float
    extra: float
    missing: float
    exact_words: bool
    exact_text: bool
    leak: bool
    lost: bool
    empty: bool


def score(page: Sample, text: str) -> Score:
    """Score a text; Chinese is counted by character."""
    gold = page.gold
    if page.id.partition("/")[0] == page.site:
        gold, text = HAN.sub(r" \1 ", gold), HAN.sub(r" \1 ", text)
    flat, flat_gold = " ".join(text.split()), " ".join(gold.split())
    precision, recall, f1 = _words(gold, text)
    return Score(
        precision, recall, f1, *_shingles(gold, text),
        exact_words=WORD.findall(gold) == WORD.findall(text),
        exact_text=flat == flat_gold,
        leak=any(" ".join(line.split()) in flat for line in page.furniture),
        lost=any(" ".join(line.split()) not in flat for line in gold.split("\n")),
        empty=not flat,
    )  # fmt: skip


def _words(gold: str, text: str) -> tuple[float, float, float]:
    wanted, found = Counter(WORD.findall(gold.lower())), Counter(WORD.findall(text.lower()))
    if not wanted or not found:
        same = float(wanted == found)
        return same, same, same
    common = (wanted & found).total()
    precision, recall = common / found.total(), common / wanted.total()
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text)
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)) if words)


def _shingles(gold: str, text: str) -> tuple[float, float, float]:
    wanted, found = _grams(gold), _grams(text)
    common = (wanted & found).total()
    extra, missing = found.total() - common, wanted.total() - common
    whole = common + extra + missing
    return (common / whole, extra / whole, missing / whole) if whole else (0.0, 0.0, 0.0)


def shingle_f1(scores: Sequence[Score]) -> float:
    """Return the F1 of the mean precision and mean recall over pages, as scrapinghub counts it."""
    precision = _mean(_ratio(s.shared, s.extra, s) for s in scores if s.shared + s.extra > 0)
    recall = _mean(_ratio(s.shared, s.missing, s) for s in scores if s.shared + s.missing > 0)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _ratio(shared: float, other: float, row: Score) -> float:
    return 1.0 if row.extra == row.missing == 0 else shared / (shared + other)


def _mean(values: Iterable[float]) -> float:
    rows = list(values)
    return fmean(rows) if rows else 0.0


def figures(scores: Sequence[Score]) -> dict[str, float]:
    """Return the figures of a set."""
    return {
        "word F1": _mean(s.word_f1 for s in scores),
        "4-gram F1": shingle_f1(scores),
        "exact words": _mean(float(s.exact_words) for s in scores),
        "exact text": _mean(float(s.exact_text) for s in scores),
        "LEAK": _mean(float(s.leak) for s in scores),
        "lost": _mean(float(s.lost) for s in scores),
        "empty": _mean(float(s.empty) for s in scores),
    }
