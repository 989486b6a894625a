"""Pages that are one article in two languages: only what the addresses say, never a likeness of words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from archive.article import Article
from archive.duplicates.records import Group, Kind, Member, group_id, member_of

TONGUES = frozenset({"id", "en", "in", "eng", "ind", "english", "indonesia", "indonesian"})
"""Words in an address that name a language; `in` is the old code of Indonesian."""
_ENGLISH = frozenset({"en", "eng", "english"})
_NUMBERED = re.compile(r"^(?P<stem>[\w-]{3,}?)-(?P<language>[1-9])$")
_NUMBER = re.compile(r"^(?!(?:19|20)\d\d(?:\d{4})?$)\d{3,}$")
"""A number that is no year and no date."""
MAX_DAY = 200
"""Pages of one site and day that are looked at: a site that stamps everything with one day says nothing."""


class _Key(NamedTuple):
    """What two translations share; the rules sort by their number, the surest first."""

    rule: str
    value: str


class Translations:
    """Pairs of an Indonesian and an English page of one site and published day: `survey` all, `collect` all, `groups`.

    A pair is linked when both languages are known to differ and one rule leads from each to the other alone:
    `hreflang` (both pages declare it), `segment` (the same address but for `/en/`), `suffix` (the same slug but for
    its last digit, `-1` and `-3`), `number` (the same number under two language folders), `slug` (the same last
    part under two language folders). Memory: the pages of days that have an English page.
    """

    def __init__(self) -> None:
        self._days: set[tuple[str, str]] = set()
        self._pages: dict[tuple[str, str], list[tuple[Member, tuple[_Key, ...]]]] = defaultdict(list)

    def survey(self, article: Article) -> None:
        """Note the site and day of an English page."""
        day = _day(article)
        if day and _is_english(article.language.tag, article.url):
            self._days.add((article.site, day))

    def collect(self, article: Article) -> None:
        """Keep a page of a day that has an English page."""
        key = (article.site, _day(article))
        if key in self._days and len(self._pages[key]) <= MAX_DAY:
            self._pages[key].append((member_of(article), tuple(_keys(article))))

    def groups(self) -> list[Group]:
        """Return the pairs, by id."""
        found = (group for pages in self._pages.values() if len(pages) <= MAX_DAY for group in _pairs(pages))
        return sorted(found, key=lambda group: group.id)


def _day(article: Article) -> str:
    value = (article.published.value or "")[:10] if article.published else ""
    return value if len(value) == len("2017-12-05") else ""


def _pairs(pages: list[tuple[Member, tuple[_Key, ...]]]) -> Iterator[Group]:
    sharing: dict[_Key, dict[str, Member]] = defaultdict(dict)
    for member, keys in pages:
        for key in keys:
            sharing[key][member.id] = member
    linked: set[str] = set()
    for key in sorted(sharing):
        pair = _pair(list(sharing[key].values()))
        if pair and not linked & {m.id for m in pair}:
            linked |= {m.id for m in pair}
            identifier = group_id(Kind.TRANSLATION, (m.id for m in pair))
            yield Group(identifier, Kind.TRANSLATION, pair[0].id, pair, 1, key.rule[2:])


def _pair(members: list[Member]) -> tuple[Member, Member] | None:
    """Return the two as (Indonesian, English) when they are exactly that."""
    if len(members) != 2:  # noqa: PLR2004 - a pair
        return None
    one, other = members
    english = [_is_english(m.language, m.url) for m in (one, other)]
    if english[0] == english[1]:
        return None
    return (other, one) if english[0] else (one, other)


def _is_english(tag: str, url: str) -> bool:
    return tag == "en" or (tag == "und" and bool(_tongues(url) & _ENGLISH))


def _tongues(url: str) -> set[str]:
    parts = urlsplit(url)
    folders = {p.lower() for p in parts.path.split("/")} & TONGUES
    return folders | {v.lower() for k, v in parse_qsl(parts.query) if k == "lang"}


def _keys(article: Article) -> Iterator[_Key]:
    """Yield what a translation of this page would share with it."""
    for name, target in article.declared.items():
        if name.startswith("hreflang:"):
            yield _Key("1:hreflang", " ".join(sorted((_plain(article.canonical_url), _plain(target)))))
    parts = urlsplit(article.canonical_url)
    segments = [s for s in parts.path.split("/") if s]
    bare = [s for s in segments if s.lower() not in TONGUES]
    if not bare:
        return
    rest = sorted((k, v) for k, v in parse_qsl(parts.query) if k != "lang")
    yield _Key("2:segment", f"{'/'.join(bare)}?{rest}")
    suffix = _NUMBERED.match(bare[-1])
    if suffix:
        yield _Key("3:suffix", f"{'/'.join(bare[:-1])}/{suffix['stem']}")
    if len(bare) < len(segments):
        yield from (_Key("4:number", s) for s in bare if _NUMBER.match(s))
        yield _Key("5:slug", bare[-1])


def _plain(url: str) -> str:
    """Return an address without scheme and final slash, which pages write either way."""
    return url.partition("://")[2].rstrip("/")
