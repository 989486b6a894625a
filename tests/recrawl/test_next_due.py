"""When a page is due again."""

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.recrawl import LONGEST, SHORTEST, WEEKLY, Visit, next_due

spec = importlib.util.spec_from_file_location(
    "recrawl_simulator", Path(__file__).parents[2] / "benchmarks" / "recrawl_simulator.py"
)
simulator = importlib.util.module_from_spec(spec)
sys.modules["recrawl_simulator"] = simulator
spec.loader.exec_module(simulator)

START = datetime(2026, 1, 1, tzinfo=UTC)


def visits(texts, extractor="1", every=timedelta(days=1)):
    return [Visit(START + n * every, text, extractor) for n, text in enumerate(texts)]


def interval(history):
    return next_due(history, history[-1].at) - history[-1].at


def test_a_page_never_visited_is_due_at_once():
    """Without a history a page is due now."""
    assert next_due([], START) == START


def test_a_changed_text_is_visited_sooner_and_a_quiet_one_later():
    """A change halves the interval, a visit without one lengthens it."""
    once = interval(visits("a"))
    assert interval(visits("ab")) == once / 2
    assert interval(visits("aa")) == once * 1.6
    assert interval(visits("abcdefghijkl")) == SHORTEST
    assert interval(visits("a" * 40, every=LONGEST)) == LONGEST
    assert interval(visits("aa", every=timedelta(hours=2))) == once, "too early to tell"


def test_a_young_text_is_never_left_alone_for_a_week():
    """Within a month of its first visit or last change, a text is visited within seven days."""
    assert interval(visits("aaaaaa", every=timedelta(days=6))) == WEEKLY < timedelta(days=7)
    assert interval(visits("a" * 20 + "bbbbbb", every=timedelta(days=6))) <= WEEKLY


def test_another_extractor_is_no_change():
    """A text that differs only because another version cleaned it leaves the interval as it was."""
    before = visits("aaa")
    after = Visit(START + timedelta(days=3), "b", "2")
    assert interval([*before, after]) == interval(before)
    assert interval([*before, after, Visit(START + timedelta(days=4), "c", "2")]) < interval(before)


def test_an_answer_without_a_text_is_no_change():
    """A 304 between two visits with one text counts as quiet, and does not hide a change after it."""
    assert interval(visits(["a", None, "a"])) == interval(visits("aaa"))
    assert interval(visits(["a", None, "b"])) == interval(visits("aab"))


@given(st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from(["a", "b", None]), st.sampled_from("12")), min_size=1))
def test_whatever_happened_the_interval_has_its_limits(steps):
    """No history makes a page due before 90 minutes or after 90 days, and time asked does not matter."""
    at, history = START, []
    for minutes, text, extractor in steps:
        at += timedelta(minutes=minutes)
        history.append(Visit(at, text, extractor))
    assert SHORTEST <= interval(history) <= LONGEST
    assert next_due(history, at + timedelta(days=5)) == next_due(history, at)


@pytest.mark.parametrize("seed", [2026, 7])
def test_a_simulated_year_keeps_its_promises(seed):
    """99 % of new articles within one listing interval, 90 % of edits in 7 days, a tenth of a daily crawl's requests."""
    ours = simulator.simulate(next_due, seed, 2.0)
    found_soon = sum(delay <= 2 / 24 + 1e-9 for delay in ours.found) / len(ours.found)
    assert len(ours.found) >= (simulator.DAYS - 1) * simulator.DAILY
    assert found_soon >= 0.99
    assert ours.within(7) >= 0.9
    # A daily crawl of all articles there are, day after day, less the few that are deleted.
    daily = sum(simulator.FIRST_ARTICLES + simulator.DAILY * day for day in range(simulator.DAYS)) * 0.98
    assert ours.requests <= daily / 10
