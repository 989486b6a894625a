"""A site profile: what kliping knows about one regional-government site. Knowledge is data (TOML)."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

PROFILE_URI = "urn:kliping:site:"
"""With the key behind it, the URI under which a crawl stores its profile in each WARC."""

Level = Literal["provinsi", "kabupaten", "kota", "desa", "instansi"]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
HttpUrl = Annotated[str, Meta(pattern=r"^https?://[^\s/@]+(/\S*)?$")]
Kemendagri = Annotated[str, Meta(pattern=r"^\d\d(\.\d\d)?$")]
Seconds = Annotated[float, Meta(ge=0, le=3600)]
Window = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]
Host = Annotated[str, Meta(pattern=r"^[^\s/@]+$")]


class Urls(Struct, frozen=True, forbid_unknown_fields=True):
    """Regular expressions over path and query (`/detail/x?y=1`), searched, not matched whole.

    A URL that matches `exclude` is never requested. With `article` set, only those pages can be
    articles; without it, the engine decides from the page.
    """

    article: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Layout(Struct, frozen=True, forbid_unknown_fields=True):
    """A design of the site, chosen by capture date: selectors (CSS) for what the engine cannot guess."""

    name: str
    valid_until: dt.date | None = None
    title: str | None = None
    body: str | None = None
    published: str | None = None
    category: str | None = None
    remove: tuple[str, ...] = ()


class Site(Struct, frozen=True, forbid_unknown_fields=True):
    """One site. `hosts` are `name` or `name:port`; without a port, every port of that name."""

    key: Key
    name: str
    hosts: Annotated[tuple[str, ...], Meta(min_length=1)]
    seeds: Annotated[tuple[HttpUrl, ...], Meta(min_length=1)]
    level: Level | None = None
    kemendagri: Kemendagri | None = None
    bps: str | None = None
    timezone: str = "Asia/Jakarta"
    delay: Seconds | None = None
    windows: tuple[Window, ...] = ()
    """Hours in which the site is crawled, in its own time zone: `["22:00-05:00"]`; empty is always."""
    tls: Literal["modern", "legacy"] = "modern"
    """`legacy` lets this site's server speak TLS 1.0 and 1.1 with old ciphers; the archive says which it spoke."""
    requisites: bool | None = None
    """Whether a crawl fetches the pictures, styles, scripts and fonts of articles; null is the command's default."""
    allow_private_hosts: tuple[Host, ...] = ()
    """Names that may lead to loopback or private addresses."""
    urls: Urls = Urls()
    layouts: tuple[Layout, ...] = ()

    def layout(self, captured: dt.date) -> Layout | None:
        """Return the layout in force on a capture date: the first not yet past `valid_until`."""
        dated = sorted((x for x in self.layouts if x.valid_until), key=lambda x: x.valid_until or captured)
        open_ended = [x for x in self.layouts if x.valid_until is None]
        fitting = [x for x in dated if x.valid_until and captured <= x.valid_until] + open_ended
        return fitting[0] if fitting else None

    def owns(self, host: str, port: int | None) -> bool:
        """Say whether a URL with this host and port belongs to the site."""
        return host in self.hosts or f"{host}:{port}" in self.hosts


@lru_cache(maxsize=256)
def profile_digest(site: Site) -> str:
    """Return the SHA-256 of a profile, independent of its file's layout."""
    return hashlib.sha256(msgspec.json.encode(site, order="deterministic")).hexdigest()
