"""Whatever ends a crawl, all that was fetched is kept and derived."""

import json
import signal
import time

import pytest
from web import page

import archive
from archive.collection import Collection
from archive.errors import ExitCode
from archive.warc import read_exchanges

PAGES = 400


@pytest.fixture
def slow(web):
    """A site that would take a minute."""
    routes = {f"/{n}": page(f"Berita {n}") for n in range(PAGES)}
    return web(routes | {"/": page("Beranda", *routes)}, delay=0.15)


def started(site, count):
    """Wait until a site was asked for so many pages."""
    deadline = time.monotonic() + 30
    while len(site.asked) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def crawl_of(site):
    return ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", "c", "--json")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_crawl_and_keeps_everything(slow, spawn, run, tmp_path, number):
    """After Ctrl-C or SIGTERM the WARC is finished, the report says interrupted, and what came is derived."""
    process = spawn(*crawl_of(slow))
    started(slow, 8)
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    (line,) = err.splitlines()
    assert line.startswith("kliping: interrupted; waiting for the answers under way")
    told = json.loads(out)
    (crawl,) = told["crawls"]
    collection = Collection(tmp_path / "c")
    (report,) = collection.reports.glob("*.json")
    assert json.loads(report.read_text())["reason"] == crawl["reason"] == "interrupted"
    assert 7 <= crawl["responses"] < PAGES
    assert crawl["responses"] == len(slow.asked) == told["derived"]["responses"]
    assert collection.unfinished() == []
    (warc,) = collection.warcs()
    assert len(list(read_exchanges(warc))) == crawl["responses"]
    assert len(list(archive.load(tmp_path / "c"))) >= 5
    run("verify", "c")


def test_a_second_signal_ends_it_at_once(web, spawn, run):
    """When an answer does not come, a second Ctrl-C does not wait; what came is kept, what did not is still queued."""
    patience = [60]
    routes = {"/": page("Beranda", "/a", "/b"), "/a": page("Berita a"), "/b": page("Berita b")}
    site = web(lambda target: time.sleep(patience[0]) or routes["/a"] if target == "/a" else routes.get(target))
    process = spawn(*crawl_of(site))
    deadline = time.monotonic() + 30
    while "/a" not in site.asked:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert "once more" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (ExitCode.INTERRUPTED, "")
    assert json.loads(out)["crawls"][0]["reason"] == "interrupted"
    assert json.loads(out)["derived"]["responses"] >= 2
    run("verify", "c")
    patience[0] = 0
    site.asked.clear()
    again = json.loads(run(*crawl_of(site)).stdout)
    assert again["crawls"][0]["resumed"] >= 1
    assert {"/a", "/b"} <= set(site.asked)
    assert "/" not in site.asked
    assert again["derived"]["articles"] == 2


def test_a_killed_crawl_is_salvaged_by_the_next_command(slow, spawn, run, tmp_path):
    """After kill -9 the next run makes a whole WARC of what is there, says so, and the collection is sound."""
    process = spawn(*crawl_of(slow))
    started(slow, 12)
    process.kill()
    process.communicate()
    collection = Collection(tmp_path / "c")
    (left,) = collection.unfinished()
    assert str(left.relative_to(tmp_path)) in run("verify", "c", code=ExitCode.DAMAGED).stdout
    flags = ("--allow-private", "--delay", "0", "--collection", "c", "--json")
    done = json.loads(run("fetch", f"{slow.base}/3", *flags).stdout)
    (line,) = done["crawls"][0]["recovered"]
    assert line.startswith(left.name.removesuffix(".open"))
    assert "salvaged" in line
    assert collection.unfinished() == []
    assert len(collection.warcs()) == 2
    assert done["derived"]["warcs"] == 2
    assert done["derived"]["articles"] >= 5
    run("verify", "c")


def test_derive_can_be_interrupted(demo, spawn, run, tmp_path):
    """Ctrl-C during derive ends it with one line; the next derive makes the same dataset."""
    sources = []
    for number in range(8):
        sources.append(tmp_path / f"{number}.warc.gz")
        sources[-1].hardlink_to(Collection(demo.folder).warcs()[0])
    process = spawn("derive", *sources, "--collection", "c")
    deadline = time.monotonic() + 60
    while not list((tmp_path / "c" / "dataset").glob(".derived/*/*")):  # the first part is being written
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == ExitCode.INTERRUPTED
    assert err.startswith("kliping: interrupted; what was written is kept")
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "c" / "dataset" / ".building").exists()
    for source in Collection(tmp_path / "c").warcs()[1:]:
        source.unlink()
        Collection(tmp_path / "c").index_of(source).unlink()
    again = json.loads(run("derive", "c", "--json").stdout)
    assert again["articles"] == demo.report["derived"]["articles"]
    run("verify", "c")
