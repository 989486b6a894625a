"""The download handler: fetches with Scrapy, records what was on the wire.

The only translation from Scrapy to `archive.exchange.Exchange`.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, NotConfigured
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached

from archive.errors import WriteError
from archive.exchange import Exchange, Truncation
from crawler.agent import ARCHIVED_ONLY, PARSE_MAXSIZE, WireAgent
from crawler.attempt import Capture
from crawler.certificate import BadCertificate, LegacyContextFactory, certificate_problem
from crawler.clock import clock_of
from crawler.conditional import ORIGINAL
from crawler.outcome import (
    CaptureStopped,
    Reason,
    RefusedUrl,
    is_stale,
    message_of,
    reason_of,
    truncation_of,
)
from crawler.recorder import Failed, Recorder
from crawler.resolving import Doors
from crawler.wire import TapPool, tap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from archive.exchange import Tls
    from archive.sites import Site

DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https", "ftp", "s3", "file", "data"), "crawler.capture.WireDownloadHandler")
"""For Scrapy's setting of this name; other schemes than http(s) come here to be refused and logged."""

ROOM_FOR_HEAD = 1024 * 1024
HOPS_SHOWN = 50
CLOSING_SECONDS = 1


class _StaleConnection(Exception):
    """An idle connection was dead before a byte arrived; the request goes over a new one."""


class WireDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler; every attempt ends in the WARC or in the failure log.

    An exchange is recorded before its response (or its error) goes back to Scrapy. Redirects,
    robots.txt, error statuses and retries all come through here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        recorder = crawler.get_extension(Recorder)
        if recorder is None:
            raise NotConfigured("nothing is fetched without a collection: set KLIPING_COLLECTION")
        self._recorder = recorder
        self._clock = clock_of(crawler.settings)
        self._parse_maxsize = crawler.settings.getint("KLIPING_PARSE_MAXSIZE", PARSE_MAXSIZE)
        self._open: set[Capture] = set()
        recorder.on_halt.append(self._abort_all)
        self._doors = Doors(self._may_be_private)
        tap(self._pool, self._doors)
        if (site := self._profile()) is not None and site.tls == "legacy":
            legacy: Any = LegacyContextFactory()
            self._contextFactory = legacy

    async def close(self) -> None:
        """Close the idle connections, in a second at most; Scrapy's own fails when other sites keep the loop busy."""
        closed: Deferred[None] = self._pool.closeCachedConnections()  # type: ignore[no-untyped-call]
        await asyncio.wait([closed.asFuture(asyncio.get_running_loop())], timeout=CLOSING_SECONDS)

    def _may_be_private(self, host: str, port: int) -> bool:
        if self._crawler.settings.getbool("KLIPING_ALLOW_PRIVATE"):
            return True
        site = self._profile()
        return site is not None and bool({host, f"{host}:{port}"} & set(site.allow_private_hosts))

    def _judge(self, request: Request, session: Tls) -> BadCertificate | None:
        """Refuse a certificate that is not good, unless the profile permits it for this host.

        An unknown issuer is no reason: too many servers forget a certificate of their chain. The archive says it.
        """
        problem = _problem_of(request, session, self._clock())
        site, discovery = self._profile(), getattr(self._crawler.spider, "discovery", None)
        permitted = site is not None and site.tls != "modern"
        if problem is None or (permitted and discovery is not None and discovery.in_scope(request.url)):
            return None
        return BadCertificate(f'the certificate is {problem}; the site\'s profile may permit it: tls = "lenient"')

    def _profile(self) -> Site | None:
        target = getattr(self._crawler.spider, "target", None)
        return target.site if target is not None else None

    async def download_request(self, request: Request) -> Response:
        """Fetch a request; once more, at once, when an idle connection turned out to be dead."""
        self._refuse(request)
        try:
            return await self._attempt(request, fresh=False)
        except _StaleConnection:
            self._recorder.count("stale-connections")
            return await self._attempt(request, fresh=True)

    def _refuse(self, request: Request) -> None:
        self._check_running()
        url = urlparse_cached(request)
        if url.scheme in {"http", "https"} and "@" not in url.netloc and url.hostname:
            return
        refused = RefusedUrl("not http(s), without a host, or with credentials in the URL")
        with self._stop_when_full():
            self._log_failure(request, self._clock(), refused)
        raise refused

    def _check_running(self) -> None:
        if self._recorder.error is not None:
            raise CaptureStopped(str(self._recorder.error))

    async def _attempt(self, request: Request, *, fresh: bool) -> Response:
        capture = Capture(self._wire_limit(request), self._clock)
        self._open.add(capture)
        try:
            response = await self._transfer(request, capture, fresh=fresh)
        except Exception as error:
            capture.finish()
            if capture.refused is not None:
                self._settle(request, capture, capture.refused, [])
                raise capture.refused from error
            if not fresh and is_stale(capture, error) and request.method in {"GET", "HEAD"}:
                raise _StaleConnection from error
            self._settle(request, capture, error, [])
            if capture.truncated is Truncation.LENGTH:
                # A lost connection is tried again; an answer that is too large must not be.
                raise DownloadCancelledError("the answer is larger than allowed") from error
            raise
        else:
            capture.finish()
            self._settle(request, capture, None, response.flags)
            return response
        finally:
            self._open.discard(capture)
            capture.finish()  # for the attempt that was cancelled
            with suppress(OSError):  # a full disk has been told by now
                capture.response.close()

    def _wire_limit(self, request: Request) -> int:
        """Bytes on the wire: chunks of 64 bytes add a tenth, and no document is cut smaller."""
        maxsize: int = request.meta.get("download_maxsize", self._default_maxsize)
        return maxsize + maxsize // 8 + ROOM_FOR_HEAD if maxsize else 0

    async def _transfer(self, request: Request, capture: Capture, *, fresh: bool) -> Response:
        agent = WireAgent(
            self._parse_maxsize,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=TapPool(self._pool, capture, self._doors, partial(self._judge, request), fresh=fresh),
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            response: Response = await maybe_deferred_to_future(agent.download_request(request))
        if agent.kept is not None and agent.kept.cut:
            response.flags.append(ARCHIVED_ONLY)
        return response

    def _settle(self, request: Request, capture: Capture, error: Exception | None, flags: list[str]) -> None:
        """Send what came to the WARC, or the failure to its log."""
        self._check_running()
        with self._stop_when_full():
            capture.check_disk()
            if capture.received:
                truncated = truncation_of(capture, error, flags)
                exchange = _exchange(request, capture, truncated, self._site(request))
                request.meta["kliping_ref"] = self._recorder.record(exchange, request.meta.get(ORIGINAL))
            if capture.malformed is not None:
                self._log_failure(request, capture.started_at, capture.malformed, Reason.BAD_ANSWER)
            elif error is not None and not capture.received:
                self._log_failure(request, capture.started_at, error)

    @contextmanager
    def _stop_when_full(self) -> Iterator[None]:
        try:
            yield
        except WriteError as full:
            self._recorder.halt(full)
            raise CaptureStopped(str(full)) from full

    def _log_failure(self, request: Request, at: datetime, error: BaseException, reason: Reason | None = None) -> None:
        self._recorder.failure(
            Failed(
                at=at,
                url=_without_credentials(request.url),
                reason=reason or reason_of(error),
                message=message_of(error),
                attempt=request.meta.get("retry_times", 0) + 1,
                site=self._site(request),
            ),
            recorded=reason is Reason.BAD_ANSWER,
        )

    def _site(self, request: Request) -> str | None:
        """Return the key of the site; Scrapy's own request for robots.txt does not carry it."""
        target = getattr(self._crawler.spider, "target", None)
        return request.meta.get("kliping_site") or (target.site.key if target else None)

    def _abort_all(self) -> None:
        for capture in tuple(self._open):
            capture.abort()


def _exchange(request: Request, capture: Capture, truncated: Truncation | None, site: str | None) -> Exchange:
    return Exchange(
        url=urldefrag(request.url)[0],
        fetched_at=capture.started_at,
        request=b"".join(capture.sent),
        response=capture.response,
        ip=capture.ip,
        protocol=capture.version,
        tls=capture.tls,
        truncated=truncated,
        interim=capture.interim,
        notes=tuple(_notes(request, capture, site)),
    )


def _notes(request: Request, capture: Capture, site: str | None) -> list[tuple[str, str]]:
    """Tell how the crawl came here; the names are Heritrix's where it has one."""
    meta = request.meta
    referer = request.headers.get(b"Referer")
    attempt = meta.get("retry_times", 0) + 1
    notes = (
        ("site", site),
        ("via", meta.get("kliping_via") or (referer.decode("latin-1") if referer else None)),
        ("hopsFromSeed", _hops(request)),
        ("fetchTimeMs", str(round((capture.finished - capture.started) * 1000))),
        ("attempt", str(attempt) if attempt > 1 else None),
        ("certificateProblem", _certificate_problem(request, capture)),
        ("redirectedFrom", next(iter(meta.get("redirect_urls", ())[-1:]), None)),
    )
    return [(name, value) for name, value in notes if value]


def _certificate_problem(request: Request, capture: Capture) -> str | None:
    session = capture.tls
    return None if session is None else _problem_of(request, session, capture.started_at) or session.distrust


def _problem_of(request: Request, session: Tls, at: datetime) -> str | None:
    today = at.replace(minute=0, second=0, microsecond=0)  # so that it is worked out once
    return certificate_problem(session.certificate, urlparse_cached(request).hostname or "", today)


def _hops(request: Request) -> str:
    """Return the path from the seed in Heritrix's letters: L a link, E an embed, R a redirect, P a prerequisite."""
    meta = request.meta
    if (given := meta.get("kliping_hops")) is not None:
        return str(given)
    if urlparse_cached(request).path == "/robots.txt":
        return "P"
    embedded = 0 if meta.get("kliping_document") else meta.get("kliping_requisite", 0)
    links = max(min(meta.get("depth", 0), 10_000) - embedded, 0)
    hops = "L" * links + "E" * embedded + "R" * meta.get("redirect_times", 0)
    return hops if len(hops) <= HOPS_SHOWN else f"{len(hops) - HOPS_SHOWN}+{hops[-HOPS_SHOWN:]}"


def _without_credentials(url: str) -> str:
    """Drop `user:password@`: a log is read by more people than a password."""
    scheme, separator, rest = url.partition("://")
    netloc, slash, path = rest.partition("/")
    return scheme + separator + netloc.rpartition("@")[2] + slash + path if separator else scheme
