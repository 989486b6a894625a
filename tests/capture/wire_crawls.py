"""One server per scheme, one crawl over all its answers, many small checks of what was stored."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
import trustme

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from answers import ALL, CUT  # noqa: E402 - after the path is known
from wire_server import WireServer  # noqa: E402

MAXSIZE = 1024 * 1024
META = {
    "/slow": {"download_timeout": 0.7, "max_retry_times": 0},
    "/silent": {"download_timeout": 0.5, "max_retry_times": 1},
    "/nothing": {"max_retry_times": 1},
    "/big": {"download_maxsize": MAXSIZE},
    "/big-chunked": {"download_maxsize": MAXSIZE},
    "/sitemap.xml.gz": {"kliping_keep_body": True},
    "/headers": {"kliping_site": "kota-uji", "depth": 3, "kliping_via": "https://contoh.test/"},
} | {path: {"max_retry_times": 0} for path in CUT}


@dataclass
class Result:
    """What one crawl stored, logged and handed to its spider."""

    folder: Path
    exchanges: list[dict]
    pages: list[dict]
    errors: list[dict]
    stats: dict
    error: str | None
    peak_kib: list[int]
    failures: list[dict] = field(default_factory=list)
    log: str = ""

    def of(self, url):
        return [exchange for exchange in self.exchanges if exchange["url"] == url]

    def page(self, url):
        return next(page for page in self.pages if page["url"] == url)


def run_crawl(folder, requests, settings=None, **job):
    """Crawl these URLs (or requests) one after the other, in a process of its own."""
    job |= {
        "settings": {"KLIPING_COLLECTION": str(folder)} | (settings or {}),
        "requests": [{"url": each} if isinstance(each, str) else each for each in requests],
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "crawl_once.py")],
        input=msgspec.json.encode(job),
        capture_output=True,
        timeout=60,
        check=False,
        env={key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
        | {"PYTHONPATH": str(HERE.parents[1])},
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = [line for log in sorted(folder.glob("logs/*.jsonl")) for line in log.read_bytes().splitlines()]
    return Result(
        folder,
        **msgspec.msgpack.decode(done.stdout),
        failures=[msgspec.json.decode(line) for line in lines],
        log=done.stderr.decode(),
    )


@pytest.fixture(scope="session")
def server_tls():
    """A server-side TLS context with a certificate of a throw-away authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


@dataclass
class Crawled:
    """A crawl beside the server's own record of it."""

    server: WireServer
    result: Result

    def pairs(self, path):
        """Return (stored, seen) of every exchange under a path, in order."""
        stored, seen = self.result.of(self.server.url + path), self.server.of(path)
        assert len(stored) == len(seen), (path, len(stored), len(seen))
        return list(zip(stored, seen, strict=True))


def _crawl(tmp_path_factory, server, paths):
    requests = [{"url": server.url + path, "meta": META.get(path, {})} for path in paths]
    return Crawled(server, run_crawl(tmp_path_factory.mktemp("collection"), requests))


@pytest.fixture(scope="session", params=["http", "https"])
def crawled(request, tmp_path_factory):
    """One crawl of every answer that is stored, over http and over https."""
    tls = request.getfixturevalue("server_tls") if request.param == "https" else None
    server = WireServer(ALL, tls=tls)
    skipped = {"/redirect/2", "/redirect/3", "/pdf", "/nothing", "/silent"}
    yield _crawl(tmp_path_factory, server, [path for path in ALL if path not in skipped])
    server.close()
