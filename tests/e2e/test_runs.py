"""What scheduled runs leave behind: reports, alarms, metrics; and runs that meet each other."""

import json
import os
import signal
import time
from pathlib import Path
from string import Template

import pytest
from web import Answer, page

from archive.collection import Collection
from archive.errors import ExitCode

ROBOTS = Answer(b"User-agent: *\nDisallow: /admin\n", 200, {"Content-Type": "text/plain"})
SLOT = Template((Path(__file__).parents[1] / "pagetypes" / "doorways" / "shop.html").read_text("utf-8")).substitute(
    keyword="slot gacor hari ini", Keyword="Slot Gacor Hari Ini", slug="slot", agency="Dinas", url="https://a.go.id/"
)


@pytest.fixture
def site(web):
    return web(
        {f"/{n}": page(f"Berita {n}") for n in range(25)} | {"/": page("Beranda", *map("/{}".format, range(25)))}
    )


@pytest.fixture
def crawl(run, site):
    def command(*flags, code=0, **more):
        words = ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--fresh", "--collection", "c")
        return run(*words, *flags, code=code, KLIPING_MIN_FREE="0", **more)

    return command


def test_runs_are_judged_by_the_runs_before(crawl, run, site, tmp_path):
    """A good run is silent; a replaced robots.txt, lost articles and gambling pages are told, counted and kept."""
    site.routes["/robots.txt"] = ROBOTS
    first = json.loads(crawl("--json", "--fail-on", "any").stdout)
    assert first["alarms"] == []
    assert first["crawls"][0]["facts"]["articles"] >= 25
    # The doorway comes first: pages that all say the same are no more asked for after a while.
    site.routes |= {f"/{n}": Answer(b"<html><body><p>Kosong</p></body></html>") for n in range(1, 25)}
    site.routes |= {
        "/0": Answer(SLOT.encode()),
        "/robots.txt": Answer(b"<!DOCTYPE html><html><body>halo</body></html>"),
    }
    done = crawl("--fail-on", "yield-fell,gambling", "--metrics", "kliping.prom", code=ExitCode.ALARM)
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: alarm: yield-fell: 127.0.0.1: ")
    assert "and 1 more" in line
    assert "alarm: gambling: 127.0.0.1: gambling content on 1 page" in done.stdout
    assert "alarm: robots-replaced: " in done.stdout
    text = (tmp_path / "kliping.prom").read_text()
    assert 'kliping_alarm{site="127.0.0.1",alarm="robots-replaced"} 1' in text
    assert 'kliping_alarm{site="127.0.0.1",alarm="host-down"} 0' in text
    names = sorted(path.name for path in (tmp_path / "c" / "reports").iterdir())
    assert [name.partition(".")[2] for name in names] == ["json", "md", "json", "md"]
    shown = run("report", "--collection", "c", "--fail-on", "gambling", "--last", "5", code=ExitCode.ALARM)
    assert "yield-fell" in shown.stdout
    newest, oldest = json.loads(run("report", "--collection", "c", "--json").stdout)
    assert {alarm["name"] for alarm in newest["alarms"]} == {"yield-fell", "gambling", "robots-replaced"}
    assert oldest["alarms"] == []
    told = run("report", newest["run"][:-2], "--collection", "c").stdout
    assert told.strip() == (tmp_path / "c" / "reports" / f"{newest['run']}.md").read_text().strip()
    assert "there is no run" in run("report", "1999", "--collection", "c", code=ExitCode.COLLECTION).stderr


def test_a_damaged_warc_is_an_alarm(crawl, tmp_path):
    """An older WARC that cannot be read is a note and exit code 0, or exit code 10 when it is asked for."""
    crawl()
    (warc,) = (tmp_path / "c" / "warc").glob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2 :] = b"rusak" * 100
    warc.write_bytes(data)
    (tmp_path / "c" / "dataset" / "manifest.json").unlink()
    assert "alarm: damaged-warc: " in crawl("--max-pages", "3").stdout
    line = crawl("--max-pages", "3", "--fail-on", "damaged-warc", code=ExitCode.ALARM).stderr
    assert warc.name in line


def test_a_site_that_is_down_is_an_alarm(run, tmp_path):
    """A site without an answer ends with its own code, and its report raises the alarm."""
    words = ("--allow-private", "--collection", "c", "--json")
    done = run("crawl", "--start", "http://127.0.0.1:9/", *words, code=ExitCode.UNREACHABLE)
    assert [alarm["name"] for alarm in json.loads(done.stdout)["alarms"]] == ["host-down"]


def test_thresholds_with_a_mistake_are_told_and_lose_nothing(crawl, tmp_path):
    """The crawl is kept and derived; the line names file and key, and there is no judgement."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "alarms.toml").write_text("[gambling]\npages = 'x'\n")
    done = crawl("--json", code=ExitCode.CONFIG)
    assert "alarms.toml" in done.stderr
    assert json.loads(done.stdout)["derived"]["articles"] > 20


def test_runs_never_overlap(spawn, run, web, tmp_path):
    """A second run ends at once with its own code and one line that names the first."""
    slow = web(
        {"/": page("Beranda", *map("/{}".format, range(50)))} | {f"/{n}": page(f"B {n}") for n in range(50)}, delay=0.2
    )
    words = ("crawl", "--start", f"{slow.base}/", "--allow-private", "--delay", "0", "--collection", "c")
    first = spawn(*words)
    while len(slow.asked) < 3:
        time.sleep(0.02)
    (line,) = run(*words, code=ExitCode.BUSY).stderr.splitlines()
    assert f"(process {first.pid})" in line
    first.send_signal(signal.SIGKILL)
    first.wait()
    # Its number is still written there, and means nothing: the lock went with the process, as in a power cut.
    assert (tmp_path / "c" / ".lock").read_text().strip() == str(first.pid)
    slow.delay = 0
    assert "going on where the last run ended" in run(*words).stderr


def test_a_lock_of_before_a_reboot_holds_nobody(tmp_path):
    """A number in the lock file, of whatever process has it today, does not hold the collection."""
    collection = Collection(tmp_path).create()
    (tmp_path / ".lock").write_text(f"{os.getppid()}\n")
    with collection.lock():
        assert (tmp_path / ".lock").read_text().strip() == str(os.getpid())


def test_an_unknown_alarm_is_told_before_anything_is_fetched(fails, site):
    """A misspelt name in `--fail-on` is one line with the known ones."""
    line = fails("crawl", "--start", site.base, "--fail-on", "gamblnig", code=ExitCode.CONFIG)
    assert "no-new-articles" in line
    assert site.asked == []
