"""A city's real posts through every page family: the post itself is the gold."""

import os
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest

from archive.article import Article
from benchmarks import adapter, pagesets

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("KLIPING_SHARED", ROOT.parent / "shared"))
POSTS = SHARED / "real" / "serangkota" / "serangkota_posts.jsonl"
LEAST_FAMILIES, LEAST_POSTS = 14, 19
LEAST = {
    "page": {"text": 0.74, "title": 0.93, "date": 0.93, "no loss": 0.99},
    "site": {"text": 0.99, "title": 0.87, "date": 0.93, "no loss": 0.99},
}
MOST_WRONG_DATES = 0.005


@pytest.fixture(scope="module")
def samples():
    """The poured pages; without the posts a warning stands in the summary, since nothing was tested."""
    if not POSTS.is_file():
        warnings.warn(f"NOT TESTED: {POSTS} is absent (KLIPING_SHARED says where it is)", stacklevel=1)
        pytest.skip(f"{POSTS} is absent")
    return pagesets.poured(SHARED)


def aspects(sample, found):
    if not isinstance(found, Article):
        return {}
    text, gold = " ".join(found.text.split()), " ".join(sample.gold.split())
    day = (found.published.value or "")[:10] if found.published else ""
    return {
        "text": text == gold,
        "title": " ".join(found.title.split()) == " ".join(sample.title.split()),
        "date": day == sample.published,
        "wrong date": bool(day) and day != sample.published,
        "no loss": all(" ".join(line.split()) in text for line in sample.gold.split("\n")),
    }


def tell(capsys, run, counts, families):
    """Print the summary, whatever pytest captures."""
    total = counts["pages"]
    worst = ", ".join(f"{family} {count}" for family, count in families.most_common(6))
    shares = ", ".join(f"{name} {count / total:.3f}" for name, count in sorted(counts.items()))
    with capsys.disabled():
        sys.stdout.write(f"\npoured, {run}: {total} pages: {shares}; text not exact: {worst or 'none'}\n")


@pytest.mark.parametrize("run", ["page", "site"])
def test_real_posts_come_out_of_every_family(run, samples, capsys):
    """Text, title and day of each post, page by page and with what the family's other pages teach."""
    extractor = adapter.SiteExtractor()
    families = {sample.site for sample in samples}
    assert len(families) >= LEAST_FAMILIES
    assert len(samples) >= LEAST_FAMILIES * LEAST_POSTS
    if run == "site":
        for family in families:
            extractor.fit_site(family, [(s.html, s.url) for s in samples if s.site == family])
    counts, failed = Counter(), Counter()
    for sample in samples:
        right = aspects(sample, adapter.outcome(sample.html, sample.url, extractor.template_of(sample.site)))
        counts["pages"] += 1
        counts.update(name for name, is_right in right.items() if is_right)
        failed[sample.site] += not right.get("text", False)
    tell(capsys, run, counts, +failed)
    shares = {name: count / len(samples) for name, count in counts.items()}
    assert {name: shares.get(name, 0) for name, least in LEAST[run].items() if shares.get(name, 0) < least} == {}
    assert shares.get("wrong date", 0) <= MOST_WRONG_DATES
