"""What is stripped, by which rule, and what must stay."""

import pytest

from archive.article import Reason, Rejection
from archive.extraction.boilerplate import rule_of


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Dibaca : 326 kali", "counter:read"),
        ("Post Views: 650", "counter:read"),
        ("Dibaca 12", "counter:read"),
        ("1.204 views", "counter:read"),
        ("Pengunjung Hari ini 17", "counter:visitors"),
        ("User Online : 1", "counter:visitors"),
        ("Hits hari ini : 8", "counter:visitors"),
        ("Total pengunjung : 84,355", "counter:visitors"),
        ("Today visitors : 2161", "counter:visitors"),
        ("Statistik Pengunjung", "counter:visitors"),
        ("IP Anda : 127.0.0.1", "counter:visitors"),
        ("Bagikan :", "share:buttons"),
        ("Facebook | Twitter | WhatsApp", "share:buttons"),
        ("Berita Terkait", "related:label"),
        ("Lihat semua berita", "related:label"),
        ("Baca juga : - https://contoh.go.id/detail/x", "related:inline"),
        ("Baca Juga: Wali Kota Resmikan Pasar", "related:inline"),
        ("Tinggalkan Balasan", "comments:form"),
        ("Kategori: Berita", "meta:category"),
        ("Oleh : admin", "meta:posted"),
        ("© 2025 Pemerintah Kota Yogyakarta", "footer:copyright"),
        ("Copyright 2020 Buku Tamu Dinas", "footer:copyright"),
    ],
)
def test_lines_of_the_field_notes_fall_to_their_rule(line, rule):
    """Counters, share buttons, related links and footers are named by the rule that takes them."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Total pengunjung pasar malam mencapai 84.355 orang, naik dari tahun lalu.",
        "Statistik pengunjung museum tahun ini diumumkan oleh kepala dinas pada rapat tersebut.",
        "Warga membaca juga menulis di taman bacaan.",
        "Kategori juara umum diraih Kelurahan Margahayu dengan nilai tertinggi dari lima juri yang menilai sejak pagi hari itu juga.",
        "Share Location dipakai petugas untuk menemukan korban.",
        "Facebook menutup akun palsu wali kota.",
        "Pengunjung hari ini diminta membawa tas sendiri.",
        "Hak cipta lagu daerah didaftarkan ke kementerian oleh sanggar pada tahun lalu, kata kepala dinas kebudayaan dan pariwisata.",
        "Selengkapnya akan disampaikan dalam rapat paripurna.",
    ],
)
def test_sentences_of_the_news_stay(line):
    """A sentence that begins like boilerplate is the article's own."""
    assert rule_of(line) == ""


FOOTER = (
    "<p>Alamat</p><div>Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi<br>email : info@bekasikota.go.id<br>"
    "Tlf : (021) 88961767 Fax : 88959980/88960250</div>"
)


def test_a_footer_glued_to_the_article_goes_and_is_parsed(extract, page, prose):
    """The `Alamat` block in the article's own container is stripped, line by line, and kept as data."""
    found = extract(page(f"<div><p>{prose}</p><p>{prose} Selesai.</p>{FOOTER}</div>"))
    assert found.text.endswith("Selesai.")
    assert found.contacts[0].phones == ("+622188961767",)
    assert [r.rule for r in found.removals] == ["contact:label", "contact:address", "contact:email", "contact:phone"]


def test_an_address_that_is_the_news_stays(extract, page, prose):
    """An address or a call-centre number inside a sentence is never taken for a footer."""
    news = "Warga dapat datang ke Jalan Merdeka Selatan No. 8-9 atau menelepon (021) 88961767 setiap hari kerja."
    found = extract(page(f"<div><p>{prose}</p><p>{news}</p><p>{prose}</p>{FOOTER}</div>"))
    assert news in found.text
    assert "88959980" not in found.text


def test_everything_that_is_not_text_is_accounted_for(extract, page, prose):
    """Each line of the page is in the text, the title or the removals: nothing disappears."""
    body = (
        f"<nav><a href='/'>Beranda</a></nav><div><p>{prose}</p><p>{prose}</p><p>Dibaca 12 kali</p></div>"
        f"<div class='sidebar'><p>Cuaca hari ini cerah.</p></div><footer>Kontak kantor</footer>{FOOTER}"
    )
    found = extract(page(body))
    assert {r.text: r.rule for r in found.removals} == {
        "Beranda": "zone:nav",
        "Dibaca 12 kali": "counter:read",
        "Cuaca hari ini cerah.": "zone:sidebar",
        "Kontak kantor": "zone:footer",
        "Alamat": "contact:label",
        "Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi": "contact:address",
        "email : info@bekasikota.go.id": "contact:email",
        "Tlf : (021) 88961767 Fax : 88959980/88960250": "contact:phone",
    }


def test_a_lone_link_paragraph_stays(extract, page, prose):
    """A paragraph that is one link belongs to the article; a row of links at its end does not."""
    lone = extract(page(f"<div><p>{prose}</p><p>{prose}</p><p><a href='/p'>Pendaftaran dibuka di sini</a></p></div>"))
    assert "Pendaftaran dibuka di sini" in lone.text
    row = "".join(f"<p><a href='/{n}'>Judul berita lain nomor {n}</a></p>" for n in range(4))
    assert "Judul berita lain" not in extract(page(f"<div><p>{prose}</p><p>{prose}</p>{row}</div>")).text


@pytest.mark.parametrize(
    ("title", "body", "reason"),
    [
        ("Halaman tidak ditemukan", "<p>Silakan kembali ke beranda.</p>", Reason.SOFT_404),
        ("404 Not Found", "<p>Oops.</p>", Reason.SOFT_404),
        (
            "Account Suspended",
            "<p>This Account has been suspended. Contact your hosting provider.</p>",
            Reason.SUSPENDED,
        ),
        ("Maintenance", "<p>Situs ini sedang dalam perbaikan.</p>", Reason.SUSPENDED),
        ("SLOT GACOR MAXWIN DINAS KETAHANAN PANGAN", "<p>Daftar sekarang juga.</p>" * 20, Reason.SUSPECTED_INJECTION),
    ],
)
def test_pages_that_answer_200_and_are_no_article(extract, page, title, body, reason):
    """Error, suspended and gambling pages with status 200 are told from articles."""
    found = extract(page(body, title=title))
    assert isinstance(found, Rejection)
    assert found.reason is reason


def test_news_about_gambling_is_news(extract, page, prose):
    """A report on online gambling is an article, whatever words its title needs."""
    found = extract(page(f"<p>{prose}</p>" * 4, title="Polisi Tangkap Bandar Judi Online, Situs Slot Diblokir"))
    assert not isinstance(found, Rejection)


def test_a_listing_is_a_listing(extract, prose):
    """Several teasers with linked headings, or mostly links, are no article."""
    teasers = "".join(f"<article><h2><a href='/{n}'>Berita {n}</a></h2><p>{prose}</p></article>" for n in range(5))
    assert extract(f"<html><body>{teasers}</body></html>").reason is Reason.LISTING
    links = "".join(f"<li><a href='/{n}'>Sebuah judul berita daerah nomor {n}</a></li>" for n in range(30))
    assert extract(f"<html><body><h1>Arsip</h1><p>{prose}</p><ul>{links}</ul></body></html>").reason is Reason.LISTING


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("You may also like:", "related:heading"),
        ("More from Kota Contoh", "related:heading"),
        ("About the author", "author:heading"),
        ("Advertisement", "promo:line"),
        ("Foto: Humas Setda", "caption:credit"),
        ("Warga mengantre di loket (Foto: Humas)", "caption:credit"),
        ("#JurnalismeWarga #KIM", "tags:hashtags"),
    ],
)
def test_lines_of_themes_fall_to_their_rule(line, rule):
    """Headings of other articles, advertisements, captions in the text and hashtags are named."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "More from the harvest than expected went to the market this year.",
        "Foto itu diambil pada tahun 1962. Kini foto asli disimpan di museum kota (Foto: arsip) bersama surat-surat lama.",
        "About the author we know little, said the librarian.",
        "Related works on the river were stopped after the flood.",
        "#1 dalam lomba desa tahun ini adalah Desa Sukamaju.",
        "Print this page of the register twice, the clerk asked, and keep one.",
    ],
)
def test_sentences_that_begin_like_theme_lines_stay(line):
    """A sentence is no heading and no caption, whatever its first words."""
    assert rule_of(line) == ""


def test_what_follows_a_heading_of_other_articles_goes(extract, page, prose):
    """From `Berita Terkait` on, links and their teasers are not the article's."""
    teasers = "".join(f"<p><a href='/{n}'>Judul berita lain nomor {n}</a></p><p>Cuplikan {n}.</p>" for n in range(3))
    found = extract(page(f"<div>{f'<p>{prose}</p>' * 4}<h3>Berita Terkait</h3>{teasers}</div>"))
    assert found.text.endswith(prose)


def test_hidden_text_is_no_text(extract, page, prose):
    """What the page hides is stripped and told, also when the article is short."""
    spam = "<div style='display:none'><p>" + "Kalimat tersembunyi yang panjang sekali tanpa guna. " * 20 + "</p></div>"
    found = extract(page(f"<div class='entry-content'><p>{prose}</p></div>{spam}"))
    assert found.text == prose
    assert [r.rule for r in found.removals] == ["zone:hidden"]


def test_a_zone_that_holds_the_body_is_none(extract, page, prose):
    """A class such as `sidebar` around the only prose of a page does not take it."""
    assert prose in extract(page(f"<div class='layout-sidebar'>{f'<p>{prose}</p>' * 3}</div>")).text
