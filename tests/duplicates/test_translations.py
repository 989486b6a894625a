"""Twin-language pages are linked by their addresses, and only when nothing else fits."""

import pytest

from archive.duplicates import Kind, Options, find


def linked(tmp_path, *pages):
    found = find(lambda: list(pages), Options(folder=tmp_path))
    return [(g.rule, [m.url.partition(".go.id")[2] for m in g.members]) for g in found.groups if g.kind is Kind.TRANSLATION]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "indonesian", "english"),
    [
        ("segment", "/detail/banjir-surut", "/en/detail/banjir-surut"),
        ("segment", "/id/berita/50548/banjir", "/en/berita/50548/banjir"),
        ("segment", "/berita?id=77", "/berita?id=77&lang=en"),
        ("suffix", "/berita/walikota-kukuhkan-forum-1", "/berita/walikota-kukuhkan-forum-3"),
        ("number", "/id/berita/50548/banjir-surut", "/en/news/50548/flood-recedes"),
        ("slug", "/id/berita/banjir-surut", "/en/news/banjir-surut"),
    ],
)
def test_an_address_that_leads_to_the_other_language_links(tmp_path, article, rule, indonesian, english):
    """Each family of addresses links its two pages, the Indonesian first, and says by which rule."""
    pages = article("Teks", path=english, language="en"), article("Teks lain", path=indonesian)
    assert linked(tmp_path, *pages) == [(rule, [indonesian, english])]


def test_pages_that_declare_each_other_are_linked(tmp_path, article):
    """`hreflang` links pages whose addresses share nothing, when both declare it."""
    one = article("Teks", path="/x", declared={"hreflang:en": "https://bekasikota.go.id/y/"})
    other = article("Text", path="/y", language="en", declared={"hreflang:id": "https://bekasikota.go.id/x"})
    silent = article("Text", path="/y", language="en")
    assert linked(tmp_path, one, other) == [("hreflang", ["/x", "/y"])]
    assert linked(tmp_path, one, silent) == []


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"path": "/berita/rapat-1"}, {"path": "/berita/rapat-3"}, "both are Indonesian"),
        ({"path": "/berita/rapat-1"}, {"path": "/berita/rapat-3", "language": "en", "published": "2019-11-05"}, "other day"),
        ({"path": "/berita/rapat-1"}, {"path": "/berita/rapat-3", "language": "en", "site": "bekasikab"}, "other site"),
        ({"path": "/berita/rapat-1"}, {"path": "/berita/rapat-3", "language": "und"}, "language unknown"),
        ({"path": "/id/2019/11/a"}, {"path": "/en/2019/11/b", "language": "en"}, "a year is no number of a page"),
        ({"path": "/berita/banjir"}, {"path": "/berita/flood", "language": "en"}, "nothing shared"),
        ({"path": "/id/a", "published": None}, {"path": "/en/a", "language": "en", "published": None}, "no date"),
    ],
)  # fmt: skip
def test_what_may_be_chance_is_not_linked(tmp_path, article, one, other, why):
    """Two pages with less in common stay apart."""
    assert linked(tmp_path, article("Teks", **one), article("Text", **other)) == [], why


def test_three_that_fit_are_none(tmp_path, article):
    """When two English pages fit one Indonesian page, no pair is guessed."""
    pages = [article("Teks", path="/berita/forum-1"), *(article("Text", path=f"/berita/forum-{n}", language="en") for n in (2, 3))]  # fmt: skip
    assert linked(tmp_path, *pages) == []


def test_a_page_is_in_one_pair_only(tmp_path, article):
    """The surest rule wins: a page linked by its address is not linked again by its number."""
    pages = [
        article("Teks", path="/id/berita/50548/banjir"),
        article("Text", path="/en/berita/50548/banjir", language="en"),
        article("Teks lain", path="/id/foto/50548/lain"),
    ]
    assert linked(tmp_path, *pages) == [("segment", ["/id/berita/50548/banjir", "/en/berita/50548/banjir"])]
