"""Lines told by their vocabulary, runs of one kind, labels with their titles: what they take and what they leave."""

import pytest

from archive.extraction.boilerplate import rule_of
from archive.extraction.contacts import is_contact_block, is_contact_line


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Sebarkan berita ini ke media sosial", "share:buttons"),
        ("Share this Post :", "share:buttons"),
        ("Klik untuk membagikan di WhatsApp(Membuka di jendela yang baru)", "share:buttons"),
        ("Telah dibaca sebanyak 93 kali", "counter:read"),
        ("Pengunjung kemarin : 88 orang", "counter:visitors"),
        ("Anda pengunjung ke 48.213", "counter:visitors"),
        ("sejak 1 Januari 2007", "counter:visitors"),
        ("Belum ada komentar", "comments:form"),
        ("Situs ini menggunakan kuki untuk kenyamanan Anda.", "cookie:notice"),
        ("Subuh 04:12", "schedule:prayer"),
        ("Cerah Berawan 31°C", "schedule:weather"),
        ("Beranda / Berita / Wali Kota Resmikan Pasar", "nav:crumbs"),
        ("Lupa kata sandi?", "form:login"),
    ],
)
def test_a_line_without_a_word_of_its_own_is_furniture(line, rule):
    """A whole line made of a set's words is that set's."""
    assert rule_of(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "Kategori pelajar dimenangkan SMP Negeri 4, kategori umum dimenangkan Karang Taruna Ledok.",
        "Jumlah pengunjung mencapai 2.000 orang",
        "Home industri tumbuh pesat",
        "Tema: Bersama Membangun Desa",
        "Suhu tubuh peserta tidak boleh lebih dari 37°C",
        "Cetak sawah baru 100 hektare",
        "Dikelola oleh kelompok tani",
        "Total: 120 peserta",
        "Online",
        "Lainnya",
    ],
)
def test_a_line_with_a_word_of_its_own_stays(line):
    """One word that is no furniture's keeps the line."""
    assert rule_of(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Jalan Sultan Syarif No. 11 Telephone 734450 - 734451 Fax 734452 website : www.contoh.go.id SEI RAYA 78391",
        "Sekretariat: Komplek Perkantoran Pemda Blok C, Jl. Lintas Timur Km. 5",
        "Website: https://disdik.contohkab.go.id",
        "Buka Senin s.d. Jumat pukul 07.30 - 16.00 WIB",
        "CP : 085643210987 a.n. Bagian Umum",
        "Facebook: Diskominfo Contoh | Instagram: @diskominfocontoh",
    ],
)
def test_one_line_may_be_a_contact_block(line):
    """Two kinds of contact on a line, or a label with what it announces, need no other line beside them."""
    assert is_contact_block(line)


@pytest.mark.parametrize(
    "line",
    [
        "Layanan buka Senin sampai Jumat, pukul 08.00 sampai 14.30, termasuk pada bulan puasa.",
        "Alamat palsu membuat surat itu kembali tiga kali.",
        "Senin pagi, warga berkumpul",
        "Jalan Veteran ditutup sementara",
    ],
)
def test_days_and_streets_of_the_news_are_no_contact(line):
    """A sentence that begins like a contact line is none."""
    assert is_contact_line(line) is None


BOXES = {
    "form": ["Nama Lengkap*", "Email*", "Isi Komentar"],
    "poll": ["Bagaimana menurut Anda tampilan situs ini?", "Bagus", "Cukup", "Lihat Hasil"],
    "popular": ["Terpopuler", "1. Seleksi Paskibraka", "2. Pasar Inpres Direvitalisasi"],
    "hours": ["Jam Pelayanan", "Senin - Kamis : 08.00 - 15.30", "Sabtu - Minggu : Tutup"],
    "machine": ["IP Anda : 203.0.113.9", "Browser : Firefox 128.0", "Sistem Operasi : Linux"],
}


@pytest.mark.parametrize("box", BOXES.values(), ids=BOXES)
def test_lines_of_one_box_go_together(extract, page, prose, box):
    """A form, a poll, a popular list, hours and the visitor's machine leave nothing in the text."""
    lines = "".join(f"<p>{line}</p>" for line in box)
    found = extract(page(f"<div><p>{prose}</p><p>{prose} Selesai.</p>{lines}</div>"))
    assert found.text.endswith("Selesai.")


def test_an_announced_list_of_the_same_words_stays(extract, page, prose):
    """What `sebagai berikut:` opens is the article's, whatever its words."""
    items = "".join(f"<li>{item}</li>" for item in ("Profil", "Agenda", "Galeri"))
    found = extract(
        page(f"<div><p>{prose}</p><p>Menu baru itu sebagai berikut:</p><ul>{items}</ul><p>{prose}</p></div>")
    )
    assert "Profil\nAgenda\nGaleri" in found.text
