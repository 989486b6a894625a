"""The loader: filters, pushed down; provenance; one state of the dataset or a clear line."""

import gzip
import shutil
from datetime import date

import msgspec
import pytest

import archive
from archive.article import Extractor, Language, PageDate, Quality, Region
from archive.dataset import Manifest, Publisher, read_manifest
from archive.dataset.facts import span
from archive.dataset.manifest import write_manifest
from archive.errors import CollectionError, ConfigError, DamagedDataset, DamagedWarc, DatasetReplaced


def titles(*arguments, **filters):
    return sorted(article.title.split()[0] for article in archive.load(*arguments, **filters))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Banjir", "Jembatan", "Panen", "Pasar"]),
        ({"site": "bekasikota"}, ["Banjir", "Pasar"]),
        ({"site": ["papua.go.id", "bandungkab.go.id"]}, ["Jembatan", "Panen"]),
        ({"region": "32.75"}, ["Banjir", "Pasar"]),
        ({"region": "32"}, ["Banjir", "Panen", "Pasar"]),
        ({"region": "Kabupaten Bandung"}, ["Panen"]),
        ({"region": "3"}, []),
        ({"level": "provinsi"}, ["Jembatan"]),
        ({"since": "2026"}, ["Jembatan", "Panen"]),
        ({"since": "2019-07-02", "until": "2019-07-02"}, ["Banjir"]),
        ({"until": "2017-12"}, ["Pasar"]),
        ({"language": "id"}, ["Banjir", "Jembatan", "Panen", "Pasar"]),
        ({"language": "su"}, []),
        ({"flags": "no-date"}, ["Pasar"]),
        ({"flags": "not:no-date"}, ["Banjir", "Jembatan", "Panen"]),
        ({"text": "bantargebang"}, ["Banjir"]),
        ({"text": "panen  RAYA"}, ["Panen"]),
        ({"text": "bantar"}, []),
        ({"site": "bekasikota", "text": "wali kota", "until": "2018"}, ["Pasar"]),
    ],
    ids=str,
)
def test_a_filter_chooses(collection, filters, expected):
    """Each filter leaves just the articles that are so, alone and together with others."""
    assert titles(collection.root, **filters) == expected


@pytest.mark.parametrize(
    ("filters", "opened"),
    [
        ({}, 4),
        ({"site": "bekasikota"}, 2),
        ({"site": "bekasi"}, 0),
        ({"region": "32.75"}, 2),
        ({"level": "provinsi"}, 1),
        ({"since": "2026-10-02"}, 1),
        ({"until": "2018"}, 1),
        ({"language": "su"}, 0),
        ({"flags": "no-date"}, 1),
        ({"text": "banjir"}, 4),
    ],
    ids=str,
)
def test_shards_that_cannot_fit_stay_closed(collection, tmp_path, filters, opened):
    """A filtered load reads only shards that can hold a wanted article: the others may even be gone."""
    copy = tmp_path / "dataset"
    shutil.copytree(collection.dataset, copy)
    articles = archive.load(copy, **filters)
    wanted = {shard.name for shard in articles.shards}
    for path in (copy / "articles").iterdir():
        if path.name not in wanted:
            path.unlink()
    assert len(wanted) == opened
    assert sorted(a.id for a in articles) == sorted(a.id for a in archive.load(collection.root, **filters))


def test_a_manifest_without_facts_is_read_and_filtered(collection, tmp_path):
    """A dataset of a version that told no facts gives the same articles; only the site's name spares shards."""
    copy = tmp_path / "dataset"
    shutil.copytree(collection.dataset, copy)
    manifest = read_manifest(copy)
    bare = tuple(msgspec.structs.replace(s, facts=None, crc32=None) for s in manifest.shards)
    write_manifest(copy, msgspec.structs.replace(manifest, shards=bare))
    assert titles(copy, level="provinsi") == ["Jembatan"]
    assert len(archive.load(copy, level="provinsi").shards) == 4
    assert len(archive.load(copy, site="bekasikota").shards) == 2


@pytest.mark.parametrize("day", ["2017-13", "5 Desember 2017", "2017-1", "", "2017-12-05T00:00:00Z"])
def test_a_date_that_is_none_is_told(collection, day):
    """A date that cannot be compared is refused at once, with the forms that can."""
    with pytest.raises(ConfigError, match="Expected a date such as 2017, 2017-12 or 2017-12-05"):
        archive.load(collection.root, since=day)


def test_a_misspelt_filter_is_told_and_a_date_is_one(collection):
    """A keyword that is no filter never loads everything; a year and a `date` are understood as they are."""
    with pytest.raises(TypeError, match=r"no such filter: 'sites'; there are site, region"):
        archive.load(collection.root, sites="bekasikota")
    assert archive.load(collection.root, since=2017, until=date(2017, 12, 5)).filters.until == "2017-12-05"


def test_a_level_that_is_none_is_told(collection):
    """A level that no government has is refused, with those there are; letter case does not matter."""
    with pytest.raises(ConfigError, match="one of provinsi, kabupaten, kota, desa, instansi, got 'kecamatan'"):
        archive.load(collection.root, level="Kecamatan")
    assert titles(collection.root, level="Provinsi") == ["Jembatan"]


def test_a_month_is_all_its_days():
    """A date of little precision stands for every day it can mean."""
    assert span("2016-02") == ("2016-02-01", "2016-02-29")
    assert span("2017") == ("2017-01-01", "2017-12-31")
    assert span("2017-12-05T23:59:00+07:00") == ("2017-12-05", "2017-12-05")
    assert span("kemarin") is None


def test_facts_are_what_the_articles_have(tmp_path, article):
    """The manifest tells the sites, regions, levels, languages, flags and days of each shard, sorted."""
    one = msgspec.structs.replace(
        article("/a", "Satu."),
        region=Region("kota", "Kota Bekasi", "32.75"),
        language=Language("su", 0.9),
        quality=Quality(0.5, ("short", "no-title")),
        published=PageDate("2017-12", "Desember 2017", "visible", "month"),
    )
    two = msgspec.structs.replace(one, id="f" * 16, text="Dua.", language=Language("id", 1.0), extractor=Extractor("x"))
    with Publisher(tmp_path, keep=None) as publisher:
        publisher.add(one)
        publisher.add(two)
        publisher.publish(Manifest())
    facts = read_manifest(tmp_path).shards[0].facts
    assert facts.regions == ("32.75", "kota bekasi")
    assert (facts.sites, facts.levels, facts.languages) == (("contoh",), ("kota",), ("id", "su"))
    assert (facts.flags, facts.days) == (("no-title", "short"), ("2017-12-01", "2017-12-31"))


def test_an_article_opens_its_source(collection):
    """From an article to the bytes of its page in one call, with what was sent and received."""
    for article in archive.load(collection.root):
        exchange = article.source.open()
        assert exchange.url == article.url
        assert exchange.ref.record_id == article.source.record_id
        assert article.title.encode() in exchange.response
        assert exchange.request.startswith(b"GET ")
        assert archive.open_source(collection.root, article).response == exchange.response


def test_where_an_article_was_loaded_from_is_no_part_of_it(collection):
    """Two loads give equal articles and the same JSON, and one made by hand says what opens it."""
    article = next(archive.load(collection.root))
    copy = msgspec.json.decode(msgspec.json.encode(article), type=archive.Article)
    assert copy == article
    with pytest.raises(CollectionError, match=r"archive\.open_source"):
        copy.source.open()


def test_a_missing_or_foreign_warc_is_told(collection, tmp_path):
    """Without its WARC an article names the file that is missing; with another one nothing is believed."""
    shutil.copytree(collection.root, tmp_path / "c")
    (warc,) = (tmp_path / "c" / "warc").iterdir()
    article = next(archive.load(tmp_path / "c"))
    warc.unlink()
    with pytest.raises(CollectionError, match="this WARC is not in the collection") as caught:
        article.source.open()
    assert caught.value.where == str(warc)
    warc.write_bytes(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n"))
    with pytest.raises(DamagedWarc):
        article.source.open()


def publish(folder, *articles, keep=None):
    with Publisher(folder, keep=keep) as publisher:
        for article in articles:
            publisher.add(article)
        publisher.publish(Manifest())


def test_a_reader_never_mixes_two_states(tmp_path, article):
    """A reader that began before a run has published is told to load again, before the first new record."""
    publish(tmp_path, article("/a", "Satu."), article("/b", "Dua.", day="02-01", record=2))
    reader = archive.load(tmp_path)
    assert next(reader).text == "Satu."
    publish(tmp_path, article("/b", "Tiga.", day="02-02", record=3), keep=read_manifest(tmp_path))
    with pytest.raises(DatasetReplaced, match="load it again"):
        next(reader)
    assert [a.text for a in archive.load(tmp_path)] == ["Satu.", "Dua.", "Tiga."]


def test_a_reader_of_what_stayed_the_same_goes_on(tmp_path, article):
    """A run that only adds a month disturbs nobody who reads the others."""
    publish(tmp_path, article("/a", "Satu."), article("/b", "Dua.", day="02-01", record=2))
    reader = archive.load(tmp_path)
    publish(tmp_path, article("/c", "Tiga.", day="03-01", record=3), keep=read_manifest(tmp_path))
    assert [a.text for a in reader] == ["Satu.", "Dua."]


def test_a_shard_that_is_not_the_manifests_is_told(tmp_path, article):
    """A shard swapped behind the manifest's back is read, so that nothing is lost, and then told."""
    publish(tmp_path, article("/a", "Satu."))
    (shard,) = (tmp_path / "articles").iterdir()
    shard.write_bytes(gzip.compress(gzip.decompress(shard.read_bytes()) * 2))
    reader = archive.load(tmp_path)
    assert [next(reader).text, next(reader).text] == ["Satu.", "Satu."]
    with pytest.raises(DamagedDataset, match="not the one of the manifest"):
        next(reader)


def test_a_missing_library_is_told_in_one_line(collection, monkeypatch):
    """Without the optional library, the error says what to install, and nothing else is needed to load."""
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(ConfigError, match=r"pip install 'kliping\[polars\]'"):
        archive.load(collection.root).to_polars()
