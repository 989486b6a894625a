"""Titles of themes without headings: by the head, the address and the date below; never the site's name."""

import pytest

from archive.extraction.sitename import from_slug, is_site_name, slug_words

HOST = "dinkes.lembahsarikab.go.id"


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Dinas Kesehatan Kabupaten Lembahsari", True),
        (":: Situs Resmi Pemerintah Kabupaten Lembahsari ::", True),
        ("Dinas Kesehatan Gelar Vaksinasi", False),
        ("Pemerintah Kabupaten Lembahsari Tanam Pohon", False),
        ("", False),
    ],
)
def test_a_site_is_named_by_words_of_agencies_and_of_its_host(title, site):
    """One other word makes it a headline."""
    assert is_site_name(title, HOST) is site


def test_an_address_knows_its_title():
    """Three quarters of an address's words in a line, and not many more, name the title."""
    slug = slug_words("https://contoh.go.id/berita/bupati-lantik-kepala-desa.html")
    assert from_slug("Bupati Lantik Kepala Desa Terpilih", slug)
    assert not from_slug("Bupati Tanam Pohon", slug)
    assert slug_words("https://contoh.go.id/berita/77") == ()


SITE = "Situs Resmi Pemerintah Kabupaten Lembahsari"


@pytest.mark.parametrize("title", ["Kota Sehat", "PNS Dilarang Cuti 3 Kali", "Apakah Kita Siap Hadapi Banjir?"])
def test_a_line_above_the_date_is_the_title_where_the_head_names_only_the_site(extract, prose, title):
    """However short the headline, and whatever it ends with."""
    found = extract(
        f"<title>{SITE}</title><table><tr><td><b>{title}</b></td></tr><tr><td>Jumat, 27 Juni 2008 | 14:20 WIB</td></tr>"
        f"</table><div><p>{prose}</p><p>{prose}</p></div>"
    )
    assert found.title == title
    assert title not in found.text


def test_a_greeting_above_is_not_the_title(extract, prose):
    """The running line `Selamat datang di situs resmi` is furniture."""
    hello = (
        "Selamat datang di situs resmi Badan Kepegawaian Kabupaten Lembahsari, melayani dengan hati dan sepenuh jiwa"
    )
    found = extract(
        f"<title>{SITE}</title><marquee>{hello}</marquee><table><tr><td>Kota Sehat</td></tr>"
        f"<tr><td>2 Juli 2019</td></tr></table><div><p>{prose}</p><p>{prose}</p></div>"
    )
    assert found.title == "Kota Sehat"


def test_a_heading_of_the_text_is_not_the_title(extract, prose):
    """The line that the head names wins over a heading inside the body, though it is none."""
    found = extract(
        f"<title>Dinas Kesehatan | Vaksinasi Dimulai</title><div><div>Vaksinasi Dimulai</div><p>{prose}</p>"
        f"<h3>Syarat</h3><p>{prose}</p></div>"
    )
    assert found.title == "Vaksinasi Dimulai"
    assert "Syarat" in found.text


def test_boxes_of_a_row_are_words_apart(extract, prose):
    """Spans side by side in a flex row are no one word; inside a paragraph they are."""
    found = extract(
        f"<title>Pasar Dibuka</title><main><h1>Pasar Dibuka</h1><div class='flex'><span>admin</span>"
        f"<span>24 Juli 2019</span><span>326 x dilihat</span></div><div><p><span>K</span><span>ota</span> {prose}</p></div></main>"
    )
    assert found.published.value == "2019-07-24"
    assert found.text.startswith("Kota Pemerintah")
