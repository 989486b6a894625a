"""A profile's selectors for the date and the category."""

import pytest

from archive.sites import Layout, Site

HOST = "contoh.go.id"
STALE = "<p><time datetime='2024-01-01'>1 Januari 2024</time></p>"


@pytest.fixture
def read(extract, page, prose):
    def run(markup, **selectors):
        layouts = (Layout("lama", **selectors),) if selectors else ()
        site = Site("contoh", "Contoh", (HOST,), (f"https://{HOST}/",), layouts=layouts)
        return extract(page(f"{markup}<div class='isi'>{f'<p>{prose}</p>' * 3}</div>"), site=site)

    return run


@pytest.mark.parametrize(
    ("shown", "selector", "value"),
    [
        ("<span id='tgl'>5 Maret 2024</span>", "#tgl", "2024-03-05"),
        ("<b class='when'>Rabu, 6 Maret 2024 | 09:15 WIB</b>", ".when", "2024-03-06T09:15:00+07:00"),
        ("<i data-x='1' title='2024-03-07'>kemarin</i>", "[data-x]", "2024-03-07"),
        ("<a class='t' href='/2024'>8 Maret 2024</a>", "a.t", "2024-03-08"),
        ("<time class='t' datetime='2024-03-09'>Sabtu</time>", "time.t", "2024-03-09"),
    ],
)
def test_the_date_is_where_the_profile_says(read, shown, selector, value):
    """A `published` selector wins over the date line that the engine would take, and says so in `source`."""
    markup = STALE + f"<div>{shown}</div>"
    assert read(markup).published.value[:10] != value[:10]
    found = read(markup, published=selector)
    assert found.published.value == value
    assert found.published.source == "layout"


def test_a_date_selector_that_finds_none_leaves_it_to_the_engine(read):
    """Neither a missing element nor one without a date takes a date away."""
    plain = read(STALE).published
    assert plain.value == "2024-01-01"
    assert read(STALE, published="#nowhere").published == plain
    assert read(STALE + "<b id='x'>segera</b>", published="#x").published == plain


def test_the_category_is_where_the_profile_says(read):
    """A `category` selector names the category, inline or not, and its line is no text."""
    for shown in (
        "<span class='k'>Pemerintahan</span>",
        "<p class='k'>Pemerintahan</p>",
        "<a class='k'>Pemerintahan</a>",
    ):
        found = read(f"<div>{shown}</div>", category=".k")
        assert found.category == "Pemerintahan"
        assert "Pemerintahan" not in found.text


def test_one_selector_may_serve_two_keys(read):
    """A line that shows both the date and the category is read twice."""
    found = read("<p class='k'>4 Maret 2024</p>", category=".k", published=".k")
    assert (found.category, found.published.value) == ("4 Maret 2024", "2024-03-04")


def test_what_the_selectors_find_leaves_the_text(read, prose):
    """Lines inside the article's element that only show date and category are removals with their rules."""
    found = read("", body=".isi", published=".isi > p:nth-child(2)", category=".isi > p:nth-child(3)")
    assert found.text == prose
    assert [removal.rule for removal in found.removals][-2:] == ["meta:date", "meta:category"]
