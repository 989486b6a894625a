"""What the articles of the demo site say, and what is said about them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from html import unescape
from importlib import resources
from pathlib import Path

import pytest

from crawler.demo import SEED_SLUG, load_articles
from crawler.demo.content import DemoArticle
from crawler.demo.render import BodyWriter

BASE = "http://127.0.0.1:8642"
ARTICLES = load_articles()
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
SEED = (Path(__file__).parent / "seed.txt").read_text(encoding="utf-8")


def by_slug(slug: str) -> DemoArticle:
    return next(a for a in ARTICLES if a.slug == slug)


def seed_lines() -> list[str]:
    return [line for line in SEED.split("\n") if line.strip()]


def body_html(article: DemoArticle) -> str:
    return BodyWriter(article, BASE, {a.slug: (a.path, a.legacy_path) for a in ARTICLES}).html()


def test_the_seed_is_there_word_for_word():
    """Title and paragraphs equal the seed's lines, no-break spaces and missing quote included."""
    title, *body = seed_lines()[: seed_lines().index("Alamat")]
    seed = by_slug(SEED_SLUG).file
    assert seed.title == title
    assert seed.credit is not None
    assert [*seed.body[:-1], f"{seed.body[-1]} {seed.credit.lines[0]}"] == body


def test_the_seed_page_carries_its_words_and_spaces():
    """The HTML of the seed's body holds each line as typed, `(gie)` glued to the last."""
    html = unescape(body_html(by_slug(SEED_SLUG)))
    _, *body = seed_lines()[: seed_lines().index("Alamat")]
    assert html == "\n".join(f"<p>{line}</p>" for line in body)
    assert html.endswith("pungkasnya. (gie)</p>")


def test_the_seed_expects_what_the_project_promises():
    """Credit, dateline, event date and the last words of the body are the acceptance test's."""
    seed = by_slug(SEED_SLUG).expected(BASE)
    assert seed.credit is not None
    assert (seed.credit.name, seed.dateline, seed.event_date) == ("gie", "Balai Kota", "2017-12-05")
    assert seed.published is None
    assert seed.paragraphs[0].startswith("Balai Kota - Wali Kota Bekasi Rahmat Effendi melakukan")
    assert seed.paragraphs[-1].endswith("pungkasnya.")


def test_there_are_at_least_45_articles_all_but_one_synthetic():
    """The site is big enough for listings, and every made-up article says that it is."""
    assert len(ARTICLES) >= 45
    assert [a.slug for a in ARTICLES if not a.file.synthetic] == [SEED_SLUG]


def test_no_two_articles_share_a_paragraph_or_an_opening():
    """Nothing repeats across articles, so nothing of a body looks like a template."""
    texts = Counter(p for a in ARTICLES for p in a.expected(BASE).paragraphs)
    openings = Counter(" ".join(p.split()[:6]) for a in ARTICLES for p in a.expected(BASE).paragraphs)
    assert [text for text, n in [*texts.items(), *openings.items()] if n > 1] == []


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.slug)
def test_lengths_are_those_of_news(article):
    """An article has 120 to 450 words; only the one that points to a file is shorter."""
    words = sum(len(p.split()) for p in article.expected(BASE).paragraphs)
    assert article.file.expected.thin or 120 <= words <= 450


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.slug)
def test_weekdays_agree_with_dates_except_where_wrong_on_purpose(article):
    """The typing error the field notes describe is made once, and only there."""
    text = " ".join(article.expected(BASE).paragraphs)
    found = re.findall(r"(Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu),? \((\d+)/(\d+)(?:/(\d{4}))?\)", text)
    year = article.file.listed.year
    wrong = [x for x in found if WEEKDAYS[dt.date(int(x[3] or year), int(x[2]), int(x[1])).weekday()] != x[0]]
    assert bool(wrong) == article.file.expected.weekday_wrong
    assert article.file.expected.weekday_wrong == (article.slug == "pompa-baru-kurangi-genangan-di-bekasi-utara")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.slug)
def test_expected_facts_can_be_read_off_the_page(article):
    """Dateline opens the text, dates are ISO, and a publication date needs a page date line."""
    facts = article.expected(BASE)
    assert facts.paragraphs[0].startswith(facts.dateline or "")
    assert all(dt.datetime.fromisoformat(x) for x in (facts.event_date, facts.published) if x)
    assert (facts.published is None) == (article.file.page_date is None)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.slug)
def test_the_page_holds_every_expected_word(article):
    """The template drops and adds no text: decoded, each expected line is in the HTML."""
    html = body_html(article)
    hazards = article.file.hazards
    if "mojibake" in hazards:
        html = b"".join(bytes([ord(c)]) if ord(c) < 256 else c.encode("cp1252") for c in html).decode()
    if "double-escaped" in hazards:
        html = unescape(html)
    text = " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
    cells = [c for b in article.expected(BASE).blocks for c in re.split(r"[\n\t]", b.text)]
    assert [cell for cell in cells if cell not in text] == []


def test_the_hazards_of_the_field_notes_are_all_there():
    """Each markup sin and each kind of part occurs, so a crawl of the demo meets them."""
    hazards = {h for a in ARTICLES for h in a.file.hazards}
    kinds = {type(part).__name__ for a in ARTICLES for part in a.file.body}
    extras = {e for a in ARTICLES for e in a.file.extras}
    assert len(hazards) == 11
    assert kinds == {
        "str", "Heading", "Items", "Table", "Quote", "Figure", "AttachmentLine", "Download", "SeeAlso",
    }  # fmt: skip
    assert extras == {"share", "related", "twin", "fail-once"}
    assert any(a.file.language == "en" for a in ARTICLES)


def test_double_escaping_and_mojibake_are_what_they_claim():
    """The two damaged bodies show the damage in their HTML."""
    escaped = next(a for a in ARTICLES if "double-escaped" in a.file.hazards)
    garbled = next(a for a in ARTICLES if "mojibake" in a.file.hazards)
    assert "&lt;p&gt;" in body_html(escaped)
    assert "<p>" not in body_html(escaped)
    assert "â€œDisimpan" in body_html(garbled)


def test_the_data_folder_says_that_it_is_made_up():
    """The README beside the data tells a reader what is real."""
    readme = (resources.files("crawler.demo") / "data" / "README.md").read_text(encoding="utf-8")
    assert "Everything here is made up, except one document." in readme
    assert SEED_SLUG in readme
