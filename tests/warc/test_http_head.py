"""Heads of stored responses: exact where they are right, tolerant where servers are not."""

from __future__ import annotations

import pytest

from archive.http import MAX_HEAD, MalformedHttp, parse_head
from archive.spool import Spool


def test_order_case_and_repeats_are_kept():
    """Header fields come back in order, in the case sent, with every repeat."""
    head = parse_head(b"HTTP/1.1 200 Sip  dah\r\nSet-Cookie: a=1\r\nsEt-cOOkie: b\r\nX:\r\n\r\nbody")
    assert (head.version, head.status, head.reason) == ("1.1", 200, b"Sip  dah")
    assert head.headers == ((b"Set-Cookie", b"a=1"), (b"sEt-cOOkie", b"b"), (b"X", b""))
    assert head.size == len(b"HTTP/1.1 200 Sip  dah\r\nSet-Cookie: a=1\r\nsEt-cOOkie: b\r\nX:\r\n\r\n")
    assert head.get("SET-COOKIE") == b"a=1"
    assert head.all("set-cookie") == [b"a=1", b"b"]
    assert head.get("absent") is None


@pytest.mark.parametrize(
    ("block", "status", "headers", "rest"),
    [
        (b"HTTP/1.0 404\n\nx", 404, (), b"x"),
        (b"HTTP/1.1 200 \r\nA : 1\r\n\r\n", 200, ((b"A", b"1"),), b""),
        (b"HTTP/1.1 200 OK\nA: 1\r\n\nx", 200, ((b"A", b"1"),), b"x"),
        (
            b"HTTP/1.1 200 OK\r\nno colon\r\n folded too\r\n: no name\r\nA: 1\r\n\r\n",
            200,
            ((b"A", b"1"),),
            b"",
        ),
        (
            b"HTTP/1.1 200 OK\r\nA: 1\r\n\t 2\r\n  3 \r\nB: 4\r\n\r\n",
            200,
            ((b"A", b"1 2 3"), (b"B", b"4")),
            b"",
        ),
        (b"HTTP/2 200\r\nA: 1\r\n\r\n", 200, ((b"A", b"1"),), b""),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\nB: cut he", 200, ((b"A", b"1"), (b"B", b"cut he")), b""),
    ],
)
def test_what_servers_really_send_is_read(block, status, headers, rest):
    """Bare LF, no reason, folded lines, lines without a colon and a cut head are all read."""
    head = parse_head(block)
    assert (head.status, head.headers, block[head.size :]) == (status, headers, rest)


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"<html>",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * MAX_HEAD,
    ],
)
def test_no_http_is_said_so(block):
    """Bytes without a status line, and a head without end, raise MalformedHttp."""
    with pytest.raises(MalformedHttp):
        parse_head(block)


def test_a_spooled_head_is_read_without_the_body():
    """The head of a block on disk is parsed like one in memory."""
    spool = Spool(memory=10)
    spool.write(b"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n")
    spool.write(b"x" * 100_000)
    assert parse_head(spool).headers == ((b"A", b"1"),)
