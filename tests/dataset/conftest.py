"""Articles and rejections made by hand, for the dataset's own rules."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.article import Article, Extractor, Reason, Rejection, Source
from archive.collection import Collection
from archive.exchange import Exchange
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
from archive.urls import article_id
from archive.warc import WarcWriter

# The judges of exports look for hubs and caches before they look at a folder.
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")

ROOT = Path(__file__).parents[2]
PAGE = """<html lang="id"><head><title>{title}</title>{head}</head><body><main><article><h1>{title}</h1>
<p>{lead} Pemerintah daerah menyampaikan bahwa seluruh warga dapat mengikuti kegiatan ini tanpa dipungut biaya.</p>
<p>Kepala dinas mengatakan bahwa petugas telah disiapkan di setiap kecamatan untuk membantu warga yang membutuhkan.
Ia berharap kegiatan serupa dapat dilaksanakan kembali pada tahun depan dengan peserta yang lebih banyak.</p>
</article></main><footer><p>Copyright © 2019 Pemerintah {owner}. Hak cipta dilindungi.</p></footer></body></html>"""
STAMP = '<meta property="article:published_time" content="{}">'
PAGES = (
    # host, path, when captured, headline, first sentence, publication date, owner
    ("bekasikota.go.id", "/detail/banjir-surut", "2019-07-03", "Banjir Bantargebang Surut",
     "Banjir di Bantargebang mulai surut pada pagi hari ini.", "2019-07-02T10:31:00+07:00", "Kota Bekasi"),
    ("bekasikota.go.id", "/detail/pasar-rakyat", "2026-11-24", "Pasar Rakyat Dibuka",
     "Wali Kota membuka pasar rakyat di alun-alun pada Selasa (5/12/2017).", None, "Kota Bekasi"),
    ("bandungkab.go.id", "/berita/panen-raya", "2026-11-24", "Panen Raya di Soreang",
     "Petani di Soreang merayakan panen raya bersama bupati.", "2026-10-01T08:00:00+07:00", "Kabupaten Bandung"),
    ("papua.go.id", "/berita/jembatan", "2026-10-20", "Jembatan Baru Diresmikan",
     "Gubernur meresmikan jembatan baru yang menghubungkan dua kampung.", "2026-10-19T00:30:00+09:00", "Provinsi Papua"),
)  # fmt: skip


def response_of(html):
    body = html.encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def exchange_of(page):
    host, path, day, title, lead, published, owner = page
    html = PAGE.format(title=title, lead=lead, owner=owner, head=STAMP.format(published) if published else "")
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=3)
    return Exchange(f"https://{host}{path}", moment, request, response_of(html))


def collection_of(folder, *pages):
    """Make a collection with a WARC of these pages."""
    place = Collection(folder / "kliping-data").create()
    with WarcWriter(place.warc, "contoh") as writer:
        for page in pages:
            writer.write(exchange_of(page))
    report = derive(place, SiteRegistry())
    assert (report.articles, report.rejections) == (len(pages), 0), report
    return place


@pytest.fixture(scope="session")
def collection(tmp_path_factory):
    """A collection of four articles from three sites, with its WARC: read only."""
    return collection_of(tmp_path_factory.mktemp("read-only"), *PAGES)


@pytest.fixture(scope="session")
def changed(tmp_path_factory):
    """The same, and one page captured again with another text."""
    host, path, _, title, lead, *rest = PAGES[0]
    again = (host, path, "2019-07-09", title, lead.replace("mulai surut pada", "sudah surut sejak"), *rest)
    return collection_of(tmp_path_factory.mktemp("changed"), *PAGES, again)


@pytest.fixture
def run():
    """Run `kliping` in a process of its own."""

    def command(*arguments, code=0, under=(), cwd=None):
        done = subprocess.run(
            [*under, sys.executable, "-m", "crawler", *map(str, arguments)],
            cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return command


def source_of(day, record):
    return Source(
        "a.warc.gz",
        10 * record,
        5,
        f"<urn:uuid:{record:04}>",
        f"sha1:{record:04}",
        f"2026-{day}T00:00:00Z",
        200,
    )


@pytest.fixture
def article():
    def make(path, text, *, day="01-05", record=1, site="contoh"):
        url = f"https://contoh.go.id{path}"
        return Article(
            id=article_id(site, url), url=url, canonical_url=url, site=site, title="Judul", text=text,
            source=source_of(day, record), extractor=Extractor("kliping-test"),
        )  # fmt: skip

    return make


@pytest.fixture
def rejection():
    def make(path, *, day="01-05", record=1):
        url = f"https://contoh.go.id{path}"
        return Rejection(
            id=article_id("contoh", url), url=url, site="contoh", reason=Reason.BAD_STATUS, detail="404",
            source=source_of(day, record), extractor=Extractor("kliping-test"),
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def harvest():
    """The exchange of one page, as a crawl stores it."""
    return exchange_of(PAGES[2])
