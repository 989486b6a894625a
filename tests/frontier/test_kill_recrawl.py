"""A recrawl that is killed loses nothing, and asks for nothing too early or too late."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
spec = importlib.util.spec_from_file_location("kill_recrawl", BENCHMARKS / "kill_recrawl.py")
kill = importlib.util.module_from_spec(spec)
sys.modules["kill_recrawl"] = kill
spec.loader.exec_module(kill)

PAGES, KILLS = 48, 4


@pytest.fixture
def site():
    site = kill.ChangingSite(PAGES)
    yield site
    site.close()


def test_kills_in_a_recrawl_lose_nothing(site, tmp_path):
    """Killed four times, a second crawl has every page, revisit, event and due time of one nobody disturbed."""
    setup = kill.Setup(site.url, PAGES, warc_size=30_000)
    base, plain, killed = (tmp_path / name for name in ("base", "plain", "killed"))
    kill.first_crawls(site, setup, base)
    kill.recrawl(setup, base, plain, [])
    articles = {path for path in map(path_of, kill.asked(plain, base)) if path.startswith("/detail/")}
    assert articles == site.due()
    done = kill.recrawl(setup, base, killed, kill.moments_of(random.Random(7), KILLS, PAGES))
    assert done.writing > 0, "no kill came while something was written"
    _, problems = kill.judge(base, killed, plain, done.count)
    assert problems == []
    assert {kind for kind, *_ in kill.happened(plain)[0]} == {"new", "changed", "gone", "moved"}
    looks = kill.due(plain)
    assert [bool(pages) for pages in looks] == [False, False, True, True, True, True]


def path_of(url):
    return f"/{url.split('/', 3)[3]}"
