"""Runs over days and weeks against a site on loopback; the clock is set, nobody waits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LISTS = ["/", "/berita", "/feed", "/sitemap.xml"]
PAGES = [f"/detail/{n}" for n in range(6)]
ALL = sorted([*LISTS, *PAGES, "/surat.pdf"])


def played(*names):
    """Play scenarios in a process of their own; return what came out, by name."""
    clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower() and not k.startswith("KLIPING_")}
    done = subprocess.run(
        [sys.executable, HERE / "scenarios.py", *names], capture_output=True, text=True, check=False, timeout=300,
        env=clean | {"PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {each["scenario"]: each for each in found}


@pytest.fixture(scope="module")
def season():
    """All scenarios but the month, which docs/recrawl.md tells of, played once."""
    names = ("second", "edits", "validators", "liars", "fates", "crash", "extractor", "unreachable", "week")
    return played(*names)


def test_a_second_run_asks_for_listings_and_what_is_new(season):
    """Minutes later only home page, listing, feed and sitemap are asked for, and a page that nobody has seen."""
    found = season["second"]
    assert found["first"] == ALL
    assert found["counts"] == {"new": 6}
    assert found["again"] == LISTS
    assert found["grown"] == sorted([*LISTS, "/detail/6"])
    assert found["more"] == {"new": 1}


def test_everything_is_asked_for_when_it_is_wanted(season):
    """With `full` all pages are fetched, and `fetch` fetches what it is told; what is the same is a revisit."""
    found = season["second"]
    assert found["full"] == sorted([*ALL, "/detail/6"])
    assert found["fetched"] == ["/detail/0"]
    assert found["fetched_as"] == 1


def test_an_edit_is_found_when_the_page_is_due(season):
    """A page is visited again when its time has come, listed or not; then sooner if it changed, else later."""
    found = season["edits"]
    assert found["early"] == LISTS
    assert found["due"] == ALL
    assert found["counts"] == {"changed": 2, "unchanged": 4}
    assert found["later"] == sorted([*LISTS, "/detail/0", "/detail/1"])
    assert found["intervals"] == [16.0, 16.0, 32.0]


def test_counters_and_tokens_are_no_change(season):
    """Bytes that differ at every fetch make no event: only the cleaned text counts."""
    found = season["edits"]
    assert found["later_counts"] == {"unchanged": 2}
    assert found["events"] == ["changed", "changed"]
    assert not [page for page in found["revisits"] if page.isdecimal()]


def test_a_304_is_a_revisit_and_the_listing_behind_it_is_read(season):
    """Known pages are asked for changes only; the page of a 304 comes from the archive, a document's bytes too."""
    found = season["validators"]
    assert found["asked"] == ALL
    assert found["condition"] == '"a"'
    assert found["profiles"] == {"server-not-modified": 7, "identical-payload-digest": 3}
    assert found["document"] == ["identical-payload-digest"]
    assert found["counts"] == {"unchanged": 6}
    assert (found["articles"], found["events"], found["visits"], found["unmodified"]) == (6, [], 2, 1)


def test_servers_that_lie_are_not_believed(season):
    """An unasked 304 is no capture; an ETag of two texts is not sent again; a 304 for ever is checked."""
    found = season["liars"]
    assert found["unasked"] == [304, True, 0]
    assert found["counts"] == {"changed": 2, "unchanged": 3}
    assert found["kinds"] == {"/detail/0": 0, "/detail/1": 0, "/detail/2": 0, "/detail/3": 1}
    assert (found["asked_once"], found["trusted"], found["asked_again"]) == ('"same"', False, None)
    assert found["for_ever"][0] == '"a"'
    assert None in found["for_ever"]


def test_what_became_of_a_page_is_kept(season):
    """Gone, moved, changed, changed back, returned, gone again: by run, and the same as the history says."""
    found = season["fates"]
    assert found["counts"] == [
        {"new": 6},
        {"new": 1, "changed": 1, "gone": 1, "moved": 1, "unchanged": 2},
        {"changed": 1, "returned": 2, "unchanged": 3},
        {"gone": 1, "unchanged": 5},
    ]
    assert found["agree"]
    assert sorted(map(tuple, found["kinds"])) == [
        ("changed", "2"), ("changed", "2"), ("gone", "0"), ("gone", "0"),
        ("moved", "1"), ("returned", "0"), ("returned", "1"),
    ]  # fmt: skip
    assert found["latest"] is False


def test_a_crash_between_the_runs_costs_nothing(season):
    """What was fetched and not derived is known to the next run, and counted once it is derived."""
    found = season["crash"]
    assert found["known"] == LISTS
    assert found["provisional"] > len(PAGES)
    assert (found["counts"], found["kinds"], found["agree"]) == ({"changed": 1, "unchanged": 5}, ["changed"], True)
    assert found["left"] == []


def test_another_version_of_the_extractor_changes_nothing(season):
    """Texts of two versions are not compared: no page changed, and the interval stays as it was."""
    assert season["extractor"]["counts"] == {"unchanged": 6}
    assert season["extractor"]["hours"] == 20.0


def test_a_page_without_an_answer_is_remembered_by_the_warc(season):
    """The failure is a metadata record; the page is asked for again when it is due."""
    found = season["unreachable"]
    assert found["failure"] == found["fields"]["failure"] == "empty-reply"
    assert found["fields"]["site"] == "127.0.0.1"
    assert found["early"] == LISTS
    assert found["late"]
    assert found["counts"] == {"new": 1, "unchanged": 5}


@pytest.mark.parametrize("name", ["fates", "crash", "unreachable"])
def test_the_state_is_made_again_from_the_warcs(season, name):
    """Pages, dues, events and counts are the same after the state was deleted."""
    assert season[name]["rebuilt"]


def test_a_week_of_daily_runs(season):
    """Every new article and every edit is found, with two thirds of the requests of a full crawl each day."""
    found = season["week"]
    assert found["new"] == 12 + 7
    assert found["changed"] == 2
    assert found["requests"] < 0.7 * found["full"]
    assert found["agree"]
    assert found["rebuilt"]
