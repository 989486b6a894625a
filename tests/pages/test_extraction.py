"""The labelled pages through the engine: right, or a known failure with its reason."""

import importlib.util
import warnings
from pathlib import Path

import pytest

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pages_judge", HERE / "judge.py")
judge = importlib.util.module_from_spec(spec)
spec.loader.exec_module(judge)
FAMILIES = sorted({folder.parent for half in judge.HALVES for folder in judge.folders(half)})
LEAST = {"blind": {"text": 0.85, "title": 0.9, "published": 0.9, "other types": 0.7}, "sighted": {"text": 0.85, "title": 0.98, "published": 0.8}}  # fmt: skip
MOST_INVENTED = 0.01


@pytest.mark.parametrize("run", judge.RUNS)
@pytest.mark.parametrize("family", FAMILIES, ids=judge.name_of)
def test_a_labelled_page_is_right_or_a_known_failure(family, run):
    """Text, title, dateline, credit, date and kind of each page are what its label says, but for known.toml."""
    listed = judge.known()
    for folder in sorted(path.parent for path in family.glob("*/expected.json")):
        allowed = set(listed.get(judge.name_of(folder), {}).get(run, ()))
        assert judge.wrong(folder, site=run == "site") <= allowed, judge.name_of(folder)


def test_the_list_of_known_failures_is_true():
    """Each entry names a page and gives its reason; one that is right by now is told in the summary."""
    for page, row in judge.known().items():
        assert (judge.PAGES / page / "expected.json").is_file(), page
        assert len(row["reason"]) > 10, page
        assert set(row) <= {"folder", "page", "site", "reason"}
    for entry in judge.stale():
        warnings.warn(f"right by now, see tests/pages/judge.py --prune: {entry}", stacklevel=1)


@pytest.mark.parametrize("half", judge.HALVES)
def test_the_halves_stay_above_their_floors(half):
    """However long the list grows, the shares of right pages stay above what was reached."""
    found = judge.figures(half)
    assert {name: found[name] for name, least in LEAST[half].items() if found[name] < least} == {}
    assert 1 - found["invented"] <= MOST_INVENTED


def test_news_about_gambling_and_articles_with_planted_links_are_articles():
    """Not one labelled article is taken for an injected page."""
    for half in judge.HALVES:
        for folder in judge.folders(half):
            if judge.read(folder, "expected.json")["type"] == "article":
                found = judge.archive.extract(judge.exchange_of(folder))
                assert getattr(found, "reason", "") != "SUSPECTED_INJECTION", judge.name_of(folder)
