"""What went over the wire in one attempt to fetch one URL."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Any

from archive.errors import WriteError
from archive.exchange import Tls, Truncation
from archive.spool import Spool
from crawler.clock import Clock, utc_now

if TYPE_CHECKING:
    from crawler.wire import TapProtocol

_INTERIM = re.compile(rb"HTTP/\d+\.\d+ 1\d\d\b")
_VERSION = re.compile(rb"HTTP/\d+\.\d+")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_DECIDED = 16  # bytes that tell an interim status line from a final one


class Capture:
    """What one attempt sent and received, filled by a `TapProtocol` while it happens.

    Interim (1xx) answers are split off the front of the received bytes (RFC 9110, section 15.2).
    """

    __slots__ = (
        "_limit",
        "_pending",
        "_protocol",
        "_searched",
        "clock",
        "disk_error",
        "finished",
        "interim",
        "ip",
        "lost",
        "malformed",
        "received",
        "response",
        "reused",
        "sent",
        "started",
        "started_at",
        "tls",
        "truncated",
        "version",
    )

    def __init__(self, limit: int = 0, clock: Clock = utc_now) -> None:
        """Args: limit: bytes received before the connection is cut, 0 is no limit; clock: what dates the request."""
        self._limit = limit
        self._pending: bytearray | None = bytearray()
        self._searched = 0
        self._protocol: TapProtocol | None = None
        self.sent: list[bytes] = []
        self.interim = b""
        self.response = Spool()
        self.received = 0
        self.clock = clock
        self.started_at = clock()
        self.started = self.finished = monotonic()
        self.ip: str | None = None
        self.tls: Tls | None = None
        self.version = "http/1.1"
        self.reused = False
        self.truncated: Truncation | None = None
        self.lost: BaseException | None = None
        self.malformed: BaseException | None = None
        self.disk_error: OSError | None = None

    def receive(self, data: bytes) -> bool:
        """Keep bytes of the answer; False asks for the connection to be cut."""
        self.received += len(data)
        try:
            if self._pending is None:
                self.response.write(data)
            else:
                self._begin(data)
        except OSError as error:
            self.disk_error = error
            return False
        if self._limit and self.received > self._limit:
            self.truncated = Truncation.LENGTH
            return False
        return True

    def _begin(self, data: bytes) -> None:
        if not self._pending and len(data) >= _DECIDED and not _INTERIM.match(data):
            self._settle(data)
            return
        assert self._pending is not None
        self._pending += data
        self._split_interim(self._pending)

    def _split_interim(self, pending: bytearray) -> None:
        while len(pending) >= _DECIDED:
            if not _INTERIM.match(pending):
                self._settle(bytes(pending))
                return
            end = _BLANK_LINE.search(pending, max(0, self._searched - 3))
            if end is None:
                self._searched = len(pending)
                return
            self.interim += bytes(pending[: end.end()])
            del pending[: end.end()]
            self._searched = 0

    def _settle(self, data: bytes) -> None:
        self._pending = None
        if found := _VERSION.match(data):
            self.version = found[0].decode().lower()
        self.response.write(data)

    def attach(self, protocol: TapProtocol) -> None:
        """Take the bytes of this connection from now on."""
        self._protocol = protocol
        protocol.capture = self

    def finish(self) -> None:
        """Stop the tee; an answer of interim messages only becomes the response itself."""
        self.finished = monotonic()
        protocol, self._protocol = self._protocol, None
        if protocol is not None and protocol.capture is self:
            protocol.capture = None
        rest, self._pending = self._pending, None
        if rest:
            self._settle(bytes(rest))
        if self.interim and not self.response.length:
            self._settle(self.interim)
            self.interim = b""

    def check_disk(self) -> None:
        """Raise `WriteError` when the temporary disk could not take the answer."""
        if self.disk_error is not None:
            problem = f"no room for an answer under way: {self.disk_error.strerror}"
            raise WriteError(problem, where="temporary folder", hint="free space, or set TMPDIR")

    def abort(self) -> None:
        """Cut the connection, if there is one."""
        if self._protocol is not None and self._protocol.transport is not None:
            transport: Any = self._protocol.transport
            transport.abortConnection()
