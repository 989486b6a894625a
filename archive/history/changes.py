"""Two versions of an article compared field by field, the weightiest change first; nothing is dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from archive.article import Article, Contact, PageDate
from archive.history.weight import score, weigh
from archive.history.words import Hunk, Op, Piece, diff_words

WORDS = ("title", "text")
"""Fields compared word by word."""
TITLE_FACTOR = 3
FIELD_SCORE = {
    "attachments": 8.0,
    "published": 3.0,
    "credit": 3.0,
    "dateline": 2.0,
    "images": 2.0,
    "category": 1.0,
    "tags": 1.0,
    "modified": 0.5,
    "event_dates": 0.5,
    "copyright_notice": 0.3,
    "contacts": 0.3,
    "removals": 0.1,
}
"""Score of one value that came or went, for the fields compared by values."""


class Change(Struct, frozen=True):
    """One change of one field."""

    field: str
    kind: str
    """For words: `words`, `spelling`, `date`, `contact` or `counter`; otherwise `values`."""
    score: float
    before: tuple[str, ...]
    after: tuple[str, ...]


class Diff(Struct, frozen=True):
    """What changed from one version to the next."""

    id: str
    url: str
    before: str
    """Capture time of the earlier version, ISO 8601."""
    after: str
    score: float
    changes: tuple[Change, ...]
    """All of them, the weightiest first."""
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def compare(before: Article, after: Article) -> Diff:
    """Return what changed between two versions of an article."""
    title, title_hunks = diff_words(before.title, after.title)
    text, text_hunks = diff_words(before.text, after.text)
    changes = [
        *(_of_hunk("title", hunk, TITLE_FACTOR) for hunk in title_hunks),
        *(_of_hunk("text", hunk, 1) for hunk in text_hunks),
        *(change for field in FIELD_SCORE if (change := _of_values(field, before, after)) is not None),
    ]
    changes.sort(key=lambda change: -change.score)
    return Diff(
        id=after.id,
        url=after.url,
        before=before.source.fetched_at,
        after=after.source.fetched_at,
        score=round(sum(change.score for change in changes), 2),
        changes=tuple(changes),
        title=title,
        text=text,
    )


def _of_hunk(field: str, hunk: Hunk, factor: int) -> Change:
    return Change(field, weigh(hunk), factor * score(hunk), _text(hunk.before), _text(hunk.after))


def _text(words: Sequence[str]) -> tuple[str, ...]:
    text = " ".join(words).strip()
    return (text,) if text else ()


def _of_values(field: str, before: Article, after: Article) -> Change | None:
    old, new = Counter(_values(field, before)), Counter(_values(field, after))
    gone, come = tuple((old - new).elements()), tuple((new - old).elements())
    if not gone and not come:
        return None
    return Change(field, "values", round(FIELD_SCORE[field] * max(len(gone), len(come)), 2), gone, come)


def _values(field: str, article: Article) -> list[str]:
    """Return the values of a field as lines."""
    value = getattr(article, field)
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if field == "credit":
        return [value.raw]
    if isinstance(value, PageDate):
        return [_date(value)]
    lines: dict[str, Callable[[Any], str]] = {
        "event_dates": _date,
        "images": lambda image: " ".join(filter(None, (image.url, image.caption))),
        "attachments": lambda file: f"{file.title} {file.url}".strip(),
        "contacts": _contact,
        "removals": lambda removal: f"{removal.rule}: {removal.text}",
        "tags": str,
    }
    return [lines[field](each) for each in value]


def _date(date: PageDate) -> str:
    return f"{date.value or '?'} ({date.source}: {date.raw})"


def _contact(contact: Contact) -> str:
    parts = (contact.address, contact.postcode, *contact.phones, *contact.faxes, *contact.emails, *contact.web)
    parts += contact.social
    return ", ".join(part for part in parts if part)


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the fields that differ, without weighing them: cheap enough for every capture of a dataset."""
    return tuple(name for name in (*WORDS, *FIELD_SCORE) if getattr(before, name) != getattr(after, name))


def removed(pieces: Sequence[Piece]) -> int:
    """Return the words that went."""
    return sum(len(p.text.split()) for p in pieces if p.op is Op.REMOVED)


def added(pieces: Sequence[Piece]) -> int:
    """Return the words that came."""
    return sum(len(p.text.split()) for p in pieces if p.op is Op.ADDED)
