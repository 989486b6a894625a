"""What `language` promises: five languages told apart offline, and `und` where nobody could tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extraction.language import detect

INDONESIAN = (
    "Audiensi ini dilakukan terkait bantuan kemitraan untuk Pemkot Bekasi baik terkait dengan "
    "lingkungan hidup, kesehatan, pendidikan dan catatan sipil."
)
MALAY = (
    "Kerajaan negeri telah bersetuju bahawa pihak majlis perbandaran boleh menyediakan kemudahan awam "
    "untuk penduduk di kawasan ini."
)
SUNDANESE = (
    "Pamarentah Kabupaten Bandung geus ngalaksanakeun kagiatan anu dihadiran ku warga jeung tokoh "
    "masarakat, dina po\u00e9 Salasa kamari."
)
JAVANESE = (
    "Bupati ngendika menawi kegiatan punika badhe dipunwontenaken malih ing taun ngajeng, awit kathah "
    "warga ingkang remen."
)
FILLER = "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore."


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (INDONESIAN, "id"),
        ("Rapat dilaksanakan di aula, dihadiri 23 peserta dari kecamatan dan kelurahan.", "id"),
        (MALAY, "ms"),
        (SUNDANESE, "su"),
        (JAVANESE, "jv"),
        ("The regional government held a meeting with the heads of all districts on Monday.", "en"),
    ],
)
def test_languages_of_the_sites_are_told_apart(text, tag):
    """Indonesian, Malay, Sundanese, Javanese and English are named, with some confidence."""
    found = detect(text)
    assert found.tag == tag
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Halo dunia",
        "17 Agustus 1945 2019 84,355",
        FILLER,
        "Kariman Dadang Hidayat Koswara Jumhana Lutfi Dadang Ginanjar Tri Adhianto Supandi Budiman",
    ],
)
def test_a_text_that_does_not_tell_is_undetermined(text):
    """Short texts, numbers, names and filler are `und` with no confidence, whatever the page claims."""
    assert detect(text, "id").tag == "und"
    assert detect(text).confidence == 0


def test_the_pages_claim_does_not_beat_its_text():
    """A template that says `en` over Indonesian text is not believed."""
    assert detect(INDONESIAN, "en-US").tag == "id"


@given(st.text(max_size=300), st.none() | st.text(max_size=20))
def test_any_text_has_a_language_or_none(text, declared):
    """Whatever the text and the claim, the tag is a known one and the confidence a share."""
    found = detect(text, declared)
    assert found.tag in {"id", "ms", "su", "jv", "en", "und"}
    assert 0 <= found.confidence <= 1


def test_a_huge_text_is_read_in_part():
    """The beginning of a huge text decides."""
    assert detect(INDONESIAN + " dan yang" * 50_000 + " the of" * 100_000).tag == "id"
