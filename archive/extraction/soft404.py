"""What a host answers with status 200 to addresses that cannot exist, learned from a few such answers.

A crawl asks a host for two or three made-up addresses; `learn` turns the answers into a signature, and `matches`
says whether another answer is that same page. Pure: asking is the crawler's business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from msgspec import Struct

from archive.exchange import Exchange
from archive.extraction.decode import decode
from archive.extraction.markup import read_markup
from archive.extraction.metadata import read_head
from archive.extraction.page import Page
from archive.extraction.walker import outline
from archive.http import MalformedHttp, content, parse_head

OK = 200
MIN_PAGES = 2
MAX_BYTES = 4 * 1024 * 1024
MAX_LINES = 2_000
SHARED = 0.8
"""The least share of a page's characters that the error pages of a host have in common."""
EXTRA = 120
"""Characters beyond the signature from which a page says something of its own."""
SAME = 0.9
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


def learn(answers: Sequence[Exchange]) -> ErrorPage | None:
    """Return what the answers to impossible addresses of one host have in common, or None.

    None: fewer than two answers of status 200, answers of several hosts, or answers that differ from each other
    (then they are pages, not one error page).
    """
    pages = [page for page in map(_read, answers) if page is not None]
    hosts = {urlsplit(a.url).hostname or "" for a in answers}
    if len(pages) < MIN_PAGES or len(hosts) != 1:
        return None
    common = set(pages[0].lines).intersection(*(page.lines for page in pages))
    shared = sum(map(len, common))
    if any(shared < SHARED * sum(map(len, set(page.lines))) for page in pages):
        return None
    title, times = Counter(page.title for page in pages).most_common(1)[0]
    return ErrorPage(hosts.pop(), title if times == len(pages) else "", tuple(sorted(common)))


def matches(learned: ErrorPage, answer: Exchange) -> bool:
    """Say whether an answer is the host's error page: it has the signature's lines and says little else."""
    if (urlsplit(answer.url).hostname or "") != learned.host:
        return False
    page = _read(answer)
    if page is None:
        return False
    known = set(learned.lines)
    extra = sum(len(line) for line in page.lines if line not in known)
    found = sum(len(line) for line in set(page.lines) & known)
    alike = not learned.title or SequenceMatcher(None, learned.title, page.title[:500]).ratio() >= SAME
    return alike and extra < EXTRA and found >= SHARED * sum(map(len, known))


def _read(answer: Exchange) -> _Lines | None:
    """Return the folded lines of an HTML answer of status 200."""
    try:
        head = parse_head(answer.response)
    except MalformedHttp:
        return None
    if head.status != OK:
        return None
    decoded = decode(content(answer.response, MAX_BYTES).body, (head.get("content-type") or b"").decode("latin-1"))
    markup = read_markup(decoded.text) if decoded is not None else None
    if markup is None:
        return None
    page = Page(answer.url, answer.url, outline(markup.source), markup.json_ld, "")
    lines = (_fold(segment.text, answer.url) for segment in page.outline.segments[:MAX_LINES])
    return _Lines(_fold(read_head(page).title, answer.url), tuple(line for line in lines if line))


def _fold(line: str, url: str) -> str:
    """Return a line without what changes from one address to the next: the address itself and digits."""
    parts = urlsplit(url)
    for asked in (url, parts.path, parts.path.rsplit("/", 1)[-1]):
        if len(asked) > 1:
            line = line.replace(asked, " ")
    return SPACES.sub(" ", DIGITS.sub("0", line)).strip().casefold()
