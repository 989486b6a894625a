"""A generated news site on loopback, in a process of its own: `python benchmarks/site.py PAGES`.

Prints its port. Pages are gzip and chunked, 10-20 KB, with a menu, 20 links to other pages and a token
that changes at every fetch.
"""

import gzip
import http.server
import random
import sys

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
]


def page(number: int, pages: int) -> bytes:
    """Return the HTML of one article."""
    rng = random.Random(number)
    menu = "".join(f'<li><a href="/detail/{n}">Menu {n}</a></li>' for n in range(min(40, pages)))
    links = "".join(f'<li><a href="/detail/{(number * 7 + n * n + 1) % pages}">Berita {n}</a></li>' for n in range(20))
    following = f'<a href="/detail/{(number + 1) % pages}">Berikutnya</a>'
    text = "".join(f"<p>{' '.join(rng.choices(WORDS, k=90)).capitalize()}.</p>" for _ in range(8))
    return (
        f"<!DOCTYPE html><html><head><title>Berita {number}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<div class=isi><h1>Berita nomor {number}</h1>{text}{following}</div><aside><ul>{links}</ul></aside>"
        f'<form><input type=hidden value="{random.random()}"></form></body></html>'
    ).encode()


class Site(http.server.BaseHTTPRequestHandler):
    """Answers `/`, `/detail/N` and robots.txt."""

    protocol_version = "HTTP/1.1"
    pages = 1000
    wbufsize = -1

    def log_message(self, *_args):
        """Say nothing."""

    def do_GET(self):
        """Answer one request."""
        name = self.path.rsplit("/", 1)[-1]
        if self.path == "/robots.txt" or not (name.isdigit() or self.path == "/"):
            body = b"User-agent: *\nDisallow: /admin/\n" if self.path == "/robots.txt" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        coded = gzip.compress(page(int(name or 0), self.pages), 6)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for at in range(0, len(coded), 1400):
            part = coded[at : at + 1400]
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")


if __name__ == "__main__":
    Site.pages = int(sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    print(server.server_port, flush=True)
    server.serve_forever()
