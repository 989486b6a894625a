"""A site whose addresses have no end is crawled to its end."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "faults")]

from crawl_together import run_jobs  # noqa: E402 - after the path is known
from trap_site import ARTICLES, NECESSARY, TrapSite  # noqa: E402

from crawler.monotony import Monotony, looks_of, shape_of  # noqa: E402

SITE = "https://kota.go.id"


@pytest.mark.parametrize("profiled", [False, True], ids=["unknown", "profile"])
def test_an_endless_site_ends(profiled, tmp_path, capsys):
    """At least 99 of 100 articles, at most twice the necessary requests, and an end of its own."""
    server = TrapSite()
    host = f"127.0.0.1:{server.port}"
    urls = {"article": ["^/baca/[^/]+$"]} if profiled else {}
    site = {"key": "perangkap", "name": "Perangkap", "hosts": [host], "seeds": [f"http://{host}/"], "urls": urls}
    settings = {"KLIPING_ALLOW_PRIVATE": True, "KLIPING_MAX_PAGES": 3000}
    [done], _ = run_jobs(tmp_path, [{"site": site, "settings": settings, "follow": True, "profiled": profiled}])
    server.close()
    asked = [target for target in server.asked if target not in ("/robots.txt", "/sitemap.xml")]
    found = {m[1] for target in asked if (m := re.match(r"/(?:baca|lihat)/kabar-(\d+)(?:\?|$)", target))}
    with capsys.disabled():
        sys.stdout.write(
            f"\ntraps: {len(found)} of {ARTICLES} articles, {len(asked)} requests for {NECESSARY} necessary ones\n"
        )
    assert done.reason == "finished"
    assert len(found) >= 0.99 * ARTICLES
    assert len(asked) <= 2 * NECESSARY, (len(asked), NECESSARY)


def test_a_look_is_the_words_of_a_page():
    """Markup and scripts make no other look, figures and tokens one of two; another word makes both others."""
    page = looks_of(b"<html><script>var t='a8f3'</script><h1 class=x>Kabar</h1><p>Pengunjung 17</p></html>")
    same = looks_of(b"<h1>Kabar</h1> <p>Pengunjung  1.204</p><style>a{}</style>")
    assert (page[0] == same[0], page[1] == same[1]) == (True, False)
    assert not set(page) & set(looks_of(b"<h1>Kabar lain</h1><p>Pengunjung 17</p>"))


def test_pages_that_differ_in_figures_are_pages():
    """An id in the address may show in the figures of its page alone; that is no trap, and a page number no noise."""
    monotony = Monotony()
    for number in range(1, 60):
        monotony.learn(f"{SITE}/b/{number}", b"<p>Berita nomor %d" % number)
        monotony.learn(f"{SITE}/arsip?page={number}", b"<p>Arsip %d" % number)
    assert not monotony.is_trap(f"{SITE}/b/99")
    assert monotony.without_noise(f"{SITE}/arsip?page=99") == f"{SITE}/arsip?page=99"


def test_a_shape_is_what_a_program_writes():
    """Numbers and slugs become stars, names and the keys of a query stay."""
    assert shape_of(f"{SITE}/agenda/2026/11?b=1&a=2") == shape_of(f"{SITE}/agenda/1999/1?a=9&b=")
    assert shape_of(f"{SITE}/baca/pasar-murah") != shape_of(f"{SITE}/agenda/pasar-murah")


def test_a_shape_that_repeats_itself_is_a_trap_and_others_are_not():
    """When nearly all of the last pages have a known look, that ends a shape; a site whose pages differ is never ended."""
    monotony = Monotony()
    for number in range(1, 60):
        monotony.learn(f"{SITE}/baca/kabar-{number}", b"<p>" + b"kata " * number)
        monotony.learn(f"{SITE}/agenda/{number}/1", b"<p>tidak ada acara")
    assert monotony.is_trap(f"{SITE}/agenda/3000/12")
    assert not monotony.is_trap(f"{SITE}/baca/kabar-99")
    assert monotony.is_trap(SITE + "/a" * 20)


def test_a_parameter_that_changes_nothing_is_left_out():
    """After four pairs of equal pages a session id is noise; a page number, which changes them, never is."""
    monotony = Monotony()
    for number in range(10):
        monotony.learn(f"{SITE}/baca/kabar?sesi={number}", b"<p>kabar yang sama")
        monotony.learn(f"{SITE}/arsip?halaman={number}", b"<p>" + b"arsip " * (number + 1))
    assert monotony.without_noise(f"{SITE}/arsip?halaman=3&sesi=99") == f"{SITE}/arsip?halaman=3"


@pytest.mark.parametrize("piece", [b"<script", b"<", b"a", b"href ", b"&a", b"1.", b"<style></script", b"<a href=x"])
def test_a_hostile_page_is_looked_at_in_a_moment(piece):
    """No page makes the look take quadratic time; these would take hours."""
    assert looks_of(piece * 3_000_000) == looks_of(piece * 4_000_000)
