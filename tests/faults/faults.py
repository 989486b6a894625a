"""The table: what a server does wrong, and what the archive must say of it."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass

from fault_server import GOOD, PAGE, cut, drip, endless, first_then, hang, reset

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"
SIZED = b"Content-Length: %d\r\n\r\n" % len(PAGE)
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = gzip.compress(bytes(200 * 1024 * 1024), 9, mtime=0)
PACKED = gzip.compress(PAGE, mtime=0)
EMPTY_END = b"Content-Length: 0\r\n\r\n"


@dataclass(frozen=True)
class Fault:
    """One row.

    `asked` is how often the faulty address is asked for; `recorded` how many answers of it are in the
    WARC; `truncated` what each of those says; `failure` the reason in the failure log, if there is one.
    With `whole`, the fault is in the connection, so that no page of the site can be had.
    """

    name: str
    serve: object
    asked: int | None = 3
    recorded: int = 3
    truncated: str | None = None
    failure: str | None = None
    status: int | None = None
    whole: bool = False
    early: bool = False
    tls: str | None = None
    scheme: str = "http"
    host: str | None = None
    group: str = "patient"
    """Rows of a group share a crawl: `patient`, `hasty` (a short timeout), `lenient` and `legacy` (TLS) or `public`."""
    robots: bool = False
    problem: str | None = None
    """What the archive notes about the certificate."""
    protocol: str | None = None


def redirect(location, status=b"302 Found"):
    return b"HTTP/1.1 %b\r\nLocation: %b\r\n%b" % (status, location, EMPTY_END)


def once(name, serve, **expected):
    """Return a row of a fault that must not be tried again."""
    return Fault(name, serve, **({"asked": 1, "recorded": 1} | expected))


def lost(name, serve, failure, **expected):
    """Return a row of a fault that leaves no byte to record."""
    return Fault(name, serve, **({"recorded": 0, "failure": failure} | expected))


def _half_handshake(connection, _path, _times):
    connection.recv(1024)
    connection.sendall(b"\x16\x03\x03\x00\x50\x02\x00\x00\x4c\x03\x03")
    time.sleep(6)


def _ring(connection, path, _times):
    step = int(path.partition("?")[2] or 0)
    connection.sendall(redirect(b"/f?%d" % ((step + 1) % 3)))
    connection.close()


def _growing(connection, path, _times):
    connection.sendall(redirect(path.encode() + b"/f"))
    connection.close()


SLOW = [
    lost("header never comes", hang(), "timeout"),
    Fault("header one byte a second", drip(OK + HTML, 1.0), truncated="time"),
    Fault("body one byte a second", drip(PAGE, 1.0, OK + HTML + SIZED), truncated="time"),
    Fault("chunks one byte a second", drip(b"5\r\nhallo\r\n" * 9, 1.0, CHUNKED), truncated="time"),
    Fault("body stops for ever", hang(OK + HTML + SIZED + PAGE[:10]), truncated="time"),
    Fault("body without end, drop by drop", drip(b"x" * 900, 0.05, OK + HTML + b"\r\n"), truncated="time"),
    lost("connection opened, nothing sent, early", hang(), "timeout", early=True, asked=None, whole=True),
]  # fmt: skip

ENDLESS = [
    once("body without end", endless(b"x" * 65536, OK + HTML + b"\r\n"), truncated="length"),
    once("chunks without end", endless(b"1000\r\n" + b"x" * 4096 + b"\r\n", CHUNKED), truncated="length"),
    once("one chunk size line without end", endless(b"0" * 65536, CHUNKED), truncated=None, recorded=None, asked=None),
    once("chunk extension without end", endless(b";a=b" * 9999, CHUNKED + b"5"), truncated=None, recorded=None, asked=None),
    once("headers without end", endless(b"X-Lagi: " + b"a" * 4000 + b"\r\n", OK), truncated="length"),
    once("one header line without end", endless(b"a" * 65536, OK + b"X-Panjang: "), recorded=None, asked=None),
    once("ten thousand headers", OK + HTML + b"".join(b"X-%d: ya\r\n" % n for n in range(10_000)) + SIZED + PAGE, status=200),
    once("status line without end", endless(b"x" * 65536, b"HTTP/1.1 200 "), recorded=None, asked=None),
    once("interim answers without end", endless(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50), recorded=None, asked=None),
    once("a huge Content-Length", endless(b"x" * 65536, OK + HTML + b"Content-Length: 9999999999999\r\n\r\n"), truncated="length"),
    once("two megabytes of cookies", OK + HTML + b"Set-Cookie: a=" + b"c" * 60_000 + b"\r\n" + SIZED + PAGE, status=200),
    once("more cookies than a head may hold", OK + HTML + (b"Set-Cookie: a=" + b"c" * 60_000 + b"\r\n") * 20 + SIZED + PAGE, truncated="length"),
]  # fmt: skip

LENGTHS = [
    Fault("Content-Length too long", OK + HTML + b"Content-Length: 9000\r\n\r\n" + PAGE, truncated="disconnect"),
    once("Content-Length too short", OK + HTML + b"Content-Length: 9\r\n\r\n" + PAGE, status=200),
    Fault("Content-Length negative", OK + HTML + b"Content-Length: -5\r\n\r\n" + PAGE, recorded=None, asked=None),
    Fault("Content-Length of letters", OK + HTML + b"Content-Length: abc\r\n\r\n" + PAGE, recorded=None, asked=None),
    Fault("two different Content-Lengths", OK + HTML + b"Content-Length: 5\r\n" + SIZED + PAGE, recorded=None, asked=None),
    Fault("Content-Length and chunks", OK + b"Transfer-Encoding: chunked\r\n" + SIZED + b"5\r\nhallo\r\n0\r\n\r\n", recorded=None, asked=None),
    Fault("chunk size of letters", CHUNKED + b"xyz\r\nhallo\r\n", recorded=None, asked=None),
    Fault("chunk size enormous", CHUNKED + b"f" * 40 + b"\r\nhallo\r\n", recorded=None, asked=None),
    Fault("chunk shorter than it says", CHUNKED + b"50\r\nhallo", truncated="disconnect"),
    Fault("chunks without the last one", CHUNKED + b"5\r\nhallo\r\n", truncated="disconnect"),
]  # fmt: skip

CODINGS = [
    once("gzip bomb", OK + HTML + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(ZEROS) + ZEROS, status=200),
    once("gzip cut in the middle", OK + HTML + b"Content-Encoding: gzip\r\nContent-Length: 40\r\n\r\n" + PACKED[:40], status=200),
    once("gzip that is none", OK + HTML + b"Content-Encoding: gzip\r\n" + SIZED + PAGE, status=200),
    once("gzip with a wrong checksum", OK + HTML + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED) + PACKED[:-8] + bytes(8), status=200),
    once("an unknown coding", OK + HTML + b"Content-Encoding: batik\r\n" + SIZED + PAGE, status=200),
    once("twenty codings", OK + HTML + b"Content-Encoding: " + b", ".join([b"gzip"] * 20) + b"\r\n" + SIZED + PAGE, status=200),
]  # fmt: skip

CUTS = [
    Fault("reset in mid-body", cut(OK + HTML + SIZED + PAGE[:20], reset), truncated="disconnect"),
    Fault("reset in mid-header", cut(OK + b"Content-Ty", reset), truncated="disconnect"),
    lost("reset before an answer", cut(b"", reset), "empty-reply"),
    lost("empty reply", cut(b""), "empty-reply"),
    lost("closed on accepting", cut(b""), "empty-reply", early=True, asked=None, whole=True),
    Fault("header without an end", cut(OK + HTML), truncated="disconnect"),
    once("broken once, good the second time", first_then(cut(b"", reset), GOOD), asked=2, failure="empty-reply", status=200),
]  # fmt: skip

REDIRECTS = [
    Fault("redirect to itself", redirect(b"/f"), asked=9, recorded=9, status=302),
    Fault("redirects in a ring", _ring, asked=4, recorded=4, status=302),
    Fault("redirects that grow", _growing, asked=9, recorded=9, status=302),
    once("redirect without a place", b"HTTP/1.1 302 Found\r\n" + EMPTY_END, status=302),
    once("redirect to ftp", redirect(b"ftp://127.0.0.1/x"), status=302),
    once("redirect to a file", redirect(b"file:///etc/passwd"), status=302),
    once("redirect to javascript", redirect(b"javascript:alert(1)"), status=302),
    once("redirect to credentials", redirect(b"http://warga:rahasia@127.0.0.1/"), status=302, recorded=1),
    once("redirect to nonsense", redirect(b"http://[::1"), status=302),
    once("redirect to a line break", redirect(b"/a%0d%0aX-Jahat:%20ya"), status=302),
    once("redirect of bytes that are no text", redirect(b"/\xff\xfe\x80"), status=302),
    once("redirect of a megabyte", redirect(b"/" + b"a" * 60_000), status=302, recorded=None),
]  # fmt: skip

HEADS = [
    Fault("HTTP/0.9", PAGE, recorded=None, asked=None),
    once("HTTP/1.0", b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + PAGE, status=200),
    Fault("HTTP/9.9", b"HTTP/9.9 200 OK\r\n" + HTML + SIZED + PAGE, recorded=None, asked=None),
    Fault("not HTTP but SSH", b"SSH-2.0-OpenSSH_9.9\r\n", recorded=None, asked=None),
    Fault("status of letters", b"HTTP/1.1 dua OK\r\n" + HTML + SIZED + PAGE, recorded=None, asked=None),
    Fault("status 999", b"HTTP/1.1 999 Apa\r\n" + HTML + SIZED + PAGE, recorded=None, asked=None),
    Fault("status 000", b"HTTP/1.1 000 Nol\r\n" + HTML + SIZED + PAGE, recorded=None, asked=None),
    once("header injected by a bare line feed", OK + HTML + b"X-A: b\nX-Jahat: ya\r\n" + SIZED + PAGE, status=200),
    once("NUL in a header", OK + HTML + b"X-A: b\0c\r\n" + SIZED + PAGE, status=200, recorded=None, asked=None),
    once("NUL in a header name", OK + HTML + b"X-\0A: b\r\n" + SIZED + PAGE, status=200, recorded=None, asked=None),
    once("NULs in the body", OK + HTML + b"Content-Length: 4000\r\n\r\n" + bytes(4000), status=200),
    once("a type that lies", OK + b"Content-Type: image/png\r\n" + SIZED + PAGE, status=200),
    once("a charset that is none", OK + b"Content-Type: text/html; charset=rahasia\r\n" + SIZED + PAGE, status=200),
    Fault("101 to another protocol", b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n", recorded=None, asked=None),
    once("204 with a body", b"HTTP/1.1 204 No Content\r\n" + SIZED + PAGE, status=204),
    once("304 nobody asked for", b"HTTP/1.1 304 Not Modified\r\n\r\n", status=304),
    once("account suspended, with 200", OK + HTML + b"Content-Length: 60\r\n\r\n" + b"<h1>This Account has been suspended.</h1>".ljust(60), status=200),
]  # fmt: skip

BUSY = [
    Fault("503 with Retry-After", b"HTTP/1.1 503 Sibuk\r\nRetry-After: 1\r\n" + EMPTY_END, status=503),
    Fault("503 with a date for Retry-After", b"HTTP/1.1 503 Sibuk\r\nRetry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n" + EMPTY_END, status=503),
    Fault("429 without end", b"HTTP/1.1 429 Pelan\r\n" + EMPTY_END, status=429),
    once("429 once", first_then(b"HTTP/1.1 429 Pelan\r\nRetry-After: 1\r\n" + EMPTY_END, GOOD), asked=2, recorded=2),
    Fault("500", b"HTTP/1.1 500 Rusak\r\n" + EMPTY_END, status=500),
    once("robots.txt answers 500", b"HTTP/1.1 500 Rusak\r\n" + EMPTY_END, robots=True, asked=0, recorded=0, whole=True),
    once("robots.txt redirects without end", redirect(b"/robots.txt"), robots=True, status=302, asked=9, recorded=9),
    once("robots.txt without end", endless(b"Disallow: /x\n" * 999, OK + b"Content-Type: text/plain\r\n\r\n"), robots=True, asked=0, recorded=0, whole=True),
    once("robots.txt is HTML", GOOD, robots=True, status=200),
]  # fmt: skip

SECURE = [
    lost("certificate expired, without permission", GOOD, "certificate", tls="expired", scheme="https", asked=0, whole=True),
    lost("certificate of another name, without", GOOD, "certificate", tls="other", scheme="https", asked=0, whole=True),
    lost("certificate signed by itself, without", GOOD, "certificate", tls="self", scheme="https", asked=0, whole=True),
    once("certificate expired", GOOD, tls="expired", scheme="https", problem="expired", status=200, group="lenient"),
    once("certificate of another name", GOOD, tls="other", scheme="https", problem="wrong-name", status=200, group="lenient"),
    once("certificate signed by itself", GOOD, tls="self", scheme="https", problem="self-signed", status=200, group="lenient"),
    lost("TLS 1.0 without permission", GOOD, "tls", tls="old", scheme="https", asked=0, whole=True),
    once("TLS 1.0 with permission", GOOD, tls="old", scheme="https", group="legacy", protocol="tls/1.0", status=200),
    lost("plain HTTP on the TLS port", cut(GOOD), "tls", scheme="https", early=True, asked=None, whole=True),
    lost("handshake that hangs", hang(), "timeout", scheme="https", early=True, asked=None, whole=True),
    lost("handshake that stops half-way", _half_handshake, "timeout", scheme="https", early=True, asked=None, whole=True),
    lost("reset in the handshake", cut(b"", reset), None, scheme="https", early=True, asked=None, whole=True),
    Fault("TLS on the plain port", GOOD, tls="self", recorded=None, asked=None, whole=True),
]  # fmt: skip

NOWHERE = [
    lost("a name that does not resolve", None, "dns", host="tidak-ada.invalid", asked=None, whole=True),
    lost("a port where nobody listens", None, "refused", asked=None, whole=True),
    lost("a private address", GOOD, "private-address", asked=0, whole=True, group="public"),
    lost("a private address where nobody listens", None, "private-address", asked=None, whole=True, group="public"),
]  # fmt: skip

FAULTS = [*SLOW, *ENDLESS, *LENGTHS, *CODINGS, *CUTS, *REDIRECTS, *HEADS, *BUSY, *SECURE, *NOWHERE]


def group_of(row):
    """Rows that wait for the client to lose patience are crawled by a hasty one; no other feels a busy machine."""
    waits = row.truncated == "time" or row.failure == "timeout"
    return "hasty" if waits else row.group
