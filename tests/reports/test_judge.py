"""Each alarm fires when it should, and stays silent when it should."""

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive.errors import ConfigError
from archive.reports import NAMES, Report, SiteFacts, Situation, check_names, judge, raised, read_thresholds
from archive.reports.facts import FileFacts, look_at

NOW = "2026-11-24T06:00:00Z"
NOWHERE = Path(__file__).parent
"""No thresholds of its own lie here."""
ROBOTS = b"User-agent: *\nDisallow: /admin\nDisallow: /login\nSitemap: https://a.go.id/sitemap.xml\n"
GOOD = Report("20261124", "kota", NOW, NOW, "finished", responses=30, statuses={"200": 30}, disk_free=10**10)


def alarms(report, *earlier, root=None, **situation):
    thresholds = read_thresholds(root) if root else read_thresholds(NOWHERE)
    return {alarm.name: alarm.message for alarm in judge(report, earlier, thresholds, Situation(**situation))}


def run(name="20261124", **facts):
    return replace(GOOD, run=name, facts=SiteFacts(**facts))


def days(step, count, last="2026-11-23"):
    end = dt.date.fromisoformat(last)
    return sorted(str(end - dt.timedelta(days=step * n)) for n in range(count))


def sitemap(urls):
    return look_at("/sitemap.xml", b"<urlset>" + b"<url><loc>x</loc></url>" * urls + b"</urlset>")


def test_a_good_run_raises_nothing():
    """A run like those before it is silent."""
    usual = run(articles=25, lost=5, days=days(1, 40), files={"a/robots.txt": look_at("/robots.txt", ROBOTS)})
    assert alarms(usual, *(replace(usual, run=str(n)) for n in range(5)), min_free=1024**3) == {}


@pytest.mark.parametrize(
    ("now", "before", "fires"),
    [
        ((0, 25), (25, 5), True),
        ((12, 18), (25, 5), True),  # 40 % of the pages, where it was 83 %
        ((20, 10), (25, 5), False),
        ((0, 5), (25, 5), False),  # too few captures
        ((0, 25), (5, 1), False),  # nothing to compare with
        ((10, 20), (10, 20), False),  # never was better
    ],
)
def test_a_fallen_yield(now, before, fires):
    """The share of articles is held against all captures before, once there are enough of both."""
    found = alarms(run(articles=now[0], lost=now[1]), run("20261123", articles=before[0], lost=before[1]))
    assert ("yield-fell" in found) is fires


def test_a_yield_that_falls_on_few_pages_is_seen_over_several_runs():
    """Runs that fetch a handful of pages are judged together."""
    broken = [run(str(20261130 - n), articles=0, lost=5) for n in range(4)]
    good = run("20261101", articles=300, lost=30)
    assert "yield-fell" not in alarms(broken[1], *broken[2:], good)
    assert alarms(broken[0], *broken[1:], good)["yield-fell"] == "0% of the pages gave an article, usually 91%"


@pytest.mark.parametrize(
    ("known", "fires"),
    [
        (days(1, 40, "2026-11-01"), True),  # every day, and now for 23 days none
        (days(1, 40, "2026-11-18"), False),  # within a week
        (days(14, 40, "2026-11-01"), False),  # once in two weeks: 23 days are nothing
        (days(14, 40, "2026-09-20"), True),  # but nine weeks are
        (days(1, 5, "2026-01-01"), False),  # no rhythm can be told
        ([*days(1, 40, "2026-11-01"), "2027-05-01"], True),  # a date in the future is no article of today
        (["kapan", *days(1, 40, "2026-11-20")], False),
    ],
)
def test_no_new_articles(known, fires):
    """The pause is held against the site's own pauses."""
    assert ("no-new-articles" in alarms(run(days=known))) is fires


@pytest.mark.parametrize(
    ("body", "fires"),
    [
        (ROBOTS, False),
        (ROBOTS + b"Disallow: /tmp\n", False),
        (ROBOTS.replace(b"\n", b"\r\n").upper(), False),
        (b"<!DOCTYPE html><html><body>slot gacor</body></html>", True),
        (b"  <!-- x --><HTML>", True),
        (b"User-agent: *\nDisallow: /\n", True),
        (b"slot gacor hari ini", True),
    ],
)
def test_a_replaced_robots(body, fires):
    """A web page, nonsense, or quite other rules in place of a robots.txt are told; small changes are not."""
    now, before = ({"a/robots.txt": look_at("/robots.txt", text)} for text in (body, ROBOTS))
    assert ("robots-replaced" in alarms(run(files=now), run("1", files=before))) is fires


def test_a_robots_that_stays_away_is_told_again():
    """As long as a web page stands where rules stood, every run says so; a site without rules never does."""
    html = {"a/robots.txt": FileFacts("html")}
    before = [
        run("3", files=html),
        run("2", files=html),
        run("1", files={"a/robots.txt": look_at("/robots.txt", ROBOTS)}),
    ]
    assert alarms(run(files=html), *before)["robots-replaced"] == "a/robots.txt was a robots.txt and is a web page"
    assert alarms(run(files=html), *before[:2]) == {}
    assert "not there" in alarms(run(files={"a/robots.txt": FileFacts("missing")}), *before)["robots-replaced"]


@pytest.mark.parametrize(
    ("now", "before", "fires"),
    [
        (sitemap(100), sitemap(100), False),
        (sitemap(30), sitemap(100), False),
        (sitemap(5), sitemap(100), True),
        (sitemap(1), sitemap(10), False),
        (look_at("/sitemap.xml", b"<html>"), sitemap(100), True),
        (FileFacts("missing"), sitemap(100), True),
        (sitemap(0), FileFacts("html"), False),
    ],
)
def test_a_replaced_sitemap(now, before, fires):
    """A web page in place of a sitemap, or a sitemap with few of its addresses, is told."""
    found = alarms(run(files={"a/sitemap.xml": now}), run("1", files={"a/sitemap.xml": before}))
    assert ("sitemap-replaced" in found) is fires


def test_gambling():
    """One page is enough, and it is named."""
    assert alarms(run(gambling=0)) == {}
    found = alarms(run(gambling=2, gambling_urls=["http://a/slot"]))
    assert found["gambling"] == "gambling content on 2 pages, the first: http://a/slot"


@pytest.mark.parametrize(
    ("end", "words"),
    [("2026-12-01", "ends on 2026-12-01"), ("2026-11-20", "ended on 2026-11-20"), ("2027-02-01", None), ("?", None)],
)
def test_a_certificate_near_its_end(end, words):
    """Two weeks ahead the certificate's last day is told, and after it."""
    message = alarms(replace(GOOD, certificates={"a.go.id": f"{end}T00:00:00Z"})).get("certificate-ends", "")
    assert message.endswith(words) if words else not message


@pytest.mark.parametrize(
    ("change", "fires"),
    [
        ({"reason": "host-down"}, True),
        ({"reason": "robots-unreachable"}, True),
        ({"responses": 0, "statuses": {}, "failures": 3}, True),
        ({"statuses": {"503": 3, "500": 1}}, True),
        ({"statuses": {"503": 3, "200": 1}}, False),
        ({"reason": "interrupted", "responses": 0, "statuses": {}, "failures": 1}, False),
        ({"reason": "disk-full", "responses": 0, "statuses": {}}, False),
    ],
)
def test_a_host_that_is_down(change, fires):
    """No answer, errors alone, or a host that was given up are told; a crawl that we ended is not."""
    assert ("host-down" in alarms(replace(GOOD, **change))) is fires


@pytest.mark.parametrize(
    ("change", "mark", "fires"),
    [
        ({"disk_free": 10**9}, 10**9, True),  # less than twice the mark
        ({"disk_free": 3 * 10**9}, 10**9, False),
        ({"disk_free": 3 * 10**9, "disk_paused": 4.0}, 10**9, True),
        ({"disk_free": 3 * 10**9, "reason": "disk-full"}, 10**9, True),
        ({"disk_free": None}, 10**9, False),
        ({"disk_free": 0}, 0, False),
    ],
)
def test_a_disk_that_is_low(change, mark, fires):
    """It is told before a crawl has to pause, and when one had to."""
    assert ("disk-low" in alarms(replace(GOOD, **change), min_free=mark)) is fires


def test_a_damaged_warc():
    """A WARC that could not be read to its end is told with its place."""
    assert alarms(GOOD, damaged=()) == {}
    assert alarms(GOOD, damaged=("a.warc.gz@5: cut", "b"))["damaged-warc"] == "a.warc.gz@5: cut; and 1 more"


def test_thresholds_are_data(tmp_path):
    """The collection's file changes single values, for all or for one site; a mistake in it names the place."""
    (tmp_path / "alarms.toml").write_text("[gambling]\npages = 5\n[sites.kota.gambling]\non = false\n")
    assert read_thresholds(tmp_path).gambling.pages == 5
    assert read_thresholds(tmp_path).gambling.on
    assert not read_thresholds(tmp_path, "kota").gambling.on
    assert read_thresholds(tmp_path).yield_fell == read_thresholds(tmp_path / "none").yield_fell
    for wrong in ("[gambling]\npages = 'x'\n", "[gamblnig]\npages = 1\n", "gambling\n", "[yield-fell]\nshare = 3.0\n"):
        (tmp_path / "alarms.toml").write_text(wrong)
        with pytest.raises(ConfigError, match=r"alarms\.toml"):
            read_thresholds(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_every_alarm_can_be_switched_off(tmp_path, name):
    """With `on = false` an alarm is never raised; without it this run raises all of them."""
    robots, page = {"a/robots.txt": look_at("/robots.txt", ROBOTS)}, FileFacts("html")
    worst = replace(
        run(articles=0, lost=50, gambling=1, days=days(1, 40, "2026-01-01"), files={"a/robots.txt": page, "a/sitemap.xml": page}),
        reason="host-down", certificates={"a": "2026-11-25T00:00:00Z"}, disk_free=1,
    )  # fmt: skip
    before = run("1", articles=50, files=robots | {"a/sitemap.xml": sitemap(50)})
    situation = {"min_free": 100, "damaged": ("x",)}
    assert set(alarms(worst, before, **situation)) == set(NAMES)
    (tmp_path / "alarms.toml").write_text(f"[{name}]\non = false\n")
    assert set(alarms(worst, before, root=tmp_path, **situation)) == set(NAMES) - {name}


def test_alarms_are_asked_for_by_name():
    """`--fail-on` takes names or `any`; an unknown one is told with the known ones."""
    assert check_names(None) == frozenset()
    assert check_names("any") == frozenset(NAMES)
    assert check_names("gambling, host-down") == {"gambling", "host-down"}
    for wrong in ("gambling,banjir", "", ","):
        with pytest.raises(ConfigError, match="there is no alarm"):
            check_names(wrong)
    (alarm,) = judge(run(gambling=1), (), read_thresholds(NOWHERE), Situation())
    assert raised([alarm], frozenset({"gambling"})) == [alarm]
    assert raised([alarm], frozenset({"host-down"})) == []
