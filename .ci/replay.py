"""Crawl a small site three times, replay each capture in pywb, and compare it with the bytes the server holds.

The second crawl gets 304s for the pages that every run asks for, the third one the same bytes again: both are
revisits, and must replay like the first.

python .ci/replay.py PATH-TO-WAYBACK WORK-FOLDER
"""

import gzip
import http.client
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

from archive.cdxj import read_cdxj
from archive.collection import Collection

PAGES = {
    "/": ("text/html; charset=utf-8", b"<h1>Beranda</h1>" + b"".join(b'<p><a href="/berita/%d">Berita %d</a></p>' % (n, n) for n in range(40))),
    "/gambar.png": ("image/png", bytes(range(256)) * 200),
    "/surat.pdf": ("application/pdf", b"%PDF-1.4\n" + os.urandom(200_000)),
    "/kosong": ("text/html", b""),
} | {
    f"/berita/{n}": (
        "text/html; charset=utf-8",
        f"<title>Berita {n}</title><h1>Berita {n}</h1><p>{'Isi berita daerah. ' * (50 * n % 700)}</p>"
        '<a href="/gambar.png">g</a><a href="/surat.pdf">s</a><a href="/kosong">k</a>'.encode(),
    )
    for n in range(40)
}  # fmt: skip


class Site(http.server.BaseHTTPRequestHandler):
    """Pages gzipped, chunked, or plain, in turn."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Say nothing."""

    def do_GET(self):
        """Answer one request."""
        kind, body = PAGES.get(self.path, ("text/plain", None))
        if body is None:
            self.send_error(404)
            return
        if self.headers.get("If-None-Match") == '"a"':
            self.send_response(304)
            self.send_header("ETag", '"a"')
            self.end_headers()
            return
        turn = len(self.path) % 3
        coded = gzip.compress(body, mtime=0) if turn and kind.startswith("text") else body
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", '"a"')
        if coded is not body:
            self.send_header("Content-Encoding", "gzip")
        if turn == 2:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(coded), 777):
                part = coded[at : at + 777]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.send_header("Content-Length", str(len(coded)))
            self.end_headers()
            self.wfile.write(coded)


def decoded(body: bytes, coding: str) -> bytes:
    """Take a content coding off."""
    return zlib.decompress(body, 47) if coding in ("gzip", "deflate") and body else body


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def replay(port: int, url: str, moment: str) -> bytes:
    """Return a capture's original bytes (`id_`) from pywb, content coding off."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", f"/kliping/{moment}id_/{url}", headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    return (
        decoded(body, answer.getheader("Content-Encoding") or "")
        if answer.status == 200
        else b"status %d" % answer.status
    )


def main() -> int:
    """Crawl, serve, compare."""
    wayback, work = sys.argv[1], Path(sys.argv[2])
    work.mkdir(parents=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    folder = work / "collection"
    for more in ([], [], ["--full"]):
        subprocess.run(
            [sys.executable, "-m", "crawler", "crawl", "--start", f"{base}/", "--allow-private", "--delay", "0",
             "--collection", folder, "--json", *more], check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(1)  # so that no two captures of a page have the same second
    subprocess.run(
        [sys.executable, "-m", "crawler", "fetch", f"{base}/gambar.png", "--allow-private", "--delay", "0",
         "--collection", folder, "--json"], check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    server.shutdown()  # what is compared below comes from the archive
    collection = Collection(folder)
    lines = [line for path in sorted(collection.index.glob("*.cdxj")) for line in read_cdxj(path)]
    captures = [(line, PAGES[line.url[len(base) :]][1]) for line in lines if line.url[len(base) :] in PAGES]
    revisits = [line for line, _ in captures if line.mime == "warc/revisit"]
    unmodified = [line for line in revisits if line.status is None]
    (work / "config.yaml").write_text(
        f"collections:\n  kliping:\n    index_paths: {collection.index}/\n    archive_paths: {collection.warc}/\n"
    )
    port = free_port()
    with subprocess.Popen([wayback, "-p", str(port), "-b", "127.0.0.1"], cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as pywb:  # fmt: skip
        try:
            for _ in range(100):
                time.sleep(0.2)
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
            wrong = [line for line, body in captures if replay(port, line.url, line.timestamp) != body]
        finally:
            pywb.terminate()
    print(f"pywb: {len(captures) - len(wrong)} of {len(captures)} captures replay with the server's bytes, by our own")
    print(f"index; {len(revisits)} of them are revisits, {len(unmodified)} of these a 304")
    print("\n".join(map(str, wrong)))
    return bool(wrong) or not unmodified or len(revisits) < len(PAGES)


if __name__ == "__main__":
    sys.exit(main())
