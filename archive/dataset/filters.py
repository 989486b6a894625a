"""Which articles are wanted, and which shards cannot hold one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypedDict, Unpack

from msgspec import Struct

from archive.article import Article
from archive.dataset.facts import days_of, span
from archive.dataset.manifest import ShardInfo
from archive.dataset.shard import safe_site
from archive.errors import ConfigError

Words = str | Sequence[str] | None
NOT = "not:"
LEVELS = ("provinsi", "kabupaten", "kota", "desa", "instansi")
_CODE = re.compile(r"\d\d(?:\.\d\d)?")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Asked(TypedDict, total=False):
    """The filters as a person writes them, one word or several; the keywords of `archive.load`."""

    site: Words
    """Keys of site profiles."""
    region: Words
    """Kemendagri codes (`32.75`; a province's, `32`, with all in it) or official names."""
    level: Words
    """`provinsi`, `kabupaten`, `kota`, `desa`, `instansi`."""
    since: str | None
    """First day, as `2017`, `2017-12` or `2017-12-05`. An article's day is that of its publication, else the
    first date its text tells; one without any date is left out."""
    until: str | None
    """Last day, included."""
    language: Words
    """Tags, `id`, `su`, `und`."""
    flags: Words
    """Flags that must all be there; `not:short` must not."""
    text: str | None
    """A word or a phrase of title or text, in any case."""


class Filters(Struct, frozen=True, dict=True):
    """What an article must be; an empty field asks for nothing. Of a list, one must fit (of flags, all).

    `region` has Kemendagri codes (a province's, `32`, holds its kabupaten and kota) or official names;
    `since` and `until` are ISO dates, both included; `flags` may be `not:short`; `text` is a word or a
    phrase of title or text, in any case.
    """

    site: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    language: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    text: str | None = None

    def admits(self, article: Article) -> bool:
        """Say whether an article is wanted."""
        region = article.region
        return (
            (not self.site or article.site in self.site)
            and (not self.region or _in_region((region.kemendagri, (region.name or "").lower()), self.region))
            and (not self.level or region.level in self.level)
            and (not self.language or article.language.tag in self.language)
            and all((flag.removeprefix(NOT) in article.quality.flags) != flag.startswith(NOT) for flag in self.flags)
            and self._in_time(article)
            and (self._words is None or bool(self._words.search(article.title) or self._words.search(article.text)))
        )

    def may_be_in(self, shard: ShardInfo) -> bool:
        """Say whether a shard can hold a wanted article, by its name and its facts, without opening it."""
        facts = shard.facts
        if self.site and not any(shard.name.startswith(f"{safe_site(site)}-") for site in self.site):
            return False
        if facts is None:
            return True
        return (
            _any(self.site, facts.sites)
            and (not self.region or _in_region(facts.regions, self.region))
            and _any(self.level, facts.levels)
            and _any(self.language, facts.languages)
            and all(flag in facts.flags for flag in self.flags if not flag.startswith(NOT))
            and (self._bounds is None or _overlap(facts.days, self._bounds))
        )

    def _in_time(self, article: Article) -> bool:
        if self._bounds is None:
            return True
        values = (d.value for d in (article.published, *article.event_dates) if d is not None)
        return _overlap(days_of(values), self._bounds)

    @cached_property
    def _bounds(self) -> tuple[str, str] | None:
        if self.since is None and self.until is None:
            return None
        first, last = span(self.since or "0000"), span(self.until or "9999")
        return (first[0], last[1]) if first and last else None

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        words = (self.text or "").split()
        if not words:
            return None
        phrase = r"\s+".join(map(re.escape, words))
        return re.compile(rf"(?<!\w){phrase}(?!\w)", re.IGNORECASE)


def make_filters(**asked: Unpack[Asked]) -> Filters:
    """Return filters from what a person writes.

    Raises:
        ConfigError: for a date or a level that is none.
        TypeError: for a keyword that is no filter.
    """
    unknown = sorted(asked.keys() - Asked.__annotations__.keys())
    if unknown:
        raise TypeError(f"no such filter: {unknown[0]!r}; there are {', '.join(Asked.__annotations__)}")
    levels = tuple(word.lower() for word in _words(asked.get("level")))
    for level in levels:
        if level not in LEVELS:
            raise ConfigError(f"Expected one of {', '.join(LEVELS)}, got {level!r}", where="level")
    return Filters(
        site=_words(asked.get("site")),
        region=tuple(word if _CODE.fullmatch(word) else word.lower() for word in _words(asked.get("region"))),
        level=levels,
        since=_day("since", asked.get("since")),
        until=_day("until", asked.get("until")),
        language=_words(asked.get("language")),
        flags=_words(asked.get("flags")),
        text=asked.get("text"),
    )


def _day(name: str, value: object) -> str | None:
    """Return a day, month or year as it is written; a `date` and the number 2017 are understood, too."""
    if value is not None and not _DAY.fullmatch(str(value)):
        raise ConfigError(f"Expected a date such as 2017, 2017-12 or 2017-12-05, got {value!r}", where=name)
    return None if value is None else str(value)


def _words(value: Words) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _any(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return not wanted or any(word in there for word in wanted)


def _in_region(there: Iterable[str | None], wanted: tuple[str, ...]) -> bool:
    """Say whether a code or name is wanted; a code holds those below it, and `32` is not `320`."""
    return any(here and (here == word or here.startswith(f"{word}.")) for here in there for word in wanted)


def _overlap(days: tuple[str, str] | None, bounds: tuple[str, str]) -> bool:
    return days is not None and days[0] <= bounds[1] and bounds[0] <= days[1]
