"""`kliping derive` of WARCs that other tools wrote, and what derive promises of every WARC."""

import gzip
import json
import shutil
import subprocess
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from web import page

import archive
from archive.collection import Collection

TITLES = {"Taman baca", "Jembatan baru", "Jalan mulus"}
ROUTES = {
    "/": page("Beranda", "/berita/1.html", "/berita/2.html", "/berita/3.html"),
    **{f"/berita/{n}.html": page(title) for n, title in enumerate(sorted(TITLES), 1)},
}


def derive(run, *arguments, code=0):
    return json.loads(run("derive", *arguments, "--json", code=code).stdout)


def titles(folder):
    return {a.title for a in archive.load(folder)} - {"Beranda"}


@pytest.fixture(params=["packed", "plain"])
def wget(request, web, tmp_path):
    """A WARC that wget wrote: each request before its response, with records of its own log."""
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    site = web(ROUTES)
    options = [] if request.param == "packed" else ["--no-warc-compression"]
    subprocess.run(
        ["wget", "-q", "-r", "--no-proxy", "--delete-after", "--warc-file=unduhan", *options, f"{site.base}/"],
        cwd=tmp_path, check=False, timeout=60,
    )  # fmt: skip
    (path,) = tmp_path.glob("unduhan.warc*")
    return path


def test_a_warc_by_wget_becomes_articles_with_their_source(run, wget, tmp_path):
    """It is copied into the collection and indexed; each article's source leads to the record's bytes."""
    report = derive(run, wget, "--collection", "c")
    collection = Collection(tmp_path / "c")
    assert [p.name for p in collection.warcs()] == [wget.name]
    assert collection.warcs()[0].read_bytes() == wget.read_bytes()
    assert collection.index_of(wget).exists()
    assert titles(collection.root) == TITLES
    assert report["damaged"] == []
    run("verify", "c")
    article = next(archive.load(collection.root))
    place = f"{article.source.warc}@{article.source.offset}"
    run("fixture", place, "--collection", "c", "--into", "contoh")
    stored = (tmp_path / "contoh" / "response.http").read_bytes()
    assert stored.startswith(b"HTTP/1.1 200 OK\r\n")
    assert article.title.encode() in stored
    assert place in run("show", article.id, "--collection", "c").stdout


def test_derive_into_leaves_the_collection_alone(run, wget, tmp_path):
    """With --into there is a dataset and nothing else; twice gives the same identity."""
    first = derive(run, wget, "--into", "satu")
    second = derive(run, wget, "--into", "dua")
    assert first["identity"] == second["identity"]
    assert titles(tmp_path / "satu") == TITLES
    assert not (tmp_path / "kliping-data").exists()


def foreign(path, order, *, packed):
    """Write a WARC with warcio's writer, its records in this order."""
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=packed)
        for number, title in enumerate(sorted(TITLES)):
            url = f"http://lama.example/berita/{number}"
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            response = writer.create_warc_record(url, "response", payload=BytesIO(page(title).body), http_headers=head)
            asked = StatusAndHeaders(f"GET /berita/{number} HTTP/1.1", [("Host", "lama.example")], is_http_request=True)
            request = writer.create_warc_record(url, "request", http_headers=asked)
            for record in (request, response) if order == "request" else (response, request):
                writer.write_record(record)
    return path


@pytest.mark.parametrize("order", ["request", "response"])
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_a_warc_by_warcio_becomes_articles(run, tmp_path, order, packed):
    """Whichever comes first, request or response, and packed or not, every page is there."""
    path = foreign(tmp_path / ("lama.warc.gz" if packed else "lama.warc"), order, packed=packed)
    report = derive(run, path, "--collection", "c")
    assert (report["responses"], report["articles"]) == (3, 3)
    assert titles(tmp_path / "c") == TITLES
    run("verify", "c")


def test_the_same_name_packed_and_plain_are_two_files(run, tmp_path):
    """`lama.warc` and `lama.warc.gz` keep an index each, and the repeats are one article."""
    plain = foreign(tmp_path / "lama.warc", "response", packed=False)
    packed = foreign(tmp_path / "lama.warc.gz", "response", packed=True)
    report = derive(run, plain, packed, "--collection", "c")
    assert (report["articles"], report["repeats"]) == (3, 3)
    run("verify", "c")


def test_a_warc_packed_as_one_piece_is_told(run, tmp_path):
    """A WARC that was gzipped whole cannot be sought in; the line says how to repair it."""
    plain = foreign(tmp_path / "lama.warc", "response", packed=False)
    whole = tmp_path / "utuh.warc.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    (line,) = run("derive", whole, "--into", "x", code=6).stderr.splitlines()
    assert "utuh.warc.gz@0: " in line
    assert "warcio recompress" in line


def test_a_second_crawl_is_added_and_equals_a_rebuild(run, web, tmp_path):
    """Only the new WARC is read, a changed page has two versions, and reading all again gives the same identity."""
    site = web(dict(ROUTES))
    crawl = ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", "c", "--json")
    run(*crawl)
    site.routes["/berita/1.html"] = page("Jalan mulus", text=["Jalan itu kini selesai dibangun, kata lurah."] * 3)
    site.routes["/"] = page("Beranda", *(f"/berita/{n}.html" for n in range(1, 5)))
    site.routes["/berita/4.html"] = page("Pasar ramai")
    derived = json.loads(run(*crawl, "--full").stdout)["derived"]  # the changed page is not due yet
    assert derived["warcs"] == 1
    assert titles(tmp_path / "c") == TITLES | {"Pasar ramai"}
    assert len([a for a in archive.load(tmp_path / "c") if a.title == "Jalan mulus"]) == 2
    assert derive(run, "c")["identity"] == derived["identity"]
    rebuilt = derive(run, "c", "--rebuild")
    assert (rebuilt["warcs"], rebuilt["identity"]) == (2, derived["identity"])
    assert rebuilt["repeats"] == derived["repeats"]
    run("verify", "c")
