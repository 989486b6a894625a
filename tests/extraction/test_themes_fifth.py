"""What unseen pages of stock themes taught: DokuWiki's own lines, phpMu's clock, a writer's initial, a place and a comma."""

import datetime as dt

import pytest

import archive
from archive.exchange import Exchange
from archive.extraction.boilerplate import rule_of
from archive.extraction.credits import find_credit, find_dateline
from archive.extraction.sitename import slug_words

FIRST = "TANJUNG PASIR – Tim gabungan menemukan nelayan yang dilaporkan hilang dalam keadaan selamat, Rabu."
LAST = "Nelayan diimbau memeriksa prakiraan cuaca maritim sebelum melaut, terutama pada musim angin barat."
NAME = "tim_gabungan_temukan_nelayan_yang_hilang_di_perairan_tanjung_pasir_sebelah_utara"
WIKI = f"""<html lang="id"><head><title>berita:{NAME} [Dinas Contoh]</title></head><body><div id="dokuwiki__site">
<main id="dokuwiki__content"><div class="pad group"><div class="pageId"><span>berita:{NAME}</span></div>
<div class="page group"><h1 class="sectionedit1">Tim Gabungan Temukan Nelayan yang Hilang di Perairan Tanjung Pasir Sebelah Utara</h1>
<div class="level1"><p>{FIRST}</p><p>{LAST} (bpbd/rk)</p></div></div>
<div class="docInfo"><bdi>berita/{NAME}.txt</bdi> · CHANGED</div></div></main></div></body></html>"""


def read(html: str, path: str) -> archive.Article:
    """Return the article of a page at this path."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    found = archive.extract(Exchange("http://127.0.0.1" + path, dt.datetime(2024, 7, 20, tzinfo=dt.UTC), b"", answer))
    assert isinstance(found, archive.Article)
    return found


def test_a_wiki_page_has_its_headings_title_and_no_line_of_the_wiki() -> None:
    """The page's id is no title, and the line of its file, however long, does not hide the credit above it."""
    html = WIKI.replace("CHANGED", "Terakhir diubah: 2020/12/30 21:15 oleh humas")
    article = read(html, f"/doku.php?id=berita:{NAME}")
    assert article.title.startswith("Tim Gabungan Temukan")
    assert article.text == f"{FIRST}\n\n{LAST}"
    assert article.credit is not None
    assert article.credit.name == "bpbd/rk"


def test_a_sentence_about_a_change_stays() -> None:
    """A text that tells when something was changed is no line of the wiki."""
    told = "Jadwal pelayanan terakhir diubah pada 30 Desember 2020 atas permintaan warga pesisir."
    html = WIKI.replace("(bpbd/rk)</p>", f"</p><p>{told}</p>").replace("CHANGED", "")
    assert told in read(html, f"/doku.php?id=berita:{NAME}").text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/doku.php?id=berita:panen_raya_padi", ("panen", "raya", "padi")),
        ("http://127.0.0.1/doku.php?do=show&id=a%3Apanen_raya_padi#isi", ("panen", "raya", "padi")),
        ("http://127.0.0.1/index.php?r=berita/view&id=12", ()),
        ("http://127.0.0.1/panen-raya-padi?utm_source=warta_harian_kota_kita", ("panen", "raya", "padi")),
        ("http://127.0.0.1/panen-raya-padi.html", ("panen", "raya", "padi")),
        ("http://127.0.0.1?id=panen_raya_padi", ()),
    ],
)
def test_the_words_of_a_script_address_are_its_parameters(url: str, words: tuple[str, ...]) -> None:
    """A script's parameter names the page; beside a path that names it, a parameter says nothing."""
    assert slug_words(url) == words


@pytest.mark.parametrize("line", ["13:05:00 WIBKamis", "04:20:00 WIB Jumat", "08:15:30, Sabtu", "08:15:30 WIT Jum'at"])
def test_a_clock_with_seconds_and_a_weekday_is_the_themes(line: str) -> None:
    """No writer tells the seconds of a day."""
    assert rule_of(line) == "meta:cms"


def test_the_id_of_a_wikis_page_is_no_account() -> None:
    """Words joined by underscores after a namespace are an id; an account's name and a sentence are none."""
    assert rule_of("id:berita:panen_raya_padi_organik") == "meta:cms"
    assert rule_of("ig:kominfo_kota") != "meta:cms"
    assert rule_of("Berkas: surat_edaran_jam_kerja_asn dapat diunduh di sini") == ""


@pytest.mark.parametrize("line", ["08:00 WIB Senin", "Senin 08.00 WIB", "13:05:00 WIB Kamis gempa terjadi", "Kamis"])
def test_an_hour_of_a_schedule_stays(line: str) -> None:
    """A schedule tells hours and minutes, a sentence goes on."""
    assert rule_of(line) == ""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Penulis : Wahyu S. | Editor : Tantri", "Wahyu S."),
        ("Penulis: Sri Wahyuni, S.E. / Editor: Tantri", "Sri Wahyuni, S.E."),
        ("Penulis: Wahyu Santoso. Editor: Tantri.", "Wahyu Santoso"),
    ],
)
def test_the_point_of_an_initial_is_the_names(line: str, name: str) -> None:
    """Between two labels the point after a word goes, that after an initial stays."""
    found = find_credit(["Rapat ditutup dengan doa.", line])
    assert found is not None
    assert found.credit.name == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BANYUASRI, Dinas Koperasi Kabupaten Banyuasri menggelar pelatihan pemasaran selama tiga hari.", "BANYUASRI"),
        (
            "PROVINSI LINTANG, Gubernur melantik pengurus forum kerukunan di gedung serbaguna tadi malam.",
            "PROVINSI LINTANG",
        ),
        ("BAPPEDA, Dinas Kesehatan Kabupaten Banyuasri, dan kantor statistik menyusun data bersama-sama.", None),
        ("BANYUASRI, Kabupaten Banyuasri.", None),
        ("BANYUASRI, kata orang tua di Kabupaten Banyuasri, berasal dari mata air di kaki bukit itu.", None),
    ],
)
def test_a_place_in_capitals_and_a_comma_is_a_dateline_where_the_text_says_so(text: str, place: str | None) -> None:
    """An acronym that opens a list of bodies is no place."""
    assert find_dateline(text) == place


@pytest.mark.parametrize(
    "line",
    [
        "5 / 5 ( 3 votes )",
        "4.5 / 5 ( 1 suara )",
        "5/5 - (3 votes)",
        "Average rating 5 / 5. Vote count: 1",
        "How useful was this post?",
        "Click on a star to rate it!",
    ],
)
def test_stars_are_the_plugins(line: str) -> None:
    """What a plugin prints of its stars is taken, so that the credit above it is seen."""
    assert rule_of(line) == "comments:form"


@pytest.mark.parametrize("line", ["Skor 5 / 5", "3/5 (tiga perlima)", "Kecamatan Beji 4/5 (120 suara) dan Bogor 1/5"])
def test_figures_of_a_text_are_no_stars(line: str) -> None:
    """A score, a fraction and a count of ballots stay."""
    assert rule_of(line) == ""
