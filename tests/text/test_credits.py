"""What `credits` promises: a credit is one by where it stands, and a dateline is a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Credit
from archive.extraction.credits import Cut, find_credit, find_dateline


@pytest.mark.parametrize(
    ("text", "rest", "raw", "name"),
    [
        ('perekonomian" pungkasnya. (gie)', 'perekonomian" pungkasnya.', "(gie)", "gie"),
        ('"Mari kita jaga" (goeng)', '"Mari kita jaga"', "(goeng)", "goeng"),
        ("Isi berita.(ADV/red)", "Isi berita.", "(ADV/red)", "ADV/red"),
        ("Isi berita. (Humas)", "Isi berita.", "(Humas)", "Humas"),
        ("Isi berita. (gie).", "Isi berita.", "(gie).", "gie"),
        ("Isi berita. [gie/ndi]", "Isi berita.", "[gie/ndi]", "gie/ndi"),
        ("dengan lancar (gie)", "dengan lancar", "(gie)", "gie"),
    ],
)
def test_initials_end_the_text(text, rest, raw, name):
    """Initials at the very end are the credit, and the sentence before them stays whole."""
    found = find_credit(["Paragraf pertama.", text])
    assert found is not None
    assert found.credit == Credit(raw, name)
    assert found.cuts == (Cut(1, rest, raw, "credit:initials"),)


@pytest.mark.parametrize(
    "text",
    [
        "bertempat di Hotel Wisata (26/6)",
        "Kepala Dinas Pekerjaan Umum dan Penataan Ruang (PUPR)",
        "Kepala Dinas Pekerjaan Umum (PUPR).",
        "menewaskan (3 orang)",
        "sebanyak lima (lima)",
        "beras sepuluh kilogram (kg)",
        "acara selesai. (Bersambung)",
        "Wali Kota (kiri) bersama warga",
        "Humas Kota Bekasi mengajak warga hadir.",
        "Laporan: kegiatan ini berjalan lancar dan dihadiri oleh semua warga desa",
        "Foto: Wali Kota saat menghadiri acara",
        "Redaksi: Jl. Merdeka No. 1",
        "Protokol Kesehatan",
        "",
    ],
)
def test_what_only_looks_like_a_credit_stays(text):
    """Dates, acronyms inside a sentence, counts, captions and sentences are no credits."""
    assert find_credit(["Paragraf pertama.", text]) is None


def test_an_agency_below_the_initials_is_cut_too():
    """`(uk)` above `HUMAS DIY`: the writer is uk, and both lines are in the raw credit."""
    found = find_credit(["Isi.", "Akhir. (uk)", "HUMAS DIY"])
    assert found is not None
    assert found.credit == Credit("(uk)\nHUMAS DIY", "uk")
    assert [(cut.index, cut.rule) for cut in found.cuts] == [(1, "credit:initials"), (2, "credit:agency")]


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Redaktur: Kusnadi", Credit("Redaktur: Kusnadi", "Kusnadi", editor="Kusnadi")),
        ("Reporter : Dewi Sartika", Credit("Reporter : Dewi Sartika", "Dewi Sartika")),
        ("Oleh: Rahmat", Credit("Oleh: Rahmat", "Rahmat")),
        (
            "Sumber: Diskominfo Kota Bekasi",
            Credit("Sumber: Diskominfo Kota Bekasi", "Diskominfo Kota Bekasi"),
        ),
        (
            "Penulis: Ani | Editor: Budi | Foto: Citra",
            Credit("Penulis: Ani | Editor: Budi | Foto: Citra", "Ani", "Budi", "Citra"),
        ),
        (
            "Penulis/Fotografer: Ani Editor: Budi",
            Credit("Penulis/Fotografer: Ani Editor: Budi", "Ani", "Budi", "Ani"),
        ),
    ],
)
def test_a_labelled_line_is_the_credit(line, credit):
    """Roles are told apart, also where one line names several."""
    found = find_credit(["Isi.", "Akhir.", line])
    assert found is not None
    assert found.credit == credit
    assert found.cuts == (Cut(2, "", line, "credit:label"),)


def test_a_credit_line_may_stand_at_the_top():
    """One site prints writer and editor above the text."""
    found = find_credit(["Penulis/Fotografer: Ani Editor: Budi", "Isi.", "Akhir."])
    assert found is not None
    assert (found.credit.name, found.credit.editor, found.cuts[0].index) == ("Ani", "Budi", 0)


def test_hashtags_below_the_credit_do_not_hide_it():
    """A tail of hashtags is passed over and left to the caller."""
    found = find_credit(["Isi. (gie)", "#BekasiKeren #KotaBekasi"])
    assert found is not None
    assert found.cuts == (Cut(0, "Isi.", "(gie)", "credit:initials"),)


def test_a_label_glued_to_the_last_sentence_is_cut_off():
    """`... pungkasnya. Penulis: Ani Editor: Budi` keeps its sentence."""
    found = find_credit(["Isi pungkasnya. Penulis: Ani Editor: Budi"])
    assert found is not None
    assert found.cuts[0].remaining == "Isi pungkasnya."
    assert (found.credit.name, found.credit.editor) == ("Ani", "Budi")


@given(st.lists(st.text(alphabet="Abc (gie)/.:PenulisEditor#-\n", max_size=60), max_size=8))
def test_a_cut_loses_nothing(paragraphs):
    """What is removed and what remains are the paragraph, apart from spaces between them."""
    found = find_credit(paragraphs)
    for cut in found.cuts if found else ():
        assert "".join((cut.remaining + cut.removed).split()) == "".join(paragraphs[cut.index].split())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Balai Kota - Wali Kota Bekasi Rahmat Effendi melakukan", "Balai Kota"),
        ("Kota Bekasi, --- Wali Kota Bekasi", "Kota Bekasi"),
        ("KARANGANYAR \u2013  Bupati Karanganyar", "KARANGANYAR"),
        ("Boven Digoel, InfoPublik - Pemerintah", "Boven Digoel, InfoPublik"),
        ("Jakarta, Kominfo \u2013 Menteri", "Jakarta, Kominfo"),
        ("BEKASI SELATAN - Wali Kota", "BEKASI SELATAN"),
        ("Dinkominfo-Inovasi yang dilakukan", "Dinkominfo"),
        ("Yogyakarta, BPPM- Anak adalah masa depan", "Yogyakarta, BPPM"),
        ("Bekasi (5/12/2017) - Wali Kota", "Bekasi"),
        ("Kabupaten Hulu Sungai Tengah - Bupati", "Kabupaten Hulu Sungai Tengah"),
        ("Wali Kota Bekasi - dr. X - mengatakan", None),
        ("Rahmat Effendi - Wali Kota Bekasi - hadir", None),
        ("Pemerintah Kota Bekasi \u2013 melalui Dinas", None),
        ("Jakarta-Bandung kini lebih dekat", None),
        ("Anak-anak di Bekasi bermain", None),
        ("Wali Kota hadir di acara - kata warga", None),
        ("", None),
    ],
)
def test_a_dateline_is_a_place(text, place):
    """The place before the dash comes out as written; persons, bodies and hyphens are none."""
    assert find_dateline(text) == place


@pytest.mark.parametrize("unit", ["(gie) ", "Penulis: ", "A ", "A, ", "#a ", "Humas ", ". (", "( "])
def test_hostile_paragraphs_are_harmless(unit):
    """A hundred thousand characters of one trap give an answer in bounded work."""
    text = unit * (100_000 // len(unit))
    found = find_credit([text, text])
    assert found is None or len(found.cuts) <= 8
    assert find_dateline(text) is None
