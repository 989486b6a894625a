"""Many runs over one small site in one process, at whatever time a scenario says it is."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from archive import history
from archive.collection import Collection
from archive.config import Config
from archive.jobs.derive import derive
from archive.jobs.remember import remember
from archive.memory.pages import PageMemory, key_of, tallies
from archive.sites import SiteRegistry
from archive.state import State
from archive.urls import canonical_url
from archive.warc import read_records
from crawler.settings import scrapy_settings
from crawler.spiders.site import SiteSpider
from crawler.target import target_from_url

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from web import Answer, page

START = datetime(2026, 1, 1, tzinfo=UTC)


def listing(*links):
    """Return a page that only leads to others."""
    items = "".join(f'<li><a href="{link}">Berita {link}</a></li>' for link in links)
    return Answer(f"<html><head><title>Berita</title></head><body><ul>{items}</ul></body></html>".encode())


def article(number, edition=""):
    """Return an article with a text of its own."""
    first = (
        f"Bupati membuka pameran ke-{number} {edition} di alun-alun kota pada Rabu pagi bersama para camat dan lurah."
    )
    return page(f"Pameran ke-{number} dibuka bupati", text=(first, f"Pameran ke-{number} dihadiri ribuan warga dari semua kecamatan.", "Kepala dinas berharap acara ini menjadi agenda tahunan bagi warga daerah."))  # fmt: skip


def with_etag(answer, tag='"a"'):
    """Return a route that answers 304 to a question about this state."""

    def route(headers):
        if headers.get("If-None-Match") == tag:
            return Answer(b"", 304, {"ETag": tag})
        return Answer(answer.body, answer.status, {**answer.headers, "ETag": tag})

    return route


class Site:
    """Serves `routes`, from path to Answer or to a function of the request's headers; `asked` is what was requested."""

    def __init__(self):
        self.routes, self.asked, self.headers = {}, [], {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                site.asked.append(self.path)
                site.headers[self.path] = dict(self.headers)
                found = site.routes.get(self.path) or Answer(b"tidak ada", 404, {"Content-Type": "text/plain"})
                answer = found(self.headers) if callable(found) else found
                if answer is None:  # the server hangs up
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


class Clock:
    """A time that somebody sets and that never stands still; settings are copied, the clock is not."""

    def __init__(self):
        self.now = START

    def __call__(self):
        """Return the time."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def __deepcopy__(self, _):
        return self


class Season:
    """One collection and one site, through time."""

    def __init__(self, folder):
        self.collection = Collection(folder).create()
        self.site = Site()
        self.clock = Clock()
        self.target = target_from_url(f"{self.site.base}/")

    async def run(self, after=timedelta(0), *, derived=True, target=None):
        """Crawl once, so long after the run before; return the paths asked for and the counts."""
        self.clock.now += after
        self.site.asked.clear()
        await self._crawl(target or self.target)
        if derived:
            self.derive()
        return list(self.site.asked), self.counts()

    async def _crawl(self, target):
        settings = Settings()
        settings.setmodule("crawler.settings", priority="project")
        config = Config(collection=str(self.collection.root), delay=0.0, allow_private=True)
        settings.update(scrapy_settings(config), priority="cmdline")
        settings.update(
            {"KLIPING_DERIVE": False, "KLIPING_CLOCK": self.clock, "DOWNLOAD_DELAY": 0, "RETRY_TIMES": 0},
            priority="cmdline",
        )
        await AsyncCrawlerRunner(settings).crawl(SiteSpider, target=target)

    def derive(self):
        """Derive, which brings the page memory up to date."""
        with self.collection.lock():
            return derive(self.collection, SiteRegistry())

    def rebuild(self):
        """Throw the state away and make it again."""
        for path in self.collection.root.glob("state.sqlite*"):
            path.unlink()
        with self.collection.lock():
            return remember(self.collection)

    def counts(self):
        """Return what the last run found."""
        with State(self.collection.state) as state:
            runs = state.rows("SELECT MAX(run) FROM tallies")
            return tallies(state, runs[0][0]) if runs[0][0] else {}

    def page(self, path):
        """Return what is remembered of a page."""
        with State(self.collection.state) as state:
            memory = PageMemory(state, self.target.site.key)
            return memory.get(key_of(canonical_url(self.site.base + path)))

    def events(self):
        """Return what is kept of the changes: by the state, and by the dataset."""
        with State(self.collection.state) as state:
            rows = PageMemory(state, self.target.site.key).events()
        kept = sorted((at, kind, url) for at, kind, url, _ in rows if kind != "new")
        told = history.events(self.collection.root)
        return kept, sorted((_stamp(e.at), e.kind.value, e.url) for e in told)

    def rows(self):
        """Return all that can be made again from the WARCs."""
        with State(self.collection.state) as state:
            return {
                "pages": [(k.hex(), d, p.decode()) for k, d, p in state.rows("SELECT key, due, page FROM pages ORDER BY key")],
                "events": [(k.hex(), *rest) for k, *rest in state.rows("SELECT key, at, kind, run, url, target FROM events ORDER BY at, key, kind")],
                "tallies": state.rows("SELECT run, kind, pages FROM tallies ORDER BY run, kind"),
                "remembered": state.rows("SELECT * FROM remembered ORDER BY warc"),
            }  # fmt: skip

    def records(self, kind, path=""):
        """Return the records of a type in the newest WARC, of one path."""
        found = read_records(self.collection.warcs()[-1])
        return [r for r in found if r.type == kind and (r.get("WARC-Target-URI") or "").endswith(path)]


def _stamp(at):
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def short(paths, *left_out):
    """Return paths in their order, without those that every run asks for."""
    return sorted(set(paths) - {"/robots.txt", *left_out})


encode = msgspec.json.encode
