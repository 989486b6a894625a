"""What the demo site answers, asked over real sockets."""

from __future__ import annotations

import http.client
import re
import urllib.robotparser
import xml.etree.ElementTree as ET
import zlib
from html import unescape
from urllib.parse import urlsplit

import pytest

from crawler.demo import SEED_SLUG, DemoOptions, DemoSite, load_articles

FAILING = next(a for a in load_articles() if "fail-once" in a.file.extras)
TWIN = next(a for a in load_articles() if a.twin_path)


@pytest.fixture(scope="module")
def site():
    with DemoSite() as running:
        yield running


def get(site, target, headers=None, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    try:
        connection.request(method, target, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def page(site, target):
    response, body = get(site, target)
    return body.decode(response.headers.get_content_charset("utf-8"))


def links(html, site):
    found = re.findall(r'(?:href|src|action)="([^"]+)"', html)
    return {unescape(x) for x in found if urlsplit(x).netloc == f"127.0.0.1:{site.port}"}


def body_of(html):
    column = html.split('<div class="col-md-8 konten">')[1].split('<div class="col-md-4">')[0]
    return re.sub(r"Dibaca : \d+ kali", "", column)


def test_token_counter_and_cookies_change_but_the_article_does_not(site):
    """Two fetches of one page differ in bytes, and agree in the article."""
    first, second = (page(site, f"/detail/{SEED_SLUG}") for _ in range(2))
    for pattern in (r'name="csrf_test_name" value="(\w+)"', r"Total pengunjung</td><td>: ([\d,]+)"):
        assert re.findall(pattern, first) != re.findall(pattern, second)
    assert body_of(first) == body_of(second)


def test_the_read_counter_grows(site):
    """`Dibaca` counts the fetches of its own article."""
    first, second = (int(re.findall(r"Dibaca : (\d+) kali", page(site, TWIN.path))[0]) for _ in range(2))
    assert second == first + 1


def test_two_sites_with_one_seed_serve_the_same_first_page():
    """Apart from the port, a fresh site's first answer is always the same."""
    pages = []
    for _ in range(2):
        with DemoSite() as fresh:
            pages.append(page(fresh, "/").replace(str(fresh.port), "PORT"))
    assert pages[0] == pages[1]


def test_the_address_block_stands_below_the_seed_in_the_same_column(site):
    """The footer's lines are the seed's, glued under the article."""
    column = body_of(page(site, f"/detail/{SEED_SLUG}"))
    tail = unescape(re.sub(r"<[^>]*>", "\n", column.split("pungkasnya. (gie)")[1]))
    assert [line for line in tail.split("\n") if line.strip()] == [
        "Alamat",
        "Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi",
        "email : info@bekasikota.go.id",
        "Tlf : (021) 88961767 Fax : 88959980/88960250",
    ]


def test_every_link_of_the_home_page_is_reachable(site):
    """No link of the front page into the site is broken, after redirects."""
    html = page(site, "/")
    addresses = links(html, site) - {f"{site.base}/polling"}
    statuses = {}
    for address in sorted(addresses):
        parts = urlsplit(address)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        response, _ = get(site, target)
        while response.status == 301:
            response, _ = get(site, response.headers["Location"].removeprefix(site.base))
        statuses[address] = response.status
    assert {a: s for a, s in statuses.items() if s != 200} == {}
    assert f"{site.base}/admin/" in addresses
    assert len(addresses) > 100


def test_links_carry_the_port_and_leave_the_site_only_for_sharing(site):
    """Absolute links into the site name the port, as the real site's did."""
    html = page(site, TWIN.path)
    hosts = {urlsplit(x).netloc for x in re.findall(r'href="(http[^"]+)"', html)}
    assert f"127.0.0.1:{site.port}" in hosts
    assert "127.0.0.1" not in hosts
    assert not any(host.endswith(".go.id") for host in hosts)


def test_listings_lead_to_every_indonesian_article_newest_first(site):
    """Following `Selanjutnya` from the first page meets each article once and then ends."""
    found, target = [], "/berita"
    while target:
        html = page(site, target)
        found += re.findall(r'media-heading"><a href="http://127\.0\.0\.1:\d+([^"]+)"', html)
        following = re.findall(r'href="http://127\.0\.0\.1:\d+([^"]+)">Selanjutnya', html)
        target = following[0] if following else ""
    assert found == [a.path for a in load_articles() if a.file.language == "id"]


def test_a_listing_beyond_its_end_is_empty_with_status_200(site):
    """The trap of real sites: no error, no articles; and endless only when asked for."""
    assert "Belum ada berita." in page(site, "/berita?page=99")
    assert "Selanjutnya" not in page(site, "/berita?page=99")
    with DemoSite(options=DemoOptions(endless_paging=True)) as endless:
        assert "/berita?page=100" in page(endless, "/berita?page=99")


def test_robots_sitemap_and_feed_parse(site):
    """Machines can read what is for machines; the feed's dates are Indonesian."""
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(page(site, "/robots.txt").splitlines())
    assert not robots.can_fetch("kliping", f"{site.base}/admin/")
    assert robots.can_fetch("kliping", f"{site.base}/berita")
    assert robots.site_maps() == [f"{site.base}/sitemap.xml"]
    places = {x.text for x in ET.fromstring(page(site, "/sitemap.xml")).iter() if x.tag.endswith("}loc")}
    assert {site.base + a.path for a in load_articles()} <= places
    dates = [x.text for x in ET.fromstring(page(site, "/rss")).iter("pubDate")]
    assert len(dates) == 15
    assert "05 Agustus 2019" in dates


def test_an_old_address_redirects_to_the_article(site):
    """`/index.php/berita/<id>/<Title>` answers 301 with the present address."""
    response, body = get(site, TWIN.legacy_path)
    assert (response.status, body) == (301, b"")
    assert response.headers["Location"] == site.base + TWIN.path


def test_twins_show_one_body_and_name_the_canonical_address(site):
    """`/detail/` and `/view/` carry the same article."""
    detail, view = page(site, TWIN.path), page(site, TWIN.twin_path)
    assert body_of(detail) == body_of(view)
    assert f'<link rel="canonical" href="{site.base}{TWIN.path}">' in view


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("/detail/tidak-ada", 200, "Halaman tidak ditemukan"),
        ("/subsitus/", 200, "This Account has been suspended."),
        ("/halaman/statistik-daerah", 404, "Not Found"),
        ("/pencarian?q=bursa", 200, '<meta name="robots" content="noindex, follow">'),
        ("/halaman/tentang", 200, "Satu-satunya pengecualian"),
        ("/index.php/detail/" + SEED_SLUG, 200, "Sandiaga"),
    ],
)
def test_special_pages_answer_as_real_sites_do(site, target, status, words):
    """Soft 404, suspended account, hard 404, unindexed search, imprint, index.php."""
    response, body = get(site, target)
    assert response.status == status
    assert words in body.decode()


def test_one_article_fails_once():
    """The first request for it answers 500, the second 200."""
    with DemoSite() as fresh:
        assert [get(fresh, FAILING.path)[0].status for _ in range(2)] == [500, 200]
    with DemoSite(options=DemoOptions(fail_once=False)) as fresh:
        assert get(fresh, FAILING.path)[0].status == 200


def test_the_windows_1252_page_declares_its_encoding(site):
    """Header and meta say iso-8859-1, the bytes are windows-1252 quotes."""
    article = next(a for a in load_articles() if "windows-1252" in a.file.hazards)
    response, body = get(site, article.path)
    assert response.headers["Content-type"] == "text/html; charset=ISO-8859-1"
    assert b'<meta charset="iso-8859-1">' in body
    assert "“dan memang tidak perlu,”".encode("cp1252") in body


def test_files_are_what_their_type_says(site):
    """PDFs have a true cross-reference table; pictures have their magic and an intact end."""
    for article in load_articles():
        expected = article.expected(site.base)
        for file in expected.attachments:
            response, body = get(site, urlsplit(file.url).path)
            start = int(re.findall(rb"startxref\n(\d+)\n%%EOF", body)[0])
            assert response.headers["Content-Type"] == "application/pdf"
            assert body.startswith(b"%PDF-1.4")
            assert body[start:].startswith(b"xref\n")
        for image in expected.images:
            _, body = get(site, urlsplit(image.url).path)
            assert (body[:2], body[-2:]) == (b"\xff\xd8", b"\xff\xd9") or body.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_png_holds_all_its_pixels(site):
    """The picture data inflates to height rows of three bytes a pixel and a filter byte."""
    _, body = get(site, "/assets/img/logo.png")
    start = body.index(b"IDAT") + 4
    assert len(zlib.decompress(body[start : body.index(b"IEND") - 8])) == 40 * (64 * 3 + 1)


def test_page_sizes_are_realistic(site):
    """An article page has 15 to 40 kilobytes, most of it frame."""
    assert all(15_000 < len(get(site, a.path)[1]) < 40_000 for a in load_articles() if a is not FAILING)
