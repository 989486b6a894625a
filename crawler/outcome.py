"""How an attempt ended: whole, cut (and why), or without any answer (and why)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectError, ConnectionDone
from twisted.web._newclient import RequestNotSent, RequestTransmissionFailed, _WrapperException

from archive.exchange import Truncation
from crawler.address import PrivateAddress
from crawler.certificate import BadCertificate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.attempt import Capture

MESSAGE_LIMIT = 300


class RefusedUrl(IgnoreRequest):
    """The URL is not one to fetch (credentials in it, or no http); never retried."""


class Postponed(IgnoreRequest):
    """The crawl is ending and this request was not made: it stays in the frontier for the next run."""


class NotAsked(IgnoreRequest):
    """The host was given up, or the crawl ends: the request was not made, and waits for the next run."""


class CaptureStopped(Postponed):
    """Nothing can be recorded any more, so nothing more is fetched; `Recorder.error` says why."""


class Reason(StrEnum):
    """Why a request has no answer in the WARC, or none that can be read."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT = "connect"
    TLS = "tls"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    EMPTY_REPLY = "empty-reply"
    PRIVATE_ADDRESS = "private-address"
    BAD_URL = "bad-url"
    BAD_ANSWER = "bad-answer"
    """The bytes are recorded as they came (truncated, `unspecified`), but are no readable HTTP."""
    OTHER = "other"


_REASONS: tuple[tuple[type[BaseException], Reason], ...] = (
    (PrivateAddress, Reason.PRIVATE_ADDRESS),
    (RefusedUrl, Reason.BAD_URL),
    (BadCertificate, Reason.CERTIFICATE),
    (CannotResolveHostError, Reason.DNS),
    (DownloadConnectionRefusedError, Reason.REFUSED),
    (DownloadTimeoutError, Reason.TIMEOUT),
    (SSL.Error, Reason.TLS),
    (DownloadFailedError, Reason.EMPTY_REPLY),
    (RequestTransmissionFailed, Reason.EMPTY_REPLY),
    (ConnectError, Reason.CONNECT),
    (TunnelError, Reason.CONNECT),
    (ValueError, Reason.BAD_URL),
)


def reason_of(error: BaseException) -> Reason:
    """Name the reason of a failure without a response byte."""
    found = tuple(_causes(error))
    return next((reason for kind, reason in _REASONS if any(isinstance(cause, kind) for cause in found)), Reason.OTHER)


def refusal_of(error: BaseException) -> str:
    """Name why a page of the frontier was given up: a `Reason`, or who refused it."""
    if not isinstance(error, IgnoreRequest) or isinstance(error, (RefusedUrl, BadCertificate)):
        return reason_of(error)
    text = str(error).lower()
    return "robots" if "robots.txt" in text else "out-of-scope" if "out of scope" in text else "refused-here"


def message_of(error: BaseException) -> str:
    """Say in one line what went wrong, innermost cause first."""
    innermost = tuple(_causes(error))[-1]
    return " ".join(f"{type(innermost).__name__}: {innermost}".split())[:MESSAGE_LIMIT]


def _causes(error: BaseException | None, depth: int = 4) -> Iterator[BaseException]:
    """Yield an error, what it was raised from, and what Twisted wrapped in it."""
    if error is None or depth == 0:
        return
    yield error
    if isinstance(error, _WrapperException):
        for failure in error.reasons:
            yield from _causes(getattr(failure, "value", None), depth - 1)
    yield from _causes(error.__cause__, depth - 1)


def truncation_of(capture: Capture, error: BaseException | None, flags: list[str]) -> Truncation | None:
    """Say why an answer is cut, or None when it is whole.

    A body that ends with the connection is whole only if the connection was closed properly; over
    TLS that takes a closure alert (RFC 9112, section 9.8).
    """
    if capture.truncated is not None or isinstance(error, DownloadCancelledError):
        return capture.truncated or Truncation.LENGTH
    if isinstance(error, DownloadTimeoutError):
        return Truncation.TIME
    if capture.malformed is not None:
        return Truncation.UNSPECIFIED
    if isinstance(error, (ResponseDataLossError, DownloadFailedError)) or _cut_off(capture, flags):
        return Truncation.DISCONNECT
    return None if error is None and "download_stopped" not in flags else Truncation.UNSPECIFIED


def _cut_off(capture: Capture, flags: list[str]) -> bool:
    lost = capture.lost is not None and not isinstance(capture.lost, ConnectionDone)
    return "dataloss" in flags or ("partial" in flags and lost)


def is_stale(capture: Capture, error: BaseException) -> bool:
    """Tell whether an idle connection had died before it was used again (RFC 9112, section 9.3.1)."""
    lost = (DownloadFailedError, RequestTransmissionFailed, RequestNotSent)
    return capture.reused and not capture.received and isinstance(error, lost)
