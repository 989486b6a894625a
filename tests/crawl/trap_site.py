"""A site with real articles in a space of addresses that has no end."""

from __future__ import annotations

import http.server
import itertools
import re
import threading

ARTICLES, PER_PAGE = 150, 10
PAGES = ARTICLES // PER_PAGE
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli")
WORDS = (
    "taman",
    "pasar",
    "jalan",
    "sekolah",
    "sungai",
    "kantor",
    "lapangan",
    "gedung",
    "terminal",
    "pustaka",
    "kolam",
    "jembatan",
    "kebun",
)
NECESSARY = ARTICLES + PAGES + 1


class TrapSite:
    """Serves it on 127.0.0.1; `asked` has every target.

    Each answer has a new session id in its links; listings come in ten sizes and go on for ever; an agenda
    has a page for every day of every year; articles have a twin, a calendar and a relative link that breeds.
    """

    def __init__(self):
        self.asked: list[str] = []
        self._session = itertools.count(1)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": self}))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, target):
        """Return a page, or None."""
        self.asked.append(target)
        path, _, query = target.partition("?")
        page = re.search(r"halaman=(\d+)", query)
        if path in ("/", "/arsip"):
            return self._listing(int(page[1]) if page else 1)
        if found := re.fullmatch(r"/(?:baca|lihat)/kabar-(\d+)(?:/.*)?", path):
            return self._article(int(found[1]))
        if found := re.fullmatch(r"/agenda/(\d+)/(\d+)", path):
            return self._agenda(int(found[1]), int(found[2]))
        return None

    def _link(self, path):
        mark = "&" if "?" in path else "?"
        return f'<li><a href="{path}{mark}sesi={next(self._session)}">lanjut</a></li>'

    def _listing(self, page):
        numbers = range((page - 1) * PER_PAGE + 1, min(page * PER_PAGE, ARTICLES) + 1)
        links = [self._link(f"/baca/kabar-{n}") for n in numbers]
        links += [self._link(f"/lihat/kabar-{n}") for n in numbers]
        links += [self._link(f"/arsip?halaman={page + 1}"), self._link("/agenda/2026/1")]
        links += [self._link(f"/arsip?halaman={page}&tampil={size}") for size in range(10, 110, 10)]
        return "<h1>Arsip</h1>" + "".join(f"<h2>{title(n)}</h2>" for n in numbers) + "".join(links)

    def _article(self, number):
        links = [
            self._link("/"),
            self._link(f"/agenda/2026/{number % 12 + 1}"),
            '<a href="lampiran-berita/kabar/">x</a>',
        ]
        return f"<h1>{title(number)}</h1><p>Kabar tentang {title(number)} dari balai kota.</p>" + "".join(links)

    def _agenda(self, year, month):
        links = [
            self._link(f"/agenda/{year + month // 12}/{month % 12 + 1}"),
            self._link(f"/agenda/{year + 1}/{month}"),
        ]
        return f"<h1>Agenda {MONTHS[month % 7]} {year}</h1><p>Tidak ada acara.</p>" + "".join(links)


def title(number):
    """Return a title without figures, another one for each article."""
    one, two, three = number % 13, number // 13 % 13, number // 169
    return f"Warga di {WORDS[one]} dan {WORDS[two]} serta {WORDS[three]} berkumpul"


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.site.answer(self.path)
        data = f"<html><head><title>Kota</title></head><body>{body or 'tidak ada'}</body></html>".encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass
