"""The demo site on a loopback port: one thread a connection, its own bytes on the wire."""

from __future__ import annotations

import errno
import socket
import socketserver
import threading
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Self

from msgspec import Struct

from archive.errors import ConfigError
from crawler.demo.http1 import BadRequest, Delivery, Request, read_request, refusal, write_answer
from crawler.demo.options import DemoOptions
from crawler.demo.routes import Answer, Routes
from crawler.demo.visit import Visit

HOST = "127.0.0.1"
DEFAULT_PORT = 8642
IDLE = 15.0
"""Seconds after which a silent connection is closed."""
JOIN = 5.0
"""Seconds to wait for each connection's thread on close."""


class Seen(Struct, frozen=True):
    """One request the site has answered."""

    method: str
    target: str
    """Path and query as sent."""
    status: int


class DemoSite:
    """A replica of a 2017 city portal; a context manager.

    Args:
        port: where to listen on 127.0.0.1; 0, or a port already in use, means a free one.
        options: what to change about the site.

    Raises:
        ConfigError: the port cannot be listened on for another reason than being in use.
    """

    def __init__(self, port: int = 0, options: DemoOptions | None = None) -> None:
        self.options = options or DemoOptions()
        self.requests: list[Seen] = []
        self._routes = Routes(self.options)
        self._numbers = count(1)
        self._listener = _listen(port, self)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.server_address[1])

    @property
    def base(self) -> str:
        """Scheme, host and port, without a final slash."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> Self:
        """Start answering; returns at once."""
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop answering, cut open connections, and wait for their threads; a second call does nothing."""
        thread, self._thread = self._thread, None
        if thread:
            self._listener.shutdown()
            thread.join()
        self._listener.server_close()
        self._listener.cut()

    def answer(self, request: Request, ip: str) -> bytes:
        """Return the bytes for a request from this address, and log it."""
        visit = Visit(self.base, ip, next(self._numbers), self.options.seed)
        answer = self._answer(request, visit)
        self.requests.append(Seen(request.method, request.target, answer.status))
        return write_answer(answer, Delivery(request, visit, self.options.gzip))

    def _answer(self, request: Request, visit: Visit) -> Answer:
        if request.method in {"GET", "HEAD"}:
            return self._routes.answer(request.target, visit)
        if request.method == "POST" and request.target == "/polling":
            return Answer(b"<p>Terima kasih.</p>")
        return Answer(b"", status=405, headers=(("Allow", "GET, HEAD"),))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, site: DemoSite) -> None:
        self.site = site
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        super().__init__((HOST, port), _Connection)

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open[threading.current_thread()] = connection

    def closed(self) -> None:
        with self._lock:
            self._open.pop(threading.current_thread(), None)

    def cut(self) -> None:
        with self._lock:
            left = list(self._open.items())
        for thread, connection in left:
            # The client or the thread itself may have been faster.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(JOIN)


class _Connection(socketserver.StreamRequestHandler):
    server: _Listener
    timeout = IDLE
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def handle(self) -> None:
        # A client that vanishes or falls silent ends its connection, nothing else.
        with suppress(OSError):
            try:
                while self._one():
                    pass
            except BadRequest:
                self.wfile.write(refusal(400))

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.closed()

    def _one(self) -> bool:
        """Answer one request and say whether another may follow."""
        request = read_request(self.rfile)
        if request is None:
            return False
        self.wfile.write(self.server.site.answer(request, str(self.client_address[0])))
        return request.keep_alive


def _listen(port: int, site: DemoSite) -> _Listener:
    try:
        return _Listener(port, site)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            return _Listener(0, site)
        hint = "choose another port, or 0 for a free one"
        raise ConfigError(f"cannot listen: {error}", where=f"{HOST}:{port}", hint=hint) from error
