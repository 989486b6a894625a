"""Write a site profile from an address."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from archive.errors import ConfigError
from archive.extraction.region import region_of_host, zone_of
from archive.files import whole_file
from archive.sites import SiteRegistry, parse_profile
from archive.urls import host_of, port_of, request_url

TEMPLATE = """\
# Written by `kliping sites add` from the address alone; docs/sites.md explains each key.
key = "{key}"
name = "{name}"
{region}hosts = [{hosts}]
seeds = ["{seed}"]
timezone = "{timezone}"

[urls]
# Regular expressions over path and query. Without `article` the engine decides from each page.
article = []
listing = []
exclude = []
"""


def add_profile(url: str, folder: Path, registry: SiteRegistry, key: str | None = None) -> Path:
    """Write `<key>.toml` and return its path.

    Raises:
        ConfigError: when the address is no http(s) URL, or a profile with this key or host exists.
    """
    host = host_of(url)
    if not url.startswith(("http://", "https://")) or not host or "@" in urlsplit(url).netloc or not port_of(url):
        raise ConfigError(
            "the address must begin with http:// or https://, have a valid port and hold no user name",
            where=host or url,  # a password is not repeated
        )
    bare = host.removeprefix("www.")
    name = key or re.sub(r"[^a-z0-9_-]", "-", bare.removesuffix(".go.id").removesuffix(".desa.id"))
    owner = registry.owner(url)
    if name in registry or owner is not None:
        known = owner.key if owner else name
        raise ConfigError(f"the profile {known!r} exists already", where=str(registry.origin(known)))
    data = _profile(name, bare, url).encode()
    path = folder / f"{name}.toml"
    parse_profile(data, str(path))
    with whole_file(path) as file:
        file.write(data)
    return path


def _profile(key: str, host: str, url: str) -> str:
    region = region_of_host(host)
    lines = f'level = "{region.level}"\n' if region.level else ""
    lines += f'kemendagri = "{region.kemendagri}"\n' if region.kemendagri else ""
    hosts = [host, f"www.{host}"] if host[-1].isalpha() else [host]
    return TEMPLATE.format(
        key=key,
        name=region.name or host,
        region=lines,
        hosts=", ".join(f'"{h}"' for h in hosts),
        seed=request_url(safe_url_string(url)),
        timezone=zone_of(region) or "Asia/Jakarta",
    )
