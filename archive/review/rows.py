"""A page's lines with what became of each, matched in order to an article's text and removals."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from archive.article import Article, BlockKind, Removal
from archive.extraction.title import fold
from archive.review.lines import PageLine

AHEAD = 200
"""Removals or kept lines that are looked through when a page's line is not the next of them."""
TITLE = "title"
UNTOLD = "?"
"""The mark of a line that neither text nor removals have: the article was made by another version, or other rules."""


class Row(Struct, frozen=True):
    """One line of the page, what of it is in the text, and what took the rest (empty: nothing)."""

    page: str
    text: str
    rule: str
    kind: BlockKind = BlockKind.PARAGRAPH
    zone: str = ""


def align(lines: Sequence[PageLine], article: Article | None) -> list[Row]:
    """Return a row for each line; without an article (a rejected page) nothing is kept."""
    if article is None:
        return [Row(line.text, "", "", line.kind, line.zone) for line in lines]
    matcher = _Matcher(article)
    return [matcher.row(line) for line in lines]


class _Matcher:
    """Where one stands in the text and in the removals, both of which follow the page."""

    def __init__(self, article: Article) -> None:
        self._kept = [line for block in article.blocks for line in block.text.split("\n")]
        self._cut = article.removals
        self._title = fold(article.title)
        self._next_kept = self._next_cut = 0

    def row(self, line: PageLine) -> Row:
        text, rule = self._judge(line)
        return Row(line.text, text, rule, line.kind, line.zone)

    def _judge(self, line: PageLine) -> tuple[str, str]:
        cut, kept = self._find_cut(line.text), self._find_kept(line.text)
        headline = bool(self._title) and fold(line.text) == self._title
        if headline and cut != self._next_cut and kept != self._next_kept:
            return "", TITLE
        if cut is not None and (kept is None or cut == self._next_cut or line.zone):
            self._next_cut = cut + 1
            return "", self._cut[cut].rule
        if kept is not None:
            self._next_kept = kept + 1
            return self._kept[kept], self._rest(line.text, self._kept[kept])
        return "", UNTOLD

    def _find_cut(self, text: str) -> int | None:
        end = min(len(self._cut), self._next_cut + AHEAD)
        return next((i for i in range(self._next_cut, end) if self._cut[i].text == text), None)

    def _find_kept(self, text: str) -> int | None:
        """Return the kept line that is this one, or what a credit left of it."""
        end = min(len(self._kept), self._next_kept + AHEAD)
        whole = next((i for i in range(self._next_kept, end) if self._kept[i] == text), None)
        if whole is not None or self._next_kept >= len(self._kept):
            return whole
        part = self._kept[self._next_kept]
        return self._next_kept if part and part in text else None

    def _rest(self, page: str, kept: str) -> str:
        """Return the rules that took the rest of a line."""
        if page == kept:
            return ""
        taken: list[Removal] = [r for r in self._cut if r.text in page and r.text not in kept]
        return " ".join(dict.fromkeys(r.rule for r in taken)) or UNTOLD
