"""Datasets of older schemas: migrated by a rule, or refused with advice."""

import json

import pytest

import archive
from archive.article import SCHEMA
from archive.dataset import Manifest, Publisher, load_rejections, migrate, read_manifest
from archive.dataset.manifest import write_manifest
from archive.dataset.shard import write_shard
from archive.errors import DamagedDataset


def from_zero(record):
    """A made-up older schema had `headline` instead of `title`."""
    if "headline" in record:
        record["title"] = record.pop("headline")
    return record


@pytest.fixture
def older(tmp_path, article, rejection):
    """A dataset of schema 0."""
    with Publisher(tmp_path, keep=None) as publisher:
        publisher.add(article("/a", "Isi."))
        publisher.add(rejection("/x"))
        publisher.publish(Manifest())
    shards = []
    for shard in read_manifest(tmp_path).shards:
        path = tmp_path / shard.kind / shard.name
        (record,) = map(json.loads, __import__("gzip").decompress(path.read_bytes()).splitlines())
        if "title" in record:
            record["headline"] = record.pop("title")
        done = write_shard(path, [json.dumps({**record, "schema": 0}).encode()])
        shards.append(type(shard)(shard.kind, shard.name, done.records, done.size, done.sha256))
    write_manifest(tmp_path, Manifest(schema=0, shards=tuple(shards)))
    return tmp_path


def test_an_older_dataset_is_read_by_its_rule(older, monkeypatch):
    """Records of an older schema come out as today's type, articles and rejections."""
    monkeypatch.setitem(migrate.MIGRATIONS, 0, from_zero)
    (found,) = archive.load(older)
    assert (found.schema, found.title, found.text) == (SCHEMA, "Judul", "Isi.")
    assert [r.schema for r in load_rejections(older)] == [SCHEMA]


def test_contacts_of_the_first_schema_gain_social():
    """A record of schema 1 becomes one of today with no accounts; a rejection has no contacts to change."""
    one = {"schema": 1, "contacts": [{"address": None, "web": []}]}
    assert migrate.migrate(one, 1) == {"schema": SCHEMA, "contacts": [{"address": None, "web": [], "social": []}]}
    assert one["contacts"] == [{"address": None, "web": []}]
    assert migrate.migrate({"schema": 1, "reason": "LISTING"}, 1) == {"schema": SCHEMA, "reason": "LISTING"}


def test_a_run_takes_an_older_dataset_along(older, article, monkeypatch):
    """Publishing into an older dataset migrates what is there: the result is as if it had been made today."""
    monkeypatch.setitem(migrate.MIGRATIONS, 0, from_zero)
    with Publisher(older, keep=read_manifest(older)) as publisher:
        publisher.add(article("/b", "Lain.", record=2))
        publisher.publish(Manifest())
    manifest = read_manifest(older)
    assert manifest.schema == SCHEMA
    assert sorted(a.text for a in archive.load(older)) == ["Isi.", "Lain."]
    lines = __import__("gzip").decompress(next((older / "articles").iterdir()).read_bytes())
    assert b"headline" not in lines


def test_a_step_without_a_rule_is_refused(older):
    """A schema that no rule reads is told with what makes the dataset again."""
    with pytest.raises(DamagedDataset, match=r"no rule from 0 to 1.*derive --rebuild"):
        archive.load(older)


def test_a_rule_that_fails_names_the_line(older, monkeypatch):
    """A record that a rule cannot take is told with shard and line."""
    monkeypatch.setitem(migrate.MIGRATIONS, 0, lambda record: {"x": record["never"]})
    with pytest.raises(DamagedDataset, match="no article on line 1"):
        list(archive.load(older))


def test_a_rule_does_not_change_what_it_is_given():
    """A rule works on a copy: the caller's record stays."""
    record = {"headline": "x", "schema": SCHEMA}
    assert migrate.migrate(record, SCHEMA) is record
