"""A certificate that is not good needs a permission, for the site it belongs to."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from fault_server import FINE, FaultServer

import archive
from archive.cdxj import read_cdxj

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wrong_name():
    """A server whose certificate is of another name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("lain.example").configure_cert(context)
    server = FaultServer(FINE, tls=context)
    yield server
    server.close()


def fetch(folder, server, *flags):
    command = [
        sys.executable,
        "-m",
        "crawler",
        "fetch",
        f"https://127.0.0.1:{server.port}/f",
        "--allow-private",
        "--delay",
        "0",
    ]
    clean = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    return subprocess.run(
        [*command, *flags], cwd=folder, env=clean | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_without_permission_nothing_is_asked(wrong_name, tmp_path):
    """No byte of a request leaves; the one line says which permission is missing."""
    done = fetch(tmp_path, wrong_name)
    assert (done.returncode, wrong_name.asked) == (7, [])
    assert "certificate (" in done.stderr
    assert "--tls lenient" in done.stderr


def test_with_permission_the_archive_says_what_was_wrong(wrong_name, tmp_path):
    """--tls lenient fetches from a site without a profile, and each record notes the problem."""
    assert fetch(tmp_path, wrong_name, "--tls", "lenient").returncode == 0
    folder = tmp_path / "kliping-data"
    lines = [line for index in (folder / "index").iterdir() for line in read_cdxj(index) if line.url.endswith("/f")]
    (exchange,) = [archive.open_capture(folder, line) for line in lines]
    assert exchange.note("certificateProblem") == "wrong-name"
