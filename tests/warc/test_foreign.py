"""WARCs of other crawlers: their order of records, their compression, their habits."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from warcio.warcwriter import WARCWriter

from archive.checks import check_warc
from archive.errors import DamagedWarc
from archive.http import content, entity
from archive.warc import open_record, read_exchanges, read_records

GET = b"GET /a HTTP/1.1\r\nHost: a.go.id\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>halo</p>"
FIELDS = b"via: http://a.go.id/\r\nhopsFromSeed: L\r\nfolded: one\r\n two\r\n"


def record(kind: str, number: int, block: bytes, *more: str) -> bytes:
    types = {
        "request": "application/http;msgtype=request",
        "response": "application/http;msgtype=response",
        "metadata": "application/warc-fields",
    }
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{number}>",
        "WARC-Date: 2019-08-05T01:02:03Z",
        "WARC-Target-URI: http://a.go.id/a",
        f"Content-Type: {types.get(kind, 'text/plain')}",
        *more,
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def to(number: int, name: str = "WARC-Concurrent-To") -> str:
    return f"{name}: <urn:uuid:{number}>"


ORDERS = {
    "heritrix": [
        record("warcinfo", 9, b"software: Heritrix"),
        record("response", 1, ANSWER, "WARC-IP-Address: 10.0.0.1"),
        record("request", 2, GET, to(1)),
        record("metadata", 3, FIELDS, to(1)),
    ],
    "wget": [
        record("request", 2, GET),
        record("response", 1, ANSWER, to(2), "WARC-IP-Address: 10.0.0.1"),
        record("metadata", 3, FIELDS, to(1, "WARC-Refers-To")),
    ],
    "browsertrix": [
        record("response", 1, ANSWER, "WARC-IP-Address: 10.0.0.1"),
        record("response", 5, ANSWER.replace(b"halo", b"other")),
        record("request", 2, GET, to(1)),
        record("request", 6, GET.replace(b"/a", b"/b"), to(5)),
        record("metadata", 3, FIELDS, to(1)),
        record("resource", 7, b"log line"),
    ],
}


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("order", ORDERS)
def test_companions_are_found_in_any_order(tmp_path, order, compressed):
    """Request and metadata join their response as Heritrix, wget and Browsertrix write them."""
    path = tmp_path / ("a.warc.gz" if compressed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(each) if compressed else each for each in ORDERS[order]))
    found = next(read_exchanges(path))
    assert (found.url, found.request, found.response, found.ip) == (
        "http://a.go.id/a",
        GET,
        ANSWER,
        "10.0.0.1",
    )
    assert found.fetched_at == datetime(2019, 8, 5, 1, 2, 3, tzinfo=UTC)
    assert found.notes == (("via", "http://a.go.id/"), ("hopsFromSeed", "L"), ("folded", "one two"))
    assert found.tls is None
    assert found.ref.payload_digest == "sha1:KWHYFVRQNZUPF3UWTEGGGOHRNPZ6373D"
    assert open_record(path, found.ref).response == ANSWER


def test_interleaved_exchanges_stay_apart(tmp_path):
    """Two answers before their two requests are paired rightly, in the order of the answers."""
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(ORDERS["browsertrix"]))
    first, second = read_exchanges(path)
    assert (first.request, second.request) == (GET, GET.replace(b"/a", b"/b"))
    assert second.notes == ()


def test_what_is_no_exchange_is_left_to_read_records(tmp_path):
    """DNS answers, revisits, conversions and orphan requests are records, not exchanges."""
    dns = record("response", 1, b"20190805\na.go.id. 1 IN A 10.0.0.1").replace(b"http://a.go.id/a", b"dns:a.go.id")
    path = tmp_path / "a.warc"
    path.write_bytes(
        dns
        + record("revisit", 2, ANSWER)
        + record("conversion", 3, b"x")
        + record("request", 4, GET)
        + record("response", 5, ANSWER)
    )
    assert [each.ref.record_id for each in read_exchanges(path)] == ["<urn:uuid:5>"]
    assert [each.type for each in read_records(path)] == [
        "response",
        "revisit",
        "conversion",
        "request",
        "response",
    ]


def test_uris_in_angle_brackets_are_freed(tmp_path):
    """Of `<http://...>`, as wget 1.19 wrote it, the URL is what is inside."""
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", 1, ANSWER).replace(b"http://a.go.id/a", b"<http://a.go.id/a>"))
    assert next(read_exchanges(path)).url == "http://a.go.id/a"


def test_bodies_stored_decoded_are_read(tmp_path):
    """An archive that stores the decoded body under the old header still gives the page."""
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n<p>halo</p>"
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", 1, block))
    found = content(next(read_exchanges(path)).response)
    assert (found.body, found.complete) == (b"<p>halo</p>", True)


def test_arc_files_are_read(tmp_path):
    """An ARC gives its HTTP answers, with an id that is the same at every reading."""
    page = b"http://a.go.id/a 10.0.0.1 20050102030405 text/html %d\n%s\n" % (len(ANSWER), ANSWER)
    for name, data in (
        ("a.arc", ARC_HEAD + page),
        ("a.arc.gz", gzip.compress(ARC_HEAD) + gzip.compress(page)),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        (found,) = read_exchanges(path)
        assert (found.url, found.response, found.request, found.ip) == (
            "http://a.go.id/a",
            ANSWER,
            b"",
            "10.0.0.1",
        )
        assert found.fetched_at == datetime(2005, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert found.ref == next(read_exchanges(path)).ref
        assert open_record(tmp_path, found.ref).response == ANSWER


def test_one_gzip_member_around_everything_is_named(tmp_path):
    """A WARC compressed as a whole allows no access by offset; the error says what to do."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(ORDERS["heritrix"])))
    with pytest.raises(DamagedWarc, match="warcio recompress"):
        list(read_exchanges(path))


def test_warcio_writes_what_we_read(tmp_path):
    """A WARC made by warcio itself comes back exchange by exchange, and passes our check."""
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        response = writer.create_warc_record(
            "http://a.go.id/a", "response", payload=io.BytesIO(ANSWER), length=len(ANSWER)
        )
        request = writer.create_warc_record("http://a.go.id/a", "request", payload=io.BytesIO(GET), length=len(GET))
        writer.write_request_response_pair(request, response)
    (found,) = read_exchanges(path)
    assert (found.request, found.response) == (GET, ANSWER)
    assert list(check_warc(path)) == []


ARC_HEAD = (
    b"filedesc://a.arc 0.0.0.0 20050101000000 text/plain 73\n1 0 Internet Archive\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)


class Site(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = f"<p>halaman {self.path}</p><a href='/satu'>1</a>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        if self.path == "/satu":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))
        else:
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_a_real_wget_crawl_is_read(tmp_path):
    """What wget records from a loopback server comes back with request, answer and page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    command = [
        "wget",
        "-q",
        "--no-proxy",
        "--warc-file=crawl",
        "--no-warc-keep-log",
        f"{root}/",
        f"{root}/satu",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    server.shutdown()
    server.server_close()
    found = {each.url.removeprefix(root): each for each in read_exchanges(tmp_path / "crawl.warc.gz")}
    assert set(found) == {"/", "/satu"}
    assert entity(found["/satu"].response).startswith(b"<p>halaman /satu</p>")
    assert all(each.request.startswith(b"GET /") for each in found.values())
    assert list(check_warc(tmp_path / "crawl.warc.gz")) == []
