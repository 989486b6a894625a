"""A server that does one thing wrong: plain sockets, literal bytes, one thread a connection."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time

PAGE = b"<html><head><title>Baik</title></head><body><p>Kabar baik dari balai kota.</p></body></html>"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE
FINE = GOOD.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
MISSING = b"HTTP/1.1 404 Tidak Ada\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
PATIENCE = 12.0
"""Seconds after which a server gives up on a client that does not come or go."""


class FaultServer:
    """Answers `/f` (and what is under it) with the fault, `/robots.txt` with 404 and everything else with a page.

    `fault` is bytes, or a function of (connection, path, how many times it was asked). With `early`
    it gets the connection on accepting. `asked` has the paths in order.
    """

    def __init__(self, fault, host="127.0.0.1", *, tls=None, early=False, robots=False):
        self.fault, self._tls, self._early, self._robots = fault, tls, early, robots
        self.asked: list[str] = []
        self._listener = socket.create_server((host, 0), backlog=32)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(PATIENCE)
        with contextlib.suppress(OSError, ValueError), contextlib.closing(connection):
            if self._early:
                self.asked.append("-")
                self.fault(connection, "-", len(self.asked))
                return
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while path := self._read(connection):
                self.asked.append(path)
                self._answer(connection, path)
            if isinstance(connection, ssl.SSLSocket):
                connection.close()

    def _read(self, connection):
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data:
                return ""
            head += data
        return head.split(b" ", 2)[1].decode()

    def _answer(self, connection, path):
        broken = path.startswith("/f") or (self._robots and path == "/robots.txt")
        if not broken:
            connection.sendall(MISSING if path == "/robots.txt" else FINE)
            close(connection)
        elif isinstance(self.fault, bytes):
            connection.sendall(self.fault)
            close(connection)
        else:
            self.fault(connection, path, self.asked.count(path))


def close(connection):
    """End a connection in order."""
    with contextlib.suppress(OSError, ValueError):
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(0.2)
            connection.unwrap()
        connection.shutdown(socket.SHUT_WR)
    connection.close()


def reset(connection):
    """End a connection with a TCP reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drip(data, pause, first=b""):
    """Send `first` at once and then a byte at a time, until the client leaves or the patience ends."""

    def serve(connection, _path, _times):
        end = time.monotonic() + PATIENCE
        connection.sendall(first)
        for byte in data:
            if time.monotonic() > end:
                break
            connection.sendall(bytes([byte]))
            time.sleep(pause)
        close(connection)

    return serve


def endless(piece, first=b""):
    """Send `first` and then the same bytes until the client leaves."""

    def serve(connection, _path, _times):
        end = time.monotonic() + PATIENCE
        connection.sendall(first)
        while time.monotonic() < end:
            connection.sendall(piece)
        close(connection)

    return serve


def hang(first=b""):
    """Send `first`, then nothing."""

    def serve(connection, _path, _times):
        connection.sendall(first)
        time.sleep(PATIENCE)
        connection.close()

    return serve


def cut(data, how=close):
    """Send these bytes and end the connection."""

    def serve(connection, _path, _times):
        connection.sendall(data)
        time.sleep(0.05)
        how(connection)

    return serve


def first_then(first, later):
    """Answer the first time with one thing, later with another."""

    def serve(connection, path, times):
        chosen = first if times == 1 else later
        if isinstance(chosen, bytes):
            connection.sendall(chosen)
            close(connection)
        else:
            chosen(connection, path, times)

    return serve
