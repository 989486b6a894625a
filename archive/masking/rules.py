"""The rules of rules.toml, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from msgspec import Struct, convert

NAME = r"(?-i:(?:[A-Z][a-z]{0,3}\. ){0,2}[A-Z][\w'’-]{1,30}\.?(?: (?:bin(?:ti)?\b|[A-Z][\w'’-]{0,30}\.?)){0,3})"
"""What `{NAME}` stands for in a pattern: one to four capitalised words, behind titles with a full stop."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """Personal data by its own pattern; the group `value` is what is hidden."""

    name: str
    type: str
    pattern: str


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    words: tuple[str, ...]


class _Home(Struct, frozen=True, forbid_unknown_fields=True):
    strong: tuple[str, ...]
    weak: tuple[str, ...]


class _Mail(Struct, frozen=True, forbid_unknown_fields=True):
    domains: tuple[str, ...]
    stems: tuple[str, ...]
    exact: tuple[str, ...]


class _Data(Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...]
    office: _Words
    person: _Words
    home: _Home
    no_name: _Words
    official: _Words
    mail: _Mail


class Rules(Struct, frozen=True):
    """Patterns over words as they stand in a text."""

    named: tuple[tuple[Rule, re.Pattern[str]], ...]
    office: re.Pattern[str]
    person: re.Pattern[str]
    home_strong: re.Pattern[str]
    home_weak: re.Pattern[str]
    no_name: re.Pattern[str]
    official: re.Pattern[str]
    mail_domains: tuple[str, ...]
    mail_stems: tuple[str, ...]
    mail_exact: frozenset[str]


@cache
def rules() -> Rules:
    """Return the rules; a mistake in the file is an error at the first use, in every test."""
    data = convert(tomllib.loads((files("archive.masking") / "rules.toml").read_text("utf-8")), _Data)
    return Rules(
        named=tuple((rule, re.compile(rule.pattern.replace("{NAME}", NAME))) for rule in data.rules),
        office=_any(data.office.words),
        person=_any(data.person.words, "(?:nya)?"),
        home_strong=_any(data.home.strong),
        home_weak=_any(data.home.weak),
        no_name=_any(data.no_name.words),
        official=_any(data.official.words),
        mail_domains=data.mail.domains,
        mail_stems=data.mail.stems,
        mail_exact=frozenset(data.mail.exact),
    )


def _any(words: tuple[str, ...], ending: str = "") -> re.Pattern[str]:
    """Return a pattern for any of the words, whole (but for an ending), in any case; the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))}){ending}(?!\w)", re.IGNORECASE)
