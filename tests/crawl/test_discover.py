"""Which links become requests, in what order, and which never."""

import random

import pytest

from archive.sites import Site, Urls
from crawler.discover import MAX_LINKS, Discovery, Priority, join

HOME = "https://kota.go.id/"


def discovery(hosts=("kota.go.id",), **urls):
    return Discovery(Site(key="kota", name="Kota", hosts=hosts, seeds=(HOME,), urls=Urls(**urls)))


def given(rules, *urls):
    return [found.url for found in rules.next(urls)]


def test_links_are_read_from_anchors_areas_and_link_elements():
    """Targets are absolute, against the page's own base, each once, without fragments and foreign schemes."""
    body = b"""<base href="/berita/"><a href="1">x</a><a href='1#a'>y</a><AREA HREF=" 2 "><link rel=next href="?page=2">
    <link rel=stylesheet href=x.css><a href="javascript:x()">z</a><a href="mailto:a@b.id">m</a><a href="http://[x">b</a>
    <a href="//cdn.id/a"></a><a name=x></a>"""
    assert discovery().links(body, HOME) == [
        "https://kota.go.id/berita/1",
        "https://kota.go.id/berita/2",
        "https://kota.go.id/berita/?page=2",
        "https://cdn.id/a",
    ]


def test_links_are_joined_as_rfc_3986_says():
    """The short way for plain paths gives what the general rule gives, whatever the link is made of."""
    pick = random.Random(4)
    hrefs = {"/" + "".join(pick.choices("/ab.?=&#%:@~-é\\1", k=pick.randrange(9))) for _ in range(3_000)}
    body = "".join(f'<a href="{href}">x</a>' for href in sorted(hrefs))
    for base in ("http://x.go.id/a/b?c", "https://x.go.id:81"):
        found = discovery().links(body.replace("&", "&amp;").encode(), base)
        assert set(found) == {join(base, href) for href in hrefs} - {""}


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\xff\xfe<a", b"<!--", b"<a href=x" * 3])
def test_broken_pages_have_no_links_and_raise_nothing(body):
    """An empty or broken page is read as far as it goes."""
    assert isinstance(discovery().links(body, HOME), list)


def test_links_of_one_page_are_bounded():
    """A page of a hundred thousand links gives a bounded number."""
    body = b"".join(b"<a href=/%d>x</a>" % n for n in range(100_000))
    assert len(discovery().links(body, HOME)) == MAX_LINKS


@pytest.mark.parametrize(
    "spelling",
    [
        "https://kota.go.id:443/detail/x",
        "https://KOTA.go.id/detail/x#komentar",
        "https://kota.go.id/index.php/detail/x",
        "https://kota.go.id/detail/x?utm_source=wa&fbclid=1",
        "https://kota.go.id/detail/x?PHPSESSID=abc",
        "https://kota.go.id/detail/x;jsessionid=9F",
    ],
)
def test_spellings_of_one_page_are_one(spelling):
    """A default port, a fragment, index.php, tracking and session parameters do not make another page."""
    assert len(given(discovery(), "https://kota.go.id/detail/x", spelling)) == 1
    assert len(given(discovery(), spelling, "https://kota.go.id/detail/x")) == 1


def test_port_80_is_the_default_of_http():
    """`:80` is dropped from what is requested."""
    assert given(discovery(), "http://kota.go.id:80/a") == ["http://kota.go.id/a"]


def test_a_page_is_requested_as_it_was_linked():
    """Order of the query, escapes and index.php stay, since servers tell them apart; sessions do not."""
    url = "https://kota.go.id/index.php/a%20b?z=1&a=2"
    assert given(discovery(), f"{url}&PHPSESSID=abc#x") == [url]
    assert given(discovery(), "https://kota.go.id/b;jsessionid=A1?x=1") == ["https://kota.go.id/b?x=1"]


@pytest.mark.parametrize(
    "url",
    [
        "https://lain.go.id/a",
        "https://sub.kota.go.id/a",
        "https://kota.go.id.jahat.id/a",
        "https://kota.go.id@jahat.id/a",
        "https://kota.go.id:99999/a",
        "https://kota.go.id:x/a",
        "https:///a",
        "https://kota.go.id/" + "a" * 3000,
    ],
)
def test_what_is_not_of_the_site_is_never_requested(url):
    """Other hosts, ports that are none and addresses without an end stay out; the others are not lost for it."""
    assert given(discovery(), url, HOME) == [HOME]


def test_a_host_with_a_port_owns_only_that_port():
    """A profile for one port leaves the others alone."""
    rules = discovery(hosts=("127.0.0.1:8642",))
    assert given(rules, "http://127.0.0.1:8642/a", "http://127.0.0.1/b", "http://127.0.0.1:1/c") == [
        "http://127.0.0.1:8642/a"
    ]


def test_the_scope_grows_with_a_redirected_start():
    """After the start led to another host, that host is in scope, on its port or both default ones."""
    rules = discovery()
    rules.widen("https://www.kota.go.id/beranda")
    assert rules.in_scope("http://www.kota.go.id/a")
    assert rules.in_scope(HOME)
    assert not rules.in_scope("http://www.kota.go.id:8080/a")


@pytest.mark.parametrize(
    "target",
    [
        "kalender/2024", "events/2024-05", "?month=2024-05", "?tgl=1", "doku.php?id=x&do=edit", "a?action=history",
        "a?rev=1", "lib/exe/x.php", "wp-json/a", "wp-login.php", "a/feed/", "a?replytocom=1", "login", "admin/", "a/cetak/1",
        "a?sort=x", "?s=x", "cari?q=x", "berita/berita/berita/", "a/b/a/b/a/b", "site.webmanifest", "a.jpg?x=1", "a.css",
        "a;jsessionid=1?do=login",
    ],
)  # fmt: skip
def test_traps_are_never_requested(target):
    """What breeds without end, acts on the server or is no page is not asked for."""
    assert given(discovery(), HOME + target) == []


@pytest.mark.parametrize(
    "target",
    [
        "detail/pasar-tanah-abang", "2024/05/06/berita", "doku.php?id=berita:a", "doku.php?id=a&do=show", "berita/kalender-wisata",
        "a?action=view&id=1", "berita/loginnya-mudah", "1/1/2018/x", "detail/cetakan-baru",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_trap_is_requested(target):
    """Words inside a slug, dates in a path and read-only actions are pages."""
    assert given(discovery(), HOME + target) == [HOME + target]


def test_what_a_profile_excludes_is_never_requested():
    """Exclude wins over article; article wins over the traps."""
    rules = discovery(article=("^/(detail|cari)/",), exclude=("^/detail/uji",))
    assert given(rules, f"{HOME}detail/uji-1", f"{HOME}cari/x", f"{HOME}pencarian/x") == [f"{HOME}cari/x"]


def test_order_with_a_profile():
    """Feeds first, then articles, documents, listings and the rest, so that a short crawl has the news."""
    rules = discovery(article=("^/detail/",), listing=("^/arsip",))
    urls = ("sitemap.xml", "rss", "detail/x", "a.pdf", "arsip/5", "berita?page=2", "profil")
    assert [found.priority for found in rules.next(HOME + url for url in urls)] == [
        Priority.SEED,
        Priority.SEED,
        Priority.ARTICLE,
        Priority.DOCUMENT,
        Priority.LISTING,
        Priority.LISTING,
        Priority.OTHER,
    ]


@pytest.mark.parametrize(
    ("target", "is_feed"),
    [
        ("feed/", True), ("feed", True), ("index.php/feed", True), ("en/feed/", True), ("rss.xml", True), ("berita/rss", True),
        ("atom.php?x=1", True), ("suatu-berita/feed/", False), ("comments/feed/", False), ("berita/feed-ternak", False),
    ],
)  # fmt: skip
def test_feeds_are_told_from_comment_feeds(target, is_feed):
    """The site's own feeds come first; the feed of one page's comments does not."""
    assert (Priority.SEED in [found.priority for found in discovery().next([HOME + target])]) is is_feed


def test_order_without_a_profile():
    """Any page can be an article, so a listing without end comes after it."""
    (listing, page) = discovery().next([f"{HOME}?page=2", f"{HOME}suatu-berita"])
    assert listing.priority < page.priority


def test_what_was_claimed_is_not_given_again():
    """A page that a redirect led to is known when it is linked later."""
    rules = discovery()
    assert rules.claim(f"{HOME}baru")
    assert not rules.claim(f"{HOME}index.php/baru#x")
    assert given(rules, f"{HOME}baru", f"{HOME}lain") == [f"{HOME}lain"]


def test_patterns_of_a_profile_do_not_disturb_each_other():
    """Flags, names and back-references of one pattern are its own, whatever stands before it."""
    rules = discovery(article=("^/(a)/", r"(?i)^/Berita/\d+$", r"^/(?P<x>b)/"), listing=(r"^/(\d+)/\1$", "^/(?P<x>b)$"))
    urls = ("/berita/12", "/12/12", "/b")
    found = {found.url: found.priority for found in rules.next(f"https://kota.go.id{url}" for url in urls)}
    assert list(found.values()) == [Priority.ARTICLE, Priority.LISTING, Priority.LISTING]
