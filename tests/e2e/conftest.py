"""One crawl of the demo site for all end-to-end tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo import DemoSite

ROOT = Path(__file__).parents[2]


def kliping(*arguments, cwd, code=0, **environment):
    """Run the command in a process of its own; return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KLIPING_")} | environment
    env["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *map(str, arguments)],
        cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False,
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
    folder = tmp_path_factory.mktemp("demo") / "collection"
    done = kliping("demo", "--collection", folder, "--port", "0", "--json", cwd=folder.parent)
    return Demo(folder, json.loads(done.stdout))


@pytest.fixture(scope="session")
def site():
    with DemoSite() as running:
        yield running


@pytest.fixture
def run(tmp_path):
    def command(*arguments, code=0, **environment):
        return kliping(*arguments, cwd=tmp_path, code=code, **environment)

    return command
