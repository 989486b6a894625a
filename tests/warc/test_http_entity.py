"""The entity of a response, at once and piece by piece."""

from __future__ import annotations

import base64
import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.http import EntityReader, MalformedHttp, PayloadHasher, entity
from archive.spool import Spool

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def message(fields: bytes, body: bytes, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n" + body


def hashed(pieces: list[bytes]) -> tuple[str, str, int]:
    hasher = PayloadHasher()
    for piece in pieces:
        hasher.update(piece)
    found = hasher.finish()
    return found.sha1, found.sha256, found.length


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (message(b"", b"until close"), b"until close"),
        (message(b"Content-Length: 3\r\n", b"abcdef"), b"abc"),
        (message(b"Content-Length: 3\r\nContent-Length: 3\r\n", b"abcdef"), b"abc"),
        (message(b"Content-Length: 3\r\nContent-Length: 4\r\n", b"abcdef"), b"abcdef"),
        (message(b"Content-Length: -1\r\n", b"abc"), b"abc"),
        (message(b"Content-Length: 99\r\n", b"cut"), b"cut"),
        (message(b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n", b"2\r\nab\r\n0\r\n\r\nrest"), b"ab"),
        (CHUNKED + b"2;x=y\r\nab\r\n1 \r\nc\r\n0\r\nTrailer: 1\r\n\r\nrest", b"abc"),
        (CHUNKED + b"2\nab\n0\n\n", b"ab"),
        (CHUNKED + b"A\r\n0123456789\r\n5\r\nab", b"0123456789ab"),
        (CHUNKED + b"A\r\n01234", b"01234"),
        (CHUNKED + b"1", b""),
        (CHUNKED + b"2\r\nab\r\nxyz\r\n", b"ab"),
        (CHUNKED + b"2\r\nab\r\n5\r\nabcdeXX5\r\nabcde\r\n0\r\n\r\n", b"ababcde"),
        (CHUNKED, b""),
        (CHUNKED + b"<html>was stored dechunked</html>", b"<html>was stored dechunked</html>"),
        (CHUNKED + b"3\r\nis also how a text may start", b"3\r\nis also how a text may start"),
        (CHUNKED + b"f" * 30 + b"\r\n", b"f" * 30 + b"\r\n"),
        (message(b"Content-Length: 5\r\n", b"xxxxx", b"304 Not Modified"), b""),
        (message(b"", b"", b"204 No Content"), b""),
        (b"HTTP/1.1 200 OK\r\nContent-Le", b""),
    ],
)
def test_body_framing(block, expected):
    """The entity is what RFC 9112 delimits, and what there is when the body is cut or framed wrongly."""
    assert entity(block) == expected


def test_a_block_without_head_has_no_entity_but_a_digest():
    """No HTTP head: `entity` says so, and the hasher takes the block as payload."""
    with pytest.raises(MalformedHttp):
        entity(b"junk")
    assert hashed([b"ju", b"nk"])[1] == hashlib.sha256(b"junk").hexdigest()


bodies = st.one_of(
    st.binary(max_size=200),
    st.lists(st.binary(min_size=1, max_size=40), max_size=6).map(
        lambda parts: b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    ),
    st.lists(st.sampled_from([b"2\r\n", b"ab\r\n", b"\r\n", b"\n", b"0", b"5;x", b"zz", b"A"]), max_size=12).map(
        b"".join
    ),
)
heads = st.lists(
    st.sampled_from(
        [
            b"Transfer-Encoding: chunked\r\n",
            b"Content-Length: 7\r\n",
            b"X: y\r\n",
            b" fold\r\n",
            b"\r\n",
            b"junk\n",
        ]
    ),
    max_size=4,
).map(lambda fields: b"HTTP/1.1 200 OK\r\n" + b"".join(fields) + b"\r\n")


@given(head=heads, body=bodies, cuts=st.lists(st.integers(0, 300), max_size=10), keep=st.integers(0, 400))
def test_entity_and_hasher_agree_however_the_bytes_arrive(head, body, cuts, keep):
    """For any message, cut anywhere and split anywhere, digest and length are those of `entity`."""
    block = (head + body)[: max(keep, len(b"HTTP/1.1 200 OK\r\n"))]
    places = [0, *sorted(cuts), len(block)]
    pieces = [block[start:end] for start, end in itertools.pairwise(places)]
    whole = entity(block)
    sha1 = base64.b32encode(hashlib.sha1(whole).digest()).decode()
    assert hashed(pieces) == (sha1, hashlib.sha256(whole).hexdigest(), len(whole))


@given(parts=st.lists(st.binary(min_size=1, max_size=3000), max_size=5), cut=st.integers(0, 20_000))
def test_a_cut_in_the_chunks_gives_a_prefix(parts, cut):
    """A chunked body cut at any byte gives a prefix of the whole entity."""
    framed = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    assert entity(CHUNKED + framed) == b"".join(parts)
    assert b"".join(parts).startswith(entity(CHUNKED + framed[:cut]))


def test_a_large_chunk_is_decided_by_its_size_line():
    """A first chunk longer than the probe is taken as one, split small or whole."""
    body = bytes(range(256)) * 1000
    block = CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert entity(block) == body
    spool = Spool(memory=1000)
    for at in range(0, len(block), 777):
        spool.write(block[at : at + 777])
    assert entity(spool) == body


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        (message(b"Content-Length: 9\r\n", b"cut"), "6 bytes short of Content-Length"),
        (CHUNKED + b"A\r\n01234", "cut within the chunks"),
        (CHUNKED + b"1\r\na\r\nzz\r\n", "the chunk framing is broken"),
        (CHUNKED + b"1\r\na\r\n0\r\n", ""),
    ],
)
def test_what_is_missing_is_named(block, problem):
    """After the last bytes the reader says in words what is wrong with the framing."""
    reader = EntityReader()
    reader.feed(block)
    reader.finish()
    assert reader.problem == problem
