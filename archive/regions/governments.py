"""All provinces, kabupaten and kota by Kemendagri code: what a collection can be held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from archive.article import Region
from archive.errors import ConfigError
from archive.extraction.region import region_by_code
from archive.sites import Site

LEVELS = ("provinsi", "kabupaten", "kota")


class Government(Struct, frozen=True):
    """One regional government; `province` is the official name of the province it lies in."""

    kemendagri: str
    level: str
    name: str
    province: str
    bps: str | None = None
    """Null until a crosswalk is licensed: the two systems use one number for different places."""


class ProvinceTotal(Struct, frozen=True):
    """How many governments a province has."""

    kemendagri: str
    name: str
    kabupaten: int
    kota: int


@cache
def governments() -> tuple[Government, ...]:
    """Return all regional governments by code (Kepmendagri 300.2.2-2138/2025: 38 provinces, 416 kabupaten, 98 kota)."""
    from lokal.provinces import PROVINCES  # noqa: PLC0415 - a quarter of a second, for those who ask

    return tuple(
        Government(code, region.level, region.name, region_by_code(province).name or "")
        for province in sorted(PROVINCES)
        for code in (province, *(f"{province}.{number:02}" for number in range(1, 100)))
        if (region := region_by_code.__wrapped__(code)).level and region.name
    )


def province_of(region: Region) -> Region:
    """Return the province a region lies in, or an empty one; the code's first two digits are the province's."""
    return region_by_code((region.kemendagri or "")[:2])


def province_totals() -> tuple[ProvinceTotal, ...]:
    """Return the number of kabupaten and kota of every province, by code."""
    counts = Counter((g.kemendagri[:2], g.level) for g in governments())
    return tuple(
        ProvinceTotal(g.kemendagri, g.name, counts[(g.kemendagri, "kabupaten")], counts[(g.kemendagri, "kota")])
        for g in governments()
        if g.level == "provinsi"
    )


def missing(sites: Iterable[Site], level: str | None = None, province: str | None = None) -> tuple[Government, ...]:
    """Return the governments that no site profile stands for, by code; made-up sites stand for none.

    Args:
        sites: the known profiles.
        level: `provinsi`, `kabupaten` or `kota` only.
        province: those in the province with this code (`32`) or official name only.

    Raises:
        ConfigError: when there is no such level or province.
    """
    if level is not None and level not in LEVELS:
        raise ConfigError("no such level", where=level, hint=f"one of {', '.join(LEVELS)}")
    inside = _province_code(province) if province is not None else ""
    # The demo's profile names a region too, but its only host is the loopback address.
    covered = {site.kemendagri for site in sites if any(host.split(":")[0][-1].isalpha() for host in site.hosts)}
    return tuple(
        g
        for g in governments()
        if g.kemendagri not in covered and g.kemendagri.startswith(inside) and level in (None, g.level)
    )


def _province_code(wanted: str) -> str:
    name = wanted.strip().casefold()
    for government in governments():
        if government.level == "provinsi" and name in (government.kemendagri, government.name.casefold()):
            return government.kemendagri
    raise ConfigError("no such province", where=wanted, hint="a code such as 32, or a name such as 'Jawa Barat'")
