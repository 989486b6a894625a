"""An HTTP server of plain sockets that writes down every byte it received and sent.

It shares no code with what it checks: answers are literal bytes, cut and closed as a test says.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from dataclasses import dataclass, field

PATIENCE = 20.0
"""Seconds a connection may be idle before the server gives up on it."""


@dataclass(frozen=True)
class Answer:
    """What a path answers: bytes to send, or seconds to wait, then how the connection ends.

    `end` is `keep`, `close` (orderly), `ragged` (TLS without a closure alert) or `reset` (TCP RST).
    """

    steps: tuple[bytes | float, ...]
    end: str = "keep"


@dataclass
class Seen:
    """One request as it came and the bytes that went back; `sent` grows while it is answered."""

    connection: int
    path: str
    request: bytes
    sent: bytearray = field(default_factory=bytearray)


class WireServer:
    """Serves `answers` by path on 127.0.0.1; `seen` is the record, in order of arrival.

    A path may map to a list: its answers are given one after the other, the last one for ever.
    With `eager`, the answer goes out on accepting a connection, before anything is read.
    """

    def __init__(self, answers, *, tls=None, eager=None):
        self.answers, self._tls, self._eager = answers, tls, eager
        self.seen: list[Seen] = []
        self.connections = 0
        self.bytes_received = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._running = True
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def of(self, path: str) -> list[Seen]:
        """Return what was served under a path."""
        return [seen for seen in self.seen if seen.path == path]

    def close(self) -> None:
        self._running = False
        self._listener.close()

    def _accept(self) -> None:
        while self._running:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection, number) -> None:
        connection.settimeout(PATIENCE)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            if self._eager:
                self._serve_eagerly(connection, number)
                return
            while self._serve_one(connection, number):
                pass

    def _serve_eagerly(self, connection, number) -> None:
        seen = Seen(number, "/", b"")
        self.seen.append(seen)
        self._send(connection, seen, self._eager.steps)
        seen.request = self._read_request(connection)
        self._end(connection, self._eager.end)

    def _serve_one(self, connection, number) -> bool:
        request = self._read_request(connection)
        if not request:
            self._end(connection, "close")
            return False
        target = request.split(b" ", 2)[1].decode()
        path = "/" + target.split("://", 1)[1].split("/", 1)[1] if "://" in target else target
        seen = Seen(number, path, request)
        with self._lock:
            self.seen.append(seen)
            answer = self._answer(path, len(self.of(path)))
        self._send(connection, seen, answer.steps)
        self._end(connection, answer.end)
        return answer.end == "keep"

    def _answer(self, path, times) -> Answer:
        answer = self.answers.get(path) or Answer((b"HTTP/1.1 404 Tidak Ada\r\nContent-Length: 0\r\n\r\n",))
        return answer[min(times, len(answer)) - 1] if isinstance(answer, list) else answer

    def _read_request(self, connection) -> bytes:
        request = b""
        while b"\r\n\r\n" not in request:
            data = connection.recv(65536)
            self.bytes_received += len(data)
            if not data:
                return b""
            request += data
        return request

    def _send(self, connection, seen, steps) -> None:
        for step in steps:
            if isinstance(step, float):
                time.sleep(step)
                continue
            seen.sent += step  # before sending: the client may be checked at once
            connection.sendall(step)

    def _end(self, connection, end) -> None:
        if end == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif end == "close" and isinstance(connection, ssl.SSLSocket):
            with contextlib.suppress(OSError, ValueError):
                connection.settimeout(0.2)
                connection.unwrap()
        if end != "keep":
            with contextlib.suppress(OSError):
                if end != "reset":
                    connection.shutdown(socket.SHUT_WR)
            connection.close()
