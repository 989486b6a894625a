"""`kliping sites add` visits a site and writes what it saw."""

import json
import re

from web import Answer, page

from archive.sites import load_profile

SLUGS = ("wali-kota-buka-taman-baca", "pasar-murah-digelar-lagi", "jalan-baru-selesai-dibangun", "warga-bersihkan-kali")


def test_a_visit_writes_a_profile_that_crawls_the_site(run, web, tmp_path):
    """CMS, pause, feed, API and the forms of addresses are found; a crawl by that profile gets the articles."""
    site = web({})
    articles = [f"/detail/{slug}" for slug in SLUGS]
    posts = json.dumps([{"link": f"{site.base}/detail/hanya-lewat-api"}]).encode()
    site.routes = {
        "/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.1\n", headers={"Content-Type": "text/plain"}),
        "/": page("Beranda", *articles, "/kategori/berita", "/berita?page=2", "/wp-content/x.css"),
        "/kategori/berita": page("Berita", *articles),
        "/feed/": Answer(
            f"<rss><channel><item><link>{site.base}{articles[0]}</link></item></channel></rss>".encode(),
            headers={"Content-Type": "application/rss+xml"},
        ),
        "/berita/wp-json/wp/v2/posts?per_page=100&_fields=link&page=1": Answer(
            posts, headers={"Content-Type": "application/json"}
        ),
        "/detail/hanya-lewat-api": page("Hanya lewat API"),
        **{target: page(target) for target in articles},
    }
    done = json.loads(
        run("sites", "add", site.base, "--key", "uji", "--allow-private", "--delay", "0", "--json").stdout
    )
    profile = load_profile(tmp_path / "sites" / "uji.toml")
    assert done["found"]["cms"] == "WordPress"
    assert profile.delay == 0.1
    assert profile.urls.article == ("^/detail/[^/?]+/?$",)
    assert any(re.search(pattern, "/berita?page=9") for pattern in profile.urls.listing)
    assert {f"{site.base}/feed/", f"{site.base}/kategori/berita"} <= set(profile.seeds)
    assert len(site.asked) <= 25
    site.asked.clear()
    crawled = json.loads(run("crawl", "uji", "--allow-private", "--delay", "0", "--json").stdout)["crawls"][0]
    assert crawled["reason"] == "finished"
    assert {*articles, "/detail/hanya-lewat-api"} <= set(site.asked)


def test_without_a_visit_nothing_is_fetched(run, tmp_path):
    """With --no-probe the host alone is written, with its port if that is no usual one, and there is no collection."""
    run("sites", "add", "http://127.0.0.1:9/", "--no-probe")
    profile = load_profile(tmp_path / "sites" / "127-0-0-1.toml")
    assert (profile.urls.article, profile.hosts) == ((), ("127.0.0.1:9",))
    assert [path.name for path in tmp_path.iterdir()] == ["sites"]


def test_a_permission_is_written_without_a_visit_too(run, tmp_path):
    """What --tls permits stands in the profile that nobody was asked for; all else is as without it."""
    run("sites", "add", "http://127.0.0.1:9/", "--no-probe")
    run("sites", "add", "http://127.0.0.2:9/", "--no-probe", "--tls", "lenient")
    strict, lenient = [
        (tmp_path / "sites" / f"127-0-0-{n}.toml").read_text().replace(f"127.0.0.{n}", "HOST").replace(f"-0-{n}", "")
        for n in (1, 2)
    ]
    assert load_profile(tmp_path / "sites" / "127-0-0-2.toml").tls == "lenient"
    assert lenient.replace('tls = "lenient"\n', "") == strict


def test_a_site_that_gives_no_page_writes_no_profile(run, tmp_path):
    """Nobody there: the exit code says so, and no file is written."""
    done = run("sites", "add", "http://127.0.0.1:9/", "--allow-private", code=7)
    assert "--no-probe" in done.stderr
    assert not (tmp_path / "sites").exists()
