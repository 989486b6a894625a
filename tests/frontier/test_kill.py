"""A crawl that is killed loses nothing."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
spec = importlib.util.spec_from_file_location("kill", BENCHMARKS / "kill.py")
kill = importlib.util.module_from_spec(spec)
sys.modules["kill"] = kill
spec.loader.exec_module(kill)

PAGES, KILLS = 150, 10


@pytest.fixture
def site():
    process, url = kill.site(PAGES)
    yield url
    process.kill()
    process.communicate()


def test_ten_kills_lose_nothing(site, tmp_path):
    """Killed ten times and resumed, a crawl has every page, sound WARCs and indexes, and the same dataset."""
    setup = kill.Setup(site, PAGES, warc_size=60_000)
    plain = tmp_path / "undisturbed"
    assert kill.crawl_with_kills(setup, plain, []).count == 0
    moments = kill.moments_of(random.Random(4), KILLS, PAGES)
    done = kill.crawl_with_kills(setup, tmp_path / "killed", moments)
    assert done.writing > 0, "no kill came while something was written"
    twice, problems = kill.judge(setup, tmp_path / "killed", plain, done.count)
    assert problems == []
    assert twice <= done.count
