"""A listing is returned with its items: what it leads to, under which title, and nothing of the frame around it."""

import importlib.util
from pathlib import Path

import pytest

import archive

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)

HOST = "https://kab.contoh.go.id"
TITLES = (
    "Bupati Resmikan Gedung Puskesmas",
    "Pasar Murah Digelar di Enam Kecamatan",
    "Warga Bersihkan Saluran Irigasi",
    "Lomba Desa Memasuki Tahap Akhir",
    "Layanan Keliling Sambangi Pulau",
)
TEASER = "Kegiatan itu berlangsung sejak pagi dan dihadiri para camat serta kepala desa."
PAGES = [(title, f"{HOST}/berita/{n}") for n, title in enumerate(TITLES)]
MENU = "".join(f"<a href='/{m}'>{m}</a> " for m in ("profil", "layanan", "kontak", "galeri"))
SIDE = "".join(f"<li><a href='/lama/{n}'>Berita lama nomor {n} dari tahun lalu</a></li>" for n in range(5))


def listed(main, path="/berita", side=SIDE):
    """Return title and address of each item of a page with this main column."""
    html = (
        f"<html><head><title>Berita</title></head><body><nav>{MENU}</nav><div class='utama'><h1>Berita</h1>{main}"
        "<ul class='halaman'><li><a href='?page=2'>2</a></li><li><a href='?page=3'>3</a></li></ul></div>"
        f"<div class='samping'><h3>Terpopuler</h3><ul>{side}</ul></div><footer>{MENU}</footer></body></html>"
    )
    return [(item.title, item.url) for item in archive.list_items(common.answer(html, HOST + path))]


def each(form):
    return "".join(form.format(n=n, title=title, teaser=TEASER) for n, title in enumerate(TITLES))


FORMS = {
    "table": "<table>{}</table>",
    "rows with a button": "<table>{}</table>",
    "cards": "<div class='row'>{}</div>",
    "cards that are a link": "<div class='grid'>{}</div>",
    "teasers with a link to read on": "<div>{}</div>",
    "definitions": "<dl>{}</dl>",
    "accordion": "<div class='accordion'>{}</div>",
    "plain list": "<ul>{}</ul>",
}
ENTRIES = {
    "table": "<tr><td>{n}</td><td><a href='/berita/{n}'>{title}</a></td><td>3 Mei 2025</td></tr>",
    "rows with a button": "<tr><td>{n}</td><td>{title}</td><td><a href='/berita/{n}'>Detail</a></td></tr>",
    "cards": "<div class='card'><a href='/berita/{n}'><img src='/{n}.jpg'></a><h5><a href='/berita/{n}'>{title}</a></h5>"
    "<p>{teaser}</p></div>",
    "cards that are a link": "<a class='card' href='/berita/{n}'><h3>{title}</h3><p>{teaser}</p></a>",
    "teasers with a link to read on": "<div class='b'><h4>{title}</h4><p>{teaser}</p>"
    "<a href='/berita/{n}'>Selengkapnya</a></div>",
    "definitions": "<dt><a href='/berita/{n}'>{title}</a></dt><dd>{teaser}</dd>",
    "accordion": "<div class='panel'><h4>Tahun 202{n}</h4><ul><li><a href='/berita/{n}'>{title}</a></li></ul></div>",
    "plain list": "<li><a href='/berita/{n}#isi'>{title}</a></li>",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_items_of_a_listing_in_its_order(form):
    """Each entry once, with its own title and an absolute address, whatever the list is made of."""
    found = listed(FORMS[form].format(each(ENTRIES[form])))
    assert [url for _, url in found] == [url for _, url in PAGES]
    for (title, _), (wanted, _) in zip(found, PAGES, strict=True):
        assert title.startswith(wanted)


def test_what_stands_beside_is_no_item():
    """Menus, paging, shelves of other pages and the home page stay out, also where they are longer."""
    many = "".join(f"<li><a href='/lama/{n}'>Berita lama nomor {n}</a></li>" for n in range(9))
    found = listed("<dl>" + each(ENTRIES["definitions"]) + "</dl><a href='/'>Beranda</a>", side=many)
    assert [url for _, url in found] == [url for _, url in PAGES]


def test_a_page_of_files_lists_its_files():
    """A document page has items as well: the title is the row's, not the button's."""
    rows = "".join(
        f"<tr><td>{n}</td><td>{t}</td><td><a href='/f/{n}.pdf'>Unduh</a></td></tr>" for n, t in enumerate(TITLES)
    )
    assert listed(f"<table>{rows}</table>", "/profil/renja") == [
        (title, f"{HOST}/f/{n}.pdf") for n, title in enumerate(TITLES)
    ]


def test_an_article_lists_nothing():
    """Related links below a text are no items, nor has an answer without a page any."""
    text = f"<p>Bupati meresmikan gedung baru di Karang Tengah, Rabu (14/5/2025). {TEASER} {TEASER} {TEASER}</p>"
    assert listed(text * 3 + "<ul>" + each(ENTRIES["plain list"]) + "</ul>", "/berita/baca/7") == []
    assert archive.list_items(common.answer("", HOST)) == ()


def test_a_flood_of_links_is_bounded_and_odd_addresses_do_no_harm():
    """At most 500 items; scripts, letters, calls and broken addresses are none."""
    many = "".join(f"<li><a href='/b/{n}'>Berita nomor {n} tentang desa</a></li>" for n in range(3_000))
    odd = "".join(
        f"<li><a href='{h}'>Tautan yang aneh sekali</a></li>" for h in ("javascript:x()", "mailto:a@b", "http://[")
    )
    found = listed(f"<ul>{odd}{many}</ul>")
    assert len(found) == 500
    assert all(url.startswith(f"{HOST}/b/") for _, url in found)
