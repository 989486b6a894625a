"""One crawl of the demo site for all end-to-end tests."""

import fcntl
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cli import app
from crawler.demo import DemoSite

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(Path(__file__).parent))

from web import Web  # noqa: E402 - after the path is known


def environment(**more):
    """Return this process's environment without anything that would change settings, routes or buffering."""
    meddling = re.compile(r"KLIPING_|.*proxy$|PYTHONUNBUFFERED", re.IGNORECASE)
    clean = {k: v for k, v in os.environ.items() if not meddling.match(k)}
    return clean | {"PYTHONPATH": str(ROOT)} | more


def kliping(*arguments, cwd, code=0, under=(), **more):
    """Run the command in a process of its own; return what it printed."""
    done = subprocess.run(
        [*under, sys.executable, "-m", "crawler", *map(str, arguments)],
        cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


class Demo:
    """The demo's collection, what the command said, and where the site was."""

    def __init__(self, folder, report):
        self.folder = folder
        self.report = report


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # one demo for all workers
    folder, report = shared / "demo" / "collection", shared / "demo" / "report.json"
    folder.parent.mkdir(exist_ok=True)
    with (shared / "demo" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not report.exists():
            done = kliping("demo", "--collection", folder, "--port", "0", "--json", cwd=folder.parent)
            report.write_text(done.stdout)
    return Demo(folder, json.loads(report.read_text()))


@pytest.fixture(scope="session")
def site():
    with DemoSite() as running:
        yield running


@pytest.fixture(scope="session")
def kliping_in():
    """The command for fixtures that many tests share: `kliping_in(*arguments, cwd=folder)`."""
    return kliping


@pytest.fixture
def run(tmp_path):
    def command(*arguments, code=0, **options):
        return kliping(*arguments, cwd=tmp_path, code=code, **options)

    return command


@pytest.fixture
def clean_environment():
    return environment


@pytest.fixture
def fails(run):
    """Run a command that must fail; return its one line on standard error."""

    def command(*arguments, code, **options):
        lines = run(*arguments, code=code, **options).stderr.splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith("kliping: ")
        return lines[0]

    return command


@pytest.fixture
def here(monkeypatch, tmp_path, capsys):
    """Run a command that needs no network in this process; return its exit code, output and errors."""
    for name in [name for name in os.environ if name.startswith("KLIPING_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["kliping", *map(str, arguments)])
        return (app.run(), *capsys.readouterr())

    return command


@pytest.fixture
def spawn(tmp_path):
    """Start a command and return its process."""
    started = []

    def command(*arguments, under=(), **more):
        process = subprocess.Popen(
            [*under, sys.executable, "-m", "crawler", *map(str, arguments)],
            cwd=tmp_path, env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield command
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def web():
    """Start small sites that end with the test."""
    running = []

    def start(routes, **options):
        running.append(Web(routes, **options))
        return running[-1]

    yield start
    for each in running:
        each.close()


@pytest.fixture
def disk_of(tmp_path):
    """A function that gives a file system of its own, of this size, that a test can make larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = False

    def make(size):
        nonlocal mounted
        mount = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder)
        if subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("no file system may be mounted here")
        mounted = True
        return folder

    yield make
    if mounted:
        subprocess.run(["umount", "-l", folder], check=True)
