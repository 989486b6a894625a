"""Takedown, end to end: hidden everywhere, kept in the WARC, reversible."""

import gzip
import json
import shutil

import pytest
from web import SENTENCES, Web, page

import archive
from archive.dataset import read_manifest
from archive.errors import CollectionError, ConfigError, DamagedDataset, ExitCode
from archive.jobs.derive import derive, derive_into
from archive.jobs.redact import Takedown, redact, restore
from archive.jobs.verify import verify
from archive.redaction import NAME, read_redactions
from archive.sites import SiteRegistry

SECRET = "Sandiaga menyampaikan keluhan pribadinya kepada pungkasnya."
WORDS = ("Sandiaga", "keluhan")


@pytest.fixture(scope="module")
def fetched(kliping_in, tmp_path_factory):
    """A collection of four pages: one that will be taken down, its twin, and two others."""
    folder = tmp_path_factory.mktemp("takedown")
    text = (SECRET, *SENTENCES[1:])
    routes = {f"/{way}/kabar": page("Kabar", text=text) for way in ("detail", "view")}
    site = Web(routes | {f"/detail/{name}": page(f"Berita {name}") for name in ("satu", "dua")})
    urls = [site.base + path for path in site.routes]
    kliping_in("fetch", *urls, "--allow-private", "--delay", "0", "--collection", "c", cwd=folder)
    site.close()
    return folder / "c"


@pytest.fixture
def collection(fetched, tmp_path):
    """A copy to work on."""
    shutil.copytree(fetched, tmp_path / "c")
    return archive.Collection(tmp_path / "c")


def secret(folder):
    return next(a for a in archive.load(folder) if a.url.endswith("/detail/kabar"))


@pytest.fixture(scope="module")
def redacted(kliping_in, fetched, tmp_path_factory):
    """The collection after the takedown of both twins, the article, the identity before, and what the command said."""
    folder = tmp_path_factory.mktemp("taken") / "c"
    shutil.copytree(fetched, folder)
    article, before = secret(folder), read_manifest(folder / "dataset").identity
    assert archive.search(folder, "keluhan")
    done = kliping_in(
        "redact", article.id[:10], "--reason", "diminta oleh\nyang disebut", "--who", "Redaksi", "--twins",
        "--collection", folder, "--json", cwd=folder.parent,
    )  # fmt: skip
    return folder, article, before, json.loads(done.stdout)


@pytest.fixture
def taken(redacted, tmp_path):
    folder, *rest = redacted
    shutil.copytree(folder, tmp_path / "taken")
    return tmp_path / "taken", *rest


def files_with(folder, word):
    """Return the files of a collection that hold a word, packed or not."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if word.encode() in data:
            found.append(path.relative_to(folder).parts[0])
    return set(found)


def test_it_is_in_nothing_but_the_warc(taken, fetched, run, fails):
    """Loading, search, citation and differences do not have it; no file but the WARC does, and that is untouched."""
    folder, article, _, report = taken
    ids = {each["id"] for each in report["redactions"]}
    assert ids == {article.id, *article.twins}
    assert not ids & {a.id for a in archive.load(folder)}
    assert not ids & {a.id for a in archive.history.latest(folder)}
    assert not ids & {v.id for group in archive.history.versions(folder) for v in group}
    assert archive.search(folder, "keluhan") == []
    for command in ("cite", "diff"):
        assert "taken down" in fails(command, article.id, "--collection", folder, code=ExitCode.COLLECTION)
    assert files_with(folder, "keluhan") == {"warc"}
    for warc in archive.Collection(folder).warcs():
        assert warc.read_bytes() == (fetched / "warc" / warc.name).read_bytes()
    run("verify", folder)


def test_the_tombstone_says_so(taken, run):
    """`show` and `--list` print id, address, reason, time and who, and no word of the article."""
    folder, article, _, report = taken
    tombstone = next(each for each in report["redactions"] if each["id"] == article.id)
    shown = run("show", article.id, "--collection", folder).stdout
    for text in (article.id, article.url, "diminta oleh yang disebut", "Redaksi", tombstone["at"]):
        assert text in shown
    assert not [word for word in WORDS if word in shown]
    assert json.loads(run("redact", "--list", "--collection", folder, "--json").stdout) == report["redactions"]
    assert json.loads(run("show", article.id, "--collection", folder, "--json").stdout) == tombstone


def test_it_survives_a_rebuild_and_a_dataset_written_elsewhere(taken):
    """`derive --rebuild`, a deleted dataset and `derive --into` leave it out: the same identity each time."""
    folder, _, before, report = taken
    collection, registry = archive.Collection(folder), SiteRegistry()
    assert report["identity"] != before
    rebuilt = derive(collection, registry, rebuild=True)
    assert (rebuilt.identity, rebuilt.redacted) == (report["identity"], 2)
    assert rebuilt.responses == rebuilt.articles + rebuilt.rejections + rebuilt.repeats + rebuilt.redacted
    again = derive(collection, registry)
    assert (again.identity, again.redacted, again.repeats) == (report["identity"], 0, 0)
    shutil.rmtree(collection.dataset)
    assert derive(collection, registry).identity == report["identity"]
    elsewhere = derive_into(folder.parent / "elsewhere", collection.warcs(), registry)
    assert elsewhere.identity == report["identity"]
    assert set(read_redactions(folder.parent / "elsewhere")) == {each["id"] for each in report["redactions"]}


def test_undo_brings_back_the_same_dataset(taken):
    """Each article comes back from its WARC; the dataset has the identity it had before, and no tombstone."""
    folder, article, before, report = taken
    for each in report["redactions"]:
        done = restore(archive.Collection(folder), each["id"][:10], SiteRegistry())
    assert done.identity == before == read_manifest(folder / "dataset").identity
    assert article in list(archive.load(folder))
    assert article.id in [hit.id for hit in archive.search(folder, "keluhan")]
    assert not list(folder.rglob(NAME))


def test_an_undo_without_the_record_says_that_it_is_not_back(taken, run):
    """When the WARC is damaged where the article was, its tombstone goes, and the command does not call it back."""
    folder, article, *_ = taken
    with archive.Collection(folder).warcs()[0].open("r+b") as warc:
        warc.seek(article.source.offset + 20)
        warc.write(bytes(40))
    said = run("redact", article.id, "--undo", "--collection", folder).stdout
    assert f"no longer taken down, but no WARC here that can be read has it: {article.id}" in said


def test_an_undo_that_was_cut_short_is_finished_by_the_next_derive(taken):
    """Without its tombstone in the collection, the article is back after any derive; until then it stays hidden."""
    folder, article, before, _ = taken
    (folder / NAME).unlink()
    assert article.id not in [a.id for a in archive.load(folder)]
    assert derive(archive.Collection(folder), SiteRegistry()).identity == before


def test_a_takedown_that_was_cut_short_hides_at_once(collection):
    """With the tombstone written and the shards still old, no reader gets the article; the next derive writes it out."""
    article = secret(collection.root)
    tombstones = [
        {"id": page, "url": article.url, "site": article.site, "reason": "x", "at": "2026-01-01T00:00:00Z"}
        for page in (article.id, *article.twins)
    ]
    (collection.root / NAME).write_text(json.dumps({"schema": 1, "redactions": tombstones}))
    for place in (collection.root, collection.dataset):
        assert article.id not in [a.id for a in archive.load(place)]
        assert article.id not in [a.id for a in archive.history.latest(place)]
        assert archive.search(place, "keluhan") == []
    assert "taken down" in verify(collection).findings[0].what
    derive(collection, SiteRegistry())
    assert verify(collection).sound
    assert files_with(collection.dataset, "keluhan") == set()


def test_damaged_tombstones_show_nothing(taken, fails):
    """When the tombstones cannot be read, nothing is loaded: what was taken down does not come back by an accident."""
    folder, article, *_ = taken
    (folder / NAME).write_text('{"schema": 1, "redactions": [')
    for call in (archive.load, archive.history.latest, lambda place: archive.search(place, "x")):
        with pytest.raises(DamagedDataset, match="tombstones cannot be read"):
            list(call(folder))
    with pytest.raises(DamagedDataset, match="tombstones cannot be read"):
        derive(archive.Collection(folder), SiteRegistry(), rebuild=True)
    (folder / NAME).write_text('{"schema": 9}')
    assert "upgrade kliping" in fails("show", article.id, "--collection", folder, code=ExitCode.DAMAGED)


@pytest.mark.parametrize(
    ("prefix", "reason", "error", "words"),
    [
        ("", "", ConfigError, "a reason"),
        ("", " \n ", ConfigError, "a reason"),
        ("", "x" * 1001, ConfigError, "a reason"),
        ("ffffffff", "x", CollectionError, "no page has this id"),
        ("ab", "x", CollectionError, "at least 4"),
    ],
)
def test_a_takedown_that_makes_no_sense_is_told(collection, prefix, reason, error, words):
    """Without a reason, or for a page that is not there, nothing happens, and the error says so."""
    with pytest.raises(error, match=words):
        redact(collection, prefix or secret(collection.root).id, Takedown(reason))
    assert not (collection.root / NAME).exists()


def test_an_undo_or_a_second_takedown_without_sense_is_told(collection, taken):
    """What was not taken down cannot come back, and the first tombstone stays as it is."""
    folder, article, *_ = taken
    with pytest.raises(CollectionError, match="no such article was taken down"):
        restore(collection, "ffffffff", SiteRegistry())
    with pytest.raises(CollectionError, match="taken down before"):
        redact(archive.Collection(folder), article.id, Takedown("lagi"))


def test_twins_are_told(collection):
    """The same text under another address is named, stays, and names the hidden one no more."""
    article = secret(collection.root)
    report = redact(collection, article.id, Takedown("x"))
    assert report.twins == article.twins
    assert [a.twins for a in archive.load(collection.root) if a.id in article.twins] == [()]
