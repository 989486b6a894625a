"""How the demo site speaks HTTP, asked over raw sockets."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from archive.errors import ConfigError
from crawler.demo import DemoSite


@pytest.fixture(scope="module")
def site():
    with DemoSite() as running:
        yield running


def get(site, target, headers=None, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    try:
        connection.request(method, target, headers=headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def raw(site, request):
    """Return everything the site sends until it closes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def dechunk(body):
    """Decode chunked coding by hand, asserting every delimiter (RFC 9112, 7.1)."""
    data, position = b"", 0
    while True:
        end = body.index(b"\r\n", position)
        size = int(body[position:end], 16)
        position = end + 2 + size
        assert body[position : position + 2] == b"\r\n"
        if not size:
            assert position + 2 == len(body)
            return data
        data += body[end + 2 : position]
        position += 2


def test_pages_come_gzipped_in_well_formed_chunks_with_their_own_header_case(site):
    """The wire shows chunk framing, gzip, mixed-case names and two Set-Cookie lines."""
    answer = raw(site, b"GET /berita HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nServer: Apache/2.4.7 (Ubuntu)\r\n" in head
    assert head.count(b"\r\nSet-Cookie: ci_session=") == head.count(b"\r\nset-cookie: csrf_cookie_name=") == 1
    assert b"\r\ncontent-encoding: gzip\r\n" in head
    assert b"\r\nTransfer-Encoding: chunked\r\n" in head
    assert gzip.decompress(dechunk(body)).endswith(b"</html>\n")
    assert body.count(b"\r\n") > 4


def test_http_1_0_gets_no_chunks(site):
    """An old client gets a length and a closed connection."""
    head, _, body = raw(site, b"GET / HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert f"Content-Length: {len(body)}".encode() in head


def test_one_connection_carries_several_requests(site):
    """Keep-alive: two pipelined requests, two answers."""
    answer = raw(site, b"GET /rss HTTP/1.1\r\nHost: x\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert re.findall(rb"HTTP/1\.1 (\d{3})", answer) == [b"200", b"404"]


def test_head_has_no_body_and_a_known_etag_gives_304(site):
    """HEAD and conditional requests end behind the head."""
    head = raw(site, b"HEAD /rss HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    etag = re.findall(rb"ETag: (\S+)", head)[0]
    again = raw(site, b"GET /rss HTTP/1.1\r\nHost: x\r\nIf-None-Match: %b\r\nConnection: close\r\n\r\n" % etag)
    assert head.endswith(b"\r\n\r\n")
    assert again.startswith(b"HTTP/1.1 304 ")
    assert again.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 101 + b"\r\n",
        b"POST /polling HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
    ],
)
def test_malformed_requests_get_400_and_the_site_lives_on(site, request_bytes):
    """Every bound answers with 400, and the next client is served."""
    assert raw(site, request_bytes).startswith(b"HTTP/1.1 400 ")
    assert get(site, "/robots.txt")[0].status == 200


def test_a_client_that_leaves_in_the_middle_harms_nobody(site):
    """Half a request, or an answer nobody reads, leaves the site answering."""
    for sent in (b"GET /ber", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50):
        with socket.create_connection(("127.0.0.1", site.port)) as connection:
            connection.sendall(sent)
    assert get(site, "/")[0].status == 200


def test_fifty_requests_at_once_are_all_answered():
    """Concurrency loses nothing: fifty answers, fifty log lines, fifty different tokens."""
    with DemoSite() as busy, ThreadPoolExecutor(50) as pool:
        pages = list(pool.map(lambda _: get(busy, "/")[1].decode(), range(50)))
        log = list(busy.requests)
    assert [(x.method, x.target, x.status) for x in log] == [("GET", "/", 200)] * 50
    assert len({re.findall(r'csrf_test_name" value="(\w+)"', html)[0] for html in pages}) == 50


def test_closing_cuts_connections_and_frees_the_port():
    """After close nobody is served, and a second close is harmless."""
    site = DemoSite().start()
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as idle:
        idle.sendall(b"GET /rss HTTP/1.1\r\nHost: x\r\n\r\n")
        idle.recv(100)
        site.close()
        rest = b"".join(iter(lambda: idle.recv(65536), b""))
    assert rest.endswith(b"</channel></rss>\n")
    site.close()
    with pytest.raises(ConnectionError):
        socket.create_connection(("127.0.0.1", site.port), timeout=20).close()


def test_a_taken_port_falls_back_to_a_free_one(site):
    """Two demos can run beside each other; an impossible port is a clear error."""
    with DemoSite(site.port) as other:
        assert other.port != site.port
        assert get(other, "/")[0].status == 200
    with pytest.raises(ConfigError, match=r"127\.0\.0\.1:70000"):
        DemoSite(70000)


def test_a_wrong_method_is_refused(site):
    """Only the poll takes a POST."""
    assert get(site, "/", method="DELETE")[0].status == 405
    assert get(site, "/polling", method="POST")[0].status == 200


def test_it_runs_as_a_module():
    """`python -m crawler.demo 0` says where it listens, and answers there."""
    command = [sys.executable, "-m", "crawler.demo", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        port = int(re.findall(r":(\d+)/", line)[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().status == 200
        connection.close()
        process.terminate()
