"""The runbook does what it says: its commands are run, one after the other, in one folder."""

import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
TEXT = "<p>Wali kota membuka taman baca di kecamatan timur pada Selasa pagi bersama camat, lurah dan warga.</p>" * 3
OUTSIDE = ("sudo", "systemctl", "loginctl", "crontab")
"""What would change this machine is only written down."""


class Site(BaseHTTPRequestHandler):
    """A home page with four articles."""

    def do_GET(self):
        found = self.path in ("/", "/1", "/2", "/3", "/4")
        links = "".join(f'<a href="/{n}">Berita {n}</a>' for n in range(1, 5)) if self.path == "/" else ""
        body = (
            f"<html><body><h1>Berita {self.path}</h1><article>{TEXT}{self.path}</article>{links}</body></html>".encode()
        )
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def script(name, body, folder):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_the_runbook_runs(page, site, tmp_path):
    """Every command of docs/operations.md ends well, and what it promises of the folder is true."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(blocks) > 10
    tools, work = tmp_path / "bin", tmp_path / "work"
    tools.mkdir()
    (work / "sites").mkdir(parents=True)
    script("kliping", f'exec "{sys.executable}" -m crawler "$@"', tools)
    for name in OUTSIDE:
        script(name, f'echo {name} "$@" >> "{tmp_path}/outside.log"', tools)
    (work / "sites" / "kota.toml").write_text(
        f'key = "kota"\nname = "Kota"\nhosts = ["127.0.0.1:{site}"]\nseeds = ["http://127.0.0.1:{site}/"]\ndelay = 0\n'
    )
    (work / "kliping.toml").write_text("allow_private = true\nmax_pages = 50\n")
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KLIPING_")}
    environment = clean | {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", "\n".join(blocks)],
        cwd=work, env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    typed = [line for block in blocks for line in block.splitlines() if line.startswith(OUTSIDE)]
    assert (tmp_path / "outside.log").read_text().splitlines() == typed
    identities = {identity(work / name) for name in ("kliping-data", "restored")}
    assert len(identities) == 1
    assert (work / "kliping.prom").read_text().startswith("# HELP kliping_")


def identity(folder):
    return msgspec.json.decode((folder / "dataset" / "manifest.json").read_bytes())["identity"]
