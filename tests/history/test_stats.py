"""Figures: right, complete, and a page that asks nobody and trusts no word."""

import re
import xml.etree.ElementTree as ET

import msgspec
import pytest

from archive.article import Credit, Language, PageDate, Precision, Reason
from archive.cli.stats import _plot
from archive.collection import Collection
from archive.jobs.stats import as_data
from archive.redaction import Redaction, write_redactions
from archive.stats import count, stats_page
from archive.stats.series import MOST_BARS, timeline
from archive.stats.svg import columns

EVIL = "<script>alert(1)</script>\"'&"


def dated(value):
    return PageDate(value, value, "visible", Precision.DAY)


@pytest.fixture
def folder(made):
    return made.publish(
        made.article("/a", "Satu.", "2026-01-05T00:00:00Z", published=dated("2019-01-05"), credit=Credit("(gie)", "gie")),
        made.article("/a", "Dua.", "2026-01-09T00:00:00Z", published=dated("2019-01-05"), language=Language("id", 0.9)),
        made.article("/b", "Tiga.", "2026-01-05T00:00:00Z", published=dated("2019-05")),
        made.article("/c", "Empat.", "2026-01-05T00:00:00Z", published=dated("2019")),
        made.article("/d", "Lima.", "2026-02-05T00:00:00Z", site="lain", published=dated("2020-12-31")),
        made.rejection("/b", "2026-01-07T00:00:00Z"),
        made.rejection("/x", "2026-01-07T00:00:00Z", Reason.LISTING, 200, "links"),
    )  # fmt: skip


def test_everything_is_counted_once(folder):
    """An article counts once by its latest version; versions, rejections, events and reasons count each."""
    stats = count(folder)
    site = stats.sites["contoh"]
    assert list(stats.sites) == ["contoh", "lain"]
    assert (site.articles, site.versions, site.rejections, site.undated) == (3, 4, 2, 1)
    assert site.months == {"2019-01": 1, "2019-05": 1}
    assert site.captured == {"2026-01": 3}
    assert (site.fields["title"], site.fields["published"], site.fields["credit"], site.fields["language"]) == (
        3,
        3,
        0,
        1,
    )
    assert site.reasons == {"BAD_STATUS": 1, "LISTING": 1}
    assert site.languages == {"und": 2, "id": 1}
    assert site.events == {"changed": 1, "gone": 1}
    assert (stats.total.articles, stats.total.months["2020-12"]) == (4, 1)


def test_the_yield_leaves_out_what_is_no_article_by_nature(folder):
    """Listings, redirects and other types are no failure of extraction; a page that was lost is."""
    stats = count(folder)
    assert stats.sites["contoh"].extraction_yield == pytest.approx(4 / 5)
    assert stats.sites["lain"].extraction_yield == 1


def test_gaps_are_told_with_their_ends(folder):
    """Months without an article and days without a capture are ranges, both ends included, by site."""
    stats = count(folder)
    assert [(g.site, g.first, g.last, g.length) for g in stats.months_without_articles] == [
        ("contoh", "2019-02", "2019-04", 3)
    ]
    assert [(g.first, g.last, g.length) for g in stats.days_without_crawl] == [("2026-01-06", "2026-01-06", 1), ("2026-01-08", "2026-01-08", 1)]  # fmt: skip


def test_a_crawl_that_found_nothing_new_is_a_crawl(folder):
    """A day is no gap when a report of the collection says that a crawl began on it; a damaged report is no obstacle."""
    reports = Collection(folder.parent).create().reports
    (reports / "r.json").write_text('{"site": "contoh", "started": "2026-01-06T03:00:00Z"}')
    (reports / "s.json").write_text('{"site": "contoh", "started": "kemarin"}')
    (reports / "t.json").write_text("[" * 100_000)
    assert [g.first for g in count(folder.parent).days_without_crawl] == ["2026-01-08"]


def test_what_was_taken_down_is_in_no_figure(folder, made):
    """A redacted article is counted as taken down and nowhere else."""
    page = made.article("/a", "", "2026-01-05T00:00:00Z").id
    write_redactions(
        folder, {page: Redaction(page, "https://contoh.go.id/a", "contoh", "diminta", "2026-01-10T00:00:00Z")}
    )
    stats = count(folder)
    assert (stats.redacted, stats.total.articles, stats.total.versions) == (1, 3, 3)
    assert "2019-01" not in stats.total.months


def test_the_figures_for_programs_hold_all(folder):
    """`--json` has each figure of each site, the yield among them, and nothing that JSON cannot hold."""
    data = msgspec.json.decode(msgspec.json.encode(as_data(count(folder))))
    assert data["sites"]["contoh"]["extraction_yield"] == pytest.approx(0.8)
    assert data["sites"]["contoh"]["days"] == 3
    assert data["total"]["months"] == {"2019-01": 1, "2019-05": 1, "2020-12": 1}


def test_an_empty_dataset_has_figures(made):
    """Nothing at all is shown as nothing."""
    stats = count(made.publish())
    assert stats.total.articles == 0
    assert "none" in stats_page(stats, "kosong")


def test_the_page_is_one_file_that_trusts_no_word(made):
    """Every word from a dataset is escaped, there is no script, and nothing is requested from elsewhere."""
    folder = made.publish(
        made.article(
            "/a",
            "Satu.",
            "2026-01-05T00:00:00Z",
            site=EVIL,
            published=dated("2019-01-05"),
            language=Language(EVIL, 1.0),
        ),
        made.article("/b", "Dua.", "2026-01-05T00:00:00Z", site="lain", published=dated("2019-03-05")),
    )
    page = stats_page(count(folder), EVIL)
    root = ET.fromstring(re.sub(r"<meta[^>]*>", "", page.removeprefix("<!DOCTYPE html>")))
    assert {e.tag for e in root.iter()} <= {
        "html", "head", "title", "style", "body", "h1", "h2", "p", "code", "ul", "li", "b", "table", "tr", "th", "td",
        "svg", "rect", "text", "line",
    }  # fmt: skip
    assert not [a for e in root.iter() for a in e.attrib if a in ("src", "href", "style") or a.startswith("on")]
    assert not re.search(r"@import|url\(|https?:", page)
    assert EVIL in {e.text for e in root.iter("td")}
    assert "@media print" in page


@pytest.mark.parametrize(
    ("months", "first", "last", "bars"),
    [
        ({}, None, None, 0),
        ({"2019-01": 3}, ("2019-01", 3), ("2019-01", 3), 1),
        ({"2018-11": 1, "2019-02": 2}, ("2018-11", 1), ("2019-02", 2), 4),
        ({"2000-05": 1, "2019-02": 2, "2019-03": 2}, ("2000", 1), ("2019", 4), 20),
        ({"1070-05": 1, "2019-02": 2}, ("1070", 1), ("2019", 2), 2),
        ({f"{y:04}-01": 1 for y in range(1, 999)}, ("0927", 1), ("0998", 1), MOST_BARS),
    ],
)
def test_a_plot_has_a_bar_for_each_month_or_year(months, first, last, bars):
    """Holes are bars of nothing, many months become years, and one absurd date does not flatten the rest."""
    rows = timeline(months)
    assert len(rows) == bars
    assert (rows[0], rows[-1]) == (first, last) if rows else first is last


@pytest.mark.parametrize("top", [1, 4, 5, 6, 54, 101, 999, 1000, 123_456])
def test_bars_are_as_high_as_their_numbers(top):
    """A bar's height is its share of the plot, and the grid has at most six lines within it."""
    root = ET.fromstring(columns([("a", top), ("b", 0), ("c", top // 2)], "x"))
    heights = [float(e.get("height")) for e in root.iter("rect")]
    assert heights[1] == 0
    assert heights[2] == pytest.approx(heights[0] * (top // 2) / top, abs=0.1)
    lines = [float(e.get("y1")) for e in root.iter("line")]
    assert 2 <= len(lines) <= 6
    assert min(lines) >= min(float(e.get("y")) for e in root.iter("rect")) - 0.1


def test_a_long_hole_is_one_row_in_the_terminal(capsys):
    """Up to three months without articles are shown one by one; more are one row with both ends."""
    rows = [("2018-01", 2), ("2018-02", 0), ("2018-03", 0), ("2018-04", 1), *((f"2018-{m:02}", 0) for m in range(5, 12)), ("2018-12", 4)]  # fmt: skip
    _plot("articles by month", rows)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("│")[0].strip() for line in lines if "│" in line and "━" not in line] == [
        "2018-01", "2018-02", "2018-03", "2018-04", "2018-05 to 2018-11", "2018-12",
    ]  # fmt: skip
