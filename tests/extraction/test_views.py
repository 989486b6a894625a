"""What views of public repositories taught: text areas printed whole, letter heads, hours in lists, plain bylines."""

import pytest

from archive.extraction.boilerplate import rule_of
from archive.extraction.credits import find_credit, find_dateline

LONG = (
    "Ribuan pengunjung memadati lapangan pada pembukaan pasar rakyat yang digelar panitia bersama warga desa. "
    "Panitia menyiapkan sembilan puluh kios, empat panggung kecil, dan satu pos kesehatan untuk semua pengunjung. "
    "Setiap malam ada pertunjukan wayang yang dibawakan dalang muda dari tiga kecamatan di sekitar lapangan itu."
)


def test_blank_lines_of_a_text_area_part_paragraphs(extract, page):
    """A body printed as it was stored, without a tag, is read by its paragraphs, credit and related line included."""
    got = extract(page(f"<div>05 Juni 2024</div><p>\n {LONG}\n\nBaca Juga : Pasar Lama Dibuka\n\n{LONG}\n\n(wid)</p>"))
    assert [block.text for block in got.blocks] == [LONG, LONG]
    assert got.credit.name == "wid"


def test_line_breaks_of_a_source_file_part_nothing(extract, page):
    """A single line break, and a blank line before indented markup, are how a page was typed."""
    typed = LONG.replace(" Panitia", "\nPanitia")
    got = extract(page(f"<p>\n\n    {typed}\n\n    <b>Setiap</b> hari buka.</p>"))
    assert [block.text for block in got.blocks] == [f"{LONG} Setiap hari buka."]


def test_a_letter_head_below_the_date_is_the_text_s_own(extract, page):
    """The place and date that a text begins with stay where the page has told its date above."""
    got = extract(page(f"<div>13 Oktober 2023</div><div><p>Lumajang, Jumat 13 Oktober 2023</p><p>{LONG}</p></div>"))
    assert got.text.startswith("Lumajang, Jumat 13 Oktober 2023")
    assert got.published.value == "2023-10-13"


@pytest.mark.parametrize("line", ["Lumajang, 13 Oktober 2023", "Admin, 13 Oktober 2023", "Jumat, 13 Oktober 2023"])
def test_the_only_date_above_a_text_is_the_page_s(extract, page, line):
    """Place and date are furniture where they are the page's own date line, and so is an account with a date."""
    got = extract(page(f"<p>{line}</p><p>{LONG}</p>"))
    assert got.text == LONG
    assert got.published.value == "2023-10-13"


def test_a_category_between_date_and_author_is_no_text(extract, page):
    """What stands between two lines of the head belongs to it, though it is a word of the news."""
    notice = "Diberitahukan kepada seluruh masyarakat bahwa pelayanan ditutup pada tanggal 8 sampai 15 April 2024."
    head = "".join(f"<div><span>{text}</span></div>" for text in ("05 Apr 2024", "Pengumuman", "Admin"))
    got = extract(page(f"<article><div><div>{head}</div><div>{notice}</div></div></article>"))
    assert got.text == notice


def test_a_short_line_after_the_head_is_text(extract, page):
    """A word between the head and the first sentence may be the text's own heading."""
    got = extract(page(f"<article><div>05 Apr 2024</div><p>Pengumuman</p><p>{LONG}</p></article>"))
    assert got.text.startswith("Pengumuman")


def test_hours_among_the_items_of_a_list_stay(extract, page):
    """A list of the news may end with hours, though the footer's hours follow at once."""
    items = "<li>Unit Padang Aro, Pasar Baru</li><li>Setiap hari kerja pukul 09.00-15.00</li>"
    foot = "<div><p>Jam Pelayanan</p><p>Senin - Kamis: 08.00 - 16.00</p><p>Telp. (0354) 689995</p></div>"
    got = extract(page(f"<article><p>{LONG}</p><p>Info pendaftaran:</p><ul>{items}</ul></article>{foot}"))
    assert got.text.endswith("Setiap hari kerja pukul 09.00-15.00")


def test_hours_in_a_list_of_contacts_go(extract, page):
    """A list of address, phone and hours below the text is the office's."""
    items = "<li>Jl. Pemuda No. 60</li><li>Telp. (0354) 689995</li><li>Senin - Kamis: 08.00 - 16.00</li>"
    got = extract(page(f"<div><p>{LONG}</p><ul>{items}</ul></div>"))
    assert got.text == LONG


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("MANADO, (29/1) — Gubernur meminta dokumen.", "MANADO"),
        ("Solok Selatan, Dinas Koperasi mengenalkan pembayaran baru.", "Solok Selatan"),
        ("Kota Bekasi, Wali Kota Bekasi membuka rapat.", "Kota Bekasi"),
        ("Suherman, Dinas Kesehatan, menjelaskan aturan itu.", None),
        ("Siti Khadijah, Kepala Puskesmas, menjelaskan aturan itu.", None),
        ("Bandung, Surabaya, dan Medan ikut serta.", None),
        ("Jakarta, dinas terkait belum menjawab.", None),
    ],
)
def test_datelines_without_a_plain_dash(text, dateline):
    """A bracketed day may follow a comma; without a dash only a region before a public body is a dateline."""
    assert find_dateline(text) == dateline


@pytest.mark.parametrize(
    ("line", "name"),
    [("*) Ditulis oleh Tim Humas DLH", "Tim Humas DLH"), ("(Ditulis oleh Rina Sari)", "Rina Sari")],
)
def test_a_spoken_credit_behind_a_mark_is_cut(line, name):
    """An asterisk opens a credit as a bracket does."""
    assert find_credit([LONG, line]).credit.name == name


@pytest.mark.parametrize("line", ["*) Berlaku sampai akhir tahun", "Ditulis oleh Rina dengan tangan kiri"])
def test_a_footnote_is_no_credit(line):
    """What an asterisk opens may be the text's own note."""
    assert find_credit([LONG, line]) is None


NOTICE = "Diberitahukan kepada seluruh masyarakat bahwa pelayanan ditutup pada tanggal 8 sampai dengan 15 April 2024."


def test_a_date_with_a_clock_below_the_text_is_the_page_s(extract, page):
    """A theme may print its date as the last line; the credit above it is still the text's end."""
    foot = "<ul><li>Selasa, 20 Agustus 2024 | 09:00:00 WIB</li></ul>"
    got = extract(page(f"<article><p>{LONG}</p><p>(wid)</p>{foot}</article>"))
    assert got.text == LONG
    assert got.published.value == "2024-08-20T09:00:00+07:00"
    assert got.credit.name == "wid"


@pytest.mark.parametrize("line", ["Selasa, 20 Agustus 2024", "Acara dimulai Selasa, 20 Agustus 2024 pukul 09.00 WIB."])
def test_a_last_line_about_a_day_is_text(extract, page, line):
    """Without a clock of its own, or in a sentence, a day at the end belongs to the text."""
    got = extract(page(f"<div>13 Agustus 2024</div><article><p>{LONG}</p><p>{line}</p></article>"))
    assert got.text.endswith(line)


def test_an_account_and_its_numbers_below_the_text_go(extract, page):
    """Name and icons with bare numbers are the theme's, though a counter says not what it counts."""
    foot = "<div><span>Operator Desa</span></div><div><span><i></i>11248</span> <span><i></i>2</span></div>"
    got = extract(page(f"<article><p>{LONG}</p><p>{LONG}</p>{foot}</article>"))
    assert got.text == f"{LONG}\n\n{LONG}"


def test_a_person_below_the_text_and_the_numbers_of_a_list_stay(extract, page):
    """A name that is no account may sign the text, and numbers in a list are told by it."""
    got = extract(page(f"<article><p>{LONG}</p><p>Nomor pemenang:</p><ol><li>11248</li><li>11312</li></ol></article>"))
    assert got.text.endswith("11248\n11312")


def test_account_and_category_in_a_heading_are_no_text(extract, page):
    """`Admin | Profil` above the text is a byline in whatever element it stands."""
    got = extract(page(f'<div><h6><a href="#">Admin</a> | <a href="#">Profil</a></h6><p>{LONG}</p></div>'))
    assert got.text == LONG


def test_a_heading_with_a_bar_is_text(extract, page):
    """A bar in a heading of the text is no byline."""
    got = extract(page(f"<div><h6>Sejarah | Asal Nama</h6><p>{LONG}</p></div>"))
    assert got.text.startswith("Sejarah | Asal Nama")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Link berhasil disalin!", "share:buttons"),
        ("Tersalin!", "share:buttons"),
        ("Semua Berita", "related:label"),
        ("Baca Artikel Asli", "related:label"),
        ("Disclaimer Informasi Publik", "footer:disclaimer"),
        ("Dilarang menyalin atau menduplikasi tanpa mencantumkan sumber resmi.", "footer:disclaimer"),
        (
            "Artikel ini diterbitkan secara resmi oleh Pemerintah Kelurahan Semampir untuk tujuan transparansi publik.",
            "footer:disclaimer",
        ),
    ],
)
def test_what_themes_print_around_each_article_falls_to_its_rule(line, rule):
    """Messages of the share bar and the small print are named by the rule that takes them."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Semua berita di grup itu bohong",
        "Dilarang menyalin soal ujian, kata panitia.",
        "Berita ini diterbitkan koran lokal pada 1998.",
        "Tautan berhasil disalin polisi dari telepon tersangka.",
    ],
)
def test_news_about_links_and_bans_stays(line):
    """Links, bans and papers that are the news are no small print."""
    assert not rule_of(line)


def test_a_notice_beyond_a_hidden_window_is_found(extract):
    """A short notice stands in a box of its own; the heading of a hidden window before it does not end the search."""
    window = '<div style="display: none"><h3>Bagikan Berita</h3><p>Judul Berita</p><a href="#">WhatsApp</a></div>'
    related = '<h3>Berita Terkait</h3><a href="/a"><h4>Tim Voli Putri Sabet Juara Umum Lagi</h4></a>'
    top = "<div>" * 6 + "<h1>Pengumuman Libur Pelayanan</h1><span>05 April 2024</span>" + "</div>" * 6
    html = f"<html><body>{top}{window}<article><div><p>{NOTICE}</p></div><div>{related}</div></article></body></html>"
    assert extract(html, url="https://contoh.go.id/berita/pengumuman-libur-pelayanan").text == NOTICE


def test_a_writer_before_the_date_on_one_line_is_the_credit(extract, page):
    """`Penulis: name, day time` names the writer as far as the date."""
    got = extract(page(f"<div><li>Penulis: Rizki Firmansyah, 17-08-2022 10:00</li><p>{LONG}</p></div>"))
    assert got.credit.name == "Rizki Firmansyah"
    assert got.published.value.startswith("2022-08-17")


def test_an_account_below_the_date_is_no_text(extract, page):
    """An account's name of its own after the date belongs to the head, in a short notice too."""
    head = "<div><span>05 April 2024</span></div><div><span>Operator Desa</span></div>"
    assert extract(page(f"<div><div>{head}</div><div>{NOTICE}</div></div>")).text == NOTICE


def test_an_office_as_a_heading_of_the_text_stays(extract, page):
    """A notice may open with the office it comes from."""
    got = extract(page(f"<div>05 April 2024</div><div><h4>Dinas Kesehatan Kota</h4><p>{LONG}</p></div>"))
    assert got.text.startswith("Dinas Kesehatan Kota")
