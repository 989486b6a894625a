"""`kliping crawl --start URL`: a whole site known by nothing but its address."""

import gzip
import json

from web import Answer, page, redirect

import archive

FLAGS = ("--allow-private", "--delay", "0", "--json")
XML = {"Content-Type": "application/xml"}
PLUMBING = {"/robots.txt", "/sitemap.xml"}


def crawl(run, site, *more, start="/"):
    done = json.loads(run("crawl", "--start", f"{site.base}{start}", *FLAGS, *more).stdout)
    return done["crawls"][0]


def pages(site):
    """Return what was asked for, without what every crawl asks for."""
    return [target for target in site.asked if target not in PLUMBING]


def test_the_site_is_the_host_and_nothing_else(run, web, tmp_path):
    """Links are followed within host and port only; the host is the articles' site key."""
    other, port = web({"/luar": page("Luar")}, host="127.0.0.2"), web({"/lain": page("Lain")})
    routes = {"/": page("Beranda", "/a", f"{other.base}/luar", f"{port.base}/lain", "mailto:x@y.id", "http://[rusak/")}
    site = web(routes | {"/a": page("Satu", "http://127.0.0.1:99999/", "/b"), "/b": page("Dua")})
    report = crawl(run, site)
    assert sorted(pages(site)) == ["/", "/a", "/b"]
    assert (other.asked, port.asked) == ([], [])
    assert (report["site"], report["reason"]) == ("127.0.0.1", "finished")
    found = {a.title: a.site for a in archive.load(tmp_path / "kliping-data")}
    assert found["Satu"] == found["Dua"] == "127.0.0.1"


def test_max_pages_is_exact(run, web):
    """A crawl of a larger site ends after just so many pages; robots.txt and what it forbids do not count."""
    links = [f"/{n}" for n in range(40)]
    robots = Answer(b"User-agent: *\nDisallow: /x\n", headers={"Content-Type": "text/plain"})
    site = web({link: page(f"Berita {link}") for link in links} | {"/": page("Beranda", "/x1", "/x2", *links)})
    site.routes["/robots.txt"] = robots
    report = crawl(run, site, "--max-pages", "12")
    assert report["reason"] == "max-pages"
    assert report["responses"] == 13
    assert len([target for target in site.asked if target != "/robots.txt"]) == 12
    assert not [target for target in site.asked if target.startswith("/x")]


def test_a_start_that_is_redirected_takes_the_other_host_in(run, web, tmp_path):
    """When the address someone typed leads to another host, that host is crawled, with its own redirects."""
    there = web({"/baru/": page("Beranda", "/a"), "/a": redirect("/a/"), "/a/": page("Jalan mulus")}, host="127.0.0.2")
    here = web({"/": redirect(f"{there.base}/baru/", 301), "/sitemap.xml": redirect("http://127.0.0.3:9/", 302)})
    report = crawl(run, here)
    assert sorted(pages(there)) == ["/a", "/a/", "/baru/"]
    assert (report["site"], report["failures"]) == ("127.0.0.1", 0)
    assert "Jalan mulus" in {a.title for a in archive.load(tmp_path / "kliping-data")}


def test_a_redirect_off_the_site_is_recorded_and_not_followed(run, web, tmp_path):
    """A page within the site that leads away is a rejection; the other host is left alone."""
    other = web({"/luar": page("Luar")}, host="127.0.0.2")
    site = web({"/": page("Beranda", "/pergi"), "/pergi": redirect(f"{other.base}/luar")})
    crawl(run, site)
    assert other.asked == []
    reasons = {r.url.rsplit("/", 1)[1]: r.reason for r in archive.load_rejections(tmp_path / "kliping-data")}
    assert reasons["pergi"] == "REDIRECT"


def test_one_page_in_many_spellings_is_fetched_once(run, web):
    """Fragments, tracking parameters, session ids and index.php do not make a page another one."""
    spellings = ("/b/1", "/index.php/b/1", "/b/1#komentar", "/b/1?utm_source=wa&fbclid=x", "/b/1?PHPSESSID=abc", "b/1")
    site = web({"/": page("Beranda", *spellings), "/b/1": page("Berita", "/index.php", "/#atas", "/b/1;jsessionid=9A")})
    crawl(run, site)
    assert sorted(pages(site)) == ["/", "/b/1"]


def test_traps_are_left_alone(run, web):
    """Calendars, edit and login actions, sorting, printing and paths that repeat themselves are not entered."""
    traps = (
        "/kalender/2024/01", "/events/2024-05", "/?month=202401", "/doku.php?id=a&do=edit", "/wp-login.php", "/login",
        "/list?sort=asc", "/cetak/5", "/wp-json/x", "/site.webmanifest", "/logo.png", "/?s=cari", "/a?replytocom=7",
    )  # fmt: skip

    def routes(target):
        if target in PLUMBING:
            return None
        return page(f"Berita {target}", *traps, "berita/arsip/x") if target.count("berita") < 20 else None

    site = web(routes)
    crawl(run, site, "--max-pages", "100")
    asked = pages(site)
    assert not set(traps) & set(asked)
    assert len(asked) < 6  # `berita/arsip/x` is relative: each page has a deeper one


def test_paging_is_followed_to_the_end(run, web):
    """An archive that shows only the way to its next page is read to the last one, however deep."""
    count = 120

    def routes(target):
        path, _, number = target.partition("?page=")
        if path == "/arsip":
            here = int(number or 1)
            return page(f"Arsip {here}", f"/b/{here}", *([f"/arsip?page={here + 1}"] if here < count else []))
        return page(f"Berita {target}") if target.startswith("/b/") else None

    site = web(routes)
    assert crawl(run, site, start="/arsip")["reason"] == "finished"
    assert {f"/b/{n}" for n in range(1, count + 1)} < set(site.asked)


def test_paging_without_end_ends_at_the_limit_and_still_gives_articles(run, web):
    """A listing that always links to a next page ends the crawl at max-pages, half of it spent on articles."""

    def routes(target):
        path, _, number = target.partition("?page=")
        if path == "/":
            return page("Arsip", f"/b/{number or 1}", f"/?page={int(number or 1) + 1}")
        return page(f"Berita {target}") if target.startswith("/b/") else None

    site = web(routes)
    report = crawl(run, site, "--max-pages", "40")
    assert (report["reason"], report["responses"]) == ("max-pages", 41)
    assert len([target for target in site.asked if target.startswith("/b/")]) >= 18


def test_depth_has_an_end(run, web):
    """A chain of links that are no listing is followed so far and no farther."""
    site = web(
        lambda target: page(f"Berita {target}", f"/x{int(target[2:] or 0) + 1}") if target.startswith("/x") else None
    )
    assert crawl(run, site, "--max-pages", "200", start="/x0")["reason"] == "finished"
    assert 40 < len(pages(site)) < 60


def test_sitemap_and_feed_lead_to_pages(run, web):
    """Pages that only a packed sitemap of an index or a feed names are found."""
    site = web({"/": page("Beranda", "/rss")})
    urls = "".join(f"<url><loc>{site.base}/peta/{n}</loc></url>" for n in range(3)).encode()
    index = f"<sitemapindex><sitemap><loc>{site.base}/sitemap-1.xml.gz</loc></sitemap></sitemapindex>".encode()
    feed = f"<rss><channel><item><link>{site.base}/umpan/1</link></item></channel></rss>".encode()
    site.routes |= {
        "/sitemap.xml": Answer(index, headers=XML),
        "/sitemap-1.xml.gz": Answer(gzip.compress(b"<urlset>" + urls + b"</urlset>"), headers={"Content-Type": "application/x-gzip"}),
        "/rss": Answer(feed, headers={"Content-Type": "application/rss+xml"}),
        "/umpan/1": page("Umpan"),
    } | {f"/peta/{n}": page(f"Peta {n}") for n in range(3)}  # fmt: skip
    crawl(run, site)
    assert {"/peta/0", "/peta/1", "/peta/2", "/umpan/1"} < set(site.asked)
