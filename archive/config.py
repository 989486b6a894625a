"""Settings of a run, in rising order: defaults, `kliping.toml`, `KLIPING_*`, flags."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from archive.disk.size import parse_size
from archive.errors import ConfigError

FILE = "kliping.toml"
PREFIX = "KLIPING_"
MIB = 1024 * 1024
SIZES = frozenset({"max_body", "max_document", "warc_size", "min_free", "stop_free"})
"""Settings in bytes: `512 MiB` may be written for 536870912."""


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting with its default; docs/configuration.md explains each."""

    collection: str = "kliping-data"
    """Folder of the collection."""
    sites: str = "sites"
    """Folder with the user's own profiles; need not exist."""
    contact: str = ""
    """E-mail or URL for the User-Agent, so that a webmaster can reach the operator."""
    delay: Annotated[float, Meta(ge=0, le=3600)] | None = None
    """Seconds between two requests to a host; overrides the profile's. Default of a site: 2."""
    max_pages: Annotated[int, Meta(ge=1)] = 20_000
    """A crawl of one site ends after this many requests."""
    timeout: Annotated[float, Meta(gt=0, le=3600)] = 60
    """Seconds until a request is given up."""
    max_body: Annotated[int, Meta(ge=1024)] = 512 * MIB
    """Bytes of an answer after which it is cut (`WARC-Truncated: length`)."""
    max_document: Annotated[int, Meta(ge=1024)] = 128 * MIB
    """Bytes of a PDF or office document after which it is cut."""
    requisites: bool | None = None
    """Fetch what articles embed; None: as the profile says, else for `fetch` only."""
    warc_size: Annotated[int, Meta(ge=1024)] = 1024 * MIB
    """Bytes after which a new WARC is begun."""
    derive_workers: Annotated[int, Meta(ge=1, le=256)] | None = None
    """Processes that make the articles; None: one for each core. The dataset does not depend on it."""
    min_free: Annotated[int, Meta(ge=0)] | None = None
    """Bytes free on the disk below which a crawl pauses. None: 1 GiB, or a twentieth of a small disk."""
    stop_free: Annotated[int, Meta(ge=0)] | None = None
    """Bytes free on the disk below which a crawl, derive or export stops. None: a quarter of `min_free`."""
    disk_wait: Annotated[float, Meta(ge=0, le=30 * 86_400)] = 3600
    """Seconds a crawl pauses for room before it stops."""
    allow_private: bool = False
    """Permit loopback and private addresses."""


class Setting(Struct, frozen=True):
    """One effective value and where it came from: `default`, a file, an environment name or a flag."""

    name: str
    value: Any
    origin: str


class EffectiveConfig(Struct, frozen=True):
    """The configuration in force and the origin of each value."""

    values: Config
    settings: tuple[Setting, ...]


def load_config(
    flags: Mapping[str, Any], *, environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> EffectiveConfig:
    """Merge file, environment and flags (None means: not given).

    Raises:
        ConfigError: naming the file, variable or flag with the wrong value.
    """
    environment = os.environ if environment is None else environment
    path = (folder or Path.cwd()) / FILE
    layers: list[tuple[str, Mapping[str, Any]]] = [
        (str(path), _read_file(path)),
        (
            "env",
            {k: environment[e] for k in Config.__struct_fields__ if (e := PREFIX + k.upper()) in environment},
        ),
        ("flag", {k: v for k, v in flags.items() if v is not None}),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for source, layer in layers:
        for name, value in layer.items():
            origin = _origin(source, name)
            values[name] = _convert(name, value, origin)
            origins[name] = origin
    config = Config(**values)
    return EffectiveConfig(
        config,
        tuple(Setting(n, getattr(config, n), origins.get(n, "default")) for n in Config.__struct_fields__),
    )


def _origin(source: str, name: str) -> str:
    if source == "env":
        return PREFIX + name.upper()
    return f"--{name.replace('_', '-')}" if source == "flag" else f"{source}: {name}"


def _read_file(path: Path) -> Mapping[str, Any]:
    try:
        table = msgspec.toml.decode(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"cannot read the settings: {error.strerror}", where=str(path)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", where=str(path)) from None
    unknown = sorted(set(table) - set(Config.__struct_fields__))
    if unknown:
        raise ConfigError(f"unknown setting {unknown[0]!r}", where=str(path), hint="'kliping config' lists them")
    return dict(table)


def _convert(name: str, value: object, origin: str) -> object:
    if name in SIZES and isinstance(value, str):
        given, value = value, parse_size(value)
        if value is None:
            raise ConfigError(f"Expected a size such as 500 MiB, got {given!r}", where=origin)
    try:
        return getattr(msgspec.convert({name: value}, Config, strict=False), name)
    except msgspec.ValidationError as error:
        message = str(error).split(" - at ")[0]
        raise ConfigError(f"{message}, got {value!r}", where=origin) from None
