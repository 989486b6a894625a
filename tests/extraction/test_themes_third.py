"""What unseen pages of a third round taught: K2, PHP-Nuke, Colorlib, Drupal's dates, notices between links."""

import datetime as dt

import pytest

import archive
from archive.exchange import Exchange
from archive.extraction.boilerplate import rule_of
from archive.extraction.contacts import is_contact_block
from archive.extraction.credits import find_dateline
from archive.extraction.dates import find_dates
from archive.extraction.zones import zone_of

FIRST = "Bupati menyerahkan bantuan benih padi kepada tujuh kelompok tani di aula kecamatan."
SECOND = "Benih itu cukup untuk lahan seluas empat puluh hektare, kata kepala dinas, Senin."
PROSE = f"<p>{FIRST}</p><p>{SECOND}</p>"


def read(body: str) -> archive.Article:
    """Return the article of a page whose container holds `body`."""
    html = f'<html><head><title>Bantuan Benih Padi</title></head><body><h1>Bantuan Benih Padi</h1><div class="isi">{body}</div></body></html>'
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    at = dt.datetime(2024, 7, 20, tzinfo=dt.UTC)
    found = archive.extract(Exchange("http://127.0.0.1/berita/bantuan-benih-padi", at, b"", answer))
    assert isinstance(found, archive.Article)
    return found


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Viewed by 48 visitors", "counter:read"),
        ("127 likes - 2 comments", "counter:read"),
        ("Topik: Berita (64 kali dibaca)", "counter:read"),
        ("Yuk bagikan ke temanmu!", "share:buttons"),
        ("(0 pilihan)", "comments:form"),
        ("Komentar Pengunjung (2)", "comments:heading"),
        ("Artikel terkait (berdasarkan label)", "related:label"),
        ("Lainnya dalam kategori ini:", "related:label"),
        ("Terbaru dari Super User", "related:label"),
        ("Baca Selengkapnya: Pasar Induk Dibuka Lagi", "related:inline"),
        ("Ikuti terus berita terbaru kami di Facebook, Instagram dan YouTube", "share:follow"),
    ],
)
def test_furniture_of_these_themes_falls_to_its_rule(line, rule):
    """What K2, PHP-Nuke, AdminLTE and editors print around a text is named by the rule that takes it."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Pameran itu dikunjungi 48 wisatawan asing",
        "Warga menyukai 127 tanaman hias dan 2 pohon",
        "Topik: pengelolaan sampah (64 kali pelatihan)",
        "Ayo bagikan masker ke tetangga yang membutuhkan!",
        "Sebanyak (2 pilihan) jalur pendaftaran dibuka",
        "Komentar warga beragam atas rencana itu",
        "Terbaru dari kebijakan itu adalah pembebasan denda.",
        "Ikuti terus petunjuk petugas di lapangan",
        "Lainnya memilih berjualan di rumah",
    ],
)
def test_news_with_the_same_words_stays(line):
    """The same words in a sentence of the news are no furniture."""
    assert not rule_of(line)


def test_a_row_of_neighbours_is_navigation_and_a_table_of_links_is_not():
    """A table whose cells all lead to the article before or after goes; one that lists documents stays."""
    row = '<table><tr><td>« Sebelumnya<br><a href="/a">Harga Cabai Turun</a></td><td>Selanjutnya »<br><a href="/b">Pasar Dibuka</a></td></tr></table>'
    assert read(PROSE + row).text == f"{FIRST}\n\n{SECOND}"
    documents = '<p>Berkasnya:</p><table><tr><td>1</td><td><a href="/a.pdf">Harga Cabai Turun</a></td></tr><tr><td>2</td><td>Selanjutnya</td></tr></table>'
    assert "Harga Cabai Turun" in read(PROSE + documents).text


def test_a_link_that_a_sentence_announces_stays_below_a_pointer_to_another_article():
    """`Jadwal ada di tautan berikut:` keeps its link though `Baca juga` was put between; a label's links go."""
    pointer = '<p>Baca juga: <a href="/a">Harga Cabai Turun Lagi di Pasar</a></p>'
    link = '<p><a href="/jadwal">Jadwal Lengkap Penyaluran Benih</a></p>'
    lead = "<p>Jadwal penyaluran dapat dilihat di tautan berikut:</p>"
    end = "<p>Petani diminta membawa kartu anggota kelompok tani masing-masing.</p>"
    assert "Jadwal Lengkap" in read(PROSE + lead + pointer + link + end).text
    assert "Jadwal Lengkap" not in read(PROSE + pointer + link + end).text
    label = "<p>Berita Terkait:</p>"
    assert "Jadwal Lengkap" not in read(PROSE + lead + label + link + end).text


def test_the_category_behind_its_words_goes_and_a_place_of_issue_stays():
    """`Diterbitkan di` and a link is the theme's; `Diterbitkan di Serang` is the signature of a notice."""
    assert read(f'{PROSE}<p>Diterbitkan di <a href="/c">Berita</a></p>').text == f"{FIRST}\n\n{SECOND}"
    assert read(f"{PROSE}<p>Diterbitkan di Serang</p>").text.endswith("Diterbitkan di Serang")


def test_a_printed_moment_that_ends_the_body_is_its_date():
    """A line of nothing but a day and a clock below the text is the page's date; a place and a day sign a letter."""
    found = read(f"{PROSE}<ul><li>Jumat, 8 Maret 2024 | 16:05:00 WIB</li></ul>")
    assert found.text == f"{FIRST}\n\n{SECOND}"
    assert found.published is not None
    assert found.published.value == "2024-03-08T16:05:00+07:00"
    for signed in ("Serang, 8 Maret 2024", "Jumat, 8 Maret 2024 pukul 16.05 WIB"):
        assert read(f"{PROSE}<p>{signed}</p>").text.endswith(signed)


def test_a_weekday_tells_which_number_is_the_month():
    """`Tue, 06/01/2021` is read month first, as only that is a Tuesday; without a contradiction the day is first."""
    dates = {"Tue, 06/01/2021 - 08:20": "2021-06-01", "Wed, 06/01/2021": "2021-01-06", "Rabu, 01/06/2021": "2021-06-01"}
    for text, day in dates.items():
        assert (find_dates(text, reference_year=None)[0].date.value or "")[:10] == day


def test_a_title_in_a_row_of_a_table_has_no_tabs():
    """Joomla 1.5 puts title and buttons into one row; the title is the title alone."""
    body = f'<table><tr><td class="contentheading">Bantuan Benih Padi</td><td><a href="/p"><img src="/p.png"></a></td></tr></table>{PROSE}'
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>Bantuan Benih Padi</title><body>{body}</body></html>"
    at = dt.datetime(2024, 7, 20, tzinfo=dt.UTC)
    found = archive.extract(Exchange("http://127.0.0.1/detail/7", at, b"", answer.encode()))
    assert isinstance(found, archive.Article)
    assert found.title == "Bantuan Benih Padi"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"TAPAKTUAN : {FIRST}", "TAPAKTUAN"),
        (f"PENGUMUMAN : {FIRST}", None),
        ("LOKASI : Pendopo Kabupaten", None),
        (f"Tema: {FIRST}", None),
    ],
)
def test_a_place_in_capitals_may_have_a_colon(text, place):
    """A report may begin with its place in capitals and a colon; a notice's label is no place."""
    assert find_dateline(text) == place


def test_names_of_elements_that_hold_no_text():
    """Stars and the list under a title are zones; a body called `rating-hotel` is none."""
    assert zone_of("div", 'class="itemRatingBlock"') == "counter"
    assert zone_of("ul", 'class="blog-info-link mt-3"') == "meta"
    assert zone_of("div", 'class="blog_details"') == ""
    assert zone_of("div", 'class="kredit-rating"') == ""


def page(
    body: str, *, title: str = "Dinas Pertanian", url: str = "http://127.0.0.1/Detail.aspx?id=7"
) -> archive.Article:
    """Return the article of a page whose head names only the office."""
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    found = archive.extract(Exchange(url, dt.datetime(2024, 7, 20, tzinfo=dt.UTC), b"", answer))
    assert isinstance(found, archive.Article)
    return found


@pytest.mark.parametrize(
    "name", ["Harga Pokok per 3 April 2023", "Pelantikan Pejabat", "Bantuan Benih Padi bagi Petani"]
)
def test_a_span_named_judul_above_the_text_is_the_title(name):
    """ASP.NET and old PHP pages mark the title by a span's class only, be it short or hold a date."""
    head = f'<span id="lblJudul" class="judul">{name}</span><br><span class="tgl">Senin, 3 April 2023 15:10</span><br>'
    found = page(f'<div id="isi">{head}<span class="isi">{PROSE}</span></div>')
    assert (found.title, found.text) == (name, f"{FIRST}\n\n{SECOND}")
    assert found.published is not None
    assert (found.published.value or "")[:16] == "2023-04-03T15:10"


def test_a_span_named_judul_over_a_list_or_a_menu_is_none():
    """The same class far above the text, or over a list below it, heads something else."""
    menu = '<div><span class="judul">Agenda Kegiatan</span><ul>' + '<li><a href="/a">Rapat</a></li>' * 9 + "</ul></div>"
    late = '<div><span class="judul2">Arsip Berita Dinas</span></div>'
    head = "<div><b>Bantuan Benih Padi bagi Petani</b></div><div>Senin, 3 April 2023 15:10</div>"
    assert page(f"{menu}<div>{head}{PROSE}</div>{late}").title == "Bantuan Benih Padi bagi Petani"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("64 Tampilan", "counter:read"),
        ("Penilaian Rata-rata (0 Suara)", "comments:form"),
        ("Masuk untuk mengirim komentar", "comments:form"),
        ("Baca Berita Lain", "related:label"),
        ("64 tampilan busana memukau tamu", ""),
        ("Penilaian rata-rata peserta (90 orang) naik.", ""),
        ("Masuk untuk mengikuti upacara", ""),
        ("Baca berita lain dari sudut pandang petani", ""),
    ],
)
def test_portals_print_these_below_a_text(line, rule):
    """Counters, ratings and log-ins of Liferay and Drupal go; the same words in a sentence stay."""
    assert rule_of(line) == rule


def test_words_for_screen_readers_do_not_stick_to_the_title():
    """Liferay hides a link's words inside the title's paragraph."""
    head = '<p class="h4"><span class="hide-accessible">Kembali ke Halaman Sebelumnya</span><span>Bantuan Benih Padi</span></p>'
    assert page(f"<div>{head}{PROSE}</div>", title="Bantuan Benih Padi - Dinas Pertanian").title == "Bantuan Benih Padi"


def test_a_date_above_the_text_comes_before_a_time_of_a_card_below_it():
    """A card of another article has a `<time>` of its own; without any date above, what stands below may count."""
    card = '<section><a href="/b"><h3>Harga Cabai Turun Lagi</h3><time>9 Maret 2024</time></a></section>'
    date = '<p class="info">Jumat, 8 Maret 2024 — 10.00 WIB</p>'
    found = page(f"<main><h1>Bantuan Benih Padi</h1>{date}<div>{PROSE}</div>{card}</main>")
    assert found.published is not None
    assert (found.published.value or "")[:10] == "2024-03-08"
    own = '<p><time datetime="2024-03-08T10:00:00+07:00">8 Maret 2024</time></p>'
    below = page(f"<main><h1>Bantuan Benih Padi</h1><div>{PROSE}</div>{own}</main>")
    assert below.published is not None
    assert (below.published.value or "")[:10] == "2024-03-08"


def test_a_teaser_between_another_articles_title_and_read_more_goes():
    """Elementor cuts an excerpt without dots; a paragraph of the text above such a link without a title stays."""
    card = (
        '<h3><a href="/b">Harga Cabai Turun Lagi di Pasar</a></h3><p>Pedagang menata dagangan sejak pagi hari dan</p>'
    )
    more = '<a class="more" href="/b">Read More »</a>'
    found = read(f"{PROSE}<h2>Berita Terkini</h2><article>{card}{more}</article>")
    assert found.text == f"{FIRST}\n\n{SECOND}"
    assert read(f'{PROSE}<p>Petani menyambut baik</p><p><a href="/b">Selengkapnya</a></p>').text.endswith("baik")


def test_a_library_page_wrapped_in_its_search_results_keeps_its_one_sentence():
    """SLiMS puts its news into `result-search`: a page of one sentence has nothing else; a search box beside a text goes."""
    whole = f'<div class="result-search"><h2>Bantuan Benih Padi</h2><div>{FIRST}</div></div>'
    assert page(whole, title="Bantuan Benih Padi").text == FIRST
    beside = f'<h2>Bantuan Benih Padi</h2><div>{FIRST}</div><div class="search">Ketik kata kunci lalu tekan tombol cari.</div>'
    assert page(beside, title="Bantuan Benih Padi").text == FIRST


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Lihat Berita Lainnya →", "related:label"),
        ("Topik terkait: pasar jalan", "meta:category"),
        ("Unduh aplikasi kami di Play Store", "share:follow"),
        ("3 menit membaca", "meta:cms"),
        ("WA TG FB", "share:buttons"),
        ("Klik ikon untuk membagikan:", "share:buttons"),
        ("Lihat berita lainnya tentang panen di halaman dua", ""),
        ("Topik terkait dibahas pada rapat berikutnya", ""),
        ("Unduh aplikasi JKN Mobile di Play Store.", ""),
        ("Hanya 3 menit membaca doa bersama", ""),
        ("WA 0812-2745-9981", ""),
        ("Klik ikon bantuan untuk melapor", ""),
    ],
)
def test_what_editors_put_below_a_text(line, rule):
    """Pointers, topics, calls to install and letters of networks go; numbers and sentences with the words stay."""
    assert rule_of(line) == rule


def test_an_office_its_address_and_its_phone_between_bars_are_a_contact():
    """The office's name may open the line; a sentence between bars is none."""
    assert is_contact_block("Kecamatan Ciwidey | Jl. Babakan Tiga No. 31 Ciwidey Kab. Bandung 40973 | (022) 5928021")
    assert not is_contact_block("Pendaftaran dibuka besok | Jl. Babakan Tiga No. 31 Ciwidey | (022) 5928021")
    assert not is_contact_block("Kecamatan Ciwidey | Warga Panen Raya | Bupati Hadir")


def test_a_heading_of_talk_is_one_only_where_somebody_writes_below_it():
    """`Diskusi` above `siti menulis:` opens the comments; above a paragraph it is a chapter of the text."""
    talk = "<h4>Diskusi</h4><dl><dt>siti_aminah menulis:</dt><dd>Terima kasih infonya, sangat membantu.</dd></dl>"
    assert read(PROSE + talk).text == f"{FIRST}\n\n{SECOND}"
    assert "Diskusi" in read(f"{PROSE}<h4>Diskusi</h4><p>Peserta membahas harga gabah pada sesi kedua.</p>").text


@pytest.mark.parametrize(
    ("line", "kept"),
    [("Tim Redaksi", False), ("Admin Bidang IKP", False), ("Admin desa dilatih mengelola situs", True)],
)
def test_an_account_above_the_text_is_a_byline(line, kept):
    """Who posted it, alone on a line between title and text, is no word of the text; a sentence about them is."""
    assert (line in read(f"<div><div>{line}</div><div>8 Maret 2024</div></div>{PROSE}").text) is kept


def test_items_of_a_list_that_a_sentence_announces_are_the_texts():
    """Figures of visitors, a forecast and answers stay where the text announces them; a widget's list goes."""
    items = ("Pengunjung: 18.450 orang", "Suhu: 23-31 °C", "Kelembapan: 70-98 persen", "Sangat puas: 41 persen")
    rows = "".join(f"<li>{item}</li>" for item in items)
    told = read(
        f"{PROSE}<p>Panitia mencatat hasil sebagai berikut:</p><ul>{rows}</ul><p>Angka itu naik, kata panitia.</p>"
    )
    assert all(item in told.text for item in items)
    widget = read(
        f"{PROSE}<p>Statistik Pengunjung</p><ul><li>Pengunjung: 18.450 orang</li><li>Hits hari ini : 8</li></ul>"
    )
    assert widget.text == f"{FIRST}\n\n{SECOND}"


def test_a_category_among_the_lines_of_a_form_is_the_texts():
    """The kinds of a contest stand between `Tema : ...` and `Durasi : ...`; a page's own category does not."""
    form = "<p>Tema : Kotaku Bersih</p><p>Kategori : Pelajar dan umum</p><p>Durasi : 60 detik</p>"
    assert "Kategori : Pelajar dan umum" in read(PROSE + form + "<p>Pendaftaran ditutup akhir bulan ini.</p>").text
    page_own = "<p>Oleh : Rina Dewi</p><p>Kategori : Kegiatan</p><p>Dibaca : 12 kali</p>"
    assert "Kategori" not in read(PROSE + page_own).text


def test_where_a_committee_sits_stays_with_whom_to_call():
    """A committee's address above its contact person is the notice's; the office's address below a text goes."""
    place = "<p>Sekretariat: Gedung Kesenian Lantai 1, Jalan Diponegoro No. 14</p>"
    assert "Jalan Diponegoro" in read(f"{PROSE}{place}<p>Narahubung: Dewi (0857-3321-8890)</p>").text
    assert "Jalan Diponegoro" not in read(f"{PROSE}{place}<p>Telp. (021) 5550123 Fax. (021) 5550124</p>").text


def test_days_that_head_an_agenda_below_a_short_opening_stay():
    """The first sentence ends what stands above a text, though it is short; a day above it is the page's date."""
    opening = "<p>Berikut agenda kegiatan bupati pada awal pekan ini.</p>"
    day, event = "<p><b>Senin, 4 November 2024</b></p>", "<p>07.30 : Apel pagi di halaman kantor bupati</p>"
    assert "Senin, 4 November 2024" in read(opening + day + event + PROSE).text
    assert "Senin, 4 November 2024" not in read(day + opening + event + PROSE).text
