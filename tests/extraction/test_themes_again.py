"""What unseen pages taught in a second round: boxes of offices, lists with teasers, contacts between bars."""

import pytest

from archive.extraction.boilerplate import rule_of
from archive.extraction.contacts import is_contact_block, is_contact_line
from archive.extraction.credits import find_credit, find_dateline


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Berita ini sudah dibaca 412 pengunjung.", "counter:read"),
        ("1.204 artikel", "counter:read"),
        ("0 SHARES", "share:buttons"),
        ("Ayo bagikan berita ini: Telegram | Email | Cetak", "share:buttons"),
        ("Mungkin Anda Suka", "related:label"),
        ("Baca Juga Berita Lainnya", "related:label"),
        ("Terpopuler Pekan Ini", "related:label"),
        ("00:00 / 02:31", "nav:tools"),
        ("▶ Putar Audio", "nav:tools"),
        ("Setel Ulang", "nav:tools"),
        ("Rata-rata 4,5 dari 8 penilai", "poll:reaction"),
        ("Kurang Puas", "poll:reaction"),
        ("Lihat semua tulisan", "author:heading"),
        ("Sampaikan aspirasi dan pengaduan Anda melalui SP4N LAPOR!", "promo:complaint"),
        ("LAPOR SEKARANG", "promo:complaint"),
        ("Halo, ada yang bisa kami bantu?", "promo:chat"),
        ("Dapatkan berita terbaru langsung di ponsel Anda.", "promo:channel"),
        ("USD 15.780", "widget:rates"),
        ("Cerah Berawan 24–32°C", "schedule:weather"),
        ("Hujan Petir 24-29 °C", "schedule:weather"),
        ("Lihat Peta Lokasi", "nav:map"),
    ],
)
def test_boxes_of_offices_fall_to_their_rule(line, rule):
    """What offices and vendors print beside and below a text is named by the rule that takes it."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Sebanyak 1.204 artikel masuk ke meja juri",
        "Warga dapat menyampaikan pengaduan melalui SP4N LAPOR! mulai Senin.",
        "Tim berlari 02:31 lebih cepat",
        "Warga kurang puas atas pelayanan itu",
        "Anda suka berkebun? Dinas membagikan bibit.",
        "Kurs rupiah menguat terhadap dolar pada penutupan perdagangan.",
        "Hujan lebat mengguyur kota sejak pagi",
        "Peta lokasi bencana disusun relawan",
        "Agenda utama rapat adalah anggaran",
        "Dapatkan vaksin gratis di puskesmas terdekat.",
    ],
)
def test_news_beside_these_boxes_stays(line):
    """Complaints, weather, rates and agendas that are the news are no furniture."""
    assert not rule_of(line)


@pytest.mark.parametrize(
    "line",
    [
        "Dinas Kominfo, Jl. Sudirman Kav. 7 Lt. 3, Tirtamulya 40111 | T. 022 4231234 | F. 022 4231235 | E. humas@contoh.go.id",
        "IG @kominfo_contoh | FB Kominfo Contoh | YT Kominfo Contoh",
    ],
)
def test_contacts_between_bars_are_a_block(line):
    """An office's address with its numbers, or its accounts, on one line is a block by itself."""
    assert is_contact_block(line)


@pytest.mark.parametrize("line", ["WA Center 0811-2233-445", "☎ 021-8790123", "✉ info@contoh.go.id"])
def test_contacts_behind_icons_are_contacts(line):
    """An icon before a number says what it is, as a label does."""
    assert is_contact_line(line)


@pytest.mark.parametrize("line", ["Hadir bupati | wakil bupati | sekda", "Pukul 08.00 | lomba lari | lapangan kota"])
def test_programmes_between_bars_stay(line):
    """Bars alone make no contact."""
    assert is_contact_line(line) is None


@pytest.mark.parametrize(
    ("last", "name"),
    [("Selesai sudah. (tim/*red)", "tim/*red"), ("/*red", "red"), ("( Red. Humas )", "Red. Humas")],
)
def test_credits_with_stars_and_spaces_are_cut(last, name):
    """Newsrooms mark their initials with stars and pad the brackets."""
    found = find_credit(["Panen raya digelar di tiga desa.", last])
    assert found is not None
    assert found.credit.name == name


def test_a_star_inside_a_sentence_is_no_credit():
    """`*reduksi` in a sentence is a word of it."""
    assert find_credit(["Panen raya digelar.", "Istilah *reduksi* dijelaskan petugas."]) is None


CARDS = "".join(
    f'<div><a href="/b/{n}">{t}</a><span>{n} Mei 2024</span><p>Warga sekitar menyambut baik kegiatan itu ...</p></div>'
    for n, t in enumerate(
        ("Camat Turun ke Sawah Bantu Panen", "Taman Kota Ramah Kursi Roda", "Air Bersih Masuk Dusun"), 3
    )
)


def test_titles_with_dates_and_teasers_go(extract, page, prose):
    """Below a label of other articles their dates and teasers go with the titles."""
    found = extract(page(f"<p>{prose}</p><p>{prose}</p><div>Mungkin Anda Suka</div>{CARDS}"))
    assert "Camat" not in found.text
    assert "menyambut baik" not in found.text


def test_text_below_a_box_of_others_stays(extract, page, prose):
    """A box of links between two paragraphs ends, and the text goes on."""
    box = '<div><p><strong>Kabar lainnya:</strong></p><p><a href="/b/1">Taman Kota Ramah Kursi Roda</a></p></div>'
    found = extract(page(f"<p>{prose}</p><p>{prose}</p>{box}<p>Acara ditutup dengan tarian empat puluh anak.</p>"))
    assert "Taman Kota" not in found.text
    assert "Acara ditutup" in found.text


def test_links_side_by_side_are_words_of_their_own(extract, page, prose):
    """Buttons that only the style sheet parts are two words; a word linked in two halves is one."""
    found = extract(page(f'<p>{prose}</p><p>Lihat <a href="/a">Satu</a><a href="/b">Dua</a> pada papan itu.</p>'))
    assert "Satu Dua" in found.text
    found = extract(page(f'<p>{prose}</p><p>Lihat <a href="/a">Sa</a><a href="/a">tu</a> pada papan itu.</p>'))
    assert "Lihat Satu pada" in found.text


def test_text_below_a_boxed_heading_of_others_stays(extract, page, prose):
    """Cards of other articles between two paragraphs end with their box; a short last sentence is the text's."""
    box = f"<div><h4>Baca Juga Berita Lainnya</h4>{CARDS}</div>"
    found = extract(page(f"<p>{prose}</p>{box}<p>Panitia menyediakan lima pos kesehatan di sepanjang rute.</p>"))
    assert "Camat" not in found.text
    assert "lima pos kesehatan" in found.text


TIMES = "<table><tr><td>Subuh</td><td>04:31</td></tr><tr><td>Maghrib</td><td>17:58</td></tr></table>"


@pytest.mark.parametrize(
    ("above", "stays"), [("<h4>Jadwal Sholat Hari Ini</h4>", False), ("<p>Waktu lomba azan:</p>", True)]
)
def test_a_table_of_prayer_times_goes_below_its_heading_only(extract, page, prose, above, stays):
    """A widget's table goes with its heading; the same table announced by the text stays."""
    assert ("Maghrib\t17:58" in extract(page(f"<p>{prose}</p>{above}{TIMES}<p>{prose}</p>")).text) is stays


def test_an_agenda_box_goes_and_an_agenda_of_the_text_stays(extract, page, prose):
    """A heading `Agenda` with dated entries is the office's calendar; one entry alone is not."""
    rows = "<p>12 Juni 2024 Rapat Paripurna DPRD</p><p>15 Juni 2024 Hari Bebas Kendaraan</p>"
    assert "Paripurna" not in extract(page(f"<p>{prose}</p><div><h4>Agenda</h4>{rows}</div>")).text
    assert "Paripurna" in extract(page(f"<p>{prose}</p><p>Agenda rapat disusun sebagai berikut:</p>{rows}")).text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GUNUNG HALU, lembahnews - Festival kopi digelar.", "GUNUNG HALU, lembahnews"),
        ("Bupati, katanya - Naik lagi.", None),
    ],
)
def test_an_agency_in_small_letters_belongs_to_a_dateline_in_capitals(text, place):
    """`JAKARTA, lembahnews - ` is a dateline; a word in small letters after another name is not."""
    assert find_dateline(text) == place


def test_an_emergency_number_alone_stays(extract, page, prose):
    """`Call Center 112` belongs to a block of contacts, and without one it is the news."""
    assert "Call Center 112" in extract(page(f"<p>{prose}</p><p>Call Center 112</p><p>{prose}</p>")).text
