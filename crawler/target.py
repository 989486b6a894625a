"""What one spider is to crawl: a site with its profile, a site without one, or a few pages."""

from __future__ import annotations

from msgspec import Struct

from archive.errors import ConfigError
from archive.sites import Site
from archive.urls import host_of, port_of

DEFAULT_DELAY = 2.0
"""Seconds between two requests to one host, when neither profile nor operator says otherwise."""


class Target(Struct, frozen=True):
    """One crawl. `profiled` is False when the site was made up from an address."""

    site: Site
    profiled: bool = True
    follow: bool = True
    """Whether links are followed; `kliping fetch` takes only the pages named."""
    fresh: bool = False
    """Whether a new run begins, although the last one is unfinished."""
    full: bool = False
    """Whether all pages are fetched, whether they are due or not, and none is asked for changes only."""

    @property
    def delay(self) -> float:
        """Seconds between two requests, by the profile."""
        return DEFAULT_DELAY if self.site.delay is None else self.site.delay


def target_from_url(url: str, *, follow: bool = True, pages: tuple[str, ...] = ()) -> Target:
    """Return a target for a site without a profile; the host is its key.

    Raises:
        ConfigError: for an address that is no http(s) URL with a host, or holds credentials.
    """
    host = host_of(url)
    if not url.startswith(("http://", "https://")) or not host:
        raise ConfigError("an address must begin with http:// or https://", where=url)
    if "@" in url.split("/")[2]:
        raise ConfigError("an address must not hold a user name or password", where=_without_user(url))
    if port_of(url) is None:
        raise ConfigError("the port of the address is no number from 1 to 65535", where=url)
    site = Site(key=host, name=host, hosts=scope_of(url), seeds=pages or (url,))
    return Target(site, profiled=False, follow=follow)


def scope_of(url: str) -> tuple[str, ...]:
    """Return the hosts of a profile that is made from one address: its port, or both default ones."""
    host, port = host_of(url), port_of(url)
    ports = (80, 443) if port in (80, 443) else (port,)
    return tuple(f"{host}:{p}" for p in ports)


def _without_user(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.split('@', 1)[-1]}"
