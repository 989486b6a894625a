"""The fuzzing harness itself: its inputs reach the engine, and a broken promise is told."""

import importlib.util
from pathlib import Path

import pytest

import archive

HERE = Path(__file__).parent


def module(name):
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", HERE / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


harness, campaign = module("harness"), module("campaign")


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\0<p>a", b"\1HTTP/1.1 200 OK\r\n\r\n<p>a", b"\1junk", b"\2Telp (021) ", b"\3(5/12/2017) "]
)
def test_every_kind_of_input_has_an_outcome(data):
    """A body, an answer, and texts repeated in body and title go through the engine."""
    assert isinstance(harness.outcome(data), archive.Article | archive.Rejection)


def test_a_short_text_is_repeated_until_it_is_long():
    """A bait fills the body or the title, which is where slow patterns are met."""
    assert harness.answer_of(b"\2ab").count(b"ab") >= harness.LONG // 2
    assert b"<title>abab" in harness.answer_of(b"\3ab")


def test_a_broken_promise_is_told(tmp_path, monkeypatch):
    """An input that raises, or burns CPU beyond the promise, is a finding; a good one is none."""
    path = tmp_path / "input"
    path.write_bytes(b"\0<p>a")
    assert campaign.broken(path) == ""
    monkeypatch.setattr(campaign, "REPLAY", "raise ValueError('planted')")
    assert campaign.broken(path) == "ValueError: planted"
    monkeypatch.setattr(campaign, "REPLAY", "while True: pass")
    monkeypatch.setattr(campaign, "CPU_SECONDS", 1)
    assert "signal" in campaign.broken(path)


def test_seeds_and_words_are_written(tmp_path):
    """The labelled pages and the words of the rules are what a campaign starts from."""
    campaign.seeds(tmp_path)
    assert len(list(tmp_path.iterdir())) >= 150
    campaign.dictionary(tmp_path / "words")
    lines = (tmp_path / "words").read_text("utf-8").splitlines()
    assert lines[0] == r'"\x3c\x70\x3e"'
    assert len(lines) == len(campaign.WORDS)
