"""What a host answers with status 200 to addresses that cannot exist, learned from a few such answers.

Nobody asks a host for made-up addresses: links that lead nowhere are in every crawl. A page that a host shows
under several addresses that have nothing to do with each other, nor with what it says, is such an answer
(`error_faces`). `learn` turns a few of them into a signature, and `shows_error` says whether another page is that
same one. Pure: which answers there are is the caller's business.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from archive.article import BlockKind
from archive.exchange import Exchange
from archive.extraction.decode import decode
from archive.extraction.markup import read_markup
from archive.extraction.metadata import read_head
from archive.extraction.page import Page
from archive.extraction.segments import Segment
from archive.extraction.walker import outline
from archive.http import MalformedHttp, content, parse_head
from archive.urls import host_of

OK = 200
MIN_PAGES = 2
MAX_BYTES = 4 * 1024 * 1024
MAX_LINES = 2_000
SHARED = 0.8
"""The least share of a page's characters that the error pages of a host have in common."""
EXTRA = 120
"""Characters beyond the signature from which a page says something of its own."""
SAME = 0.9
OWN = 20
"""Characters of a line outside links from which it is the page's own word: no error page has one of its own."""
TOLD = 160
"""A line of prose this long is looked for first: an article has one, and an error page has none that is not known."""
MIN_ADDRESSES = 3
UNNAMED = 0.8
"""The least share of the addresses of one text that have nothing to do with it."""
MIN_WORDS = 2
MAX_HEADINGS = 50
WORDS = re.compile(r"[^\W\d_]{4,}")
ENDING = re.compile(r"\.\w{1,5}$")
DIGITS = re.compile(r"\d+")
SPACES = re.compile(r"\s+")


class ErrorPage(Struct, frozen=True):
    """The error page of one host: its lines with digits folded and the asked address taken out, and its title."""

    host: str
    title: str
    lines: tuple[str, ...]
    """Sorted; empty when the page has no text."""


class _Lines(Struct, frozen=True):
    title: str
    lines: tuple[str, ...]


class Face(Struct, frozen=True, array_like=True):
    """What a page shows and whether its address has to do with it, in a few bytes."""

    shape: bytes
    """Digest of its folded lines, the address taken out: equal for the same text."""
    slug: bytes
    """Digest of the words of its address; empty when there are fewer than two."""
    named: bool
    """Whether title or headings hold half of those words."""


def face_of(page: Page) -> Face:
    """Return a page's face."""
    text = "\n".join(sorted(_lines(page).lines))
    words = _slug(page.url)
    if len(words) < MIN_WORDS:
        return Face(_hash(text), b"", named=True)
    headings = [s.text for s in page.outline.segments if s.kind is BlockKind.HEADING][:MAX_HEADINGS]
    told = set(WORDS.findall(" ".join(_fold(line, page.url) for line in (read_head(page).title, *headings))))
    return Face(_hash(text), _hash("-".join(words)), named=2 * len(told & set(words)) >= len(set(words)))


def error_faces(faces: Iterable[Face]) -> list[bytes]:
    """Return the shapes that one host shows under addresses that have nothing to do with them, most shown first.

    Three addresses of different words at least, and four of five not named by the page: an article that is
    reached by several addresses has its own words in most of them.
    """
    slugs: dict[bytes, dict[bytes, bool]] = {}
    for face in faces:
        if face.slug:
            of_shape = slugs.setdefault(face.shape, {})
            of_shape[face.slug] = of_shape.get(face.slug, False) or face.named
    unnamed = {shape: sum(not named for named in found.values()) for shape, found in slugs.items()}
    shown = [
        shape for shape, count in unnamed.items() if count >= MIN_ADDRESSES and count >= UNNAMED * len(slugs[shape])
    ]
    return sorted(shown, key=lambda shape: (-unnamed[shape], shape))


def learn(answers: Sequence[Exchange]) -> ErrorPage | None:
    """Return what the answers to impossible addresses of one host have in common, or None.

    None: fewer than two answers of status 200, answers of several hosts, or answers that differ from each other
    (then they are pages, not one error page).
    """
    pages = [page for page in map(_read, answers) if page is not None]
    hosts = {host_of(a.url) for a in answers}
    if len(pages) < MIN_PAGES or len(hosts) != 1:
        return None
    common = set(pages[0].lines).intersection(*(page.lines for page in pages))
    shared = sum(map(len, common))
    if any(shared < SHARED * sum(map(len, set(page.lines))) for page in pages):
        return None
    title, times = Counter(page.title for page in pages).most_common(1)[0]
    return ErrorPage(hosts.pop(), title if times == len(pages) else "", tuple(sorted(common)))


def matches(learned: ErrorPage, answer: Exchange) -> bool:
    """Say whether an answer is the host's error page; see `shows_error`."""
    page = _page(answer)
    return page is not None and shows_error(learned, page)


def shows_error(learned: ErrorPage, page: Page) -> bool:
    """Say whether a page is the host's error page: its lines and title, and no word of its own."""
    if host_of(page.url) != learned.host:
        return False
    segments, known = page.outline.segments[:MAX_LINES], set(learned.lines)
    if any(len(s.text) - s.links > TOLD and _fold(s.text, page.url) not in known for s in segments):
        return False
    lines = [(s, _fold(s.text, page.url)) for s in segments]
    more = [(s, line) for s, line in lines if line and line not in known]
    found = sum(len(line) for line in {line for _, line in lines} & known)
    if any(_is_own(s) for s, _ in more) or sum(len(line) for _, line in more) >= EXTRA:
        return False
    title = _fold(read_head(page).title, page.url)[:500]
    alike = SequenceMatcher(None, learned.title, title).ratio() >= SAME if learned.title else not title
    return alike and found >= SHARED * sum(map(len, known))


def _is_own(segment: Segment) -> bool:
    """Say whether a line that the signature has not says something: a heading, or words outside links."""
    return segment.kind is BlockKind.HEADING or len(segment.text) - segment.links >= OWN


def _read(answer: Exchange) -> _Lines | None:
    page = _page(answer)
    return _lines(page) if page is not None else None


def _page(answer: Exchange) -> Page | None:
    """Return an HTML answer of status 200 taken to lines."""
    try:
        head = parse_head(answer.response)
    except MalformedHttp:
        return None
    if head.status != OK:
        return None
    decoded = decode(content(answer.response, MAX_BYTES).body, (head.get("content-type") or b"").decode("latin-1"))
    markup = read_markup(decoded.source) if decoded is not None else None
    if markup is None:
        return None
    return Page(answer.url, answer.url, outline(markup.source), markup.json_ld, "")


def _lines(page: Page) -> _Lines:
    """Return a page's folded lines."""
    lines = (_fold(segment.text, page.url) for segment in page.outline.segments[:MAX_LINES])
    return _Lines(_fold(read_head(page).title, page.url), tuple(line for line in lines if line))


def _fold(line: str, url: str) -> str:
    """Return a line without what changes from one address to the next: the address itself and digits."""
    for asked in _asked(url):
        line = line.replace(asked, " ")
    return SPACES.sub(" ", DIGITS.sub("0", line)).strip().casefold()


@lru_cache(maxsize=64)
def _asked(url: str) -> tuple[str, ...]:
    """Return the forms in which a page may repeat its address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return tuple(asked for asked in (url, path, path.rsplit("/", 1)[-1]) if len(asked) > 1)


def _slug(url: str) -> tuple[str, ...]:
    """Return the words by which an address says what it leads to: of its last part, or of a value of its query."""
    try:
        parts = urlsplit(url)
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=20)]
    except ValueError:
        return ()
    named = (ENDING.sub("", parts.path.rstrip("/").rsplit("/", 1)[-1]), *values)
    return max((tuple(WORDS.findall(each.casefold())) for each in named), key=len)


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
