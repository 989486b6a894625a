"""A collection in trouble: one clear line, nothing lost, and the same dataset once the trouble is over."""

import gzip
import json
import shutil
import sqlite3
from contextlib import closing
from functools import partial

import pytest

import archive
from archive.article import SCHEMA
from archive.collection import Collection
from archive.dataset import read_manifest
from archive.derivation.memory import Memory
from archive.errors import CollectionError, ExitCode, NewerDataset, WriteError
from archive.jobs.derive import derive
from archive.sites import SiteRegistry


@pytest.fixture
def place(collection, tmp_path):
    """A copy of the collection, to be damaged."""
    shutil.copytree(collection.root, tmp_path / "c")
    return Collection(tmp_path / "c")


def state_of(place):
    return {p.relative_to(place.dataset): p.read_bytes() for p in sorted(place.dataset.rglob("*")) if p.is_file()}


def zeros(data):
    middle = len(data) // 2
    return data[:middle] + bytes(30) + data[middle + 30 :]


DAMAGES = {
    "cut": lambda data: data[: len(data) // 2],
    "zeros": zeros,
    "no gzip": lambda _: b"bukan gzip",
    "half a line": lambda data: gzip.compress(gzip.decompress(data)[:-20]),
    "another thing": lambda _: gzip.compress(b'{"id": 1}\n'),
    "no text": lambda _: gzip.compress(b"\xff\xfe{\n"),
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_shard_is_made_again(collection, place, damage):
    """`derive` mends a dataset with a damaged shard from the WARCs: the very same one comes out."""
    shard = min((place.dataset / "articles").iterdir())
    shard.write_bytes(DAMAGES[damage](shard.read_bytes()))
    derive(place, SiteRegistry(), workers=1)
    assert read_manifest(place.dataset).identity == read_manifest(collection.dataset).identity
    assert sorted(a.id for a in archive.load(place.root)) == sorted(a.id for a in archive.load(collection.root))


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_missing_warc_costs_no_article(place, tmp_path, rebuild):
    """Without a WARC that the dataset was made from, `derive` says so and changes nothing; put back, it goes on."""
    before = state_of(place)
    (warc,) = place.warcs()
    warc.rename(tmp_path / warc.name)
    with pytest.raises(CollectionError, match="not in the collection; nothing was changed") as caught:
        derive(place, SiteRegistry(), rebuild=rebuild)
    assert caught.value.where == str(warc)
    assert state_of(place) == before
    (tmp_path / warc.name).rename(warc)
    assert derive(place, SiteRegistry(), rebuild=rebuild).identity == json.loads(before_manifest(before))["identity"]


def before_manifest(state):
    return next(data for path, data in state.items() if path.name == "manifest.json")


def test_what_was_removed_on_purpose_can_be_left_out(place):
    """The advice works: without the folder `dataset/` a derivation is of the WARCs that there are."""
    place.warcs()[0].unlink()
    shutil.rmtree(place.dataset)
    assert derive(place, SiteRegistry()).articles == 0


def test_a_newer_dataset_is_replaced_only_on_request(place):
    """A dataset of a later version stays as it is until somebody says `--rebuild`."""
    path = place.dataset / "manifest.json"
    newer = path.read_text().replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA + 1}')
    path.write_text(newer)
    with pytest.raises(NewerDataset, match=r"upgrade kliping; .*--rebuild"):
        derive(place, SiteRegistry())
    assert path.read_text() == newer
    assert derive(place, SiteRegistry(), rebuild=True).articles == 4


def test_verify_of_a_newer_dataset_advises_an_upgrade(place, run):
    """Its WARCs are whole, so nobody is told to restore one."""
    path = place.dataset / "manifest.json"
    path.write_text(path.read_text().replace(f'"schema": {SCHEMA}', f'"schema": {SCHEMA + 1}'))
    line = run("verify", place.root, code=ExitCode.DAMAGED).stderr
    assert "upgrade kliping" in line
    assert "restore" not in line


def test_what_was_learned_stays_while_another_process_has_it(place, monkeypatch):
    """A locked file is no damaged one: it is not removed, and the error names it."""
    derive(place, SiteRegistry(), rebuild=True)
    (path,) = place.root.rglob("learned.sqlite")
    before = path.read_bytes()
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
    with closing(sqlite3.connect(path)) as other:
        other.execute("begin exclusive")
        with pytest.raises(WriteError, match=r"locked"), Memory(path.parent, "x"):
            pass
    assert path.read_bytes() == before


def test_what_was_not_taken_down_cannot_be_brought_back(place, run):
    """`redact --undo` of an article that is there says what is wrong, not that there is no such page."""
    article = next(archive.load(place.root))
    (line,) = run("redact", article.id, "--undo", "--collection", place.root, code=4).stderr.splitlines()
    assert "no such article was taken down" in line


def test_nothing_new_merges_nothing(place, monkeypatch):
    """A second `derive` reads no WARC, merges no shard, and reports the dataset that is there."""
    first = derive(place, SiteRegistry(), workers=1)
    monkeypatch.setattr("archive.dataset.publish.Publisher.publish", None)
    before = state_of(place)
    again = derive(place, SiteRegistry(), workers=1)
    assert (again.articles, again.rejections, again.identity) == (first.articles, first.rejections, first.identity)
    assert (again.warcs, again.responses, again.repeats) == (0, 0, 0)
    assert state_of(place) == before
