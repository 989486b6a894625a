"""Articles of other people's gold sets, read from the folder beside the project; told when it is absent."""

import gzip
import importlib.util
import json
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)
SHARED = Path(os.environ.get("KLIPING_SHARED", HERE.parents[2] / "shared"))
LISTED = "LISTING"
needs_shared = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason=f"{SHARED} has no gold sets (KLIPING_SHARED)")


def _sample(step):
    folder = SHARED / "gold" / "scrapinghub+article-extraction-benchmark"
    rows = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for key in sorted(rows)[::step]:
        yield rows[key].get("url") or "", gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode()


@needs_shared
def test_articles_of_the_gold_set_are_no_listings_and_no_injections():
    """Of scrapinghub's articles at most one in a hundred is taken for another kind of page."""
    kinds = [common.kind(html, url) for url, html in _sample(2)]
    wrong = [kind for kind in kinds if kind not in ("ARTICLE", "EMPTY_BODY")]
    assert len(wrong) <= 0.01 * len(kinds)


@needs_shared
def test_real_posts_are_articles_in_every_shape():
    """A city's real posts are articles in all shapes of page."""
    posts = (SHARED / "real" / "serangkota" / "serangkota_posts.jsonl").read_text("utf-8").splitlines()
    for post in map(json.loads, posts):
        if not post["content_html"].strip():
            continue
        for shape in common.SHAPES:
            html = common.shaped(shape, post["title"], f"<h1>{post['title']}</h1><div>{post['content_html']}</div>")
            url = f"https://serangkota.go.id/detailpost/{post['seotitle']}"
            assert common.kind(html, url) == "ARTICLE", (shape, post["title"])
