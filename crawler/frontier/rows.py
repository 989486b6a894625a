"""A request as a row of the frontier, and back: its address, its place in the site, and how far it got."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from scrapy import Request

from archive.urls import canonical_url
from crawler.frontier.store import Frontier, Lease, Link, key_of

if TYPE_CHECKING:
    from scrapy import Spider

ROW = "kliping_row"
"""In `meta`: the lease a request belongs to; a retry or redirect carries it on."""
KEY = "kliping_key"
"""In `meta`: the key of that lease's page; a request with another one leads elsewhere."""
REF = "kliping_ref"
"""In `meta`: the `RecordRef` of the answer, set by the download handler."""
CALLBACK = "kliping_callback"
_OWN_COLUMN = frozenset({ROW, KEY, REF, "kliping_via", "kliping_depth", "kliping_site"})
_PREFIXES = ("kliping_", "redirect_", "retry_times", "max_retry_times", "dont_", "download_maxsize")


def link_of(request: Request) -> Link:
    """Return the row of a GET request; its headers are not kept, they are made when it is sent.

    Kept of `meta` is what begins with `kliping_`, `redirect_`, `retry_times`, `max_retry_times`, `dont_`
    or `download_maxsize` and is JSON.
    """
    meta = request.meta
    return Link(
        key=key_of(canonical_url(request.url)),
        url=request.url,
        priority=request.priority,
        depth=meta.get("kliping_depth", 0),
        hops=meta.get("depth", 0),
        via=meta.get("kliping_via"),
        meta=_packed(request),
    )


def request_of(lease: Lease, spider: Spider, errback: Callable[..., Any]) -> Request:
    """Return the request of a lease, for the spider's method that it was made for."""
    meta: dict[str, Any] = msgspec.json.decode(lease.meta) if lease.meta else {}
    meta |= {
        ROW: lease.id,
        KEY: key_of(canonical_url(lease.url)),
        "kliping_depth": lease.depth,
        "depth": lease.hops,
        "kliping_site": spider.name,
    }
    if lease.via:
        meta["kliping_via"] = lease.via
    return Request(
        lease.url,
        callback=getattr(spider, meta.get(CALLBACK, "parse")),
        errback=errback,
        priority=lease.priority,
        dont_filter=True,
        meta=meta,
    )


def seeds_of(frontier: Frontier) -> list[str]:
    """Return the seeds that were fetched, and what they redirected to."""
    return [url for url, meta in frontier.special() if msgspec.json.decode(meta).get("kliping_seed")]


def _packed(request: Request) -> bytes | None:
    # False says nothing that absence does not, and most rows then carry nothing at all.
    kept = {k: v for k, v in request.meta.items() if v and k.startswith(_PREFIXES) and k not in _OWN_COLUMN}
    name = getattr(request.callback, "__name__", "parse")
    if name != "parse":
        kept[CALLBACK] = name
    return msgspec.json.encode(kept) if kept else None
