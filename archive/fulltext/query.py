"""What a person types, as a query that SQLite's FTS5 always understands."""

from __future__ import annotations

import re

from archive.errors import ConfigError

MOST_TERMS = 32
LONGEST = 1000
_TERM = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')
_WORD = re.compile(r"[^\W_]", re.UNICODE)


def match_of(query: str) -> str:
    """Return the FTS5 expression: every word, prefix (`banj*`) and phrase (`"..."`) must be found.

    Each term is quoted, so that no sign and no word (`AND`, `NEAR`, `title:`) is an operator: there is no
    query that is a syntax error.

    Raises:
        ConfigError: when there is no word in it, or it is longer than 1,000 characters or 32 terms.
    """
    hint = 'write words, a prefix such as banj*, or a phrase such as "kota bekasi"'
    if len(query) > LONGEST:
        raise ConfigError(f"a query has at most {LONGEST} characters", where="QUERY", hint=hint)
    terms = [term for match in _TERM.finditer(_readable(query)) if (term := _term(match))]
    if not terms:
        raise ConfigError("there is no word in the query", where="QUERY", hint=hint)
    if len(terms) > MOST_TERMS:
        raise ConfigError(f"a query has at most {MOST_TERMS} terms", where="QUERY", hint=hint)
    return " AND ".join(terms)


def _term(match: re.Match[str]) -> str | None:
    phrase, star, word = match.groups()
    if word is not None:
        star = "*" if word.endswith("*") else ""
        phrase = word
    if not _WORD.search(phrase):
        return None
    return f'"{phrase.rstrip("*")}"{star}'


def _readable(query: str) -> str:
    """Return a query without what SQLite cannot take: NUL ends a string, a lone surrogate has no UTF-8."""
    return query.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
