"""HTTP/1.1 as an old Apache spoke it: requests read with bounds, answers written byte by byte."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from email.utils import formatdate
from http import HTTPStatus
from io import BufferedIOBase

from msgspec import Struct

from crawler.demo.routes import Answer
from crawler.demo.visit import Visit

MAX_LINE = 8192
"""Bytes of a request or header line, its end included."""
MAX_HEADERS = 100
MAX_BODY = 65536
"""Bytes of a request body, which is read and thrown away."""
CHUNK = 4096
"""Bytes of data in one chunk of an answer."""


class BadRequest(Exception):
    """A request that cannot be answered; the connection is closed behind the 400."""


class Request(Struct, frozen=True):
    """One request; header names in lower case, the last of a name wins."""

    method: str
    target: str
    version: str
    headers: dict[str, str]

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open (RFC 9112, 9.3)."""
        word = self.headers.get("connection", "").lower()
        return word != "close" if self.version == "HTTP/1.1" else word == "keep-alive"

    @property
    def takes_gzip(self) -> bool:
        """Whether the client offers to decode gzip."""
        return "gzip" in self.headers.get("accept-encoding", "").lower()


class Delivery(Struct, frozen=True):
    """How an answer goes out on this connection."""

    request: Request
    visit: Visit
    gzip: bool


def read_request(stream: BufferedIOBase) -> Request | None:
    """Return the next request, or None where the client has closed.

    Raises:
        BadRequest: a malformed or oversized request.
    """
    line = _line(stream)
    if not line:
        return None
    words = line.split(" ")
    if len(words) != 3 or words[2] not in {"HTTP/1.0", "HTTP/1.1"} or not words[1].startswith("/"):  # noqa: PLR2004
        raise BadRequest(line[:80])
    headers = dict(_headers(stream))
    _skip_body(stream, headers)
    return Request(words[0], words[1], words[2], headers)


def write_answer(answer: Answer, delivery: Delivery) -> bytes:
    """Return the bytes of an answer: head, and the body unless it is a HEAD or a 304."""
    request = delivery.request
    if not answer.dynamic:
        return _file_answer(answer, request)
    zipped = delivery.gzip and request.takes_gzip and bool(answer.body)
    body = gzip.compress(answer.body, 6, mtime=0) if zipped else answer.body
    chunked = bool(body) and request.version == "HTTP/1.1"
    lines = [*_first_lines(answer.status), *_cms_lines(delivery.visit), *answer.headers]
    if zipped:
        lines += [("Vary", "Accept-Encoding"), ("content-encoding", "gzip")]
    lines += _connection_lines(request)
    lines.append(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body))))
    lines.append(("Content-type", answer.content_type))
    shown = b"" if request.method == "HEAD" else _chunks(body) if chunked else body
    return _head(answer.status, lines) + shown


def refusal(status: int) -> bytes:
    """Return a bodyless error after which the connection closes."""
    lines = [*_first_lines(status), ("Content-Length", "0"), ("Connection", "close")]
    return _head(status, lines)


def _file_answer(answer: Answer, request: Request) -> bytes:
    """Return a static file, or 304 when the client has it (RFC 9110, 13.1.2)."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    status = 304 if request.headers.get("if-none-match") == etag else answer.status
    lines = [*_first_lines(status), ("ETag", etag), *_connection_lines(request)]
    if status != 304:  # noqa: PLR2004
        lines += [("Accept-Ranges", "none"), ("Content-Length", str(len(answer.body)))]
        lines.append(("Content-Type", answer.content_type))
    silent = request.method == "HEAD" or status == 304  # noqa: PLR2004
    return _head(status, lines) + (b"" if silent else answer.body)


def _first_lines(status: int) -> list[tuple[str, str]]:
    powered = [] if status == 304 else [("X-Powered-By", "PHP/5.5.9-1ubuntu4.22")]  # noqa: PLR2004
    return [("Date", formatdate(usegmt=True)), ("Server", "Apache/2.4.7 (Ubuntu)"), *powered]


def _cms_lines(visit: Visit) -> list[tuple[str, str]]:
    return [
        ("Set-Cookie", f"ci_session={visit.session}; path=/; HttpOnly"),
        ("set-cookie", f"csrf_cookie_name={visit.token}; path=/"),
        ("Expires", "Thu, 19 Nov 1981 08:52:00 GMT"),
        ("cache-Control", "no-store, no-cache, must-revalidate"),
        ("Pragma", "no-cache"),
    ]


def _connection_lines(request: Request) -> list[tuple[str, str]]:
    if request.keep_alive:
        return [("Keep-Alive", "timeout=15, max=1000"), ("Connection", "Keep-Alive")]
    return [("Connection", "close")]


def _head(status: int, lines: list[tuple[str, str]]) -> bytes:
    phrase = HTTPStatus(status).phrase
    fields = "".join(f"{name}: {value}\r\n" for name, value in lines)
    return f"HTTP/1.1 {status} {phrase}\r\n{fields}\r\n".encode("latin-1")


def _chunks(body: bytes) -> bytes:
    """Return a body in chunked coding (RFC 9112, 7.1)."""
    parts = (body[i : i + CHUNK] for i in range(0, len(body), CHUNK))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _line(stream: BufferedIOBase) -> str:
    raw = stream.readline(MAX_LINE + 1)
    if len(raw) > MAX_LINE or (raw and not raw.endswith(b"\n")):
        raise BadRequest("line too long or cut")
    return raw.decode("latin-1").rstrip("\r\n")


def _headers(stream: BufferedIOBase) -> Iterator[tuple[str, str]]:
    for _ in range(MAX_HEADERS):
        line = _line(stream)
        if not line:
            return
        name, colon, value = line.partition(":")
        if not colon:
            raise BadRequest(line[:80])
        yield name.strip().lower(), value.strip()
    raise BadRequest("too many headers")


def _skip_body(stream: BufferedIOBase, headers: dict[str, str]) -> None:
    raw = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not (raw.isascii() and raw.isdigit()) or len(raw) > 6:  # noqa: PLR2004
        raise BadRequest("a body of unknown or absurd length")
    if int(raw) > MAX_BODY:
        raise BadRequest("body too large")
    stream.read(int(raw))
