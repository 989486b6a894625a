"""Citations: complete, checkable, escaped, and names as people bear them."""

import json
import re

import pytest

import archive
from archive.article import Credit, PageDate, Precision, Region
from archive.errors import ConfigError

KOTA = Region("kota", "Kota Bekasi", "32.75")


@pytest.fixture
def full(made):
    return made.article(
        "/detail/x_y?a=1&b=50%25", "Isi.", "2026-11-24T08:22:57.825738Z", title="Anggaran 50% & {Dana}_Desa #1: $5 ~ \\ ^",
        credit=Credit("Penulis: Siti Nur Aisyah and Budi, S.Sos.", "Siti Nur Aisyah and Budi, S.Sos."), region=KOTA,
        published=PageDate("2019-03-06T09:15:00+07:00", "Rabu, 6 Maret 2019 | 09:15 WIB", "visible", Precision.MINUTE, "WIB"),
    )  # fmt: skip


@pytest.fixture
def bare(made):
    return made.article("/b", "Isi.", "2026-11-24T00:00:00Z", title="", region=Region())


def braces(entry):
    """Return the depth of braces over an entry, counted as BibTeX does: escaped ones too."""
    depth = [0]
    for sign in entry:
        depth.append(depth[-1] + {"{": 1, "}": -1}.get(sign, 0))
    return depth


def test_bibtex_is_balanced_and_escaped(full):
    """Signs of TeX are escaped, braces balance, and an Indonesian name with `and` and a comma stays one name."""
    entry = archive.cite(full, "bibtex")
    depth = braces(entry)
    assert min(depth) == 0
    assert depth[-1] == 0
    assert all(d > 0 for d in depth[len(entry.partition("{")[0]) + 1 : -1])
    assert "author = {{Siti Nur Aisyah and Budi, S.Sos.}}" in entry
    assert (
        r"title = {{Anggaran 50\% \& {\textbraceleft}Dana{\textbraceright}\_Desa \#1: \$5 \textasciitilde{} \textbackslash{} \textasciicircum{}}}"
        in entry
    )
    assert "url = {https://contoh.go.id/detail/x_y?a=1&b=50%25}" in entry
    assert [
        f"{k} = {{{v}}}" in entry for k, v in (("year", 2019), ("month", 3), ("day", 6), ("urldate", "2026-11-24"))
    ] == [True] * 4


@pytest.mark.parametrize("style", ["bibtex", "csl-json", "apa"])
def test_every_citation_leads_to_the_record(full, bare, style):
    """Address, capture time, WARC record and digest are in every format, with or without author and date."""
    for article in (full, bare):
        text = archive.cite(article, style).replace(r"\_", "_").replace(r"\%", "%").replace(r"\&", "&")
        source = article.source
        assert article.url in text
        assert source.fetched_at in text
        assert f"{source.warc}@{source.offset}" in text
        assert source.payload_digest in text


def test_csl_json_holds_what_a_reference_manager_reads(full):
    """The item has CSL's names and types; the raw strings stand beside the parsed values."""
    (item,) = json.loads(archive.cite(full, "csl-json"))
    assert item["type"] == "webpage"
    assert item["title"] == full.title
    assert item["author"] == [{"literal": "Siti Nur Aisyah and Budi, S.Sos."}]
    assert item["issued"] == {"date-parts": [[2019, 3, 6]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert item["publisher"] == "Pemerintah Kota Bekasi"
    assert item["archive_location"] == f"a.warc.gz@{full.source.offset}"
    assert "Rabu, 6 Maret 2019 | 09:15 WIB" in item["note"]
    assert "Penulis: Siti Nur Aisyah" in item["note"]


def test_apa_has_its_order(full):
    """Author, date, title, publisher, retrieval: as APA 7 orders them, the name not turned round."""
    text = archive.cite(full, "apa")
    assert text.startswith(
        "Siti Nur Aisyah and Budi, S.Sos. (2019, March 6). Anggaran 50% & {Dana}_Desa #1: $5 ~ \\ ^. Pemerintah Kota Bekasi. "
    )
    assert (
        "Retrieved November 24, 2026, from https://contoh.go.id/detail/x_y?a=1&b=50%25 [Captured 2026-11-24T08:22:57.825738Z; "
        in text
    )


def test_without_author_date_and_title_nothing_is_invented(bare):
    """The publisher stands as author, the date is `n.d.`, the address is the title, and no field is empty."""
    assert archive.cite(bare, "apa").startswith(
        "contoh.go.id. (n.d.). https://contoh.go.id/b. Retrieved November 24, 2026"
    )
    entry = archive.cite(bare, "bibtex")
    assert not re.search(r"author|year|month|day = |\{\}", entry)
    (item,) = json.loads(archive.cite(bare, "csl-json"))
    assert not {"author", "issued"} & item.keys()


@pytest.mark.parametrize(
    ("value", "precision", "apa", "parts"),
    [
        ("2017", Precision.YEAR, "(2017)", [2017]),
        ("2017-12", Precision.MONTH, "(2017, December)", [2017, 12]),
        ("2017-12-05", Precision.DAY, "(2017, December 5)", [2017, 12, 5]),
        (None, Precision.DAY, "(n.d.)", None),
    ],
)
def test_a_date_is_as_exact_as_the_page(made, value, precision, apa, parts):
    """A year stays a year: no citation says more than the page."""
    article = made.article("/a", "Isi.", "2026-11-24T00:00:00Z", published=PageDate(value, "raw", "visible", precision))
    assert apa in archive.cite(article)
    (item,) = json.loads(archive.cite(article, "csl-json"))
    assert item.get("issued", {"date-parts": [None]})["date-parts"][0] == parts


@pytest.mark.parametrize(
    ("level", "name", "publisher"),
    [
        ("provinsi", "Jawa Barat", "Pemerintah Provinsi Jawa Barat"),
        ("provinsi", "Daerah Istimewa Yogyakarta", "Pemerintah Daerah Istimewa Yogyakarta"),
        ("kabupaten", "Kabupaten Bekasi", "Pemerintah Kabupaten Bekasi"),
    ],
)
def test_the_publishing_body_has_its_own_name(made, level, name, publisher):
    """The body is named as it names itself."""
    article = made.article("/a", "Isi.", "2026-11-24T00:00:00Z", region=Region(level, name))
    assert json.loads(archive.cite(article, "csl-json"))[0]["publisher"] == publisher


def test_lines_and_control_signs_stay_out(made):
    """A title cannot break out of its line or speak to a terminal."""
    article = made.article("/a", "Isi.", "2026-11-24T00:00:00Z", title="Satu\n@misc{x,\x1b[31m dua")
    assert archive.cite(article).count("\n") == 0
    assert archive.cite(article, "bibtex").count("\n@") == 0
    assert "\x1b" not in archive.cite(article, "bibtex")


def test_an_unknown_format_is_told(bare):
    """A format that is none names those there are."""
    with pytest.raises(ConfigError, match="csl-json"):
        archive.cite(bare, "mla")
