"""Addresses in the JSON of WordPress and of single-page sites."""

import msgspec
import pytest

from archive.sites import Site
from crawler.api import MAX_VALUES, json_urls, wordpress_listing
from crawler.discover import Discovery, Priority

SITE = "https://kota.go.id"


def test_wordpress_is_read_to_its_last_page():
    """A full page leads to the next one, a page that is not full leads to none; each post is an address."""
    full = msgspec.json.encode([{"link": f"{SITE}/kabar-{n}/"} for n in range(100)])
    found = json_urls(full, wordpress_listing(f"{SITE}/wp-json/"))
    assert found[:2] == [f"{SITE}/kabar-0/", f"{SITE}/kabar-1/"]
    assert found[-1] == wordpress_listing(f"{SITE}/wp-json/", 2)
    assert len(found) == 101
    short = msgspec.json.encode([{"link": f"{SITE}/kabar/"}])
    assert json_urls(short, wordpress_listing(f"{SITE}/wp-json/", 9)) == [f"{SITE}/kabar/"]


@pytest.mark.parametrize("root", [f"{SITE}/wp-json/", f"{SITE}/berita/wp-json/", f"{SITE}/?rest_route=/"])
def test_a_page_that_declares_the_api_leads_to_it(root):
    """The listing comes from the declared root, under a sub-path and without pretty addresses too, and is no trap."""
    rules = Discovery(Site(key="kota", name="Kota", hosts=("kota.go.id",), seeds=(SITE,)))
    body = f'<link rel="https://api.w.org/" href="{root}"><a href="/wp-json/oembed/1.0/embed?url=x">x</a>'
    [found] = rules.next(rules.links(body.encode(), f"{SITE}/"))
    assert found.url == wordpress_listing(root)
    assert found.priority is Priority.SEED
    assert next(iter(rules.next([wordpress_listing(root, 2)]))).url == wordpress_listing(root, 2)


def test_plain_json_gives_what_it_names():
    """Absolute and rooted addresses under the usual names are taken, other strings are not."""
    tree = {
        "data": [
            {"url": f"{SITE}/berita/1", "title": "https://lain.id/x"},
            {"permalink": "/berita/2", "link": "berita 3"},
        ],
        "next_page_url": f"{SITE}/v1/public/news?page=2",
        "meta": {"href": "javascript:x()", "url": None},
    }
    assert sorted(json_urls(msgspec.json.encode(tree), f"{SITE}/v1/public/news?per_page=5")) == [
        f"{SITE}/berita/1",
        f"{SITE}/berita/2",
        f"{SITE}/v1/public/news?page=2",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"url": ', b"[" * 100_000, b"null", b'"x"', b"\xff\xfe{}", b'{"url": "http://[x"}']
)
def test_what_is_no_json_gives_nothing(body):
    """A page of HTML, a cut answer and one that nests without end give no address and no error."""
    assert json_urls(body, SITE) == []


def test_a_large_answer_is_looked_at_so_far_and_no_farther():
    """The work on one answer is bounded."""
    assert len(json_urls(b"[" + b'{"url":"/a"},' * (MAX_VALUES * 2) + b"1]", SITE)) == 1
