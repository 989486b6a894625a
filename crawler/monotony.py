"""Addresses without end are known by what they show: the same page again and again."""

from __future__ import annotations

import re
import zlib
from collections import deque
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from archive.urls import target_of

LOOK = 24
"""Pages of one shape after which it is judged."""
REPEATS = 22
"""So many of the last `LOOK` showed what was known: the shape is a trap."""
SAME = 4
"""So often a parameter changed nothing, and never anything: it is no part of the address."""
MAX_SEGMENTS = 14
MAX_REMEMBERED = 300_000
"""Pages whose look is remembered; beyond them nothing new is learnt."""
MAX_LOOK = 128 * 1024
"""Bytes of a page that are looked at."""
_CODE = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)
_CODE_END = re.compile(rb"</(?:script|style)[^<>]*>?", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>|&[a-z#0-9]{1,10};", re.IGNORECASE)
_LINK = re.compile(rb"href\s*=\s*[\"']?([^\"'?#>\s]{1,2000})", re.IGNORECASE)
_FIGURES = b"0123456789.,:/"
_TOKEN = re.compile(r".{9}|[a-z]", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![a-z0-9])\d+(?![a-z0-9])", re.IGNORECASE)
_SLUG = re.compile(r"[a-z]{2,}(?:-[a-z]+){2,}", re.IGNORECASE)
_WORD = re.compile(r"[-_.]|\d|.{20}")


def looks_of(body: bytes) -> tuple[int, int]:
    """Return two numbers for what a page shows, without its markup: its words, and its words and figures.

    The paths of its links are words too: a listing may differ from the next in nothing else.
    """
    body = body[:MAX_LOOK]
    first, *rest = _CODE.split(body)
    shown = [first, *(_CODE_END.split(part, maxsplit=1)[-1] for part in rest)]
    text = b" ".join((*_MARKUP.sub(b" ", b" ".join(shown)).split(), *_LINK.findall(body)))
    return zlib.crc32(b" ".join(text.translate(None, _FIGURES).split())), zlib.crc32(text)


def _counts_words(url: str) -> bool:
    """Tell whether only the words of a page make it another one: its address has a headline, or several numbers.

    An address with a single number is an id or a page, and its page may differ from the next in figures alone;
    one with year and month, or with a headline, says that there is more to differ in.
    """
    target = target_of(url)
    return _SLUG.search(target) is not None or len(_NUMBER.findall(target)) > 1


def shape_of(url: str) -> str:
    """Return what addresses made by one program have in common: names stay, slugs and numbers become a star."""
    path, _, query = target_of(url).partition("?")
    segments = ["*" if _WORD.search(segment) else segment for segment in path.split("/")]
    keys = sorted({key for key, _ in parse_qsl(query, keep_blank_values=True)})
    return f"{urlsplit(url).netloc}{'/'.join(segments)}?{'&'.join(keys)}"


class Monotony:
    """What one crawl has learnt of a site: shapes that repeat themselves, and parameters that change nothing."""

    def __init__(self) -> None:
        self._looks: dict[int, None] = {}
        self._shapes: dict[str, deque[bool]] = {}
        self._dead: set[str] = set()
        self._paths: dict[str, tuple[dict[str, str], tuple[int, int]]] = {}
        self._same: dict[str, int] = {}
        self._differs: set[str] = set()

    def learn(self, url: str, body: bytes) -> bool:
        """Take note of a page; False when it shows what another one did, so that its links are known too."""
        looks = looks_of(body)
        self._compare(url, looks)
        look = looks[0] if _counts_words(url) else looks[1]
        new = look not in self._looks
        if len(self._looks) < MAX_REMEMBERED:
            self._looks[look] = None
        shape = shape_of(url)
        recent = self._shapes.setdefault(shape, deque(maxlen=LOOK))
        recent.append(not new)
        if sum(recent) >= REPEATS:
            self._dead.add(shape)
        return new

    def is_trap(self, url: str) -> bool:
        """Tell whether an address is one more of a shape that repeats itself, or deeper than any site is."""
        return url.count("/") > MAX_SEGMENTS or shape_of(url) in self._dead

    def without_noise(self, url: str) -> str:
        """Return an address without the parameters that were seen to change nothing."""
        if "?" not in url or not self._same:
            return url
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(key, value) for key, value in pairs if not self._is_noise(key)]
        return url if len(kept) == len(pairs) else urlunsplit(parts._replace(query=urlencode(kept)))

    def _is_noise(self, key: str) -> bool:
        return self._same.get(key, 0) >= SAME and key not in self._differs

    def _compare(self, url: str, looks: tuple[int, int]) -> None:
        """Hold a page against the last one of the same path, when one parameter tells them apart."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        before = self._paths.get(parts.netloc + parts.path)
        if len(self._paths) < MAX_REMEMBERED:
            self._paths[parts.netloc + parts.path] = (query, looks)
        if before is None:
            return
        changed = [key for key in {**query, **before[0]} if query.get(key) != before[0].get(key)]
        if len(changed) != 1:
            return
        values = (query.get(changed[0], ""), before[0].get(changed[0], ""))
        figures = not all(_TOKEN.search(value) for value in values if value)  # a page number shows in figures
        if looks[figures] == before[1][figures]:
            self._same[changed[0]] = self._same.get(changed[0], 0) + 1
        else:
            self._differs.add(changed[0])
