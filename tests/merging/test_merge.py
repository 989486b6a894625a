"""Two collections become one, whatever their names, and however often it is interrupted."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.cdxj import write_cdxj
from archive.collection import Collection
from archive.dataset import load
from archive.disk import Marks
from archive.errors import CollectionBusy, CollectionError, DiskFull, ExitCode
from archive.exchange import Exchange
from archive.jobs.derive import derive
from archive.jobs.merge import MergeOptions, merge
from archive.jobs.recover import recover
from archive.jobs.verify import verify
from archive.redaction import Redaction, write_redactions
from archive.sites import SiteRegistry
from archive.state import State
from archive.warc import WarcWriter, WriterOptions
from crawler.cli import app

MOMENT = datetime(2026, 1, 5, tzinfo=UTC)
TEXT = "Wali kota {host} membuka taman baca nomor {number} di kecamatan timur pada Selasa pagi bersama {number} warga."
RUN = '{"run": "%s", "site": "%s", "started": "%s", "warcs": ["%s"], "warna": 1}'
PROFILE = 'key = "%s"\nname = "Kota"\nhosts = ["%s.go.id"]\nseeds = ["https://%s.go.id/"]\n'


def exchange(host, number):
    text = "".join(f"<p>{TEXT.format(number=100 * number + line, host=host)}</p>" for line in range(3))
    page = f"<html><head><title>Berita {number}</title></head><body><h1>Berita {number} {host}</h1>{text}</body></html>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return Exchange(
        f"http://{host}/berita-{number}",
        MOMENT + timedelta(hours=number),
        b"GET / HTTP/1.1\r\n\r\n",
        head + page.encode(),
    )


def make(root, host, numbers, name="kota-20260105-00000"):
    """Return a collection with one WARC of this name, its index, a report, a log, and a queue."""
    collection = Collection(root).create()
    options = WriterOptions(on_close=lambda path, lines: write_cdxj(collection.index_of(path), lines))
    writer = WarcWriter(collection.warc, "x", options)
    for number in numbers:
        writer.write(exchange(host, number))
    writer.close()
    (made,) = [path for path in collection.warcs() if path.name.startswith("x-")]
    made.rename(collection.warc / f"{name}.warc.gz")
    collection.index_of(made).unlink()
    run = f"20260105-{host}"
    collection.report_of(run).write_text(RUN % (run, host, MOMENT, f"{name}.warc.gz"))
    collection.log_of(run).write_text("{}\n")
    with collection.lock():
        recover(collection)
        derive(collection, SiteRegistry())
    return collection


@pytest.fixture
def pair(tmp_path):
    return make(tmp_path / "a", "a.go.id", range(3)), make(tmp_path / "b", "b.go.id", range(4))


def merged(a, b, **options):
    with a.lock():
        report = merge(a, b, MergeOptions(**options))
        return report, derive(a, SiteRegistry())


def contents(root):
    return {
        str(p.relative_to(root)): p.read_bytes()
        for p in root.rglob("*")
        if p.is_file() and not p.name.startswith((".lock", "state."))
    }


def test_both_are_one_afterwards(pair):
    """WARCs lie there byte for byte, the same name is told apart, verify is content, and the other one is untouched."""
    a, b = pair
    before, (theirs,), (mine,) = contents(b.root), b.warcs(), a.warcs()
    kept, mine_bytes = theirs.read_bytes(), mine.read_bytes()
    report, derived = merged(a, b)
    assert (report.warcs, report.known, report.runs) == (1, 0, 1)
    assert mine.read_bytes() == mine_bytes
    new = a.warc / report.renamed[theirs.name]
    assert new.read_bytes() == kept
    assert new.name.startswith("kota-20260105-00000-")
    assert contents(b.root) == before
    assert derived.articles == 7
    assert verify(a).sound
    assert {article.source.warc for article in load(a.root)} == {mine.name, new.name}
    stored = json.loads(a.report_of("20260105-b.go.id").read_text())
    assert (stored["warcs"], stored["warna"]) == ([new.name], 1)
    assert a.log_of("20260105-b.go.id").exists()
    assert not a.incoming.exists()


def test_the_dataset_is_that_of_all_warcs(pair, tmp_path):
    """The identity is the one that a new collection of the same WARC files has."""
    a, b = pair
    _, derived = merged(a, b)
    fresh = Collection(tmp_path / "fresh").create()
    for path in a.warcs():
        (fresh.warc / path.name).write_bytes(path.read_bytes())
    assert derive(fresh, SiteRegistry()).identity == derived.identity


def test_a_repeated_merge_does_nothing(pair):
    """Again, or back into the other one, nothing is copied twice."""
    a, b = pair
    merged(a, b)
    before = contents(a.root)
    report, _ = merged(a, b)
    assert (report.warcs, report.known, report.bytes, report.runs, report.redactions) == (0, 1, 0, 0, 0)
    assert contents(a.root) == before
    back, derived = merged(b, a)
    assert (back.warcs, back.known, derived.articles) == (1, 1, 7)


@pytest.mark.parametrize("operation", ["replace", "open"])
def test_an_interrupted_merge_goes_on(pair, tmp_path, monkeypatch, operation):
    """Killed at any file it writes, the collection is sound, and the same command makes the same of it."""
    a, b = pair
    write_redactions(b.root, {"x": Redaction("x", "http://b.go.id/", "b", "permintaan", "2026-01-01T00:00:00Z")})
    whole = Collection(shutil.copytree(a.root, tmp_path / "whole"))
    _, undisturbed = merged(whole, b)
    real, state = getattr(Path, operation), {"left": 0}

    def breaking(path, *arguments, **more):
        inside = str(a.root) in str(path)
        state["left"] -= inside and (operation == "replace" or arguments[:1] == ("wb",))
        if inside and state["left"] == 0:
            raise KeyboardInterrupt
        return real(path, *arguments, **more)

    monkeypatch.setattr(Path, operation, breaking)
    stopped = 0
    for number in range(1, 60):
        state["left"] = number
        try:
            _, derived = merged(a, b)
        except KeyboardInterrupt:
            stopped += 1
            state["left"] = -1
            assert not list(a.warc.glob("*.open"))
            continue
        break
    assert stopped >= 3
    assert derived.identity == undisturbed.identity
    assert {p.name for p in a.warcs()} == {p.name for p in whole.warcs()}
    assert verify(a).sound


def test_a_kill_in_the_middle_of_a_copy_leaves_nothing_half(pair, tmp_path):
    """After kill -9 half a copy lies aside; it is never salvaged as if it were a crawl's, and is gone afterwards."""
    a, b = pair
    a.incoming.mkdir()
    (theirs,) = b.warcs()
    (a.incoming / f"{theirs.name}.open").write_bytes(theirs.read_bytes()[:100])
    _, derived = merged(a, b)
    assert derived.articles == 7
    assert derived.damaged == ()
    assert not a.incoming.exists()


def test_what_was_taken_down_there_is_taken_down_here(pair):
    """A tombstone of the other collection holds after the merge; one's own stays as it is."""
    a, b = pair
    gone = next(iter(load(b.root)))
    write_redactions(b.root, {gone.id: Redaction(gone.id, gone.url, gone.site, "permintaan", "2026-01-01T00:00:00Z")})
    report, derived = merged(a, b)
    assert (report.redactions, derived.articles, derived.redacted) == (1, 6, 1)
    assert gone.id not in {article.id for article in load(a.root)}


def queue(collection, site, rows, *, is_open=1):
    with State(collection.state) as state, state.transaction() as database:
        database.execute("INSERT INTO crawls (site, open) VALUES (?, ?)", (site, is_open))
        number = database.execute("SELECT id FROM crawls WHERE site = ?", (site,)).fetchone()[0]
        for key, status in rows.items():
            values = (
                number,
                key.encode(),
                f"http://{site}/{key}",
                status,
                "kota-20260105-00000.warc.gz" if status else None,
            )
            database.execute(
                "INSERT INTO frontier (crawl, key, url, priority, state, warc) VALUES (?, ?, ?, 0, ?, ?)", values
            )


SITES = ("baru", "dua", "habis", "sama", "selesai")


def test_unfinished_crawls_come_along(pair):
    """A queue that is not here is taken, one that is here is completed, also that of a crawl which is finished here."""
    a, b = pair
    queue(b, "baru", {"1": 0, "2": 3})
    queue(b, "dua", {"1": 3, "2": 0, "3": 0})
    queue(a, "dua", {"1": 0})
    queue(b, "habis", {"1": 0, "2": 0, "3": 3})
    queue(a, "habis", {"1": 3}, is_open=0)
    queue(b, "sama", {"1": 3})
    queue(a, "sama", {"1": 3}, is_open=0)
    queue(b, "selesai", {"1": 3, "2": 3}, is_open=0)
    queue(a, "selesai", {"1": 3}, is_open=0)
    report, _ = merged(a, b)
    assert report.queued == 7
    with State(a.state) as state:
        query = "SELECT site, CAST(key AS TEXT), state, warc FROM frontier JOIN crawls ON crawl = crawls.id ORDER BY site, key"
        rows = state.rows(query)
        is_open = {site: open_ for site, open_ in state.rows("SELECT site, open FROM crawls") if site in SITES}
    warc = report.renamed["kota-20260105-00000.warc.gz"]
    assert rows == [
        ("baru", "1", 0, None),
        ("baru", "2", 3, warc),
        ("dua", "1", 3, warc),
        ("dua", "2", 0, None),
        ("dua", "3", 0, None),
        ("habis", "1", 3, "kota-20260105-00000.warc.gz"),
        ("habis", "2", 0, None),
        ("habis", "3", 3, warc),
        ("sama", "1", 3, "kota-20260105-00000.warc.gz"),
        ("selesai", "1", 3, "kota-20260105-00000.warc.gz"),
    ]
    assert is_open == {"baru": 1, "dua": 1, "habis": 1, "sama": 0, "selesai": 0}
    assert merged(a, b)[0].queued == 0


def test_runs_of_the_same_moment_are_told_apart(pair):
    """Another run of the same name keeps its report under another; the same run is not taken twice."""
    a, b = pair
    for collection, site in ((a, "satu"), (b, "dua")):
        collection.report_of("1").write_text(RUN % ("1", site, MOMENT, "x"))
        collection.log_of("1").write_text(site)
    merged(a, b)
    (other,) = a.reports.glob("1-*.json")
    assert json.loads(other.read_text())["run"] == other.stem
    assert (a.log_of("1").read_text(), a.log_of(other.stem).read_text()) == ("satu", "dua")
    assert merged(a, b)[0].runs == 0


def test_profiles_are_taken_and_never_changed(pair, tmp_path):
    """New profiles come along, one's own stay, and those that differ are named."""
    a, b = pair
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir(), theirs.mkdir()
    for key in ("satu", "dua"):
        (theirs / f"{key}.toml").write_text(PROFILE % (key, key, key))
    (mine / "dua.toml").write_text(PROFILE % ("dua", "lain", "lain"))
    report, _ = merged(a, b, profiles=theirs, sites=mine)
    assert (report.profiles, report.differing) == (("satu",), ("dua",))
    assert "lain" in (mine / "dua.toml").read_text()
    again, _ = merged(a, b, profiles=theirs, sites=mine)
    assert again.profiles == ()


def test_what_cannot_be_merged_is_told(pair, tmp_path):
    """Itself, a collection in use, one with a half-written WARC, and one that does not fit are refused untouched."""
    a, b = pair
    before = contents(a.root)
    inside = Collection(a.root / "dalam").create()
    for other in (a, inside):
        with pytest.raises(CollectionError, match="with itself"):
            merged(a, other)
    inside.root.rename(tmp_path / "out")
    with pytest.raises(DiskFull):
        merged(a, b, marks=Marks(2**62, 2**62))
    script = "import sys,time; from archive.collection import Collection\nwith Collection(sys.argv[1]).lock(): print(flush=True); time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", script, b.root], stdout=subprocess.PIPE)
    holder.stdout.readline()
    with pytest.raises(CollectionBusy, match=f"process {holder.pid}"):
        merged(a, b)
    holder.kill()
    holder.communicate()
    (b.warc / "x.warc.gz.open").write_bytes(b"")
    with pytest.raises(CollectionError, match="half-written"):
        merged(a, b)
    assert contents(a.root) == before


def test_the_command_merges_and_derives(pair, tmp_path, monkeypatch, capsys):
    """`kliping merge` tells what came, and what has another name here."""
    a, _ = pair
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["kliping", "merge", "b", "--collection", "a"])
    assert app.run() == ExitCode.OK
    out, err = capsys.readouterr()
    assert "WARCs copied   1" in out
    assert "note: kota-20260105-00000.warc.gz is kota-20260105-00000-" in out
    assert err == ""
    monkeypatch.setattr(sys, "argv", ["kliping", "merge", "tidak-ada", "--collection", "a"])
    assert app.run() == ExitCode.COLLECTION
    assert len(list(load(a.root))) == 7
