"""Small sites on loopback, written as a table from path to answer."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SENTENCES = (
    "Wali kota membuka taman baca di kecamatan timur pada Selasa pagi bersama camat, lurah dan warga yang hadir.",
    "Menurut kepala dinas, koleksi buku akan ditambah setiap bulan dari sumbangan penerbit dan sekolah di sekitarnya.",
    "Warga berharap taman itu dirawat bersama supaya anak-anak betah belajar di sana sampai sore hari.",
)


@dataclass
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


def page(title, *links, text=None):
    """Return an article page with links below it."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in (text or (f"{title}. {SENTENCES[0]}", *SENTENCES[1:])))
    anchors = "".join(f'<li><a href="{link}">berikut</a></li>' for link in links)
    return Answer(
        f'<html lang="id"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f"<article>{paragraphs}</article><ul>{anchors}</ul></body></html>".encode()
    )


def redirect(target, status=302):
    """Return a redirect."""
    return Answer(b"", status, {"Location": target})


class Web:
    """Serves `routes` (path and query to Answer, or a function of it) until closed; `asked` is what was requested."""

    def __init__(self, routes, host="127.0.0.1", delay=0.0):
        self.routes, self.delay = routes, delay
        self.asked = []
        self._server = ThreadingHTTPServer((host, 0), type("Handler", (_Handler,), {"web": self}))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.base = f"http://{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def answer(self, target):
        """Return the answer for a request."""
        self.asked.append(target)
        found = self.routes(target) if callable(self.routes) else self.routes.get(target)
        if self.delay and target != "/robots.txt":
            time.sleep(self.delay)
        return found or Answer(b"tidak ada", 404, {"Content-Type": "text/plain"})

    def close(self):
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    web = None

    def do_GET(self):
        answer = self.web.answer(self.path)
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except OSError:
            self.close_connection = True  # the client was stopped

    def log_message(self, *_):
        """Say nothing."""
