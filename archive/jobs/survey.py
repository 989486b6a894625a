"""What a site's own pages say about it: which program makes it, where its articles and listings are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import urldefrag, urljoin

import lxml.html
from lxml import etree
from msgspec import Struct

from archive.urls import host_of, target_of

MAX_LINKS = 2_000
ENOUGH = 3
"""Links of one form that make it a pattern."""
MARKS = (
    ("WordPress", re.compile(rb"/wp-content/|/wp-includes/|api\.w\.org", re.IGNORECASE)),
    ("OpenSID", re.compile(rb"opensid|/first/artikel/|/artikel/\d{4}/\d{1,2}/\d{1,2}/", re.IGNORECASE)),
    ("Joomla", re.compile(rb"/media/jui/|content=\"Joomla|option=com_content", re.IGNORECASE)),
    ("Drupal", re.compile(rb"/sites/default/files/|content=\"Drupal|drupal-settings-json", re.IGNORECASE)),
    ("DokuWiki", re.compile(rb"content=\"DokuWiki|doku\.php", re.IGNORECASE)),
    ("Nuxt", re.compile(rb"window\.__NUXT__|/_nuxt/", re.IGNORECASE)),
    ("Yii2", re.compile(rb"yii\.js|name=\"csrf-param\"", re.IGNORECASE)),
    ("swarakalibata (CodeIgniter)", re.compile(rb"swarakalibata|phpmu", re.IGNORECASE)),
    ("Laravel", re.compile(rb"laravel|name=\"csrf-token\"", re.IGNORECASE)),
    ("CodeIgniter", re.compile(rb"codeigniter|csrf_test_name|ci_session", re.IGNORECASE)),
)
_SLUG = re.compile(r"^(?:\d+-)?[^-/]+(?:-[^-/]+){2,}(?:\.html?|\.php)?$")
_LISTING = re.compile(
    r"^/(?:index\.php/)?(?:berita|kategori|category|arsip|news|artikel|informasi|pengumuman|siaran-pers)(?:/[^/?]+)?/?$|[?&](?:page|halaman|paged|hal)=\d+|/page/\d+",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|jpe?g|png|gif|css|js)$", re.IGNORECASE)
_PAGED = re.compile(r"(?:page|halaman|paged|hal)=\d+", re.IGNORECASE)


class Survey(Struct, frozen=True):
    """What was found; empty where nothing was. Patterns are those of a profile's `[urls]`."""

    title: str = ""
    cms: str = ""
    article: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Feeds, sitemaps and APIs that answered, as addresses."""
    seeds: tuple[str, ...] = ()
    """Where the crawl should begin, besides the home page."""
    delay: float | None = None
    """`Crawl-delay` of robots.txt."""
    certificate: str | None = None
    """What is wrong with the site's certificate."""
    tls: str = "modern"
    """What the visit was permitted, and the profile is to permit."""
    pages: int = 0
    """Pages that were looked at."""


def survey(pages: Iterable[tuple[str, bytes]]) -> Survey:
    """Return what the HTML pages of a site, with their addresses, say; the first is the home page."""
    targets: dict[str, None] = {}
    title, cms, count = "", "", 0
    host = None
    for url, body in pages:
        host = host or host_of(url).removeprefix("www.")
        count += 1
        cms = cms or next((name for name, mark in MARKS if mark.search(body)), "")
        tree = _tree(body)
        if tree is None:
            continue
        title = title or " ".join(str(tree.findtext(".//title") or "").split())[:120]
        targets |= dict.fromkeys(_targets(tree, url, host))
    listing = _listings(targets)
    return Survey(title=title, cms=cms, article=_articles(targets), listing=listing, pages=count)


def _tree(body: bytes) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(body)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _targets(tree: lxml.html.HtmlElement, base: str, host: str) -> Iterator[str]:
    for href in [str(found) for found in tree.xpath("//a/@href")][:MAX_LINKS]:
        try:
            url = urldefrag(urljoin(base, href.strip()))[0]
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and host_of(url).removeprefix("www.") == host:
            yield target_of(url)


def _articles(targets: Iterable[str]) -> tuple[str, ...]:
    """Return the forms of links that end in a headline, most frequent first."""
    forms: dict[str, int] = defaultdict(int)
    for target in targets:
        if (form := _form(target)) is not None:
            forms[form] += 1
    ranked = sorted((form for form, count in forms.items() if count >= ENOUGH), key=lambda form: (-forms[form], form))
    return tuple(ranked[:4])


def _form(target: str) -> str | None:
    """Write a target as a pattern; None when its last part is no headline."""
    path, _, query = target.partition("?")
    segments = path.strip("/").split("/")
    slug = next((segment for segment in reversed(segments) if not segment.isdigit()), "")
    if query or _FILE.search(path) or _LISTING.search(target) or not _SLUG.match(slug):
        return None
    if len(segments) > 1 and segments[0].lower() in ("category", "kategori", "tag", "author", "page"):
        return None
    return "^/" + "/".join(_segment(segment) for segment in segments) + "/?$"


def _segment(segment: str) -> str:
    if segment.isdigit():
        return f"\\d{{{len(segment)}}}" if len(segment) in (4, 8) else "\\d+"
    return "[^/?]+" if _SLUG.match(segment) else re.escape(segment)


def _listings(targets: Iterable[str]) -> tuple[str, ...]:
    """Return the listings as patterns: their paths, and how they are paged."""
    found: dict[str, None] = {}
    for target in targets:
        if not _LISTING.search(target):
            continue
        path, _, query = target.partition("?")
        if paged := _PAGED.search(query):
            found[f"[?&]{paged[0].partition('=')[0]}=\\d+"] = None
        bare = re.sub(r"/page/\d+/?$", "", path)
        found[f"^{re.escape(bare.rstrip('/'))}(/page/\\d+)?/?(\\?|$)"] = None
    return tuple(sorted(found))[:12]
