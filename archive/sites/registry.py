"""All known profiles: the package's own, and the user's, which win."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from archive.errors import ProfileError, UnknownSite
from archive.sites.migrate import migrated
from archive.sites.site import Site
from archive.urls import host_of, port_of

PACKAGED = Path(__file__).parent
MAX_PROFILE = 256 * 1024
AT_KEY = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<key>.*)`)?$", re.DOTALL)


def parse_profile(data: bytes, where: str) -> Site:
    """Return the checked profile in TOML bytes.

    Raises:
        ProfileError: naming file, key and what was expected.
    """
    if len(data) > MAX_PROFILE:
        raise ProfileError(f"a profile has at most {MAX_PROFILE} bytes", where=where)
    try:
        table = msgspec.toml.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"not valid TOML: {error}", where=where) from None
    try:
        site = msgspec.convert(migrated(table, where), Site)
    except msgspec.ValidationError as error:
        raise _located(str(error), where) from None
    _check_patterns(site, where)
    _check_timezone(site, where)
    return site


def _located(message: str, where: str) -> ProfileError:
    match = AT_KEY.match(message)
    what, key = (match["what"], match["key"]) if match else (message, None)
    return ProfileError(what, where=f"{where}: {key}" if key else where, hint="see docs/sites.md")


def _check_patterns(site: Site, where: str) -> None:
    for name in ("article", "listing", "exclude"):
        for pattern in getattr(site.urls, name):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ProfileError(
                    f"Expected a regular expression, got {pattern!r}: {error}", where=f"{where}: urls.{name}"
                ) from None


def _check_timezone(site: Site, where: str) -> None:
    try:
        ZoneInfo(site.timezone)
    except (ValueError, OSError, KeyError):
        raise ProfileError(
            f"Expected a time zone such as Asia/Jakarta, got {site.timezone!r}", where=f"{where}: timezone"
        ) from None


def load_profile(path: Path) -> Site:
    """Read one profile file."""
    try:
        with path.open("rb") as file:
            return parse_profile(file.read(MAX_PROFILE + 1), str(path))
    except OSError as error:
        raise ProfileError(f"cannot read the profile: {error.strerror}", where=str(path)) from None


class SiteRegistry:
    """Profiles by key and by host; later folders win over earlier ones."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._sites: dict[str, Site] = {}
        self._origin: dict[str, Path] = {}
        for folder in (PACKAGED, *folders):
            for path in sorted(folder.glob("*.toml")):
                self.add(load_profile(path), path)

    def add(self, site: Site, origin: Path = Path("-")) -> None:
        """Add or replace one profile."""
        self._sites[site.key] = site
        self._origin[site.key] = origin

    def __iter__(self) -> Iterator[Site]:
        return iter(sorted(self._sites.values(), key=lambda site: site.key))

    def __contains__(self, key: str) -> bool:
        return key in self._sites

    def get(self, key: str) -> Site:
        """Return the profile of this key.

        Raises:
            UnknownSite: with the nearest known keys.
        """
        if key in self._sites:
            return self._sites[key]
        near = get_close_matches(key, self._sites, 3, 0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "'kliping sites list' shows the known ones"
        raise UnknownSite(f"no site profile has the key {key!r}", hint=f"{hint} or use --start URL")

    def origin(self, key: str) -> Path:
        """Return the file a profile came from."""
        return self._origin[key]

    def owner(self, url: str) -> Site | None:
        """Return the profile that owns the URL's host, or None."""
        host, port = host_of(url), port_of(url)
        return next((site for site in self if site.owns(host, port)), None)
