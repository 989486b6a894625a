"""Many sites in one command: all profiles, several processes, and what happens when one of them dies."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from web import page

import archive
from archive.collection import Collection
from archive.errors import ExitCode

HOSTS = [f"127.0.0.{number}" for number in range(11, 16)]


@pytest.fixture
def sites(web):
    """Five small sites of five pages each, and one that would take a minute."""
    routes = {f"/berita/{n}": page(f"Berita nomor {n}") for n in range(4)}
    return [web(routes | {"/": page("Beranda", *routes)}, host=host) for host in HOSTS]


@pytest.fixture
def slow(web):
    routes = {f"/berita/{n}": page(f"Berita lambat {n}") for n in range(400)}
    return web(routes | {"/": page("Beranda", *routes)}, host="127.0.0.20", delay=0.15)


def crawl_of(sites, *more):
    starts = [part for site in sites for part in ("--start", f"{site.base}/")]
    return ("crawl", *starts, "--allow-private", "--delay", "0", "--collection", "c", "--json", *more)


def until(met):
    deadline = time.monotonic() + 30
    while not (found := met()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def workers_of(parent):
    """Return the process numbers of a command's workers, in the order of their shares."""
    found = subprocess.run(["pgrep", "-P", str(parent), "-f", "crawler.workers"], capture_output=True, check=False)
    return [int(number) for number in found.stdout.split()]


def test_sites_are_divided_among_processes(sites, run, tmp_path):
    """With two workers every site is crawled once, with its own report and WARC, and everything is derived."""
    told = json.loads(run(*crawl_of(sites, "--workers", "2")).stdout)
    assert [(crawl["site"], crawl["reason"]) for crawl in told["crawls"]] == [(host, "finished") for host in HOSTS]
    assert len({crawl["run"] for crawl in told["crawls"]}) == len(HOSTS)
    assert all(len(set(site.asked)) == len(site.asked) for site in sites)
    collection = Collection(tmp_path / "c")
    assert len(collection.warcs()) == len(list(collection.reports.glob("*.json"))) == len(HOSTS)
    articles = {(article.site, article.url) for article in archive.load(tmp_path / "c")}
    assert {f"{site.base}/berita/{n}" for site in sites for n in range(4)} <= {url for _, url in articles}
    run("verify", "c")


def test_a_worker_that_is_killed_loses_nothing_that_was_fetched(sites, slow, spawn, run, tmp_path):
    """After kill -9 of one worker the command names its sites, keeps what all fetched, and goes on next time."""
    process = spawn(*crawl_of([slow, *sites], "--workers", "2"))
    until(lambda: len(slow.asked) > 20)
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=40)
    assert process.returncode == ExitCode.INTERNAL
    assert err == (
        "kliping: 127.0.0.20 and 2 more: the process that crawled it ended by signal 9"
        " (the same command goes on where it was)\n"
    )
    told = json.loads(out)
    assert told["derived"]["responses"] > 20
    asked = len(slow.asked)
    again = json.loads(run(*crawl_of([slow, *sites], "--workers", "2", "--max-pages", "30")).stdout)
    resumed = {crawl["site"]: crawl["resumed"] for crawl in again["crawls"]}
    assert resumed["127.0.0.20"] > 300
    assert len([url for url in set(slow.asked[:asked]) if slow.asked.count(url) > 1]) <= 4
    run("verify", "c")


def test_ctrl_c_ends_all_workers_cleanly(slow, sites, spawn, run, tmp_path):
    """One Ctrl-C ends every process in order: exit code 130, no open WARC, everything derived."""
    process = spawn(*crawl_of([slow, *sites], "--workers", "3"))
    until(lambda: len(slow.asked) > 8)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    assert err.splitlines() == ["kliping: interrupted; waiting for the answers under way (once more ends it at once)"]
    told = json.loads(out)
    assert {crawl["site"]: crawl["reason"] for crawl in told["crawls"]}["127.0.0.20"] == "interrupted"
    assert Collection(tmp_path / "c").unfinished() == []
    run("verify", "c")


def test_workers_end_with_their_parent_and_hold_the_lock_until_then(slow, sites, spawn, run, tmp_path):
    """When the command itself is killed its workers stop, and nobody writes to the collection before they have."""
    process = spawn(*crawl_of([slow, *sites], "--workers", "2"))
    until(lambda: len(slow.asked) > 8)
    workers = workers_of(process.pid)
    process.kill()
    process.communicate()
    until(lambda: not any(Path(f"/proc/{number}").exists() for number in workers))
    collection = Collection(tmp_path / "c")
    with collection.lock():
        assert collection.unfinished() == []


def test_all_takes_every_profile(sites, run, tmp_path):
    """`crawl --all` crawls each profile of the folder, and not the demo's, whose site is not there."""
    folder = tmp_path / "sites"
    folder.mkdir()
    for site in sites[:2]:
        key = f"kota-{site.base.rsplit('.', 1)[1].split(':')[0]}"
        host = site.base.removeprefix("http://")
        (folder / f"{key}.toml").write_text(
            f'key = "{key}"\nname = "{key}"\nhosts = ["{host}"]\nseeds = ["{site.base}/"]\ndelay = 0\n'
            f'allow_private_hosts = ["{host}"]\n'
        )
    (folder / "bekasikota.toml").write_text(
        f'key = "bekasikota"\nname = "Kota Bekasi"\nhosts = ["{sites[2].base.removeprefix("http://")}"]\n'
        f'seeds = ["{sites[2].base}/"]\ndelay = 0\nallow_private_hosts = ["{sites[2].base.removeprefix("http://")}"]\n'
    )
    told = json.loads(run("crawl", "--all", "--collection", "c", "--json").stdout)
    assert [crawl["site"] for crawl in told["crawls"]] == ["bekasikota", *sorted(f.stem for f in folder.glob("kota-*"))]
    assert all(crawl["reason"] == "finished" for crawl in told["crawls"])
