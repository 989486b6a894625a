"""The language of a text by its small words: sites carry machine-English twins, and their `lang` lies."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files

from archive.article import Language

MAX_TEXT = 8000
"""Characters looked at: the beginning of a long text says enough."""
MIN_WORDS = 8
MIN_HITS = 3.0
"""Weighed stop words below which a text is too poor in them to tell."""
MIN_SHARE = 0.08
MIN_LEAD = 0.15
"""How far the best language must be ahead, as a share of its own score."""
HINT = 1.05
"""Weight of the page's `lang`."""
NEIGHBOURS = ("id", "ms")
"""They share most small words; the first is believed unless words of the second alone outnumber it."""

_WORD = re.compile("[a-z\\u00df-\\u024f]+")


def detect(text: str, declared: str | None = None) -> Language:
    """Return `id`, `ms`, `su`, `jv`, `en` or `und`, with a confidence of 0 to 1.

    Args:
        text: the article's text.
        declared: the page's own `lang`; many a template says `en` over Indonesian text.
    """
    counts = Counter(_WORD.findall(text[:MAX_TEXT].lower()))
    total = counts.total()
    if total < MIN_WORDS:
        return Language("und", 0.0)
    scores = _scores(counts)
    hint = (declared or "")[:16].lower().replace("_", "-").partition("-")[0]
    if hint in scores:
        scores[hint] *= HINT
    best, top, lead = _leader(scores)
    if top < MIN_HITS or top / total < MIN_SHARE or lead < MIN_LEAD:
        return Language("und", 0.0)
    certain = min(1.0, lead / 0.6) * min(1.0, total / 40) * min(1.0, top / total / 0.2)
    if best in NEIGHBOURS:
        best, sure = _neighbour(counts, hint)
        certain *= sure
    return Language(best, round(certain, 3))


def _leader(scores: dict[str, float]) -> tuple[str, float, float]:
    """Return the best language, its score and its lead over the next one that is no neighbour of it."""
    best, top = min(scores.items(), key=lambda item: (-item[1], item[0]))
    apart = [score for name, score in scores.items() if name != best and not {name, best} <= {*NEIGHBOURS}]
    return best, top, (top - max(apart)) / top if top else 0.0


def _neighbour(counts: Counter[str], hint: str) -> tuple[str, float]:
    """Choose Indonesian or Malay by the words only one of them has; Indonesian unless Malay leads."""
    first, second = _apart()
    ours = sum(count for word, count in counts.items() if word in first) + (hint == NEIGHBOURS[0])
    theirs = sum(count for word, count in counts.items() if word in second) + (hint == NEIGHBOURS[1])
    sure = (max(ours, theirs) + 1) / (ours + theirs + 1)
    return NEIGHBOURS[1] if theirs > ours else NEIGHBOURS[0], sure


@cache
def _apart() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that only one of the two neighbours has."""
    first, second = (_languages()[name] for name in NEIGHBOURS)
    return first - second, second - first


def _scores(counts: Counter[str]) -> dict[str, float]:
    """Return the weighed hits of each language."""
    scores = dict.fromkeys(_languages(), 0.0)
    weights = _weights()
    for word, count in counts.items():
        if word in weights:
            for language, weight in weights[word]:
                scores[language] += count * weight
    return scores


@cache
def _languages() -> dict[str, frozenset[str]]:
    table = tomllib.loads((files("archive.extraction") / "data" / "stopwords.toml").read_text("utf-8"))
    return {language: frozenset(words.split()) for language, words in sorted(table.items())}


@cache
def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """Return the languages of each word and its weight for them: a word of many tells little."""
    owners: dict[str, list[str]] = {}
    for language, words in _languages().items():
        for word in words:
            owners.setdefault(word, []).append(language)
    return {word: tuple((name, len(names) ** -0.5) for name in names) for word, names in owners.items()}
