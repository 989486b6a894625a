"""Search: words, prefixes and phrases, ranked, marked, and never a syntax error."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive
from archive.article import PageDate, Precision
from archive.errors import CollectionError, ConfigError, WriteError
from archive.fulltext import NAME, Wanted, find_hits, index_path, is_current, match_of, update_index
from archive.fulltext.search import CLOSE, OPEN, marked


def dated(value, precision=Precision.DAY):
    return PageDate(value, "raw", "visible", precision)


@pytest.fixture
def folder(made):
    flood = "Hujan deras menyebabkan banjir di Bantargebang sejak pagi. Warga mengungsi ke balai kota Bekasi."
    return made.publish(
        made.article("/a", flood, "2026-01-05T00:00:00Z", title="Banjir surut", published=dated("2017-02-03")),
        made.article("/a", flood + " Air telah surut.", "2026-03-05T00:00:00Z", title="Banjir surut", published=dated("2017-02-03")),
        made.article("/b", "Perbanjiran bukan kata. Kota tanpa Bekasi di sebelahnya, lalu banjir.", "2026-01-05T00:00:00Z", published=dated("2016", Precision.YEAR)),
        made.article("/c", "Kafé buku «Juang» dibuka; pembanjiran pasar.", "2026-01-06T00:00:00Z", event_dates=(dated(None), dated("2019-07-01"))),
        made.article("/d", "Banjirlah semua.", "2026-01-07T00:00:00Z", site="lain"),
    )  # fmt: skip


def found(folder, query, **options):
    return [hit.url.rsplit("/", 1)[1] for hit in archive.search(folder, query, **options)]


@pytest.mark.parametrize(
    ("query", "pages"),
    [
        ("banjir bantargebang", {"a"}),
        ("BANJIR", {"a", "b"}),
        ("banj*", {"a", "b", "d"}),
        ("ban*", {"a", "b", "d"}),
        ('"kota bekasi"', {"a"}),
        ('"bekasi kota"', set()),
        ('"kota bek"*', {"a"}),
        ('"kota bekasi', {"a"}),
        ("kota bekasi", {"a", "b"}),
        ("kafe", {"c"}),
        ("juang", {"c"}),
        ("banjir AND surut", set()),
        ("banjir tsunami", set()),
    ],
)
def test_words_prefixes_and_phrases(folder, query, pages):
    """Every term must be there, in any case and without its accents; operators are plain words."""
    assert set(found(folder, query)) == pages


@pytest.mark.parametrize(
    ("limits", "pages"),
    [
        ({"site": "lain"}, ["d"]),
        ({"since": "2017"}, ["a", "d"]),
        ({"since": "2017-02-04", "until": "2025"}, []),
        ({"until": "2016-06-30"}, ["b"]),
        ({"since": "2016-12-31", "until": "2017-02-03"}, ["a", "b"]),
        ({"since": "2026"}, ["d"]),
        ({"limit": 1}, ["a"]),
    ],
)
def test_limits_of_site_and_date(folder, limits, pages):
    """A year is all its days; without a publication date the first date of the text counts, then the capture."""
    assert sorted(found(folder, "banj*", **limits)) == pages


def test_a_hit_says_what_it_is(folder):
    """A hit has its marked title and snippet, its date and what that is, and how many versions match."""
    (hit,) = archive.search(folder, "banjir bantargebang")
    assert [hit.title.text[a:b] for a, b in hit.title.marks] == ["Banjir"]
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["banjir", "Bantargebang"]
    assert (hit.date, hit.dated, hit.versions) == ("2017-02-03", "published", 2)
    assert hit.score > 0
    (hit,) = archive.search(folder, "kafe")
    assert (hit.date, hit.dated) == ("2019-07-01", "event")


def test_the_title_weighs_more_and_ranking_is_stable(made):
    """A word in the title beats the same word in a text as long; equal hits are ordered by id."""
    fill = " ".join(f"kata{n}" for n in range(30))
    folder = made.publish(
        made.article("/teks", f"banjir {fill}", "2026-01-05T00:00:00Z", title="Kabar"),
        made.article("/judul", f"kabar {fill}", "2026-01-05T00:00:00Z", title="banjir"),
        *(made.article(f"/{n}", f"sama {fill} {n}", "2026-01-05T00:00:00Z") for n in range(9)),
    )
    assert found(folder, "banjir") == ["judul", "teks"]
    ids = [hit.id for hit in archive.search(folder, "sama")]
    assert ids == sorted(ids)


@given(st.text(max_size=40))
def test_no_query_is_a_syntax_error(query):
    """Whatever is typed is either a query that SQLite takes, or has no word in it."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(a)")
    try:
        match = match_of(query)
    except ConfigError:
        assert not any(c.isalnum() for c in query)
        return
    database.execute("SELECT * FROM t WHERE t MATCH ?", (match,)).fetchall()


@pytest.mark.parametrize(
    "query",
    ['banjir"', "title:banjir OR", "NEAR(banjir bekasi, 2)", "banjir -bekasi", "^banjir", "{title}:x", "a'b; DROP TABLE page", "banjir\0", "\ud800 banjir", "*banjir*", "(((banjir", "banjir AND AND"],
)  # fmt: skip
def test_hostile_queries_are_words(folder, query):
    """Signs of FTS5 and SQL are searched as words or dropped; the index is as it was."""
    before = index_path(folder).read_bytes() if update_index(folder) else b""
    assert isinstance(archive.search(folder, query), list)
    assert index_path(folder).read_bytes() == before


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {}), ("*** --", {}), ('""', {}), ("x" * 1001, {}), ("a " * 33, {}), ("banjir", {"limit": 0}), ("banjir", {"limit": 1001}),
        ("banjir", {"since": "kemarin"}), ("banjir", {"until": "2017-13"}), ("banjir", {"since": "0000-00"}),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(folder, query, options):
    """A query without a word and limits that are none are refused with what is understood."""
    with pytest.raises(ConfigError):
        archive.search(folder, query, **options)


def test_the_index_follows_the_dataset(made):
    """The index is made once, kept while the dataset is the same, and made again when it changed or is damaged."""
    folder = made.publish(made.article("/a", "Lama.", "2026-01-05T00:00:00Z"))
    assert not is_current(folder)
    assert found(folder, "lama") == ["a"]
    inode = index_path(folder).stat().st_ino
    assert found(folder, "baru") == []
    assert index_path(folder).stat().st_ino == inode
    made.publish(made.article("/b", "Baru.", "2026-01-05T00:00:00Z"))
    assert (found(folder, "baru"), found(folder, "lama")) == (["b"], [])
    index_path(folder).write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    assert found(folder, "baru") == ["b"]
    assert [p.name for p in folder.iterdir() if p.name.startswith(NAME)] == [NAME]


def test_a_failed_build_leaves_the_old_index(folder, made):
    """When the new index cannot be written, one line says so, and the old one still answers."""
    update_index(folder)
    made.publish(made.article("/z", "Zebra.", "2026-01-05T00:00:00Z"))
    shard = next((folder / "articles").glob("*"))
    data, _ = shard.read_bytes(), shard.write_bytes(b"broken")
    with pytest.raises(archive.errors.DamagedDataset):
        archive.search(folder, "zebra")
    shard.write_bytes(data)
    assert find_hits(index_path(folder), Wanted("bantargebang"))
    index_path(folder).unlink()
    index_path(folder).mkdir()
    with pytest.raises(WriteError, match="search index"):
        archive.search(folder, "zebra")


def test_no_dataset_is_told(tmp_path):
    """Searching where nothing is says what makes a dataset, and leaves no file."""
    with pytest.raises(CollectionError, match="kliping derive"):
        archive.search(tmp_path, "banjir")
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.tuples(st.text("ab<", max_size=3), st.booleans()), max_size=6))
def test_marks_are_places_in_plain_text(pieces):
    """Text and marks come apart exactly, whatever the text is."""
    raw = "".join(f"{OPEN}{text}{CLOSE}" if mark else text for text, mark in pieces)
    shown = marked(raw)
    assert shown.text == "".join(text for text, _ in pieces)
    assert [shown.text[a:b] for a, b in shown.marks] == [text for text, mark in pieces if mark]
