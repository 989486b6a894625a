"""A crawl on a disk that fills up: it pauses, goes on by itself, or stops; nothing is lost or broken."""

import json
import os
import time

import pytest
from web import page

import archive
from archive.errors import ExitCode
from archive.state import State

PAGES = 40
HUGE = "4000000 TiB"


def big(title, *links):
    answer = page(title, *links)
    answer.body += b"<!-- " + os.urandom(60_000).hex().encode() + b" -->"
    return answer


@pytest.fixture
def site(web):
    numbers = range(PAGES)
    return web({f"/{n}": big(f"Berita {n}") for n in numbers} | {"/": page("Beranda", *(f"/{n}" for n in numbers))})


@pytest.fixture
def small_disk(disk_of):
    """8 MiB; where nothing may be mounted, the tests above move the marks instead."""
    return disk_of("8m")


def crawl_of(site, folder):
    return ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", folder)


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


def waiting(folder):
    with State(folder / "state.sqlite") as state:
        return state.rows("SELECT COUNT(*) FROM frontier WHERE state IN (0, 1)")[0][0]


def test_a_disk_without_room_stops_the_crawl_with_its_own_code(site, run, tmp_path):
    """Below stop_free nothing is asked for, the line says what is free and what to do, and the pages wait."""
    done = run(*crawl_of(site, "c"), "--json", code=ExitCode.DISK_FULL, KLIPING_STOP_FREE=HUGE)
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: c: ")
    assert "must stay free (stop_free)" in line
    (report,) = json.loads(done.stdout)["crawls"]
    assert (report["reason"], report["responses"]) == ("disk-full", 0)
    assert report["disk_free"] > 0
    assert site.asked == []
    assert waiting(tmp_path / "c")
    again = run(*crawl_of(site, "c"), "--json", KLIPING_MIN_FREE="0")
    assert json.loads(again.stdout)["derived"]["articles"] == PAGES


def test_a_pause_ends_with_the_patience(site, run, tmp_path):
    """Between the marks a crawl pauses and says so; after disk_wait it stops as if the disk were full."""
    marks = {"KLIPING_MIN_FREE": HUGE, "KLIPING_STOP_FREE": "0", "KLIPING_DISK_WAIT": "0.3"}
    done = run(*crawl_of(site, "c"), "--json", code=ExitCode.DISK_FULL, **marks)
    lines = done.stderr.splitlines()
    assert "paused, " in lines[0]
    assert "goes on by itself" in lines[0]
    assert len(lines) == 2
    assert "(min_free), after a pause of" in lines[1]
    (report,) = json.loads(done.stdout)["crawls"]
    assert report["disk_paused"] >= 0.3
    assert site.asked == []


def test_marks_that_contradict_each_other_are_told(site, fails):
    """A `stop_free` above `min_free` is one line before anything is begun."""
    line = fails(*crawl_of(site, "c"), code=ExitCode.CONFIG, KLIPING_STOP_FREE="2 TiB", KLIPING_MIN_FREE="1 TiB")
    assert "stop_free" in line
    assert site.asked == []


@pytest.mark.parametrize(
    "command", [("derive", "c"), ("export", "--format", "jsonl", "--into", "out"), ("pack", "--into", "out.wacz")]
)
def test_offline_commands_look_at_the_disk_too(site, run, tmp_path, command):
    """Derive and export end with the same code before they write, and leave what was there."""
    run(*crawl_of(site, "c"), "--max-pages", "4")
    before = contents(tmp_path / "c")
    words = (*command, "--collection", "c")
    done = run(*words, code=ExitCode.DISK_FULL, KLIPING_STOP_FREE=HUGE)
    assert len(done.stderr.splitlines()) == 1
    assert before == contents(tmp_path / "c")
    assert not list(tmp_path.glob("out*"))
    run(*words)


def test_a_small_disk_pauses_the_crawl_until_there_is_room(site, run, small_disk, spawn):
    """On a disk that fills, the crawl pauses with sound files, goes on when room is made, and has everything."""
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(5_500_000))
    marks = {"KLIPING_MIN_FREE": "1 MiB", "KLIPING_STOP_FREE": "100 KiB", "KLIPING_DISK_WAIT": "60"}
    process = spawn(*crawl_of(site, small_disk), "--json", **marks)
    assert "paused" in process.stderr.readline()
    time.sleep(0.5)
    asked = len(site.asked)
    assert 2 < asked < PAGES
    time.sleep(0.5)
    assert len(site.asked) == asked
    ballast.unlink()
    assert "going on" in process.stderr.readline()
    out, _ = process.communicate(timeout=60)
    assert process.returncode == ExitCode.OK
    (report,) = json.loads(out)["crawls"]
    assert (report["reason"], report["disk_paused"] > 0) == ("finished", True)
    assert len(list(archive.load(small_disk))) == PAGES
    run("verify", small_disk)


def test_a_small_disk_that_stays_full_loses_nothing(site, run, small_disk):
    """Where the disk fills faster than a pause helps, the crawl stops, verify is content, and it goes on later."""
    (small_disk / "ballast").write_bytes(bytes(5_500_000))
    marks = {"KLIPING_MIN_FREE": "500 KiB", "KLIPING_STOP_FREE": "500 KiB"}
    done = run(*crawl_of(site, small_disk), "--json", code=ExitCode.DISK_FULL, **marks)
    (report,) = json.loads(done.stdout)["crawls"]
    assert report["reason"] == "disk-full"
    assert 2 < report["responses"] == len(site.asked) < PAGES
    assert waiting(small_disk) > 0
    (small_disk / "ballast").unlink()
    again = run(*crawl_of(site, small_disk), "--json", KLIPING_MIN_FREE="0")
    assert json.loads(again.stdout)["derived"]["articles"] == PAGES
    run("verify", small_disk)
    pages = [path for path in site.asked if path not in ("/robots.txt", "/sitemap.xml")]
    assert len(pages) == len(set(pages))
