"""Politeness on the wire: what loopback servers saw of whole crawls."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "faults"))

from crawl_together import run_jobs  # noqa: E402 - after the path is known

PACE = {"backoff": 0.2, "failures": 3, "rests": [0.3, 0.3]}
FAST = {"KLIPING_ALLOW_PRIVATE": True, "KLIPING_ROBOTS_WAITS": [0.2, 0.2], "KLIPING_PACE": PACE, "DOWNLOAD_TIMEOUT": 10}
HTML = {"Content-Type": "text/html"}


class Server:
    """Answers by a function of (path, how often it was asked): status, body, headers; `asked` has (path, time)."""

    def __init__(self, answer):
        self.answer, self.asked, self.open, self.widest = answer, [], 0, 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": self}))
        self._http.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def paths(self):
        return [path for path, _ in self.asked]

    def close(self):
        self._http.shutdown()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.site.asked.append((self.path, time.monotonic()))
        self.site.open += 1
        self.site.widest = max(self.site.widest, self.site.open)
        status, body, headers = self.site.answer(self.path, self.site.paths.count(self.path))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.site.open -= 1
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def home(*links):
    return 200, "".join(f'<a href="{link}">x</a>' for link in links).encode() + b"<p>beranda", HTML


def page(path):
    return 200, f"<p>halaman {path.translate(str.maketrans('0123456789', 'abcdefghij'))}".encode(), HTML


def ill(path, times):
    """robots.txt answers 503 twice three times over, then says what is forbidden."""
    if path == "/robots.txt":
        return (503, b"", {}) if times <= 4 else (200, b"User-agent: *\nDisallow: /rahasia", {})
    return home("/rahasia", "/umum") if path == "/" else page(path)


def dead(path, _times):
    return (
        (404, b"", {})
        if path == "/robots.txt"
        else home(*(f"/{n}" for n in range(40)))
        if path == "/"
        else (500, b"", {})
    )


def busy(path, times):
    if path == "/robots.txt":
        return (
            200,
            b"\xef\xbb\xbfUser-agent: kliping\r\nCrawl-delay: 0.5\r\nSitemap: http://x.invalid/a.xml\r\nSitemap: /p\r\nSitemap: %s/peta-situs\r\n"
            % busy.base,
            {},
        )
    if path == "/peta-situs":
        return 200, b"<urlset><url><loc>%s/dari-peta</loc></url></urlset>" % busy.base, {"Content-Type": "text/xml"}
    if path == "/sibuk" and times == 1:
        return 429, b"", {"Retry-After": "2"}
    return home("/sibuk") if path == "/" else page(path)


def silent(path, _times):
    return (500, b"", {}) if path == "/robots.txt" else page(path)


def moved(path, _times):
    """robots.txt lies behind five redirects, the last one on another host."""
    if path == "/robots.txt":
        return 302, b"", {"Location": "/r1"}
    if path in ("/r1", "/r2", "/r3"):
        return 301, b"", {"Location": f"/r{int(path[2]) + 1}"}
    if path == "/r4":
        return 302, b"", {"Location": f"{moved.other}/aturan"}
    return home("/rahasia", "/umum") if path == "/" else page(path)


def rules(path, _times):
    return (
        (200, b"User-agent: *\nDisallow: /rahasia", {"Content-Type": "text/plain"})
        if path == "/aturan"
        else (404, b"", {})
    )


def changing(path, times):
    return (
        (404, b"", {}) if path == "/robots.txt" else home("/a-1", "/b-1", *(f"/langkah/{times}{n}" for n in range(9)))
    )


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """All crawls side by side."""
    servers = {each.__name__: Server(each) for each in (ill, dead, busy, silent, moved)}
    other = Server(rules)
    busy.base, moved.other = servers["busy"].base.encode(), other.base
    jobs = []
    for name, server in servers.items():
        site = {"key": name, "name": name, "hosts": [server.base[7:]], "seeds": [f"{server.base}/"]}
        jobs.append({"site": site, "settings": FAST, "follow": True, "profiled": True})
    outcomes, _ = run_jobs(tmp_path_factory.mktemp("polite"), jobs)
    yield {name: (server, done) for (name, server), done in zip(servers.items(), outcomes, strict=True)}
    for server in (*servers.values(), other):
        server.close()


def test_an_ill_robots_txt_is_waited_for(crawled):
    """While robots.txt answers 5xx no page is asked for; when it comes, it is obeyed."""
    server, done = crawled["ill"]
    assert server.paths[:5] == ["/robots.txt"] * 5
    assert "/umum" in server.paths
    assert "/rahasia" not in server.paths
    assert done.reason == "finished"


def test_a_site_whose_robots_txt_never_comes_is_left_alone(crawled):
    """Three rounds of attempts, then the crawl ends with its reason, and no page was asked for."""
    server, done = crawled["silent"]
    assert server.paths == ["/robots.txt"] * 9
    assert done.reason == "robots-unreachable"


def test_five_redirects_lead_to_the_rules_on_another_host(crawled):
    """robots.txt behind five redirects is obeyed (RFC 9309, section 2.3.1.2)."""
    server, done = crawled["moved"]
    assert "/umum" in server.paths
    assert "/rahasia" not in server.paths
    assert done.reason == "finished"


def test_crawl_delay_and_retry_after_are_kept(crawled):
    """No two requests come closer than `Crawl-delay`, the host rests as long as it asked, one request at a time."""
    server, done = crawled["busy"]
    pages = [(path, at) for path, at in server.asked if path != "/robots.txt"]
    pauses = [later - sooner for (_, sooner), (_, later) in pairwise(pages)]
    assert min(pauses) >= 0.49
    refused = next(number for number, (path, _) in enumerate(server.asked) if path == "/sibuk")
    assert server.asked[refused + 1][1] - server.asked[refused][1] >= 1.99
    assert server.paths.count("/sibuk") == 2
    assert server.widest == 1
    assert done.reason == "finished"


def test_sitemaps_of_robots_txt_are_followed(crawled):
    """A `Sitemap` line of the site is followed to its pages; one of another host is not."""
    server, _ = crawled["busy"]
    assert {"/peta-situs", "/dari-peta"} <= set(server.paths)


def test_a_host_that_only_fails_is_given_up(crawled):
    """After three rests the crawl ends with its reason, and most pages were never asked for."""
    server, done = crawled["dead"]
    failed = {path for path in server.paths if path not in ("/", "/robots.txt")}
    assert done.reason == "host-down"
    assert 9 <= len(failed) <= 12
    assert done.stats["kliping/rests"] == 3


def test_rules_are_read_again_while_a_crawl_runs(tmp_path):
    """A changed profile holds from then on: what it excludes is asked for no more, and a mistake changes nothing."""
    server = Server(changing)
    profile = tmp_path / "sites" / "ubah.toml"
    profile.parent.mkdir()
    text = f'key = "ubah"\nname = "Ubah"\nhosts = ["{server.base[7:]}"]\nseeds = ["{server.base}/"]\ndelay = 0.1\n'
    profile.write_text(text)

    def change():
        while len(server.asked) < 12:
            time.sleep(0.05)
        profile.write_text(text + '[urls]\nexclude = ["^/langkah/"]\n')

    editor = threading.Thread(target=change)
    editor.start()
    site = {"key": "ubah", "name": "Ubah", "hosts": [server.base[7:]], "seeds": [f"{server.base}/"], "delay": 0.1}
    settings = {
        "KLIPING_ALLOW_PRIVATE": True,
        "KLIPING_RELOAD": 0.2,
        "KLIPING_MAX_PAGES": 400,
        "DOWNLOAD_DELAY": 0.1,
        "KLIPING_SITES": str(profile.parent),
    }
    [done], _ = run_jobs(tmp_path, [{"site": site, "settings": settings, "follow": True, "profiled": True}], limit=60)
    editor.join()
    server.close()
    assert done.stats["kliping/reloads"] == 1
    assert done.reason == "finished"
    assert len(server.asked) < 200


def test_hours_and_delay_are_read_again_while_a_crawl_runs(tmp_path):
    """Outside its hours a site is not asked at all; hours and delay that are changed meanwhile hold from then on."""
    server = Server(lambda path, _: (404, b"", {}) if path == "/robots.txt" else home(*(f"/{n}" for n in range(9))))
    profile = tmp_path / "sites" / "jam.toml"
    profile.parent.mkdir()
    later = (datetime.now(UTC).hour + 9) % 24
    closed = [f"{later:02}:00-{(later + 2) % 24:02}:00"]
    site = {
        "key": "jam", "name": "Jam", "hosts": [server.base[7:]], "seeds": [f"{server.base}/"], "delay": 0.05,
        "timezone": "UTC",
    }  # fmt: skip
    text = "\n".join(f"{key} = {json.dumps(value)}" for key, value in site.items())
    profile.write_text(f"{text}\nwindows = {json.dumps(closed)}\n")
    moments = {}

    def change():
        while not list(tmp_path.rglob("state.sqlite")):
            time.sleep(0.05)
        time.sleep(1.5)
        moments["closed"] = len(server.asked)
        profile.write_text(f"{text}\n")
        while len(server.asked) < 4:
            time.sleep(0.02)
        profile.write_text(f"{text}\n".replace("delay = 0.05", "delay = 0.6"))
        moments["slower"] = time.monotonic()

    editor = threading.Thread(target=change, daemon=True)
    editor.start()
    settings = {
        "KLIPING_ALLOW_PRIVATE": True, "KLIPING_RELOAD": 0.1, "DOWNLOAD_DELAY": 0.05,
        "KLIPING_SITES": str(profile.parent),
    }  # fmt: skip
    job = {"site": site | {"windows": closed}, "settings": settings, "follow": True, "profiled": True}
    [done], _ = run_jobs(tmp_path, [job], limit=60)
    editor.join()
    server.close()
    assert moments["closed"] == 0
    assert done.reason == "finished"
    assert done.stats["kliping/reloads"] == 2
    assert {f"/{n}" for n in range(9)} <= set(server.paths)
    late = [at for _, at in server.asked if at > moments["slower"] + 0.7]
    assert len(late) > 2
    assert min(after - before for before, after in pairwise(late)) > 0.2
