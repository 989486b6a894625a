"""What `dates` promises: the forms of real pages are read, and what is no date is none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import PageDate, Precision
from archive.extraction.dates import MAX_FOUND, find_dates, parse_date, read_date

DAY, MINUTE, SECOND = Precision.DAY, Precision.MINUTE, Precision.SECOND


@pytest.mark.parametrize(
    ("text", "value", "raw"),
    [
        ("Gambir Jakarta Pusat, Selasa (5/12/2017).", "2017-12-05", "Selasa (5/12/2017)"),
        ("pada Senin, (19/2/2018) kemarin", "2018-02-19", "Senin, (19/2/2018)"),
        ("hadir Selasa (5/3).", "2019-03-05", "Selasa (5/3)"),
        ("di Hotel Wisata (27/6)", "2019-06-27", "(27/6)"),
        ("Kamis (11/7/2019) pagi tadi", "2019-07-11", "Kamis (11/7/2019)"),
        ("30 Juli 2019 mendatang", "2019-07-30", "30 Juli 2019"),
        ("02 Juli 2019", "2019-07-02", "02 Juli 2019"),
        ("Kamis, 27 Januari 2022", "2022-01-27", "Kamis, 27 Januari 2022"),
        ("31, May 23 9 hours before", "2023-05-31", "31, May 23"),
        ("Jum'at, 5 Pebruari 2021", "2021-02-05", "Jum'at, 5 Pebruari 2021"),
        ("Jumat (3 Nopember 2017)", "2017-11-03", "Jumat (3 Nopember 2017)"),
        ("Jum\u2019at Legi, 1 Desember 2017", "2017-12-01", "Jum\u2019at Legi, 1 Desember 2017"),
        ("05 Dec 2017", "2017-12-05", "05 Dec 2017"),
        ("May 31, 2023", "2023-05-31", "May 31, 2023"),
        ("Wednesday (11/7/2018)", "2018-07-11", "Wednesday (11/7/2018)"),
        ("2019/07/24", "2019-07-24", "2019/07/24"),
        ("12.03.2019", "2019-03-12", "12.03.2019"),
        ("Selasa (5/12/17)", "2017-12-05", "Selasa (5/12/17)"),
        ("17 Agustus 1945", "1945-08-17", "17 Agustus 1945"),
        ("5/12/2017, 10.000 peserta", "2017-12-05", "5/12/2017"),
    ],
)
def test_a_day_in_a_text_is_found(text, value, raw):
    """Each form of a day gives that day, not midnight, with its raw string where it stands."""
    (found,) = find_dates(text, reference_year=2019)
    assert found.date == PageDate(value, raw, "text", DAY)
    assert text[found.start : found.end] == raw
    assert found.warning == ""


@pytest.mark.parametrize(
    ("text", "value", "precision", "zone"),
    [
        ("Rabu, 20 Juli 2022 | 18:43 WIB", "2022-07-20T18:43:00+07:00", MINUTE, "WIB"),
        ("Selasa, 05 Desember 2023 10:31 WIT", "2023-12-05T10:31:00+09:00", MINUTE, "WIT"),
        ("19-08-2024 09.15 WITA", "2024-08-19T09:15:00+08:00", MINUTE, "WITA"),
        ("15:00:29, 19 Agu 2024", "2024-08-19T15:00:29", SECOND, None),
        ("10:31 WIB, Selasa, 5 Des 2023", "2023-12-05T10:31:00+07:00", MINUTE, "WIB"),
        ("2019-07-24T00:55:26+07:00", "2019-07-24T00:55:26+07:00", SECOND, "+07:00"),
        ("2019-07-24T17:00:00Z", "2019-07-24T17:00:00+00:00", SECOND, "Z"),
        ("2026-08-20T00:00:00.000Z", "2026-08-20", DAY, "Z"),
        ("Mon, 19 Aug 2019 10:54:07 +0000", "2019-08-19T10:54:07+00:00", SECOND, "+0000"),
        ("Tuesday, December 5th, 2017 at 10:31 PM", "2017-12-05T22:31:00", MINUTE, None),
        ("5 Desember 2017 08:00-10:00 WIB", "2017-12-05T08:00:00+07:00", MINUTE, "WIB"),
        ("Selasa (5/12/2017) pukul 18.00 s.d 23.00 WIB", "2017-12-05T18:00:00+07:00", MINUTE, "WIB"),
    ],
)
def test_a_time_keeps_its_zone_and_its_precision(text, value, precision, zone):
    """WIB, WITA, WIT and offsets stay as the page gave them, and no conversion shifts the day."""
    (found,) = find_dates(text, reference_year=None)
    assert (found.date.value, found.date.precision, found.date.zone) == (value, precision, zone)


def test_a_time_without_a_zone_takes_the_callers():
    """The site's zone completes the value; `zone` stays null because the page named none."""
    (found,) = find_dates("15:00:29, 19 Agu 2024", reference_year=None, zone="Asia/Makassar")
    assert (found.date.value, found.date.zone) == ("2024-08-19T15:00:29+08:00", None)


@pytest.mark.parametrize(
    "text",
    [
        "No. 511.23/Kep.151-Huk/2019",
        "Perda No.10 tahun 2010",
        "Nomor 23 Tahun 2014",
        "Surat No. 5/12/2017",
        "(021) 88961767",
        "88959980/88960250",
        "0411-453203 / 0411-453489",
        "0812-12-2017",
        "\u00a9 2019 - 2024",
        "2020-2024",
        "31/02/2017",
        "45/13/2017",
        "0/0/2017",
        "pukul 18.00 s.d 23.00 WIB",
        "layanan 24/7 dan (24/7)",
        "5 Mei 20 peserta",
        "HUT ke-5 Juli 2019",
        "versi 10.12.2018.3 dan 1.2.19",
        "60 % warga, 8-9, 3/4 bagian",
        "5 may be enough",
    ],
)
def test_what_is_no_date_is_none(text):
    """Phones, decrees, footers, impossible days, fractions and versions are no dates."""
    assert find_dates(text, reference_year=2019) == []


def test_a_date_that_cannot_be_completed_has_no_value():
    """`(5/3)` without any year is kept raw, with null instead of a guess."""
    (found,) = find_dates("Selasa (5/3).", reference_year=None)
    assert found.date == PageDate(None, "Selasa (5/3)", "text", DAY)


def test_the_publication_date_completes_to_the_nearest_year():
    """A December day in a January report is last year's."""
    (found,) = find_dates("Sabtu (28/12)", reference_year=2020, published=dt.date(2020, 1, 3))
    assert (found.date.value, found.warning) == ("2019-12-28", "")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "Selasa, 02 Desember 2023 10:31 WIB. Lihat",
            "weekday: 2023-12-02 is a Sabtu, not a Selasa: 'Selasa, 02 Desember 2023 10:31 WIB'",
        ),
        ("Rabu lalu (02/11)", "weekday: 2020-11-02 is a Senin, not a Rabu: 'Rabu lalu (02/11)'"),
        ("08/31/2018", "order: read month first: '08/31/2018'"),
    ],
)
def test_an_odd_date_says_so(text, warning):
    """A weekday that disagrees, and a month that had to come first, are told with what is really so."""
    (found,) = find_dates(text, reference_year=2020)
    assert found.warning == warning


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2-5 Juli 2019", ["2019-07-02", "2019-07-05"]),
        ("Selasa 23 Juli-Senin 26 Agustus 2019 yaitu", ["2019-07-23", "2019-08-26"]),
        ("30 Juni s/d 2 Juli 2019", ["2019-06-30", "2019-07-02"]),
        ("Rabu-Jumat (3-5/7/2019)", ["2019-07-03", "2019-07-05"]),
        ("(26/6) lalu Kamis (11/7/2019)", ["2019-06-26", "2019-07-11"]),
    ],
)
def test_spans_give_both_their_ends(text, values):
    """A span of days is its first and its last day, and a shared year serves both."""
    assert [found.date.value for found in find_dates(text, reference_year=2019)] == values


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("Rabu, 20 Juli 2022 | 18:43 WIB", "2022-07-20T18:43:00+07:00", MINUTE),
        ("Ditulis oleh Admin pada 12 Juli 2019", "2019-07-12", DAY),
        ("05 Agustus 2019", "2019-08-05", DAY),
        ("20201204", "2020-12-04", DAY),
        ("Desember 2017", "2017-12", Precision.MONTH),
        ("2017", "2017", Precision.YEAR),
        ("5/12/17", "2017-12-05", DAY),
        ("12 Mei 20", "2020-05-12", DAY),
        ("2019-07-24 00:55", "2019-07-24T00:55:00+07:00", MINUTE),
        ("Dec. the 5th 2017", "2017-12-05", DAY),
    ],
)
def test_a_string_that_should_be_a_date_is_one(text, value, precision):
    """Meta values, `<time>` texts and date lines are read, with the precision they really have."""
    found = parse_date(text, "visible", zone="WIB")
    assert found is not None
    assert (found.value, found.precision, found.source) == (value, precision, "visible")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kemarin",
        "2 jam yang lalu",
        "\u00a9 2019",
        "1234",
        "Perda No.10 tahun 2010",
        "Dilihat 2017 kali",
        "x" * 5000,
    ],
)
def test_a_string_that_is_no_date_is_none(text):
    """Relative words, which no archive can resolve, and mere numbers are none."""
    assert parse_date(text, "meta") is None


def test_a_read_date_brings_its_warning():
    """The caller of a date line learns of a wrong weekday too."""
    found = read_date("Selasa, 02 Desember 2023", "visible")
    assert found is not None
    assert found.warning.startswith("weekday: 2023-12-02 is a Sabtu")


@given(
    st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d %b %Y"]),
)
def test_every_day_is_read_back(date, form):
    """Each written day of a century comes back as itself."""
    found = parse_date(date.strftime(form), "meta")
    assert found is not None
    assert found.value == date.isoformat()


@given(st.text(alphabet="0123456789/-.:,() TZJuliMeiSenin'+WIBsd\u2013", max_size=200))
def test_any_text_gives_dates_in_their_place(text):
    """Whatever the text, every date stands where it says, and a value is a real day."""
    for found in find_dates(text, reference_year=2019):
        assert text[found.start : found.end] == found.date.raw
        assert found.date.value is None or dt.date.fromisoformat(found.date.value[:10])


@pytest.mark.parametrize(
    "unit", ["1 ", "1/1/2017 ", "5 Juli ", "1-", "(1/1)", "senin ", "2017-01-01T", "1 dan ", "10:10 ", "9"]
)
def test_hostile_texts_are_bounded(unit):
    """A hundred thousand characters of one trap give a bounded list."""
    text = unit * (100_000 // len(unit))
    assert len(find_dates(text, reference_year=2019)) <= 2 * MAX_FOUND
    assert parse_date(text, "meta") is None
