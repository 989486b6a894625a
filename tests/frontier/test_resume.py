"""`kliping crawl` goes on where an unfinished run ended."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from web import Web, page, redirect

from archive.state import State

PAGES = {f"/detail/{n}": page(f"Berita {n}", f"/detail/{n + 1}", "/") for n in range(30)}
CRAWL = """
import json, sys
from archive.config import Config
from crawler.run import crawl
from crawler.target import Target, target_from_url
from msgspec.structs import replace
job = json.load(sys.stdin)
target = replace(target_from_url(job["url"]), fresh=job["fresh"])
done = crawl([target], Config(collection="c", delay=0.0, allow_private=True, max_pages=job["pages"]))
print(json.dumps({"reason": done.reports[0].reason, "resumed": done.reports[0].resumed, "failed": done.reports[0].failed}))
"""


@pytest.fixture
def site():
    running = Web({"/": page("Beranda", "/detail/0", "/pindah", "/hilang"), **PAGES, "/pindah": redirect("/detail/29")})
    yield running
    running.close()


@pytest.fixture
def crawl(tmp_path, site):
    """Crawl the site in a process of its own; return the report."""

    def start(pages=1000, *, fresh=False):
        done = subprocess.run(
            [sys.executable, "-c", CRAWL], cwd=tmp_path, text=True, capture_output=True, check=False, timeout=60,
            input=json.dumps({"url": f"{site.base}/", "pages": pages, "fresh": fresh}),
            env={k: v for k, v in os.environ.items() if "proxy" not in k.lower()} | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return start


def pages(site):
    return [path for path in site.asked if path != "/robots.txt"]


def test_no_page_is_asked_for_while_another_waits_to_be_acknowledged(tmp_path, site, crawl):
    """When a page is asked for, it alone is leased: a kill at any moment costs one page a second request, not two."""
    leased = []
    routes = {
        path: page(path, *(f"/tak-ada/{path[8:]}/{n}.zip" for n in range(300)), f"/detail/{int(path[8:]) + 1}")
        for path in PAGES
    }
    routes["/"] = page("Beranda", *PAGES)

    def answer(target):
        if target != "/robots.txt":
            with closing(sqlite3.connect(f"file:{tmp_path}/c/state.sqlite?mode=ro", uri=True)) as state:
                leased.extend(state.execute("SELECT count(*) FROM frontier WHERE state = 1").fetchone())
        return routes.get(target)

    site.routes = answer
    crawl(pages=40)
    assert len(leased) > 20
    assert set(leased) == {1}


def test_a_run_goes_on_where_it_was_stopped(site, crawl):
    """Three runs of a few pages and one to the end ask for each page once, redirects and dead links included."""
    assert [crawl(pages=9)["reason"] for _ in range(3)] == ["max-pages"] * 3
    last = crawl()
    assert last["reason"] == "finished"
    assert last["resumed"] > 0
    assert sorted(pages(site)) == sorted([*PAGES, "/detail/30", "/", "/pindah", "/hilang", "/sitemap.xml"])


def test_fresh_ignores_what_was_left(site, crawl):
    """With `--fresh` a new run begins at the seeds although another one is unfinished."""
    crawl(pages=5)
    again = crawl(fresh=True)
    assert (again["reason"], again["resumed"]) == ("finished", None)
    assert pages(site).count("/") == 2


def test_the_queue_says_why_a_page_failed(crawl, tmp_path, site):
    """A page without an answer and one that robots.txt forbids are rows with their reasons."""
    site.routes["/robots.txt"] = type(site.routes["/"])(
        b"User-agent: *\nDisallow: /hilang\n", headers={"Content-Type": "text/plain"}
    )
    crawl()
    with State(tmp_path / "c" / "state.sqlite") as state:
        failed = state.rows("SELECT url, reason FROM frontier WHERE state = 4")
        redirected = state.rows("SELECT url FROM frontier WHERE reason = 'redirect'")
    assert failed == [(f"{site.base}/hilang", "robots")]
    assert redirected == [(f"{site.base}/pindah",)]


def test_an_answer_that_no_warc_has_is_fetched_again(crawl, tmp_path, site):
    """After a power cut took the end of a WARC, the pages that were in it are asked for once more."""
    crawl(pages=9)
    with State(tmp_path / "c" / "state.sqlite") as state, state.transaction() as database:
        database.execute("UPDATE frontier SET state = 2 WHERE state = 3")
        database.execute("UPDATE frontier SET offset = offset + 1 WHERE url LIKE '%/detail/2'")
    crawl()
    assert [path for path in pages(site) if pages(site).count(path) > 1] == ["/detail/2", "/detail/2"]
