"""When an alarm is raised, as data: the package's `alarms.toml`, and the collection's own, which wins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from archive.errors import ConfigError

FILE = "alarms.toml"
PACKAGED = Path(__file__).with_name(FILE)
Share = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
Factor = Annotated[float, Meta(gt=0)]


class Switch(Struct, frozen=True, forbid_unknown_fields=True):
    """An alarm without a measure."""

    on: bool


class Yield(Struct, frozen=True, forbid_unknown_fields=True):
    """`yield-fell`."""

    on: bool
    share: Share
    pages: Count


class Rhythm(Struct, frozen=True, forbid_unknown_fields=True):
    """`no-new-articles`."""

    on: bool
    factor: Factor
    days: Count
    known: Annotated[int, Meta(ge=2)]


class Similar(Struct, frozen=True, forbid_unknown_fields=True):
    """`robots-replaced`."""

    on: bool
    similar: Share


class Sitemap(Struct, frozen=True, forbid_unknown_fields=True):
    """`sitemap-replaced`."""

    on: bool
    share: Share
    urls: Count


class Pages(Struct, frozen=True, forbid_unknown_fields=True):
    """`gambling`."""

    on: bool
    pages: Annotated[int, Meta(ge=1)]


class Days(Struct, frozen=True, forbid_unknown_fields=True):
    """`certificate-ends`."""

    on: bool
    days: Count


class Disk(Struct, frozen=True, forbid_unknown_fields=True):
    """`disk-low`."""

    on: bool
    factor: Factor


class Thresholds(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The thresholds of every alarm, by its name."""

    yield_fell: Yield
    no_new_articles: Rhythm
    robots_replaced: Similar
    sitemap_replaced: Sitemap
    gambling: Pages
    certificate_ends: Days
    host_down: Switch
    disk_low: Disk
    damaged_warc: Switch


def read_thresholds(root: Path, site: str = "") -> Thresholds:
    """Return the thresholds for a site of the collection in this folder.

    Raises:
        ConfigError: when the collection's file has a mistake.
    """
    own = _read(root / FILE)
    sites = own.pop("sites", {})
    mine = sites.get(site, {}) if isinstance(sites, dict) else {}
    try:
        return msgspec.convert(_merged(_merged(_read(PACKAGED), own), mine), Thresholds)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error), where=str(root / FILE), hint="see docs/alarms.md") from None


def _merged(base: Mapping[str, Any], more: Any) -> dict[str, Any]:
    merged = dict(base)
    for name, value in more.items() if isinstance(more, dict) else ():
        before = merged.get(name)
        merged[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(msgspec.toml.decode(path.read_bytes()))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"cannot read the thresholds: {error.strerror}", where=str(path)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from None
