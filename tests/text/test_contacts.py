"""What `contacts` promises: footers are recognised and parsed, news that holds an address stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Contact
from archive.extraction.contacts import is_contact_line, parse_contact
from archive.extraction.phones import numbers

BEKASI = (
    "Alamat",
    "Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi",
    "email : info@bekasikota.go.id",
    "Tlf : (021) 88961767 Fax : 88959980/88960250",
)
PONTIANAK = (
    "Jalan Rahadi Osman No. 03 Telephone 732570 - 733041 - 733042 Fax 730616 "
    "website : www.pontianakkota.go.id e-mail : sekda@pontianakkota.go.id PONTIANAK 78111"
)
YOGYAKARTA = (
    "Jl. Kenari No. 56 Yogyakarta Telp. (0274) 515865, 561270 Fax. (0274) 561270 Email : kominforsandi@jogjakota.go.id"
)
SENTENCE = (
    "bertempat di Ruang Rapat TPUT Balai Kota Jalan Merdeka Selatan No. 8-9, Gambir Jakarta Pusat, Selasa (5/12/2017)."
)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Alamat", "contact:label"),
        ("Alamat :", "contact:label"),
        ("Kontak Kami", "contact:label"),
        ("HUBUNGI KAMI", "contact:label"),
        ("Contact Us", "contact:label"),
        ("Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi", "contact:address"),
        ("Alamat Kantor: Jln. Balaikota II Kota Kendari", "contact:address"),
        ("Alamat : Jl. Merdeka", "contact:address"),
        ("Jl. D. I. Panjaitan, Lehong - Borong, ... Nusa Tenggara Tim.", "contact:address"),
        ("JL. URIP SUMOHARJO NO.269, MAKASSAR, SULAWESI SELATAN", "contact:address"),
        ("Jl. Jenderal Sudirman No. 5, Kota Serang Banten 42122", "contact:address"),
        ("jl. jendral ahmad yani no. 1 bekasi", "contact:address"),
        ("Kantor Bupati Pati, Jl. Tombronegoro No. 1 Pati", "contact:address"),
        (PONTIANAK, "contact:address"),
        (YOGYAKARTA, "contact:address"),
        ("Tlf : (021) 88961767 Fax : 88959980/88960250", "contact:phone"),
        ("Call us: 085342435921", "contact:phone"),
        ("Telp/Fax : (021) 123456, 654321", "contact:phone"),
        ("+62274 514448, +62274 515865, +62274 515866", "contact:phone"),
        ("0411-453203 / 0411-453489", "contact:phone"),
        ("Telepon : -", "contact:phone"),
        ("email : info@bekasikota.go.id", "contact:email"),
        ("Email: contact@kendarikota.go.id info@kendarikota.go.id", "contact:email"),
        ("kominfo@matim.go.id", "contact:email"),
        ("info[at]bekasikota.go.id", "contact:email"),
        ("Website : www.bekasikota.go.id", "contact:web"),
        ("Website: bekasikota.go.id", "contact:web"),
        ("Kode Pos: 59163", "contact:postcode"),
        ("Open Hours of Government: Mon - Fri: 8.00 am. - 5.00 pm.", "contact:hours"),
        ("Jam Kerja : Senin - Jum'at 08.00 - 16.00 WIB", "contact:hours"),
    ],
)
def test_a_footer_line_names_its_rule(line, rule):
    """A line that is nothing but contact is taken, by a named rule."""
    assert is_contact_line(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        SENTENCE,
        "Jalan Merdeka Selatan No. 8-9, Gambir Jakarta Pusat, Selasa (5/12/2017).",
        "Warga dapat menghubungi call center 112 atau (021) 88961767 untuk bantuan.",
        "Jalan Ahmad Yani ditutup sementara mulai Senin.",
        "Jalan Ahmad Yani Ditutup Sementara",
        "Jl. Ahmad Yani Ditutup, Warga Diminta Cari Jalur Lain",
        "Jalan Tol Bekasi - Cawang - Kampung Melayu (Becakayu)",
        "Alamat rumah korban berada di Jl. Merdeka No. 5",
        "Email dikirim ke info@bekasikota.go.id oleh panitia",
        "Jam operasional pedagang setiap hari dimulai pada pukul 18.00 WIB",
        "Kantor Dinas Kesehatan diresmikan, Senin",
        "Kontak: Budi 081234567890",
        "Call Center 112",
        "Fax 730616 sudah tidak aktif",
        "https://ppdb.bekasikota.go.id",
        "-",
        "2017",
        "12.500.000",
        "08.00 - 16.00",
        "05-12-2017 10",
        "3201234567890001",
        "Dinas Komunikasi Informatika dan Persandian \u00a9 2025 Pemerintah Kota Yogyakarta",
        "Pengunjung Hari ini 17",
        "",
    ],
)
def test_news_that_holds_an_address_or_a_number_stays(line):
    """A sentence, a headline, a figure or a date is never a contact line."""
    assert is_contact_line(line) is None


@pytest.mark.parametrize(
    ("lines", "contact"),
    [
        (
            BEKASI,
            Contact(
                address="Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi",
                phones=("+622188961767",),
                faxes=("+622188959980", "+622188960250"),
                emails=("info@bekasikota.go.id",),
            ),
        ),
        (
            (
                "Alamat Kantor: Jln. Balaikota II Kota Kendari",
                "Email: contact@kendarikota.go.id",
                "info@kendarikota.go.id",
                "Call us: 085342435921",
            ),
            Contact(
                address="Jln. Balaikota II Kota Kendari",
                phones=("+6285342435921",),
                emails=("contact@kendarikota.go.id", "info@kendarikota.go.id"),
            ),
        ),
        (
            (
                "Kontak Kami",
                "Jl. D. I. Panjaitan, Lehong - Borong, ... Nusa Tenggara Tim.",
                "+62274 514448, +62274 515865, +62274 515866",
                "kominfo@matim.go.id",
            ),
            Contact(
                address="Jl. D. I. Panjaitan, Lehong - Borong, ... Nusa Tenggara Tim.",
                phones=("+62274514448", "+62274515865", "+62274515866"),
                emails=("kominfo@matim.go.id",),
            ),
        ),
        (
            (
                "Dinas Komunikasi Informatika dan Persandian \u00a9 2025 Pemerintah Kota Yogyakarta",
                YOGYAKARTA,
            ),
            Contact(
                address="Jl. Kenari No. 56 Yogyakarta",
                phones=("+62274515865", "+62274561270"),
                faxes=("+62274561270",),
                emails=("kominforsandi@jogjakota.go.id",),
            ),
        ),
        (
            (PONTIANAK,),
            Contact(
                address="Jalan Rahadi Osman No. 03, PONTIANAK 78111",
                postcode="78111",
                emails=("sekda@pontianakkota.go.id",),
                web=("www.pontianakkota.go.id",),
            ),
        ),
        (
            ("Kode Pos: 59163", "Email: bappeda@patikab.go.id"),
            Contact(postcode="59163", emails=("bappeda@patikab.go.id",)),
        ),
        (
            (
                "JL. URIP SUMOHARJO NO.269, MAKASSAR, SULAWESI SELATAN",
                "0411-453203 / 0411-453489",
                "Open Hours of Government: Mon - Fri: 8.00 am. - 5.00 pm.",
            ),
            Contact(
                address="JL. URIP SUMOHARJO NO.269, MAKASSAR, SULAWESI SELATAN",
                phones=("+62411453203", "+62411453489"),
            ),
        ),
        (
            ("Jl. Jenderal Sudirman No. 5, Kota Serang Banten 42122", "Telepon : -", "Fax : -"),
            Contact(address="Jl. Jenderal Sudirman No. 5, Kota Serang Banten 42122", postcode="42122"),
        ),
        (("Copyright \u00a9 2020 Buku Tamu Dinas",), Contact()),
        (
            ("Jl. Sudirman No. 1", "Bekasi 17141", "Website: bekasikota.go.id", "Telp/Fax : (021) 8896176"),
            Contact(
                address="Jl. Sudirman No. 1, Bekasi 17141",
                postcode="17141",
                phones=("+62218896176",),
                faxes=("+62218896176",),
                web=("bekasikota.go.id",),
            ),
        ),
    ],
)
def test_a_contact_block_is_parsed(lines, contact):
    """Address, postcode, phones, faxes, e-mails and sites of real footers come out, numbers in E.164."""
    assert parse_contact(lines) == contact


def test_the_place_lends_its_area_code():
    """Numbers without an area code take the caller's; without one they are left out."""
    contact = parse_contact([PONTIANAK], "0561")
    assert contact.phones == ("+62561732570", "+62561733041", "+62561733042")
    assert contact.faxes == ("+62561730616",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(0274) 515865, 561270", ("+62274515865", "+62274561270")),
        ("(62-21) 88961767", ("+622188961767",)),
        ("+62 (021) 8896 1767 ext. 123", ("+622188961767",)),
        ("021.88961767 atau 0812-3456-7890", ("+622188961767", "+6281234567890")),
        ("(0561) 732570-733041-733042", ("+62561732570", "+62561733041", "+62561733042")),
        ("05-12-2017 10", ()),
        ("(021) 05-12-2017, 88961767", ()),
        ("112 / 1500444", ()),
        ("+65 6123 4567", ()),
        ("-", ()),
    ],
)
def test_number_lists_are_read(text, found):
    """Slashes, commas and spaced dashes separate numbers; a date, a service or a foreign number is none."""
    assert numbers(text).found == found


@given(st.text(alphabet="0123456789 ()+-/.,;:TelpFaxJlNo@gid\n", max_size=300))
def test_any_footer_gives_well_formed_numbers(text):
    """Whatever the line, every number is E.164 with Indonesia's country code, and nothing raises."""
    is_contact_line(text)
    contact = parse_contact([text])
    assert all(n.startswith("+62") and n[1:].isdigit() and 9 <= len(n) <= 16 for n in contact.phones + contact.faxes)


@pytest.mark.parametrize(
    "unit", ["Telp : 021 ", "Jl. No. 1 ", "a@", "www.", "(021) ", "Alamat : ", "Jam Kerja: ", "0" * 9]
)
def test_hostile_lines_are_refused_unread(unit):
    """A hundred thousand characters are no contact line, and a block reads a bounded part of them."""
    text = unit * (100_000 // len(unit))
    assert is_contact_line(text) is None
    assert len(parse_contact([text] * 100).phones) <= 60
