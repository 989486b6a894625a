"""Content codings, taken off within a bound."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.http import MalformedHttp, content

HTML = b"<html>" + b"<p>Balai Kota Bekasi \xe2\x80\x93 berita hari ini.</p>" * 400 + b"</html>"


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


CODINGS = [
    ("gzip", gzip.compress),
    ("X-GZip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
]
each_coding = pytest.mark.parametrize(("name", "encode"), CODINGS)


def coded(name: str, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Encoding: " + name.encode() + b"\r\n" + more + b"\r\n" + body


@each_coding
def test_every_coding_is_taken_off(name, encode):
    """gzip, x-gzip, deflate in both meanings and br decode to what went in."""
    found = content(coded(name, encode(HTML)))
    assert (found.body, found.complete, found.problem) == (HTML, True, "")


@each_coding
@pytest.mark.parametrize(
    "body", [HTML, b'{"judul": "Rapat"}', b"", b"x", b"Hasil rapat " * 50, b"\xff\xd8\xff\xe0JFIF" * 99]
)
def test_a_coding_that_is_a_lie_passes_through(name, encode, body):
    """A body stored decoded under its old header, Content-Length included, comes back whole."""
    found = content(coded(name, body, b"Content-Length: 20\r\n"))
    assert (found.body, found.complete) == (body, True) or body in (b"", b"x")
    assert found.body == body


@pytest.mark.parametrize(("name", "encode"), CODINGS[:4])
@pytest.mark.parametrize("at", [20, 40, -12, -1])
def test_a_cut_stream_gives_what_it_has(name, encode, at):
    """A cut stream gives a prefix of the content and is not complete."""
    found = content(coded(name, encode(HTML)[:at]))
    assert HTML.startswith(found.body) or not found.body
    assert not found.complete
    assert found.problem == f"the {name.lower()} stream is cut"


def test_a_broken_stream_gives_all_before_the_break():
    """Of a gzip stream damaged in the middle, everything decodable before the damage is kept."""
    noise = bytes(range(256)) * 300
    stream = bytearray(gzip.compress(noise, 0))
    stream[-4:] = b"\0\0\0\0"
    found = content(coded("gzip", bytes(stream)))
    assert (found.body, found.complete, found.problem) == (noise, False, "the gzip stream is broken")


@each_coding
def test_a_bomb_is_not_inflated(name, encode):
    """Output stops at the limit, whatever the stream would become."""
    found = content(coded(name, encode(bytes(50_000_000))), 1000)
    assert (found.body, found.complete, found.problem) == (bytes(1000), False, "larger than 1000 bytes")


def test_exactly_the_limit_is_complete():
    """A body of exactly `limit` bytes is whole; one more byte is not."""
    assert content(coded("gzip", gzip.compress(HTML)), len(HTML)).complete
    assert not content(coded("gzip", gzip.compress(HTML)), len(HTML) - 1).complete
    plain = b"HTTP/1.1 200 OK\r\n\r\n" + HTML
    assert content(plain, len(HTML)).complete
    assert not content(plain, len(HTML) - 1).complete


def test_stacked_codings_come_off_in_reverse():
    """`Content-Encoding: deflate, gzip` in one line or two is undone outermost first."""
    body = gzip.compress(zlib.compress(HTML))
    assert content(coded("deflate, gzip", body)).body == HTML
    assert content(coded("deflate", body, b"content-encoding: gzip\r\n")).body == HTML


def test_members_and_trailing_garbage():
    """All gzip members count; zero bytes after the last one do not."""
    found = content(coded("gzip", gzip.compress(b"a" * 100) + gzip.compress(b"b") + bytes(50)))
    assert (found.body, found.complete) == (b"a" * 100 + b"b", True)


def test_chunked_and_coded():
    """Chunk framing comes off before the coding, and its cut is named."""
    body = gzip.compress(HTML)
    framed = b"%x\r\n%s\r\n" % (len(body), body)
    more = b"Transfer-Encoding: chunked\r\n"
    assert content(coded("gzip", framed + b"0\r\n\r\n", more)).body == HTML
    cut = content(coded("gzip", framed, more))
    assert (cut.body, cut.complete, cut.problem) == (HTML, False, "cut within the chunks")


def test_unknown_codings_say_so():
    """A coding nobody here can undo leaves the body coded and incomplete."""
    found = content(coded("zstd", b"\x28\xb5\x2f\xfd"))
    assert (found.body, found.complete, found.problem) == (
        b"\x28\xb5\x2f\xfd",
        False,
        "unknown content coding zstd",
    )
    assert not content(coded(", ".join(["gzip"] * 9), b"")).complete


def test_no_head_is_no_content():
    """Bytes that are no HTTP response raise MalformedHttp."""
    with pytest.raises(MalformedHttp):
        content(b"\x00\x01")


@given(name=st.sampled_from(["gzip", "deflate", "br", "identity"]), body=st.binary(max_size=300))
def test_any_bytes_are_survived(name, body):
    """Whatever a body holds, decoding ends within the bound."""
    assert len(content(coded(name, body), 5000).body) <= 5000


def test_a_body_of_many_members_is_read_once(monkeypatch):
    """Each byte of a gzip body is handed to the decoder a bounded number of times, however many members it has."""
    handed = []
    real = zlib.decompressobj

    class Counting:
        def __init__(self, stream):
            self._stream = stream

        def decompress(self, data, room):
            handed.append(len(data))
            return self._stream.decompress(data, room)

        def copy(self):
            return Counting(self._stream.copy())

        def __getattr__(self, name):
            return getattr(self._stream, name)

    monkeypatch.setattr("archive.http.coding.zlib.decompressobj", lambda window: Counting(real(window)))
    empty = gzip.compress(b"", mtime=0)
    body = empty * 5_000 + gzip.compress(b"halo", mtime=0)
    found = content(coded("gzip", body))
    assert (found.body, found.complete) == (b"halo", True)
    assert sum(handed) < 100 * len(body)
    assert not content(coded("gzip", empty * 20_000)).complete
