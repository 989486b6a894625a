"""What belongs to a page: its pictures, styles, scripts and fonts where they are wanted, its documents always."""

from types import SimpleNamespace

import pytest
from scrapy.settings import Settings
from web import Answer, Web, page

import archive
from archive.cdxj import CdxjLine, read_cdxj, surt, write_cdxj
from archive.collection import Collection
from archive.lookup import _seek
from archive.sites import Site
from crawler.requisites import Bounds
from crawler.target import Target

FLAGS = ("--allow-private", "--delay", "0")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(300)
PDF = b"%PDF-1.4\n" + bytes(range(256)) * 8
HEAD = """<link rel="stylesheet" href="/gaya.css"><link rel="shortcut icon" href="/ikon.ico">
<link rel="alternate" href="/umpan"><script src="/skrip.js"></script><style>h1 { background: url(/latar.png) }</style>"""
BODY = """<p style="background: url('/pola.png')">x</p><img src="/a.png" srcset="/a-2x.png 2x, /a-3x.png 3x">
<img src="data:image/gif;base64,R0lGOD" data-src="/malas.png"><picture><source srcset="/lebar.webp 800w"></picture>
<img src="http://HOST/luar.png"><video src="/film.mp4" poster="/poster.jpg"></video><iframe src="/bingkai"></iframe>
<a href="/surat.pdf">Surat Edaran</a> <a href="/unduh/7">Lampiran 2.docx</a> <a href="/halaman">lain</a>"""
STYLE = b"@import 'lapis.css'; /* url(/komentar.png) */ body { background: url(gambar/kertas.png) }"
FONTS = b"@font-face { src: url('/huruf.woff2') format('woff2'), url(/huruf.woff) } @import url(lapis-2.css);"
EMBEDDED = {
    "/gaya.css", "/lapis.css", "/lapis-2.css", "/gambar/kertas.png", "/huruf.woff2", "/huruf.woff", "/ikon.ico",
    "/skrip.js", "/latar.png", "/pola.png", "/a.png", "/a-2x.png", "/a-3x.png", "/malas.png", "/lebar.webp", "/poster.jpg",
}  # fmt: skip
DOCUMENTS = {"/surat.pdf", "/unduh/7"}


def rich(path="/berita/1", other="127.0.0.2", **more):
    """Return the routes of a site whose article embeds one of everything."""
    article = page("Taman baca").body.decode()
    article = article.replace("</head>", HEAD + "</head>").replace(
        "</article>", BODY.replace("HOST", other) + "</article>"
    )
    styles = {"/gaya.css": STYLE, "/lapis.css": FONTS, "/lapis-2.css": b"p { color: red }"}
    routes = {path: Answer(article.encode())}
    routes |= {each: Answer(PNG, headers={"Content-Type": "image/png"}) for each in EMBEDDED - set(styles)}
    routes |= {each: Answer(body, headers={"Content-Type": "text/css"}) for each, body in styles.items()}
    routes |= {each: Answer(PDF, headers={"Content-Type": "application/pdf"}) for each in DOCUMENTS}
    return routes | more


@pytest.fixture
def other(web):
    return web({"/luar.png": Answer(PNG, headers={"Content-Type": "image/png"})}, host="127.0.0.2")


@pytest.fixture(scope="module")
def fetched(kliping_in, tmp_path_factory):
    """A page that was fetched, its site, the host its last picture is on, and the collection."""
    folder = tmp_path_factory.mktemp("requisites")
    other = Web({"/luar.png": Answer(PNG, headers={"Content-Type": "image/png"})}, host="127.0.0.2")
    site = Web(rich(other=host(other)))
    kliping_in("fetch", f"{site.base}/berita/1", *FLAGS, "--collection", "c", cwd=folder)
    site.close()
    other.close()
    return site, other, folder / "c"


def host(site):
    return site.base.removeprefix("http://")


def indexed(folder):
    return [line.url for index in Collection(folder).index.iterdir() for line in read_cdxj(index)]


def test_a_fetched_page_comes_with_what_it_embeds(fetched):
    """Each requisite once, of other hosts too after their robots.txt; no film, no frame, no link."""
    site, other, folder = fetched
    assert sorted(site.asked) == sorted({"/robots.txt", "/berita/1"} | EMBEDDED | DOCUMENTS)
    assert other.asked == ["/robots.txt", "/luar.png"]
    expected = {site.base + path for path in EMBEDDED | DOCUMENTS} | {f"{other.base}/luar.png"}
    assert expected <= set(indexed(folder))


def test_each_is_linked_to_its_page(fetched):
    """The record of a requisite names what referred to it and that it is embedded (E); a document was linked (L)."""
    site, _, folder = fetched
    found = {}
    for path in ("/a.png", "/lapis.css", "/huruf.woff", "/surat.pdf"):
        (line,) = archive.captures(folder, site.base + path)
        exchange = archive.open_capture(folder, line)
        found[path] = exchange.note("hopsFromSeed"), exchange.note("via").removeprefix(site.base)
    assert found == {
        "/a.png": ("E", "/berita/1"), "/lapis.css": ("EE", "/gaya.css"), "/huruf.woff": ("EEE", "/lapis.css"),
        "/surat.pdf": ("L", "/berita/1"),
    }  # fmt: skip


def test_an_attachment_leads_to_its_record(fetched, run):
    """From `article.attachments` to the bytes of the document, and `kliping show` names the record."""
    site, _, folder = fetched
    (article,) = archive.load(folder)
    assert [a.url.removeprefix(site.base) for a in article.attachments] == ["/surat.pdf", "/unduh/7"]
    for each in article.attachments:
        line = archive.archived(folder, each, article)
        assert bytes(archive.open_capture(folder, line).response).endswith(PDF)
    shown = run("show", article.id, folder, COLUMNS="400").stdout
    assert f"{line.filename}@{line.offset}" in shown


def test_without_requisites_only_documents_come(run, web, other):
    """--no-requisites leaves pictures alone; documents are a part of the article."""
    site = web(rich(other=host(other)))
    run("fetch", f"{site.base}/berita/1", *FLAGS, "--no-requisites")
    assert set(site.asked) == {"/robots.txt", "/berita/1"} | DOCUMENTS
    assert other.asked == []


def test_a_crawl_takes_requisites_of_articles_when_asked(run, web, other, tmp_path):
    """`--requisites`: those of the profile's articles, none of listings, and none that the profile excludes."""
    home = Answer(b'<html><body><img src="/logo.png"><a href="/berita/1">Taman</a></body></html>')
    site = web(rich(other=host(other)) | {"/": home, "/logo.png": Answer(PNG, headers={"Content-Type": "image/png"})})
    profile = f'key="satu"\nname="Satu"\nhosts=["127.0.0.1:{site.port}"]\nseeds=["{site.base}/"]\n[urls]\narticle=["^/berita/"]\nexclude=["^/malas"]\n'
    (tmp_path / "sites").mkdir()
    cases = [((), False), (("--requisites",), True)]
    for flags, wanted in cases:
        site.asked.clear()
        (tmp_path / "sites" / "satu.toml").write_text(profile)
        run("crawl", "satu", *FLAGS, *flags, "--collection", f"c{wanted}")
        assert set(site.asked) >= {"/berita/1", "/surat.pdf"}
        assert ("/huruf.woff" in site.asked) is wanted
        assert not {"/logo.png", "/malas.png"} & set(site.asked)
        assert len(site.asked) == len(set(site.asked))


@pytest.mark.parametrize(
    ("setting", "profile", "follow", "wanted"),
    [(None, None, True, False), (None, None, False, True), (None, True, True, True), (None, False, False, False),
     (False, True, True, False), (True, False, True, True)],
)  # fmt: skip
def test_who_decides(setting, profile, follow, wanted):
    """A flag or `kliping.toml` before the profile, the profile before the command's own habit."""
    site = Site(key="a", name="A", hosts=("a.go.id",), seeds=("http://a.go.id/",), requisites=profile)
    settings = Settings({"KLIPING_REQUISITES": setting})
    assert Bounds.of(settings, Target(site, follow=follow)).embeds is wanted


def test_robots_and_private_addresses_hold_for_requisites(run, web, other, tmp_path):
    """What robots.txt of the other host forbids is not asked for; a private host needs permission."""
    other.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /luar", headers={"Content-Type": "text/plain"})
    site = web(rich(other=host(other)))
    run("fetch", f"{site.base}/berita/1", *FLAGS)
    assert other.asked == ["/robots.txt"]
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "satu.toml").write_text(
        f'key="satu"\nname="Satu"\nhosts=["127.0.0.1:{site.port}"]\nseeds=["{site.base}/"]\nallow_private_hosts=["127.0.0.1"]\n'
    )
    run("fetch", f"{site.base}/berita/1", "--delay", "0", "--collection", "c")
    assert other.asked == ["/robots.txt"]
    assert f"{site.base}/a.png" in indexed(tmp_path / "c")


def test_a_page_with_too_much_is_bounded(run, web, tmp_path):
    """Of ten thousand pictures the first three hundred are asked for, of style sheets in a ring each once."""
    many = page("Taman baca").body.replace(b"</article>", b"".join(b'<img src="/g/%d">' % n for n in range(2500)) + b'<link rel=stylesheet href="/c/0">')  # fmt: skip

    def answer(target):
        if target == "/berita/1":
            return Answer(many)
        if target.startswith("/c/"):
            number = int(target[3:])
            return Answer(
                b"@import '/c/%d'; @import '/c/%d';" % (number + 1, number), headers={"Content-Type": "text/css"}
            )
        return Answer(PNG, headers={"Content-Type": "image/png"}) if target.startswith("/g/") else None

    site = web(answer)
    run("fetch", f"{site.base}/berita/1", *FLAGS)
    assert len(site.asked) == 305
    assert [t for t in site.asked if t.startswith("/c/")] == ["/c/0", "/c/1", "/c/2", "/c/3"]


def test_a_large_document_is_cut(run, web, tmp_path):
    """`max_document` bounds one document; the record says that it was cut, and the page is whole."""
    site = web(rich() | {"/surat.pdf": Answer(bytes(3_000_000), headers={"Content-Type": "application/pdf"})})
    run("fetch", f"{site.base}/berita/1", *FLAGS, "--no-requisites", KLIPING_MAX_DOCUMENT="100000")
    (line,) = archive.captures(tmp_path / "kliping-data", f"{site.base}/surat.pdf")
    exchange = archive.open_capture(tmp_path / "kliping-data", line)
    assert exchange.truncated == "length"
    assert len(exchange.response) < 2_000_000


def test_captures_are_found_by_halves(tmp_path):
    """A long index finds each address, the first and the last line of it too, and nothing for one it lacks."""
    path = tmp_path / "long"
    lines = [b"id,go,contoh)/berita/%06d 2026 {%s}\n" % (n, b"x" * 300) for n in range(3000)]
    path.write_bytes(b"".join(lines))
    with path.open("rb") as file:
        for number in (0, 1, 1499, 1500, 2998, 2999):
            _seek(file, lines[number].partition(b" ")[0] + b" ", path.stat().st_size)
            assert file.tell() <= sum(map(len, lines[:number]))
            assert sum(map(len, lines[:number])) - file.tell() <= 128 * 1024


def test_a_capture_of_a_bare_year_is_found(tmp_path):
    """WARC/1.1 allows dates without a month, which other tools index with zeros: such a capture is one all the same."""
    collection = Collection(tmp_path).create()
    url = "http://a.go.id/surat.pdf"
    line = CdxjLine(surt(url), "20160000000000", url, "application/pdf", "200", "sha1:A", 1, 0, "lain.warc.gz")
    write_cdxj(collection.index / "lain.cdxj", [line])
    article = SimpleNamespace(source=SimpleNamespace(fetched_at="2026-01-02T03:04:05Z"))
    assert archive.archived(tmp_path, SimpleNamespace(url=url), article) == line
