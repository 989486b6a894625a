"""Pages of entries, and what looks like one and is an article."""

import pytest

from archive.article import Article, Reason, Rejection
from archive.extraction.engine import main_text, read_page

TITLES = [
    "Wali Kota Resmikan Pasar Rakyat di Kecamatan Utara",
    "Dinas Kesehatan Gelar Vaksinasi Massal",
    "Jalan Penghubung Dua Desa Diperbaiki",
    "Lomba Kampung Bersih Dimulai",
]
ENTRIES = {
    "links": "<a href='/b/{n}'>{title}</a><br>",
    "rows": "<table><tr><td>{n} Juli 2021</td><td><a href='/b/{n}'>{title}</a></td></tr></table>",
    "cards": "<div><img src='/{n}.jpg'><h5><a href='/b/{n}'>{title}</a></h5><small>{n} Juli 2021</small></div>",
    "read on": "<div><h4>{title}</h4><p>{title} pada Senin pagi disaksikan warga.</p><a href='/b/{n}'>Selengkapnya</a></div>",
    "gallery": "<div><a href='/g/{n}'><img src='/{n}.jpg'></a><p>{title}</p></div>",
}


def entries(form):
    return "".join(form.format(n=n, title=title) for n, title in enumerate(TITLES, 1))


@pytest.mark.parametrize("form", ENTRIES.values(), ids=ENTRIES)
def test_entries_without_a_text_are_a_listing(extract, page, form):
    """Titles, rows, cards, links to read on and linked pictures are no article."""
    found = extract(page(f"<main><div>{entries(form)}</div></main>", title="Berita"), url="https://contoh.go.id/hal/77")
    assert isinstance(found, Rejection)
    assert found.reason is Reason.LISTING


@pytest.mark.parametrize("form", ENTRIES.values(), ids=ENTRIES)
def test_entries_below_a_text_leave_an_article(extract, page, prose, form):
    """The same below an article's text is what the theme adds."""
    body = f"<main><p>{prose}</p><p>{prose}</p><p>{prose}</p><div>{entries(form)}</div></main>"
    assert isinstance(extract(page(body), url="https://contoh.go.id/hal/77"), Article)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (("<div class='box'><h3>Maaf</h3><p>Artikel ini tidak ditemukan</p></div><table><tr><td>15 Oktober 2026</td></tr>"
         "<tr><td><a href='/a'>Penyaluran Bantuan Bulan Oktober Selesai</a></td></tr></table>"), Reason.SOFT_404),
        ("<div><p>Situs ini sedang dalam tahap pengembangan</p></div>", Reason.SUSPENDED),
    ],
)  # fmt: skip
def test_a_box_that_says_there_is_nothing_is_believed(extract, body, reason):
    """Also where the theme's tables stand around it."""
    found = extract(f"<title>Desa Contoh</title>{body}")
    assert isinstance(found, Rejection)
    assert found.reason is reason


def test_an_article_about_missing_data_is_one(extract, page, prose):
    """Sentences beside it make the same words a report."""
    found = extract(page(f"<main><h3>Data tidak ditemukan</h3><p>{prose}</p><p>{prose}</p></main>"))
    assert isinstance(found, Article)


@pytest.mark.parametrize("body", [b"%PDF-1.4 x", b'{"a": 1}', b"<?xml version='1.0'?><rss></rss>", b"GIF89a"])
def test_a_file_called_html_is_none(extract, body):
    """Magic bytes, JSON and feeds are told by their beginning."""
    found = extract(body)
    assert isinstance(found, Rejection)
    assert found.reason is Reason.NOT_HTML


@pytest.mark.parametrize("form", ["links", "cards", "read on"])
def test_the_text_of_a_listing_is_what_it_lists(page, form):
    """`main_text` gives all entries of a listing, and none of its footer or its menu."""
    around = "<nav><a href='/'>Beranda kota</a></nav>{}<footer>Jalan Merdeka Nomor 1 Kota Contoh</footer>"
    html = page(around.format(f"<main><div>{entries(ENTRIES[form])}</div></main>"), title="Berita")
    text = main_text(read_page(html, "https://contoh.go.id/hal/77"))
    assert all(title in text for title in TITLES)
    assert "Merdeka" not in text
    assert "Beranda" not in text


@pytest.mark.parametrize("form", ["links", "rows", "cards"])
def test_the_text_of_an_article_is_not_what_stands_below(page, prose, form):
    """`main_text` of an article leaves out the titles of others below it."""
    html = page(f"<main><article><p>{prose}</p><p>{prose}</p></article><div>{entries(ENTRIES[form])}</div></main>")
    text = main_text(read_page(html, "https://contoh.go.id/detail/layanan-baru"))
    assert prose.strip() in text
    assert not any(title in text for title in TITLES)
