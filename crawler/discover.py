"""From a fetched page to the addresses worth fetching next: in scope, no traps, articles first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import cache, partial
from importlib.resources import files
from typing import Protocol, cast
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import msgspec
from lxml import etree
from msgspec import Struct

from archive.sites import Site
from archive.urls import MAX_URL, SESSION_PATH, canonical_url, host_of, port_of, request_url, target_of
from crawler.api import WORDPRESS, wordpress_listing
from crawler.monotony import Monotony
from crawler.patterns import Patterns
from crawler.target import scope_of

MAX_LINKS = 5_000
"""Links of one page that are looked at."""
MAX_DEPTH = 50
"""Hops from a seed, listings not counted: paging through an old archive goes deep, as long as there are pages."""
LINKS = etree.XPath("//a/@href | //area/@href | //link[@rel='next' or @rel='alternate'][@href]/@href")
WORDPRESS_ROOT = etree.XPath("string(//link[@rel='https://api.w.org/']/@href)")
MAX_BARREN = 3
"""Pages of a listing in a row that named nothing new; then its paging is an endless one."""
BACKREF = re.compile(r"\\([1-9])")
BASE = etree.XPath("string(//base/@href)")
FEEDS = re.compile(
    # A `feed` deeper down is that of one page's comments.
    r"^/(?:(?:index\.php|[a-z]{2})/)?feed(?:/|\.xml|\.php)?(?:\?|$)"
    r"|^/(?!comments/)(?:[^/]+/)?(?:rss|atom)(?:/|\.xml|\.php)?(?:\?|$)|\.rss$",
    re.IGNORECASE,
)
SITEMAPS = re.compile(r"sitemap[^/]*\.xml(\.gz)?$", re.IGNORECASE)
DOCUMENTS = re.compile(r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|zip|rar|csv)(\?|$)", re.IGNORECASE)
LISTING = re.compile(
    r"[?&](page|halaman|paged|offset|hal)=\d+|/page/\d+|/(berita|kategori|category|arsip|news)/?$",
    re.IGNORECASE,
)


class Priority(IntEnum):
    """What is fetched first: seeds, then articles, so that a short crawl has the news."""

    SEED = 100
    ARTICLE = 50
    DUE = 45
    """A known page whose time has come, after those that nobody has seen."""
    DOCUMENT = 40
    CANDIDATE = 35
    """Any page of a site that has no pattern for articles; a listing without end must not come first."""
    LISTING = 30
    OTHER = 10


class Found(Struct, frozen=True):
    """An address to request, in the form it was linked, and how soon."""

    url: str
    priority: Priority

    @property
    def is_paging(self) -> bool:
        """Whether it is a later page of all posts of a CMS."""
        found = WORDPRESS.search(target_of(self.url))
        return found is not None and found[1] != "1"


@cache
def _traps() -> re.Pattern[str]:
    table = tomllib.loads((files("crawler") / "data" / "traps.toml").read_text("utf-8"))
    patterns = [pattern for trap in table["trap"] for pattern in trap["patterns"]]
    # Back-references are numbered within their own pattern, so each is compiled alone.
    return re.compile("|".join(_renumbered(patterns)), re.IGNORECASE)


def _renumbered(patterns: Iterable[str]) -> Iterator[str]:
    """Shift the back-references of each pattern by the groups before it."""
    before = 0
    for pattern in patterns:
        yield BACKREF.sub(partial(_shifted, before), pattern)
        before += re.compile(pattern).groups


def _shifted(groups: int, reference: re.Match[str]) -> str:
    return f"\\{int(reference[1]) + groups}"


class Known(Protocol):
    """What remembers the pages that were given out: the frontier of a crawl."""

    def claim(self, *urls: str) -> bool:
        """Say whether a page is new under all of these addresses, which are its own and that of its twins."""


class Discovery:
    """The link rules of one site; remembers what it has given out, or lets `known` do so."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._article = Patterns(site.urls.article)
        self._listing = Patterns(site.urls.listing)
        self._exclude = Patterns(site.urls.exclude)
        self._traps = _traps()
        self.known: Known | None = None
        self.monotony = Monotony()
        self._known: set[str] = set()
        self._bare: dict[str, str] = {}
        self._raw: dict[str, None] = {}

    def change(self, site: Site) -> None:
        """Take the patterns of a profile that was changed; scope and what was given out stay."""
        self._article = Patterns(site.urls.article)
        self._listing = Patterns(site.urls.listing)
        self._exclude = Patterns(site.urls.exclude)
        self._raw.clear()

    def links(self, body: bytes, base: str) -> list[str]:
        """Return the link targets of an HTML page, as absolute addresses, each once."""
        try:
            tree = lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return []
        root = join(base, str(BASE(tree))) or base
        found = cast("list[str]", LINKS(tree))
        raw = dict.fromkeys(str(href).strip() for href in found[:MAX_LINKS])
        if (declared := str(WORDPRESS_ROOT(tree))) and (api := join(root, declared)):
            raw = {wordpress_listing(api): None, **raw}
        origin = _origin(root)
        urls = (origin + href if _PLAIN.fullmatch(href) else join(root, href) for href in raw)
        return list(dict.fromkeys(url for url in urls if url))

    def next(self, urls: Iterable[str]) -> Iterator[Found]:
        """Yield the addresses to request: in scope, no traps, never the same page twice."""
        for raw in urls:
            if raw in self._raw:
                continue
            if len(self._raw) < MAX_LINKS:  # menus repeat on every page: remember the first ones cheaply
                self._raw[raw] = None
            if len(raw) > MAX_URL or not self.in_scope(raw):
                continue
            url = SESSION_PATH.sub("", request_url(raw))
            priority = self._judge(target_of(url), target_of(canonical_url(url)))
            trap = priority is not Priority.ARTICLE and self.monotony.is_trap(url)
            if priority is not None and not trap and self.claim(url):
                yield Found(url, priority)

    def judge(self, url: str) -> Found | None:
        """Return how soon a page that is known from earlier runs is to be fetched; None when it no longer is."""
        if len(url) > MAX_URL or not self.in_scope(url) or self.is_trap(url):
            return None
        priority = self._judge(target_of(url), target_of(canonical_url(url)))
        return None if priority is None else Found(url, priority)

    def claim(self, url: str) -> bool:
        """Say whether a page is new, and remember it."""
        key = self.identity(url)
        if self.known is not None:
            return self.known.claim(key, url)
        if key in self._known:
            return False
        self._known.add(key)
        return True

    def identity(self, url: str) -> str:
        """Return the form under which a page is one: http and https, `www.` and not, and without noise."""
        url = canonical_url(self.monotony.without_noise(url))
        scheme, _, rest = url.partition("://")
        if scheme in ("http", "https") and rest.startswith("www.") and self.in_scope(f"{scheme}://{rest[4:]}"):
            rest = rest[4:]
        return f"https://{rest}"

    def is_trap(self, url: str) -> bool:
        """Tell whether an address is one more of a form that shows nothing new; never an article of the profile."""
        return self.monotony.is_trap(url) and not self._article.search(target_of(url))

    def may_be_article(self, url: str) -> bool:
        """Say whether a page that was fetched is one by the profile, or at least no listing where there is none."""
        target = target_of(url)
        if self._article:
            return self._article.search(target) or self._article.search(target_of(canonical_url(url)))
        return not LISTING.search(target) and not self._listing.search(target)

    def is_excluded(self, url: str) -> bool:
        """Say whether the profile forbids an address of the site, whatever it is wanted for."""
        return self.in_scope(url) and self._exclude.search(target_of(url))

    def is_repeat(self, url: str) -> bool:
        """Tell of an address that waits in the queue whether, by what was learnt since, it is not worth asking for.

        It is one of a trap, or differs from a page that is known by noise only.
        """
        if self.is_trap(url):
            return True
        bare = self.monotony.without_noise(url)
        return bare != url and self._bare.setdefault(self.identity(bare), url) != url

    def widen(self, url: str) -> None:
        """Take the host of this address into the scope: the start of a crawl was redirected to it."""
        hosts = dict.fromkeys((*self._site.hosts, *scope_of(url)))
        self._site = msgspec.structs.replace(self._site, hosts=tuple(hosts))

    def in_scope(self, url: str) -> bool:
        """Say whether an address belongs to the site; one without a port that makes sense belongs to none."""
        port = port_of(url)
        return port is not None and self._site.owns(host_of(url), port)

    def _judge(self, target: str, canonical: str) -> Priority | None:
        """Return how soon a path with its query is to be fetched; None when it is not to be.

        An article is known by its canonical form too: `/index.php/detail/x` is `/detail/x`.
        """
        if self._exclude.search(target):
            return None
        if self._article.search(target) or self._article.search(canonical):
            return Priority.ARTICLE
        if self._listing.search(target):
            return Priority.LISTING
        if FEEDS.search(target) or SITEMAPS.search(target) or WORDPRESS.search(target):
            return Priority.SEED
        if DOCUMENTS.search(target):
            return Priority.DOCUMENT
        if self._traps.search(target):
            return None
        if LISTING.search(target):
            return Priority.LISTING
        return Priority.OTHER if self._article else Priority.CANDIDATE


# What `urljoin` only puts behind the host, and that is most links of a site: no dot segment, no fragment.
_PLAIN = re.compile(r"/(?!/)(?:[\w\-~%=&+,:@/]|(?<!/)\.)*(?:\?[\w\-~%=&+,:@/.]+)?")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def join(base: str, href: str) -> str:
    """Return a link as an absolute address without fragment; empty when it is no http(s) address."""
    try:
        url = urldefrag(urljoin(base, href))[0]
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""
