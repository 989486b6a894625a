"""Which titles are a site's name: made of an agency's words and of the words of its host."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote

WORD = re.compile(r"[^\W\d_]+")
MAX_NAME = 120
LIKE = 0.6
MIN_IN_HOST = 4
"""Letters from which a word found in the host's name is the host's."""
MIN_SLUG = 3
COVERED = 0.75
"""The share of an address's words that a title must hold."""
SPARE = 2
"""Words that a title may have beside twice those of the address: addresses are cut."""
MAX_QUERY = 10
"""Parameters of a script's address that are read."""
EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


@cache
def _words() -> frozenset[str]:
    table = tomllib.loads((files("archive.extraction") / "data" / "titles.toml").read_text("utf-8"))
    return frozenset(table["site"])


@lru_cache(maxsize=1024)
def is_site_name(text: str, host: str) -> bool:
    """Say whether a title names only its site: `Dinas Kesehatan Kabupaten Bogor` on `dinkes.bogorkab.go.id`."""
    return len(text) <= MAX_NAME and _share(text, host) == 1


def is_like_site_name(text: str, host: str) -> bool:
    """Say whether most words of a title are a site's: the place itself need not be in the host's name."""
    return len(text) <= MAX_NAME and _share(text, host) >= LIKE


def _share(text: str, host: str) -> float:
    words = [word.casefold() for word in WORD.findall(text)]
    names = host.casefold().replace("-", "").replace("www.", "")
    known = sum(w in _words() or (len(w) >= MIN_IN_HOST and w in names) for w in words)
    return known / len(words) if words else 0.0


def slug_words(url: str) -> tuple[str, ...]:
    """Return the words of an address's last part, where it has enough of them to be made from a title."""
    path, _, query = url.partition("?")
    parts = path.rstrip("/").split("/")[3:]
    last = EXTENSION.sub("", parts[-1]) if parts else ""
    if query and parts and last != parts[-1]:
        last = max(map(_named_page, query.partition("#")[0].split("&", MAX_QUERY)), key=len)
    words = tuple(WORD.findall(last.casefold()))
    return words if len(words) >= MIN_SLUG else ()


def is_slug(text: str, slug: tuple[str, ...]) -> bool:
    """Say whether an address's words are this title's, all of them and in order."""
    return bool(slug) and [word.casefold() for word in WORD.findall(text)] == list(slug)


def _named_page(parameter: str) -> str:
    """Return the page that a script's parameter names, without its namespaces: `id=berita:panen_raya`."""
    return re.split(r"[:/]", unquote(parameter.partition("=")[2]))[-1]


def from_slug(text: str, slug: tuple[str, ...]) -> bool:
    """Say whether an address's words were made from this title."""
    if not slug:
        return False
    words = [word.casefold() for word in WORD.findall(text)]
    held = len(set(slug) & set(words)) / len(set(slug))
    return held >= COVERED and len(words) <= 2 * len(slug) + SPARE
