"""Exchanges as a crawl makes them, and files written from them."""

from __future__ import annotations

import gzip
import itertools
from datetime import UTC, datetime, timedelta

import pytest

from archive.exchange import Exchange, Tls, Truncation
from archive.warc import WarcWriter, WriterOptions

MOMENT = datetime(2017, 12, 5, 3, 31, 0, 123456, tzinfo=UTC)
HTML = b"<html><body>" + b"<p>Wali Kota membuka rapat koordinasi.</p>" * 20 + b"</body></html>"
REQUEST = b"GET / HTTP/1.1\r\nHost: bekasikota.go.id\r\naccept-ENCODING: gzip, deflate\r\n\r\n"


def response(fields: bytes, body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n" + body


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def shapes() -> dict[str, Exchange]:
    """One exchange of every shape that capture can hand over."""
    zipped = gzip.compress(HTML, mtime=0)
    cut = response(b"Content-Length: %d\r\n" % len(HTML), HTML[:100])
    blocks = {
        "plain": response(b"Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n" % len(HTML), HTML),
        "gzip": response(b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n", zipped),
        "chunked": response(b"content-type: text/html\r\nTransfer-Encoding: chunked\r\n", chunked(HTML)),
        "chunked-gzip": response(
            b"Content-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
            chunked(zipped),
        ),
        "repeated": response(
            b"Set-Cookie: a=1\r\nsEt-CoOkIe: b=2\r\nSet-Cookie: a=1\r\nX-Odd:   two  spaces \r\n", b"x"
        ),
        "no-content": response(b"Date: Tue, 05 Dec 2017 03:31:00 GMT\r\n", b"", b"204 No Content"),
        "not-modified": response(b'ETag: "x"\r\nContent-Length: 500\r\n', b"", b"304 Not Modified"),
        "no-reason": response(b"Content-Type: \r\n", b"?", b"404"),
        "cut": cut,
        "interim": response(b"Content-Type: text/plain\r\n", b"ok"),
        "secure": response(b"Content-Type: text/plain\r\n", b"ok"),
        "secure-again": response(b"Content-Type: text/plain\r\n", b"ok"),
    }
    tls = Tls("tls/1.3", "TLS_AES_256_GCM_SHA384", b"\x30\x82\x01\x00DER\r\n\xff", "ab" * 32)
    special = {
        "cut": {"truncated": Truncation.DISCONNECT},
        "interim": {"interim": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"},
        "secure": {"tls": tls},
        "secure-again": {"tls": tls},
    }
    return {
        name: Exchange(
            url=f"http://bekasikota.go.id:80/detail/{name}?b=2&a=1",
            fetched_at=MOMENT + timedelta(seconds=number),
            request=REQUEST,
            response=block,
            ip="127.0.0.1",
            notes=(("site", "bekasikota"), ("via", "http://bekasikota.go.id/"), ("hopsFromSeed", "L")),
            **special.get(name, {}),
        )
        for number, (name, block) in enumerate(blocks.items())
    }


def frozen_options(**changes: object) -> WriterOptions:
    """Options under which the same exchanges give the same bytes."""
    numbers = itertools.count(1)
    return WriterOptions(
        now=lambda: MOMENT,
        new_id=lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}>",
        **changes,
    )


@pytest.fixture
def all_shapes():
    return shapes()


@pytest.fixture
def frozen():
    """A function that makes frozen options."""
    return frozen_options


@pytest.fixture
def write(tmp_path):
    """A function that writes exchanges into one WARC and returns its path."""

    def writing(*exchanges, **options):
        with WarcWriter(tmp_path, "kliping", frozen_options(**options)) as writer:
            for exchange in exchanges:
                writer.write(exchange)
        (path,) = tmp_path.glob("*.warc.gz")
        return path

    return writing
