"""The right reason for pages that are no article, and no article rejected."""

import importlib.util
from pathlib import Path

import pytest

from archive.article import Article, Rejection
from crawler.demo.content import load_articles

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)
FIRST, SECOND = common.labelled("first"), common.labelled("second")
ACCURACY = 0.98


@pytest.mark.parametrize("half", [FIRST, SECOND], ids=["first", "second"])
def test_page_types_are_told_apart(half):
    """On the labelled pages the reason is right for at least 98 of 100."""
    wrong = {name: (kind, common.kind(html, url)) for name, kind, html, url in half if common.kind(html, url) != kind}
    assert len(wrong) <= (1 - ACCURACY) * len(half), wrong


def test_no_labelled_article_is_rejected():
    """Of the labelled articles none becomes a rejection, and every kind of page is in the set."""
    rows = FIRST + SECOND
    assert [name for name, kind, html, url in rows if kind == "ARTICLE" and common.kind(html, url) != kind] == []
    assert len({kind for _, kind, _, _ in rows}) == 8
    assert len(rows) >= 60


def test_the_demo_sites_articles_are_articles():
    """All articles of the demo site pass through every shape of page."""
    for number, article in enumerate(load_articles()):
        page = "".join(f"<p>{text}</p>" for text in article.expected("https://kota.contoh.go.id").paragraphs)
        shape = common.SHAPES[number % len(common.SHAPES)]
        html = common.shaped(shape, article.file.title, f"<h1>{article.file.title}</h1><div>{page}</div>")
        assert common.kind(html, f"https://kota.contoh.go.id/berita/{article.slug}") == "ARTICLE", article.slug


def test_a_rejection_says_what_showed_it():
    """Each rejection of the labelled pages has a detail."""
    for _, kind, html, url in FIRST:
        found = common.archive.extract(common.answer(html, url))
        assert isinstance(found, Article) is (kind == "ARTICLE")
        assert not isinstance(found, Rejection) or found.detail
