"""What real themes print around an article, told from the article's own words: each rule both ways."""

import pytest

from archive.article import Reason
from archive.extraction.boilerplate import rule_of
from archive.extraction.credits import find_credit, find_dateline


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("(Visited 326 times, 1 visits today)", "counter:read"),
        ("Sudah 326 orang membaca", "counter:read"),
        ("Tayang: 326 kali", "counter:read"),
        ("👁 326", "counter:read"),
        ("Online: 3 | Hari ini: 17 | Total: 8435", "counter:visitors"),
        ("Suka Memuat...", "share:buttons"),
        ("Share this entry", "share:buttons"),
        ("Waktu baca: 2 menit", "meta:cms"),
        ("Subuh 04:31 Dzuhur 11:52 Ashar 15:13 Maghrib 17:55", "schedule:prayer"),
        ("5/5 - (2 votes)", "comments:form"),
        ("Average (0 Votes)", "comments:form"),
        ("[Total: 0 Average: 0]", "comments:form"),
        ("Belum ada penilaian", "comments:form"),
        ("Silakan tulis komentar dalam formulir berikut ini (Gunakan bahasa yang santun)", "comments:form"),
        ("Komentar akan ditampilkan setelah disetujui oleh Admin", "comments:form"),
        ("Komentar atas Jembatan Baru Dibuka", "comments:heading"),
        ("Formulir Komentar (Komentar baru terbit setelah disetujui Admin)", "comments:heading"),
        ("Keterangan Gambar : Suasana rapat di balai desa", "caption:credit"),
    ],
)
def test_what_themes_print_below_a_text_falls_to_its_rule(line, rule):
    """Ratings, the words of comment forms and labelled captions are named by the rule that takes them."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Calon nomor dua memperoleh 5.312 suara.",
        "5.312 suara",
        "326 orang membaca deklarasi bersama",
        "Tayang perdana film pendek itu disaksikan 200 orang",
        "Subuh 04:31 warga sudah berkumpul",
        "Waktu baca puisi dibatasi lima menit",
        "Rata-rata 340 panggilan sehari diterima operator.",
        "Silakan tulis nama dan alamat pada formulir yang dibagikan petugas.",
        "Komentar atas rancangan peraturan dapat disampaikan sampai akhir bulan.",
        "Semua komentar warga dicatat oleh panitia",
        "Keterangan saksi: api berasal dari dapur",
    ],
)
def test_news_beside_these_rules_stays(line):
    """Votes, averages, comments and statements that are the news are no furniture."""
    assert not rule_of(line)


HOURS = "<table><tr><td>Hari</td><td>Jam</td></tr><tr><td>Senin - Kamis</td><td>08.00 - 20.00</td></tr><tr><td>Jumat</td><td>08.00 - 16.00</td></tr></table>"


def test_a_timetable_that_the_text_announces_stays(extract, page, prose):
    """`Jadwal lengkapnya sebagai berikut:` makes a table of days and hours the news."""
    found = extract(page(f"<p>{prose}</p><p>Jadwal lengkapnya sebagai berikut:</p>{HOURS}<p>Berlaku bulan depan.</p>"))
    assert "Senin - Kamis\t08.00 - 20.00" in found.text


def test_hours_that_a_label_opens_go(extract, page, prose):
    """The hours of an office below the text are its footer."""
    found = extract(page(f"<p>{prose}</p><p>{prose}</p><p>Jam Layanan:</p>{HOURS}"))
    assert "Senin" not in found.text


@pytest.mark.parametrize("office", ["Dinas Kominfo Kab. Contoh", "Bagian Humas Setda. Kota Contoh"])
def test_the_offices_name_goes_with_its_address(extract, page, prose, office):
    """An abbreviation in the name of an office does not part it from its address."""
    block = f"<p><strong>{office}</strong><br>Jl. Merdeka No. 5, Contoh 42122<br>Telp. (0254) 200 123</p>"
    assert office not in extract(page(f"<p>{prose}</p><p>{prose}</p>{block}")).text


def test_an_office_that_is_the_news_stays(extract, page, prose):
    """Without an address below it the name of an office is the text's."""
    found = extract(
        page(f"<p>{prose}</p><ul><li>Dinas Kominfo Kab. Contoh</li><li>Dinas Sosial</li></ul><p>{prose}</p>")
    )
    assert "Dinas Kominfo Kab. Contoh" in found.text


def test_a_lone_link_below_a_label_of_attachments_is_one(extract, page, prose):
    """The file below `Dokumen Lampiran` goes with its label."""
    below = '<h4>Dokumen Lampiran</h4><a href="/unduh/12">surat_edaran.pdf</a>'
    assert "surat_edaran" not in extract(page(f"<p>{prose}</p><p>{prose}</p><div>{below}</div>")).text


def test_a_lone_link_in_the_text_stays(extract, page, prose):
    """A paragraph that is one link is the text's own where no label says otherwise."""
    link = '<p><a href="https://lomba.contoh.go.id">https://lomba.contoh.go.id</a></p>'
    assert "https://lomba.contoh.go.id" in extract(page(f"<p>{prose}</p>{link}<p>{prose}</p>")).text


COMMENT = (
    '<div class="wrapper post-meta"><h3>1 tanggapan untuk “Layanan”</h3><article class="hentry"><footer>'
    '<time datetime="2024-05-01T10:00:00+07:00">1 Mei 2024</time></footer><p>Mantap.</p></article></div>'
)


def test_a_comments_time_is_no_publication(extract, page, prose):
    """The date of a visitor's comment is not taken for the article's, whatever zone is around it."""
    found = extract(page(f'<article><div class="entry-content"><p>{prose}</p><p>{prose}</p></div>{COMMENT}</article>'))
    assert found.published is None


def test_an_articles_own_footer_may_hold_its_date(extract, page, prose):
    """A `<footer>` of the article that holds the text is no comment's."""
    footer = '<footer><time datetime="2024-05-01T10:00:00+07:00">1 Mei 2024</time></footer>'
    found = extract(page(f"<article><p>{prose}</p><p>{prose}</p>{footer}</article>"))
    assert found.published.value == "2024-05-01T10:00:00+07:00"


def test_a_dot_parts_a_date_from_its_time(extract, page, prose):
    """`1 November 2021•10:15 WIB` has a time, as themes without spaces print it."""
    line = (
        "<div><span>1 November 2021</span><span>•</span><span>10:15 WIB</span><span>•</span><span>Dinsos</span></div>"
    )
    assert extract(page(f"{line}<p>{prose}</p><p>{prose}</p>")).published.value == "2021-11-01T10:15:00+07:00"


def test_adminlte_boxes_are_no_sidebar(extract, prose):
    """`box-widget widget-user` frames the article itself; a `widget` stays a sidebar's."""
    box = f'<div class="box box-widget widget-user"><h2>Warga Panen Cabai</h2><i>Di Posting Tanggal : 14-06-2021</i><div>{prose} {prose}</div></div>'
    found = extract(f'<title>Detail Artikel</title>{box}<div class="widget"><h3>Arsip</h3><p>{prose}</p></div>')
    assert (found.title, found.published.value, found.text) == ("Warga Panen Cabai", "2021-06-14", f"{prose} {prose}")


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("WANASARI, (Disnaker) - Balai Latihan Kerja membuka kelas.", "WANASARI, (Disnaker)"),
        ("Telukbaru (Humas) – Delapan sekolah menggelar simulasi.", "Telukbaru (Humas)"),
        ("Balai Latihan Kerja (BLK) membuka kelas - Gratis.", None),
    ],
)
def test_an_agency_in_parentheses_belongs_to_the_dateline(text, dateline):
    """It stays as written, and an abbreviation inside a sentence is no dateline."""
    assert find_dateline(text) == dateline


def test_stars_before_initials_go_with_them():
    """`*(Damkar/DS)` is a credit."""
    found = find_credit(["Kerugian ditaksir Rp85 juta.", "*(Damkar/DS)"])
    assert found is not None
    assert found.credit.name == "Damkar/DS"


@pytest.mark.parametrize("lead", ["BACA JUGA ", "Berita terkait: ", "Artikel Selanjutnya "])
def test_a_pointer_and_its_link_go_without_a_colon(extract, page, prose, lead):
    """A line of nothing but `Baca juga` and a link leads to another article."""
    line = f'<p>{lead}<a href="/b">Bupati Lepas Kontingen Pramuka</a></p>'
    assert "Pramuka" not in extract(page(f"<p>{prose}</p>{line}<p>{prose}</p>")).text


def test_a_sentence_that_holds_a_link_stays(extract, page, prose):
    """Words of its own beside the link make it the text's."""
    line = '<p>Lihat juga hasilnya pada <a href="/b">papan pengumuman kantor desa</a> mulai besok.</p>'
    assert "papan pengumuman" in extract(page(f"<p>{prose}</p>{line}<p>{prose}</p>")).text


def test_numbers_of_a_centre_belong_to_their_block(extract, page, prose):
    """A hotline and a call centre are lines of a contact block; in a sentence they are the news."""
    news = "Keluhan dilayani Call Center 112 dan hotline 0811-2222-333 setiap hari."
    block = "<p>Alamat</p><p>Jl. Merdeka No. 5, Contoh</p><p>Hotline: 0811-2222-333</p><p>Call Center : 112</p>"
    found = extract(page(f"<p>{prose}</p><p>{news}</p><p>{prose}</p>{block}")).text
    assert news in found
    assert "Hotline:" not in found
    assert "Call Center :" not in found


def test_terms_and_meta_of_blocks_and_lists_are_no_text(extract, page):
    """The core block of categories and OceanWP's list of author, date and category frame even a short notice."""
    notice = "Layanan Samsat Keliling tutup sementara pada 19 April 2023."
    meta = '<ul class="meta ospm-default"><li class="meta-date">17 April 2023</li><li class="meta-cat">Berita</li></ul>'
    terms = '<div class="taxonomy-post_tag wp-block-post-terms"><a href="/t" rel="tag">layanan</a></div>'
    found = extract(page(f"{meta}<div><p>{notice}</p></div>{terms}"))
    assert (found.text, found.published.value) == (notice, "2023-04-17")


def test_comments_longer_than_a_notice_go(extract, page):
    """A heading that can only be that of the comments ends the text, however short that is."""
    notice = "Layanan Samsat Keliling tutup sementara pada 19 April 2023."
    talk = "<h3>Komentar atas Layanan Baru Dibuka</h3><div><blockquote>Mohon infonya, kapan dibuka lagi ya pak, saya mau bayar pajak motor ibu saya.</blockquote></div>"
    assert extract(page(f"<div><p>{notice}</p>{talk}</div>")).text == notice


def test_a_counter_of_comments_above_the_text_cuts_nothing(extract, page, prose):
    """`0 Komentar` stands above many texts."""
    assert extract(page(f"<div><h5>0 Komentar</h5><p>{prose}</p><p>{prose}</p></div>")).text.count(prose) == 2


def test_a_dash_between_date_and_author_is_no_text(extract, page, prose):
    """A line without a word above the first sentence goes; a dash that opens a sentence stays."""
    found = extract(page(f"<div><time>2 Mei 2023</time><p>—</p><p>oleh</p><p>— {prose}</p><p>{prose}</p></div>"))
    assert found.text.startswith("— Pemerintah")


TITLES = (
    "Embung Desa Selesai Dibangun",
    "Kader Jentik Temukan Bak Rawan",
    "Rapat Evaluasi Triwulan Singkat",
    "Festival Layang Ramaikan Pantai",
)
LINKS = "".join(f'<li><a href="/berita/{i}">{title} di Kecamatan Contoh</a></li>' for i, title in enumerate(TITLES))


def test_a_notice_of_one_line_is_an_article_below_its_date(extract, page):
    """A title, a date and a line of its own make a notice, however many links follow."""
    found = extract(page(f"<div><p>6 Maret 2023</p><p>Video peresmian Jembatan Cibatu.</p><ul>{LINKS}</ul></div>"))
    assert getattr(found, "text", found) == "Video peresmian Jembatan Cibatu."


def test_links_below_a_date_are_a_listing(extract, page):
    """A date above links alone makes no article."""
    found = extract(page(f"<div><p>6 Maret 2023</p><ul>{LINKS}</ul></div>"))
    assert getattr(found, "reason", found) is Reason.LISTING
