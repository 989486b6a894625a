"""A site on loopback that changes between two crawls: what a recrawl has to tell apart, all of it at once.

Six kinds of pages by their number: one with an `ETag` and one with `Last-Modified` that do not change, one
that is the same to the byte, one with a token that differs at every fetch, one that is edited, and one that
is deleted or moves to another address. `site.edition` says how far the site is.
"""

import http.server
import random
import threading

WORDS = [
    "pemerintah",
    "kota",
    "warga",
    "kegiatan",
    "layanan",
    "kecamatan",
    "rapat",
    "program",
    "anggaran",
    "sekolah",
    "jalan",
    "sungai",
    "pasar",
    "panen",
    "bupati",
    "lurah",
    "taman",
    "pelatihan",
    "bantuan",
    "puskesmas",
    "banjir",
    "jembatan",
    "desa",
    "koperasi",
    "nelayan",
    "petani",
    "festival",
]
A_PAGE = 10
"""Articles that a page of the listing names."""
DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
OLD, MORE, CHANGED = range(3)
"""Editions: three quarters of the pages; all of them; changed, and with a tenth more of new ones."""


class ChangingSite:
    """Serves `/`, `/berita?page=N` and `/detail/N`; `asked` are the paths that were requested."""

    def __init__(self, pages: int) -> None:
        self.pages, self.edition, self.asked = pages, OLD, []
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that was killed resets its connection
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def count(self) -> int:
        """How many articles there are in this edition."""
        return (self.pages * 3 // 4, self.pages, self.pages + self.pages // 10)[self.edition]

    def due(self) -> set[str]:
        """Return the articles that a run a day after the first and half a day after the second one asks for."""
        return {
            f"/detail/{n}" for n in (*range(self.pages * 3 // 4), *range(self.pages, self.pages + self.pages // 10))
        }

    def answer(self, path: str, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body of an answer."""
        if path == "/" or path.startswith("/berita"):
            return 200, {}, self._listing(int(path.partition("page=")[2] or 1))
        name = path.rpartition("/")[2]
        if not name.isdigit() or int(name) >= self.count:
            return 404, {}, b"tidak ada"
        return self._article(path, int(name), asked)

    def _listing(self, number: int) -> bytes:
        newest = self.count - A_PAGE * (number - 1)
        numbers = range(newest - 1, max(-1, newest - A_PAGE - 1), -1)
        items = "".join(f'<li><a href="/detail/{n}">Berita {n}</a></li>' for n in numbers)
        more = f'<a href="/berita?page={number + 1}">Berikutnya</a>' if newest > A_PAGE else ""
        return f"<html><head><title>Berita</title></head><body><ul>{items}</ul>{more}</body></html>".encode()

    def _article(self, path: str, number: int, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        kind, changed = number % 6, self.edition == CHANGED and number < self.pages
        if kind == 5 and changed and not path.startswith("/pindah"):
            return (410, {}, b"hilang") if number % 12 == 5 else (301, {"Location": f"/pindah/{number}"}, b"")
        headers = ({"ETag": f'"{number}"'}, {"Last-Modified": DATE})[kind] if kind < 2 else {}
        if asked.get("If-None-Match", DATE) == headers.get("ETag") or asked.get("If-Modified-Since") == DATE:
            return 304, headers, b""
        token = str(random.random()) if kind == 3 else ""
        return 200, headers, _page(number, "diubah" if kind == 4 and changed else "", token)


def _page(number: int, edition: str, token: str) -> bytes:
    words = random.Random(f"{number}{edition}")
    text = "".join(f"<p>{' '.join(words.choices(WORDS, k=60)).capitalize()} {edition}.</p>" for _ in range(5))
    form = f'<form><input type=hidden value="{token}"></form>' if token else ""
    return (
        f'<!DOCTYPE html><html lang="id"><head><title>Berita nomor {number}</title></head><body>'
        f"<article><h1>Berita nomor {number}</h1>{text}</article>{form}</body></html>"
    ).encode()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    site: ChangingSite

    def log_message(self, *_args):
        """Say nothing."""

    def do_GET(self):
        """Answer one request; a client that was killed hears nothing."""
        self.site.asked.append(self.path)
        status, headers, body = self.site.answer(self.path, dict(self.headers))
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True
