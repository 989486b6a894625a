"""Two texts compared word by word, in bounded time however hostile they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct

_TOKEN = re.compile(r"\n+|[^\s]+")
CONTEXT = 2
"""Words on each side of a change that help to tell what it is."""
MOST_PAIRS = 1_000_000
"""Comparing n with m words takes up to n x m steps; larger stretches are compared by paragraphs, or as a whole."""


class Op(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(Struct, frozen=True):
    """A stretch of words; paragraphs are parted by newlines."""

    op: Op
    text: str


class Hunk(Struct, frozen=True):
    """One change: the words before, the words after, and those around them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


_Spans = Iterator[tuple[int, int, int, int]]


def diff_words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Hunk, ...]]:
    """Return the pieces that make both texts, and the changes among them, in the order of the text."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    pieces: list[Piece] = []
    hunks: list[Hunk] = []
    at = 0
    for i1, i2, j1, j2 in _joined(_changes(old, new)):
        _add(pieces, Op.SAME, old[at:i1])
        _add(pieces, Op.REMOVED, old[i1:i2])
        _add(pieces, Op.ADDED, new[j1:j2])
        left, right = new[max(0, j1 - CONTEXT) : j1], new[j2 : j2 + CONTEXT]
        hunks.append(Hunk(tuple(old[i1:i2]), tuple(new[j1:j2]), tuple(left), tuple(right)))
        at = i2
    _add(pieces, Op.SAME, old[at:])
    return tuple(pieces), tuple(hunks)


def _add(pieces: list[Piece], op: Op, tokens: Sequence[str]) -> None:
    if tokens:
        text = " ".join(tokens)
        pieces.append(Piece(op, re.sub(r" ?(\n+) ?", r"\1", text)))


def _changes(old: list[str], new: list[str]) -> _Spans:
    """Yield the changed stretches; what is the same at both ends costs nothing."""
    head = _common(zip(old, new, strict=False))
    most = min(len(old), len(new)) - head
    tail = min(most, _common(zip(reversed(old), reversed(new), strict=False)))
    middle = (old[head : len(old) - tail], new[head : len(new) - tail])
    compare = _matched if len(middle[0]) * len(middle[1]) <= MOST_PAIRS else _by_paragraphs
    for i1, i2, j1, j2 in compare(*middle):
        yield i1 + head, i2 + head, j1 + head, j2 + head


def _common(pairs: Iterator[tuple[str, str]]) -> int:
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _matched(old: Sequence[object], new: Sequence[object]) -> _Spans:
    if not old or not new:
        if old or new:
            yield 0, len(old), 0, len(new)
        return
    matcher: SequenceMatcher[object] = SequenceMatcher(None, old, new)
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op != "equal":
            yield i1, i2, j1, j2


def _by_paragraphs(old: list[str], new: list[str]) -> _Spans:
    """Compare whole paragraphs first, then the words of those that differ where that is not too much."""
    olds, news = _paragraphs(old), _paragraphs(new)
    if len(olds) * len(news) > MOST_PAIRS:
        yield 0, len(old), 0, len(new)
        return
    starts, ends = _starts(olds), _starts(news)
    for p1, p2, q1, q2 in _matched(olds, news):
        i1, i2, j1, j2 = starts[p1], starts[p2], ends[q1], ends[q2]
        if (i2 - i1) * (j2 - j1) > MOST_PAIRS:
            yield i1, i2, j1, j2
            continue
        for a1, a2, b1, b2 in _matched(old[i1:i2], new[j1:j2]):
            yield i1 + a1, i1 + a2, j1 + b1, j1 + b2


def _paragraphs(tokens: list[str]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    start = 0
    for number, token in enumerate(tokens):
        if token.startswith("\n"):
            found.append(tuple(tokens[start : number + 1]))
            start = number + 1
    if start < len(tokens):
        found.append(tuple(tokens[start:]))
    return found


def _starts(paragraphs: list[tuple[str, ...]]) -> list[int]:
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph))
    return starts


def _joined(spans: _Spans) -> _Spans:
    """Join changes that touch each other, so that one edit is one change."""
    last: tuple[int, int, int, int] | None = None
    for span in spans:
        if last is not None and last[1] == span[0] and last[3] == span[2]:
            last = (last[0], span[1], last[2], span[3])
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
