"""Whose an answer is: the site profile by which it is read, and the period of the site it belongs to."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from archive.dataset.shard import safe_site
from archive.errors import ProfileError
from archive.exchange import Exchange
from archive.sites import PROFILE_URI, Site, SiteRegistry, Urls
from archive.sites.migrate import migrated
from archive.urls import host_of
from archive.warc import read_records

SECOND_HALF = 7
NAMELESS = "@"
"""The folder of answers whose address has no host."""


class Period(Struct, frozen=True, order=True):
    """A stretch of a site's life in which its pages are taken to look alike."""

    site: str
    """Key of the profile, else the host."""
    name: str
    """Half a year of capture, and the profile's layout when it has several: `2026h2`, `2026h2-lama`."""

    @property
    def path(self) -> str:
        """The name of its template's file."""
        return f"{safe_site(self.site) or NAMELESS}/{safe_site(self.name)}.json"

    @property
    def design(self) -> str:
        """The profile's layout, empty when it has none."""
        return self.name.partition("-")[2]


def period_of(exchange: Exchange, site: Site | None) -> Period:
    """Return the period of an answer, by its capture date alone."""
    day = exchange.fetched_at.date()
    layout = site.layout(day) if site is not None else None
    half = f"{day.year:04}h{2 if day.month >= SECOND_HALF else 1}"
    name = f"{half}-{layout.name}" if layout is not None else half
    return Period(site.key if site is not None else host_of(exchange.url), name)


def site_of(exchange: Exchange, registry: SiteRegistry, stored: dict[str, Site]) -> Site | None:
    """Return the profile of an exchange: by the note of its crawl, else by its host.

    Today's profile wins over the one stored with the crawl, since knowledge grows.
    """
    key = exchange.note("site") or ""
    if key in registry:
        return registry.get(key)
    return stored.get(key) or registry.owner(exchange.url)


def stored_profiles(path: Path) -> dict[str, Site]:
    """Return the site profiles that a crawl stored at the head of its WARC, by key."""
    found: dict[str, Site] = {}
    for record in read_records(path):
        uri = record.get("WARC-Target-URI") or ""
        if record.type == "resource" and uri.startswith(PROFILE_URI):
            site = _stored(record.block)
            if site is not None:
                found[site.key] = site
        elif record.type not in ("warcinfo", "resource"):
            break
    return found


def _stored(data: bytes) -> Site | None:
    """Return a stored profile without its patterns: a stranger's WARC must not bring us regular expressions."""
    try:
        site = msgspec.convert(migrated(msgspec.json.decode(data, type=dict), PROFILE_URI), Site)
    except (msgspec.MsgspecError, UnicodeDecodeError, ProfileError):
        return None
    return msgspec.structs.replace(site, urls=Urls(), layouts=())
