"""Copies and translations in one go: the articles are read twice, and never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from archive.article import Article
from archive.duplicates.copies import THRESHOLD, Copies
from archive.duplicates.records import Group, Report
from archive.duplicates.shingles import SHINGLE
from archive.duplicates.spool import CandidateSpool
from archive.duplicates.translations import Translations
from archive.errors import CollectionError, ConfigError


class Options(Struct, frozen=True):
    """How alike copies are, where temporary files go, and which dataset this is."""

    threshold: float = THRESHOLD
    folder: Path = Path()
    identity: str = ""


class Found(Struct, frozen=True):
    """The groups, copies first, each kind by id, and what was looked at."""

    groups: tuple[Group, ...]
    report: Report


Articles = Callable[[], Iterable[Article]]


def find(articles: Articles, options: Options | None = None) -> Found:
    """Return the copies and translations among articles; the same for the same articles in any order.

    Args:
        articles: gives all articles each time it is called; it is called twice.
        options: see `Options`.

    Raises:
        ConfigError: when the threshold is not above 0 and at most 1.
        CollectionError: when the second call gives other articles than the first.
        WriteError: when the temporary file cannot be written.
    """
    chosen = options or Options()
    if not 0 < chosen.threshold <= 1:
        raise ConfigError("a similarity is above 0 and at most 1", where=str(chosen.threshold))
    copies, translations = Copies(chosen.threshold), Translations()
    count = 0
    for article in articles():
        copies.survey(article)
        translations.survey(article)
        count += 1
    copies.mark()
    with CandidateSpool(chosen.folder) as spool:
        number = -1
        for number, article in enumerate(articles()):
            copies.collect(number, article, spool)
            translations.collect(article)
        if number + 1 != count:
            raise CollectionError("the dataset changed while it was read", hint="run the command again")
        same, pairs = copies.groups(spool), translations.groups()
    report = Report(
        identity=chosen.identity, articles=count, too_short=copies.too_short, compared=copies.compared,
        unchecked=copies.unchecked, copies=len(same), copied=sum(len(g.members) for g in same),
        translations=len(pairs), threshold=chosen.threshold, shingle=SHINGLE,
    )  # fmt: skip
    return Found((*same, *pairs), report)
