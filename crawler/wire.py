"""The tee on the wire: every byte of one HTTP exchange, as sent and as received.

Twisted's parser drops chunk framing, header case and order, and the reason phrase, so the bytes
are taken below it. This stands on private names of Twisted and Scrapy; `tests/capture/` is the canary.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding
from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from twisted.internet.error import ConnectionDone
from twisted.internet.interfaces import IHandshakeListener
from twisted.web._newclient import BODY
from twisted.web.http_headers import InvalidHeaderName
from zope.interface import implementer

from archive.exchange import Tls, Truncation
from crawler.address import PrivateAddress
from crawler.attempt import Capture
from crawler.certificate import distrust_of
from crawler.resolving import Doors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from OpenSSL import SSL
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress, IStreamClientEndpoint
    from twisted.python.failure import Failure
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.client import HTTPConnectionPool
    from twisted.web.iweb import IResponse

HEAD_LIMIT = 256 * 1024
"""Bytes an answer may take before its body begins; what browsers allow."""

LINE_LIMIT = 64 * 1024
"""Bytes of one header line."""


Judge = Callable[[Tls], Exception | None]
"""Says why a TLS session is not to be used."""


class _Tee:
    """A transport that keeps what is written through it."""

    def __init__(self, transport: Any, sent: list[bytes]) -> None:
        self._transport, self._sent = transport, sent

    def write(self, data: bytes) -> None:
        self._sent.append(data)
        self._transport.write(data)

    def writeSequence(self, parts: Iterable[bytes]) -> None:  # noqa: N802 - Twisted's name
        data = b"".join(parts)
        self._sent.append(data)
        self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class TapParser(_LenientHTTPClientParser):
    """Reads the head of an answer as a browser does, where Twisted would give the page up."""

    MAX_LENGTH = LINE_LIMIT

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take blanks before the colon, and leave out what is no header name (RFC 9112, section 5.1)."""
        with suppress(InvalidHeaderName):
            super().headerReceived(name.rstrip(b" \t"), value)  # type: ignore[no-untyped-call]


@implementer(IHandshakeListener)
class TapProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's HTTP/1.1 client protocol, teed into the `Capture` of the attempt it serves."""

    capture: Capture | None = None
    served = 0
    judge: Judge | None = None
    _tls: Tls | None = None

    def handshakeCompleted(self) -> None:  # noqa: N802 - Twisted's name
        """Look at the server's certificate before the request is sent; one that is not taken ends the connection."""
        capture, session = self.capture, self._session()
        if self.judge is None or capture is None or session is None:
            return
        if (refused := self.judge(session)) is not None:
            capture.refused = refused
            capture.abort()

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        """Send a request; what is written goes into the capture too."""
        if (capture := self.capture) is not None:
            capture.started_at, capture.started = capture.clock(), monotonic()
            write_to = request.writeTo
            request.writeTo = lambda transport: write_to(  # type: ignore[method-assign]
                _Tee(transport, capture.sent)  # type: ignore[no-untyped-call]
            )
        self.served += 1
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = TapParser
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Keep the bytes, then let Twisted parse them."""
        capture = self.capture
        if capture is not None:
            if not capture.received:
                capture.tls = self._session()
            if not capture.receive(data) or self._endless_head(capture):
                capture.abort()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _endless_head(self, capture: Capture) -> bool:
        if capture.received <= HEAD_LIMIT or self._parser is None or self._parser.state == BODY:
            return False
        capture.truncated = Truncation.LENGTH
        return True

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - Twisted's name
        # Bytes after the end of an answer would be taken for the start of the next one.
        if rest and self._currentRequest is not None:
            self._currentRequest.persistent = False
        capture = self.capture
        super()._finishResponse(rest)
        if self.capture is capture:
            self.capture = None

    def _giveUp(self, reason: Failure) -> None:  # noqa: N802 - Twisted's name
        if self.capture is not None and not isinstance(reason.value, ConnectionDone):
            self.capture.malformed = reason.value
        super()._giveUp(reason)  # type: ignore[no-untyped-call]

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]  # noqa: N802
        """Remember how the connection ended before the parser hears of it."""
        if self.capture is not None:
            self.capture.lost = reason.value
        super().connectionLost(reason)  # type: ignore[no-untyped-call]

    def _session(self) -> Tls | None:
        transport: Any = self.transport
        if self._tls is None and hasattr(transport, "getPeerCertificate"):
            self._tls = tls_of(transport.getHandle())
        return self._tls


def tls_of(connection: SSL.Connection) -> Tls | None:
    """Describe a TLS connection after its handshake; None when the peer showed no certificate."""
    certificate = connection.get_peer_certificate(as_cryptography=True)
    if certificate is None:
        return None
    der = certificate.public_bytes(Encoding.DER)
    return Tls(
        version=tls_version(connection.get_protocol_version_name()),
        cipher=connection.get_cipher_name() or "",
        certificate=der,
        fingerprint=hashlib.sha256(der).hexdigest(),
        distrust=distrust_of(connection.get_peer_cert_chain(as_cryptography=True) or ()),
    )


def tls_version(name: str) -> str:
    """Write OpenSSL's `TLSv1.3` the way `WARC-Protocol` does, `tls/1.3`."""
    family, _, number = name.lower().partition("v")
    return f"{family}/{number if '.' in number else number + '.0'}"


class TapFactory(_LenientHTTP11ClientFactory):
    """Builds `TapProtocol`s, and refuses peers that are no public address."""

    def __init__(self, quiescent: Callable[..., Any], metadata: str, *, doors: Doors) -> None:
        super().__init__(quiescent, metadata)  # type: ignore[no-untyped-call]
        self._doors = doors

    def buildProtocol(self, addr: IAddress | None) -> TapProtocol:  # noqa: N802 - Twisted's name
        """Build the protocol of a new connection.

        The name was checked when it was resolved; this is the connected peer, before the TLS handshake.

        Raises:
            PrivateAddress: the peer is loopback, private, link-local, reserved or multicast.
        """
        host = getattr(addr, "host", "")
        if not self._doors.admits(host):
            raise PrivateAddress(f"{host} is not a public address")
        return TapProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def tap(pool: HTTPConnectionPool, doors: Doors) -> None:
    """Make a connection pool build tapped protocols, and leave retries to us: each attempt is recorded."""
    factory: Any = partial(TapFactory, doors=doors)
    pool._factory = factory  # noqa: SLF001 - the hook Scrapy itself uses
    pool.retryAutomatically = False


class TapPool:
    """The pool as one attempt sees it: the connection it gets is linked to the capture."""

    def __init__(
        self, pool: HTTPConnectionPool, capture: Capture, doors: Doors, judge: Judge, *, fresh: bool = False
    ) -> None:
        """Args: fresh: open a new connection even when an idle one is there."""
        self._pool, self._capture, self._doors, self._judge, self._fresh = pool, capture, doors, judge, fresh
        self.persistent = pool.persistent

    def getConnection(  # noqa: N802 - Twisted's name
        self, key: tuple[bytes, bytes, int], endpoint: IStreamClientEndpoint
    ) -> Deferred[TapProtocol]:
        """Get a connection for one request, already teed when Twisted writes to it."""
        connect = self._pool._newConnection if self._fresh else self._pool.getConnection  # noqa: SLF001
        guard = self._doors.guard(endpoint, key[1].decode("ascii", "replace"), key[2])
        connection: Deferred[Any] = connect(key, endpoint)
        return connection.addErrback(guard.explain).addCallback(self._attach)

    def _attach(self, protocol: TapProtocol) -> TapProtocol:
        self._capture.attach(protocol)
        protocol.judge = self._judge
        self._capture.reused = protocol.served > 0
        transport: Any = protocol.transport
        self._capture.ip = transport.getPeer().host
        return protocol
