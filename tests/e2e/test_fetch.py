"""`kliping fetch`: these pages, now, without a profile."""

import json

import pytest
from web import Answer, page, redirect

import archive
from archive.collection import Collection
from archive.warc import read_exchanges

FLAGS = ("--allow-private", "--delay", "0")
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40


def test_one_page(run, web, tmp_path):
    """The page is archived with its robots.txt, becomes an article, and its links are not followed."""
    site = web({"/berita/1": page("Taman baca", "/berita/2"), "/berita/2": page("Lain")})
    out = run("fetch", f"{site.base}/berita/1", *FLAGS).stdout
    assert "articles    1" in out
    assert sorted(site.asked) == ["/berita/1", "/robots.txt"]
    (article,) = archive.load(tmp_path / "kliping-data")
    assert (article.title, article.site, article.url) == ("Taman baca", "127.0.0.1", f"{site.base}/berita/1")
    (warc,) = Collection(tmp_path / "kliping-data").warcs()
    assert [e.url for e in read_exchanges(warc)] == [f"{site.base}/robots.txt", f"{site.base}/berita/1"]


def test_pages_of_several_hosts(run, web, tmp_path):
    """Each host becomes a crawl of its own with its WARC and report; articles carry their host as site."""
    one, two = web({"/a": page("Satu"), "/b": page("Dua")}), web({"/c": page("Tiga")}, host="127.0.0.2")
    urls = (f"{one.base}/a", f"{two.base}/c", f"{one.base}/b", f"{one.base}/a")
    done = json.loads(run("fetch", *urls, *FLAGS, "--json").stdout)
    assert [(c["site"], c["responses"]) for c in done["crawls"]] == [("127.0.0.1", 3), ("127.0.0.2", 2)]
    found = {a.title: a.site for a in archive.load(tmp_path / "kliping-data")}
    assert found == {"Satu": "127.0.0.1", "Dua": "127.0.0.1", "Tiga": "127.0.0.2"}
    assert len(Collection(tmp_path / "kliping-data").warcs()) == 2
    assert len({c["run"] for c in done["crawls"]}) == 2


def test_two_ports_of_a_host_are_two_sites_to_ask(run, web, tmp_path):
    """A profile that owns one port does not claim a page of another."""
    one, two = web({"/a": page("Satu")}), web({"/b": page("Dua")})
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "satu.toml").write_text(
        f'key = "satu"\nname = "Satu"\nhosts = ["127.0.0.1:{one.port}"]\nseeds = ["{one.base}/"]\n'
    )
    run("fetch", f"{one.base}/a", f"{two.base}/b", *FLAGS)
    assert {a.title: a.site for a in archive.load(tmp_path / "kliping-data")} == {"Satu": "satu", "Dua": "127.0.0.1"}


@pytest.mark.parametrize("profiled", [False, True], ids=["no-profile", "profile"])
def test_a_redirect_is_followed_and_recorded(run, web, tmp_path, profiled):
    """Both answers are in the WARC; the article has the address it was found at, on whatever host."""
    there = web({"/baru": page("Pindah rumah")}, host="127.0.0.2")
    here = web({"/lama": redirect(f"{there.base}/baru", 301)})
    if profiled:
        (tmp_path / "sites").mkdir()
        text = f'key = "sini"\nname = "Sini"\nhosts = ["127.0.0.1:{here.port}"]\nseeds = ["{here.base}/"]\n'
        (tmp_path / "sites" / "sini.toml").write_text(text)
    run("fetch", f"{here.base}/lama", *FLAGS)
    (article,) = archive.load(tmp_path / "kliping-data")
    assert (article.title, article.url) == ("Pindah rumah", f"{there.base}/baru")
    assert "REDIRECT" in {r.reason for r in archive.load_rejections(tmp_path / "kliping-data")}


def test_a_pdf_is_archived_byte_for_byte(run, web, tmp_path):
    """A document is stored as sent; in the dataset it is a rejection, not an article."""
    site = web({"/perwal.pdf": Answer(PDF, headers={"Content-Type": "application/pdf"})})
    run("fetch", f"{site.base}/perwal.pdf", *FLAGS)
    (warc,) = Collection(tmp_path / "kliping-data").warcs()
    (exchange,) = [e for e in read_exchanges(warc) if e.url.endswith(".pdf")]
    assert bytes(exchange.response).endswith(b"\r\n\r\n" + PDF)
    (rejection,) = [r for r in archive.load_rejections(tmp_path / "kliping-data") if r.url.endswith(".pdf")]
    assert rejection.reason == "NOT_HTML"


def test_robots_is_obeyed_for_a_single_page_too(run, web, tmp_path):
    """A page that robots.txt forbids is not asked for, and that is told."""
    forbid = Answer(b"User-agent: *\nDisallow: /rahasia\n", headers={"Content-Type": "text/plain"})
    site = web({"/robots.txt": forbid, "/rahasia": page("Rahasia")})
    assert "robots.txt forbids 1 page" in run("fetch", f"{site.base}/rahasia", *FLAGS).stdout
    assert site.asked == ["/robots.txt"]
    assert list(archive.load(tmp_path / "kliping-data")) == []
