"""Write a site profile from an address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from archive.errors import ConfigError
from archive.extraction.region import region_of_host, zone_of
from archive.files import whole_file
from archive.jobs.survey import Survey
from archive.sites import SiteRegistry, parse_profile
from archive.urls import host_of, port_of, request_url

TEMPLATE = """\
# Written by `kliping sites add` from {source}; docs/sites.md explains each key.
{facts}key = {key}
name = {name}
{region}hosts = [{hosts}]
seeds = [{seeds}]
timezone = {timezone}
{delay}
[urls]
# Regular expressions over path and query. Without `article` the engine decides from each page.
article = [{article}]
listing = [{listing}]
exclude = []
"""
DEFAULT_PORTS = (80, 443)
ADDRESS_ALONE = "the address alone"


def add_profile(
    url: str, folder: Path, registry: SiteRegistry, key: str | None = None, found: Survey | None = None
) -> Path:
    """Write `<key>.toml` with what the host, and a survey of the site, say; return its path.

    Raises:
        ConfigError: when the address is no http(s) URL, or a profile with this key or host exists.
    """
    name = check_new(url, registry, key)
    bare = host_of(url).removeprefix("www.")
    data = _profile(name, bare, url, found).encode()
    path = folder / f"{name}.toml"
    parse_profile(data, str(path))
    with whole_file(path) as file:
        file.write(data)
    return path


def check_new(url: str, registry: SiteRegistry, key: str | None = None) -> str:
    """Return the key of a new profile for this address.

    Raises:
        ConfigError: when the address is no http(s) URL, or a profile with this key or host exists.
    """
    bare = check_address(url).removeprefix("www.")
    name = key or re.sub(r"[^a-z0-9_-]", "-", bare.removesuffix(".go.id").removesuffix(".desa.id"))
    owner = registry.owner(url)
    if name in registry or owner is not None:
        known = owner.key if owner else name
        raise ConfigError(f"the profile {known!r} exists already", where=str(registry.origin(known)))
    return name


def check_address(url: str) -> str:
    """Return the host of a site's address.

    Raises:
        ConfigError: when it is no http(s) URL, or holds a user name.
    """
    host = host_of(url)
    if not url.startswith(("http://", "https://")) or not host or "@" in urlsplit(url).netloc or not port_of(url):
        raise ConfigError(
            "the address must begin with http:// or https://, have a valid port and hold no user name",
            where=host or url,  # a password is not repeated
        )
    return host


def _profile(key: str, host: str, url: str, found: Survey | None) -> str:
    region = region_of_host(host)
    lines = f'level = "{region.level}"\n' if region.level else ""
    lines += f'kemendagri = "{region.kemendagri}"\n' if region.kemendagri else ""
    port = port_of(url)
    hosts = [host, f"www.{host}"] if host[-1].isalpha() else [host]
    hosts = hosts if port in DEFAULT_PORTS else [f"{bare}:{port}" for bare in hosts]
    seeds = dict.fromkeys((request_url(safe_url_string(url)), *(found.seeds if found else ())))
    article, listing = (found.article, found.listing) if found else ((), ())
    visited = found is not None and found.pages > 0
    return TEMPLATE.format(
        source=f"{found.pages} of its pages, for you to review" if found and visited else ADDRESS_ALONE,
        facts="".join(f"# {line}\n" for line in _facts(found)) if found and visited else "",
        key=_quoted(key),
        name=_quoted(region.name or host),
        region=lines,
        hosts=", ".join(map(_quoted, hosts)),
        seeds=", ".join(map(_quoted, seeds)),
        timezone=_quoted(zone_of(region) or "Asia/Jakarta"),
        delay=(f"delay = {found.delay:g}\n" if found and found.delay is not None else "")
        + (f"tls = {_quoted(found.tls)}\n" if found and found.tls != "modern" else ""),
        article=", ".join(map(_quoted, article)),
        listing=", ".join(map(_quoted, listing)),
    )


def _facts(found: Survey) -> Iterator[str]:
    """Yield what was found, a line each, so that a person can judge the rules below."""
    facts = (("title", found.title), ("made with", found.cms), ("certificate", found.certificate))
    yield from (f"{name}: {_line(value)}" for name, value in facts if value)
    yield from (f"answers: {_line(address)}" for address in found.feeds)
    if not found.article:
        yield "no form of article address stood out: `article` is left empty"


def _line(text: str) -> str:
    """Keep a stranger's text in one comment line."""
    return "".join(c if c.isprintable() else " " for c in text)[:300]


def _quoted(text: str) -> str:
    """Write a TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=True)
