"""The dataset: no repeats, an order of its own, whole or not at all."""

import gzip

import pytest

from archive.dataset import Manifest, Publisher, load, load_rejections, read_manifest
from archive.dataset import publish as publishing
from archive.errors import CollectionBusy, CollectionError, DamagedDataset, WriteError


def publish(folder, *outcomes, keep=None):
    with Publisher(folder, keep=keep) as publisher:
        for outcome in outcomes:
            publisher.add(outcome)
        return publisher.publish(Manifest())


def test_a_page_captured_twice_with_the_same_text_is_one_article(tmp_path, article):
    """The earliest capture of a page and text stays, in whatever order and month they come."""
    late, early = article("/a", "Isi.", day="03-05", record=2), article("/a", "Isi.", day="01-05", record=1)
    report = publish(tmp_path, late, early, article("/a", "Isi lain.", day="03-06", record=3))
    assert (report.articles, report.repeats) == (2, 1)
    assert [a.source.fetched_at[:10] for a in load(tmp_path)] == ["2026-01-05", "2026-03-06"]


def test_added_in_two_runs_or_in_one_the_dataset_is_the_same(tmp_path, article, rejection):
    """Publishing in steps gives the same identity and the same bytes as publishing at once."""
    first = [
        article("/a", "Satu.", record=1),
        article("/b", "Dua.", day="02-01", record=2),
        rejection("/x", record=3),
    ]
    second = [
        article("/a", "Satu.", day="01-02", record=4),
        article("/c", "Tiga.", record=5),
        rejection("/x", day="01-01", record=3),
    ]
    publish(tmp_path / "steps", *first)
    steps = publish(tmp_path / "steps", *second, keep=read_manifest(tmp_path / "steps"))
    once = publish(tmp_path / "once", *reversed([*first, *second]))
    assert steps.identity == once.identity
    for path in sorted((tmp_path / "once").rglob("*.gz")):
        assert path.read_bytes() == (tmp_path / "steps" / path.relative_to(tmp_path / "once")).read_bytes()


def test_twins_keep_their_ids_and_are_linked(tmp_path, article):
    """One article under `/detail/` and `/view/` stays two records that name each other."""
    one, two = (
        article("/detail/berita-satu", "Isi.", record=1),
        article("/view/berita-satu", "Isi.", record=2),
    )
    other = article("/detail/berita-dua", "Isi.", record=3)
    publish(tmp_path, one, two, other)
    found = {a.id: a.twins for a in load(tmp_path)}
    assert found == {one.id: (two.id,), two.id: (one.id,), other.id: ()}


def test_records_are_ordered_and_counted(tmp_path, article, rejection):
    """Shards are by site and month, records by id, and the manifest counts them."""
    publish(tmp_path, *(article(f"/{n}", f"Isi {n}.", record=n) for n in range(20)), rejection("/x"))
    ids = [a.id for a in load(tmp_path)]
    assert ids == sorted(ids)
    assert [r.detail for r in load_rejections(tmp_path)] == ["404"]
    manifest = read_manifest(tmp_path)
    assert [(s.kind, s.name, s.records) for s in manifest.shards] == [
        ("articles", "contoh-2026-01.jsonl.gz", 20),
        ("rejections", "contoh-2026-01.jsonl.gz", 1),
    ]


def test_a_site_name_cannot_leave_the_folder(tmp_path, article):
    """A shard's name comes from the site's key, made safe, never from a path in it."""
    publish(tmp_path / "d", article("/a", "Isi.", site="../../etc/passwd"))
    assert [p.parent for p in tmp_path.rglob("*.gz")] == [tmp_path / "d" / "articles"]


def test_a_failed_publication_changes_nothing(tmp_path, article):
    """An error before the end leaves the dataset that was there, and no half-built files."""
    publish(tmp_path, article("/a", "Isi."))
    with pytest.raises(RuntimeError), Publisher(tmp_path, keep=None) as publisher:
        publisher.add(article("/b", "Lain."))
        raise RuntimeError
    assert [a.text for a in load(tmp_path)] == ["Isi."]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["articles", "manifest.json"]


def test_a_damaged_shard_names_file_and_line(tmp_path, article):
    """A shard that is cut or holds something else is told with its place, after what could be read."""
    publish(tmp_path, article("/a", "Isi."))
    (shard,) = tmp_path.glob("articles/*")
    shard.write_bytes(gzip.compress(gzip.decompress(shard.read_bytes()) + b'{"id": 1}\n'))
    records = load(tmp_path)
    assert next(records).text == "Isi."
    with pytest.raises(DamagedDataset, match="no article on line 2") as caught:
        next(records)
    assert caught.value.where == str(shard)
    shard.write_bytes(shard.read_bytes()[:40])
    with pytest.raises(DamagedDataset, match="cannot be read past line 0"):
        list(load(tmp_path))


def test_no_dataset_is_told(tmp_path):
    """Loading from a folder without a dataset says so, and what makes one."""
    with pytest.raises(CollectionError, match="kliping derive"):
        list(load(tmp_path))


def test_a_newer_schema_is_not_guessed_at(tmp_path):
    """A dataset of a later version is refused with advice, never read wrongly."""
    (tmp_path / "manifest.json").write_text('{"schema": 99}')
    with pytest.raises(DamagedDataset, match="upgrade kliping"):
        list(load(tmp_path))


def test_two_publishers_never_meet(tmp_path, article):
    """While one publishes, another is refused, and the first one's work is not touched."""
    with Publisher(tmp_path, keep=None) as first:
        first.add(article("/a", "Isi."))
        with pytest.raises(CollectionBusy, match="another process is writing here"), Publisher(tmp_path, keep=None):
            pass
        first.publish(Manifest())
    assert [a.text for a in load(tmp_path)] == ["Isi."]


def test_a_full_disk_leaves_the_dataset_that_was_there(tmp_path, article, monkeypatch):
    """When the last shard finds no room, no shard of the dataset has been replaced yet."""
    publish(tmp_path, article("/a", "Lama."), article("/b", "Lama juga.", day="02-01", record=2))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    whole = publishing.write_shard

    def full(path, lines):
        if "2026-02" in path.name:
            raise WriteError("cannot write: No space left on device", where=str(path))
        return whole(path, lines)

    monkeypatch.setattr(publishing, "write_shard", full)
    with pytest.raises(WriteError):
        publish(tmp_path, article("/a", "Baru."), article("/b", "Baru juga.", day="02-01", record=2))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_what_stays_the_same_is_not_written_again(tmp_path, article):
    """A shard without news keeps its file: a run costs its own months, and readers of others go on."""
    publish(tmp_path, article("/a", "Satu."), article("/b", "Dua.", day="02-01", record=2))
    january, february = sorted((tmp_path / "articles").iterdir())
    before = january.stat().st_ino, february.stat().st_ino
    publish(tmp_path, article("/c", "Tiga.", day="02-03", record=3), keep=read_manifest(tmp_path))
    assert january.stat().st_ino == before[0]
    assert february.stat().st_ino != before[1]


def test_a_crash_before_the_manifest_is_mended_by_the_next_run(tmp_path, article, monkeypatch):
    """When a run dies with new shards and the old manifest, the same run again gives what it would have given."""
    old, new = article("/a", "Satu."), article("/b", "Dua.", record=2)
    publish(tmp_path / "d", old)
    with monkeypatch.context() as patched:
        patched.setattr(publishing, "write_manifest", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish(tmp_path / "d", new, keep=read_manifest(tmp_path / "d"))
    with pytest.raises(DamagedDataset, match="not the one of the manifest"):
        list(load(tmp_path / "d"))
    again = publish(tmp_path / "d", new, keep=read_manifest(tmp_path / "d"))
    assert again.identity == publish(tmp_path / "once", old, new).identity
    assert len(list(load(tmp_path / "d"))) == 2
