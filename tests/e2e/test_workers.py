"""Several processes do what one does: they ask for what is due only, mind the disk, and report each site whole."""

import json
import signal
import time
from pathlib import Path

import pytest
from web import Answer, page

from archive.collection import Collection
from archive.errors import ExitCode

HOSTS = [f"127.0.0.{number}" for number in range(31, 34)]
HUGE = "4000000 TiB"
ROBOTS = Answer(b"User-agent: *\nDisallow: /admin\n", 200, {"Content-Type": "text/plain"})
LISTS = {"/robots.txt", "/", "/sitemap.xml"}


@pytest.fixture
def sites(web):
    """Three small sites of four articles each."""
    return [web(routes(4) | {"/robots.txt": ROBOTS}, host=host) for host in HOSTS]


def routes(count):
    articles = {f"/berita/{n}": page(f"Berita nomor {n}") for n in range(count)}
    return articles | {"/": page("Beranda", *articles)}


@pytest.fixture
def crawl(run, sites):
    def command(*flags, code=0, **more):
        starts = [part for site in sites for part in ("--start", f"{site.base}/")]
        words = ("crawl", *starts, "--allow-private", "--delay", "0", "--collection", "c", "--json", "--workers", "2")
        return run(*words, *flags, code=code, **{"KLIPING_MIN_FREE": "0", **more})

    return command


def test_a_second_run_asks_for_what_is_new_and_its_reports_are_whole(crawl, sites, tmp_path):
    """Workers know what earlier runs saw; counts, facts and alarms are told by site, and `--fail-on` holds."""
    first = json.loads(crawl("--fail-on", "any").stdout)
    assert [(report["site"], report["new"]) for report in first["crawls"]] == [(host, 4) for host in HOSTS]
    for site in sites:
        site.asked.clear()
    sites[1].routes |= routes(5)
    sites[2].routes["/robots.txt"] = Answer(b"<!DOCTYPE html><html><body>halo</body></html>")
    done = crawl("--fail-on", "robots-replaced", code=ExitCode.ALARM)
    assert [set(site.asked) for site in sites] == [LISTS, LISTS | {"/berita/4"}, LISTS]
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: alarm: robots-replaced: 127.0.0.33: ")
    told = json.loads(done.stdout)["crawls"]
    assert [(report["site"], report["new"], report["gone"]) for report in told] == [
        (host, new, 0) for host, new in zip(HOSTS, (0, 1, 0), strict=True)
    ]
    assert all(report["facts"] for report in told)
    collection = Collection(tmp_path / "c")
    for report in told:
        stored = json.loads(collection.report_of(report["run"]).read_text())
        assert stored == report
        assert report["site"] in collection.summary_of(report["run"]).read_text()
    assert [[alarm["name"] for alarm in report["alarms"]] for report in told] == [[], [], ["robots-replaced"]]


def test_a_pause_in_the_workers_is_told_once_and_ends_with_its_own_code(crawl, sites):
    """Both processes wait for room; the command says so once, and after `disk_wait` all stop with exit code 8."""
    marks = {"KLIPING_MIN_FREE": HUGE, "KLIPING_STOP_FREE": "0", "KLIPING_DISK_WAIT": "0.3"}
    done = crawl(code=ExitCode.DISK_FULL, **marks)
    paused, stopped = done.stderr.splitlines()
    assert "paused, " in paused
    assert "goes on by itself" in paused
    assert "(min_free), after a pause of" in stopped
    told = json.loads(done.stdout)["crawls"]
    assert [(report["site"], report["reason"], report["responses"]) for report in told] == [
        (host, "disk-full", 0) for host in HOSTS
    ]
    assert not any(site.asked for site in sites)


def test_below_the_limit_of_the_disk_all_workers_stop(crawl, sites, tmp_path):
    """Below `stop_free` no process goes on; the exit code is that of a full disk, and nobody was asked."""
    limit = {"KLIPING_MIN_FREE": HUGE, "KLIPING_STOP_FREE": HUGE}
    done = crawl(code=ExitCode.DISK_FULL, **limit)
    assert {report["reason"] for report in json.loads(done.stdout)["crawls"]} == {"disk-full"}
    assert not any(site.asked for site in sites)
    assert Collection(tmp_path / "c").unfinished() == []


def test_a_second_ctrl_c_ends_all_workers_at_once(sites, spawn, run, crawl, tmp_path):
    """They do not wait for what is under way; none is left, nothing is damaged, and all goes on later."""
    for site in sites:
        site.delay = 3.0
    process = interrupted(sites, spawn, lambda: all(site.asked for site in sites))
    workers = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    assert len(workers) == 2
    assert process.stderr.readline().startswith("kliping: interrupted; waiting")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (ExitCode.INTERRUPTED, "")
    assert {report["reason"] for report in json.loads(out)["crawls"]} == {"interrupted"}
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert Collection(tmp_path / "c").unfinished() == []
    for site in sites:
        site.delay = 0
    assert json.loads(crawl("--workers", "1").stdout)["derived"]["articles"] == 12
    run("verify", "c")


def test_ctrl_c_while_the_workers_begin_is_no_crash(sites, spawn):
    """A signal that comes before a worker can answer it waits for that: the crawl is interrupted, nobody died."""
    process = interrupted(sites, spawn, None)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, len(err.splitlines())) == (ExitCode.INTERRUPTED, 1)
    assert {report["reason"] for report in json.loads(out)["crawls"]} == {"interrupted"}


def interrupted(sites, spawn, met):
    """Start a crawl by two workers, and press Ctrl-C when something is met, or as soon as they are started."""
    starts = [part for site in sites for part in ("--start", f"{site.base}/")]
    flags = ("--allow-private", "--delay", "0", "--collection", "c", "--json", "--workers", "2")
    process = spawn("crawl", *starts, *flags)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    deadline = time.monotonic() + 30
    while len(children.read_text().split()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    while met is not None and not met():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    return process
