"""How much a change of words means: a new sentence much, a date, a phone number or a counter little."""

from __future__ import annotations

import re
from enum import StrEnum

from archive.history.words import Hunk

_EDGES = ".,;:!?()[]{}\"'‘’“”„«»–—-|/"
_DATE = re.compile(
    r"\d{1,4}|\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?|\d{4}-\d{2}-\d{2}\S*|\d{1,2}[.:]\d{2}([.:]\d{2})?|wib|wita|wit|pukul|tanggal|"
    r"senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_MONTH = re.compile(
    r"jan(uari|uary)?|[fp]eb(r?uari|ruary)?|mar(et|ch)?|apr(il)?|mei|may|jun[ie]?|jul[iy]?|agu(stus)?|ags|aug(ust)?|"
    r"sep(t|tember)?|o[kc]t(ober)?|no[vp](ember)?|de[sc](ember)?"
)
_WHOLE_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?|\d{4}-\d{2}-\d{2}\S*|\d{1,2}[.:]\d{2}([.:]\d{2})?")
_CONTACT = re.compile(
    r"telp?|tlp|tlf|telepon|telephone|phone|fax|faks|faksimile|e-?mail|surel|website|web|kode|pos|"
    r"[^@\s]{1,64}@[^@\s]{1,255}|https?://\S+|www\.\S+|\+?[\d().-]{2,24}"
)
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}|https?://\S+|www\.\S+|\+?\d[\d().-]{5,22}\d")
_COUNTER = re.compile(r"dibaca|dilihat|dikunjungi|hits?|views?|viewed|visitors?")
_COUNTER_WORD = re.compile(r"\d{1,3}(?:[.,]?\d{3}){0,4}|kali|oleh|x|times")
_DAY_OF_MONTH = re.compile(r"[0-3]?\d")
_YEAR = re.compile(r"(19|20)\d\d")


class Weight(StrEnum):
    """The kinds of change, the heaviest first."""

    WORDS = "words"
    SPELLING = "spelling"
    DATE = "date"
    CONTACT = "contact"
    COUNTER = "counter"


SCORE = {Weight.WORDS: 10.0, Weight.SPELLING: 1.0, Weight.DATE: 0.5, Weight.CONTACT: 0.3, Weight.COUNTER: 0.1}
"""Score of a changed word; a change of low kind counts once, however long it is."""


def weigh(hunk: Hunk) -> Weight:
    """Return the kind of a change; what is not surely small is words."""
    words = [bare for word in (*hunk.before, *hunk.after) if (bare := _bare(word))]
    left, right = [_bare(word) for word in hunk.left], [_bare(word) for word in hunk.right]
    if _letters(hunk.before) == _letters(hunk.after):
        return Weight.SPELLING
    if _is_date(words, left[-1:], right[:1]):
        return Weight.DATE
    if any(_ADDRESS.fullmatch(w) for w in words) and all(_CONTACT.fullmatch(w) for w in words):
        return Weight.CONTACT
    counts = all(_COUNTER_WORD.fullmatch(w) or _COUNTER.fullmatch(w) for w in words)
    if counts and any(_COUNTER.fullmatch(w) for w in (*left, *words, *right)):
        return Weight.COUNTER
    return Weight.WORDS


def _is_date(words: list[str], before: list[str], after: list[str]) -> bool:
    """Return whether words are a date or a part of one; a bare number is, only beside a month."""
    if not all(_DATE.fullmatch(w) or _MONTH.fullmatch(w) for w in words):
        return False
    if any(_MONTH.fullmatch(w) or _WHOLE_DATE.fullmatch(w) for w in words):
        return True
    return (any(map(_MONTH.fullmatch, after)) and all(map(_DAY_OF_MONTH.fullmatch, words))) or (
        any(map(_MONTH.fullmatch, before)) and all(map(_YEAR.fullmatch, words))
    )


def score(hunk: Hunk) -> float:
    """Return the weight of a change as a number, to order by; never zero."""
    kind = weigh(hunk)
    return SCORE[kind] * max(1, len(hunk.before), len(hunk.after)) if kind is Weight.WORDS else SCORE[kind]


def _bare(word: str) -> str:
    return word.strip(_EDGES).casefold()


def _letters(words: tuple[str, ...]) -> str:
    return "".join(c for word in words for c in word.casefold() if c.isalnum())
