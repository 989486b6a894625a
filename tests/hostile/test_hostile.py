"""Pages made to hurt: every one has an outcome, within bounded CPU and memory.

Each page runs in a process of its own under limits of CPU and address space: a hang or a blow-up fails
the test and does not take the others with it.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from archive.extraction.decode import decode

ROOT = Path(__file__).parents[2]
CPU_SECONDS = 4
"""The promise is two seconds; a shared, slow machine and the start of Python get the rest."""
MEMORY = 1_500 * 1024 * 1024
TEXT = "Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja. "
MIB = 1024 * 1024
PAGES = {
    "div-deep": lambda: "<div>" * 100_000 + f"<p>{TEXT}</p>" * 4,
    "span-deep": lambda: "<p>" + "<span>" * 100_000 + TEXT * 4 + "</span>" * 100_000,
    "table-deep": lambda: "<table><tr><td>" * 33_000 + f"<p>{TEXT}</p>" * 4,
    "link-deep": lambda: "<a href=x>" * 100_000 + TEXT * 4,
    "list-deep": lambda: "<ul><li>" * 50_000 + TEXT * 4,
    "50-mib": lambda: f"<p>{TEXT}</p>" * (50 * MIB // (len(TEXT) + 7)),
    "15-mib-one-word": lambda: "<p>" + "a" * (15 * MIB),
    "15-mib-breaks": lambda: "<p>" + "kata<br>" * (15 * MIB // 8),
    "15-mib-script": lambda: "<script>" + "x=1;" * (15 * MIB // 4) + f"</script><p>{TEXT}</p>",
    "comments-open": lambda: f"<p>{TEXT}</p>" * 5 + "<!--" * 200_000,
    "scripts-open": lambda: f"<p>{TEXT}</p>" * 5 + "<!--x--><script>" * 100_000 + "<!--",
    "angles": lambda: f"<p>{TEXT}</p>" * 5 + "<" * 1_000_000,
    "tags-open": lambda: f"<p>{TEXT}</p>" * 5 + "<a " * 500_000,
    "million-attributes": lambda: "<div " + " ".join(f"a{i}=1" for i in range(1_000_000)) + f"><p>{TEXT}</p></div>",
    "million-classes": lambda: f"<div class='{'entry-content ' * 500_000}'><p>{TEXT}</p></div>",
    "million-elements": lambda: "<i></i>" * 1_500_000 + f"<p>{TEXT}</p>",
    "million-paragraphs": lambda: "<p>a" * 1_000_000,
    "images": lambda: f"<p>{TEXT}</p>" + "<img src=/a.jpg>" * 300_000 + f"<p>{TEXT}</p>",
    "links": lambda: "<ul>" + "<li><a href=/x>Judul berita nomor satu</a></li>" * 80_000,
    "boxes": lambda: f"<h1>Kabar</h1><p>{TEXT * 3}</p>" + "<div><h3>Berita Terkait</h3><p>Kabar.</p></div>" * 9_500,
    "counters": lambda: f"<h1>Kabar</h1><p>{TEXT}</p><ul>" + "<li>Hari ini : 12</li>" * 19_000,
    "captions": lambda: f"<h1>Kabar</h1><p>{TEXT}</p>" + "<div class=caption><p>x</p>" * 480 + "<p>a b.</p>" * 19_000,
    "entities": lambda: "<p>" + "&amp;" * 2_000_000,
    "entities-escaped-twice": lambda: "<p>" + "&amp;amp;lt;p&amp;gt;" * 300_000,
    "entities-broken": lambda: "<p>" + "&#x110000;&#0;&#xD800;&bogus" * 300_000,
    "json-ld-deep": lambda: "<script type='application/ld+json'>" + "[" * 200_000 + f"</script><p>{TEXT}</p>" * 3,
    "nul": lambda: "\0" * 2_000_000 + f"<p>{TEXT}</p>" * 3,
    "surrogates": lambda: b"<p>" + b"\xed\xa0\x80" * 500_000 + TEXT.encode() * 4,
    "binary": lambda: bytes(range(256)) * 40_000,
    "utf-16": lambda: (f"<p>{TEXT}</p>" * 5000).encode("utf-16"),
    "combining": lambda: "<p>a" + "\u0301" * 2_000_000,
    "zero-width": lambda: "<p>" + "\u200b" * 2_000_000 + TEXT * 3,
    "blanks": lambda: "<p>" + " " * 8_000_000 + "x",
}
BAITS = (
    "1/", "1 ", "(", "((1/2/2017)", "Jl. No. ", "021-", "0 ", "+62 ", "(021) ", "a@a.", "http://", "Telp Fax ", "email : ",
    "Senin 1 ", "Baca juga : ", "Dibaca : ", "12:", "- ", "— --- ", "Kota Bekasi, ", "(a", "&lt;p", "Penulis/Editor: ", "© 2019 - ",
    "#tag ", "daftar slot ", "keluaran ", "slot ", "togel hk ", "S.Sos, ", "RT 01 ", "17 ", "Agustus 2019 ", "2019-07-24T", "Ã¢â‚¬",
    "a\u00ad", "| ", "halaman yang anda cari ", "page you ", "sedang dalam ", "NIP 19680312 ", "19680312 ", "a ", "ab\n", "{{ A ",
)  # fmt: skip
RUN = """
import datetime, json, resource, sys
from archive import extract
from archive.exchange import Exchange
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
names = []
for path in sys.argv[3:]:
    body = open(path, "rb").read()
    at = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    head = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n"
    names.append(type(extract(Exchange("https://kota.go.id/berita/1", at, b"", head + body))).__name__)
print(json.dumps(names))
"""


def outcomes(paths, seconds=CPU_SECONDS):
    def bound():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    done = subprocess.run(
        [sys.executable, "-c", RUN, "", str(MEMORY), *map(str, paths)],
        capture_output=True, text=True, preexec_fn=bound, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-300:]}"
    return json.loads(done.stdout)


def stored(folder, name, page):
    path = folder / f"{name}.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass"))
    return path


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_has_an_outcome_in_time(name, tmp_path):
    """The page ends as an article or a rejection, under limits of CPU and memory."""
    found = outcomes([stored(tmp_path, name, PAGES[name]())])
    assert found in (["Article"], ["Rejection"])


@pytest.mark.parametrize("place", ["title", "body"])
def test_baits_for_patterns_end_in_time(place, tmp_path):
    """What makes careless patterns quadratic, 60 KB of it a page, costs no more than plain text, in title and body."""
    paths = []
    for number, bait in enumerate(BAITS):
        long = (bait * 60_000)[:60_000]
        heading, body = (long, TEXT) if place == "title" else ("Judul", long)
        page = f"<title>{heading}</title><h1>{heading}</h1><p>{TEXT}</p><p>{body}</p><p>{TEXT}</p>"
        paths.append(stored(tmp_path, f"{place}{number}", page))
    assert len(outcomes(paths, seconds=len(BAITS))) == len(BAITS)


@pytest.mark.parametrize("charset", ["win\0dows", "idna", "undefined", "zip", "punycode", "x" * 5000])
def test_a_charset_that_is_none_is_read_as_windows_1252(charset):
    """A declared encoding that Python cannot use (found by fuzzing) is named in the warnings, and the text is read."""
    head = f'<html><head><meta charset="{charset}"><title>Judul berita</title></head><body><h1>Judul berita</h1>'
    body = (
        head.encode() + b"<p>Caf\xe9 warga dibuka wali kota di kecamatan timur pada Selasa pagi bersama lurah.</p>" * 3
    )
    found = decode(body, "text/html")
    assert found is not None
    assert "Caf" in found.text
