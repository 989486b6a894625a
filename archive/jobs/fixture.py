"""A page fixture from a WARC record: the bytes, what is known, and what extraction gives for review."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from archive.derivation.owners import site_of, stored_profiles
from archive.errors import ConfigError, DamagedWarc
from archive.exchange import Exchange, RecordRef
from archive.extraction import extract
from archive.files import whole_file
from archive.sites import SiteRegistry
from archive.warc import open_record, read_records

_OFFSET = re.compile(r"[0-9]{1,18}")


def parse_place(place: str) -> tuple[Path, int]:
    """Return file and offset of `WARC@OFFSET`.

    Raises:
        ConfigError: when it is not written so.
    """
    name, at, offset = place.rpartition("@")
    if not at or not _OFFSET.fullmatch(offset):
        raise ConfigError("write a place as WARC@OFFSET", where=place, hint="'kliping show ID' prints it as source")
    return Path(name), int(offset)


def make_fixture(warc: Path, offset: int, registry: SiteRegistry, into: Path | None) -> Path:
    """Write `response.http`, `meta.json` and `expected.json`; return the folder.

    `expected.json` is what extraction gives now, with `reviewed` false: a person checks it.

    Raises:
        DamagedWarc: when there is no HTTP response at the offset.
        WriteError: when the folder cannot be written.
    """
    exchange = _exchange_at(warc, offset)
    site = site_of(exchange, registry, stored_profiles(warc))
    outcome = extract(exchange, site)
    folder = into or Path(f"fixture-{outcome.id}")
    meta = {
        "url": exchange.url,
        "fetched_at": exchange.fetched_at.isoformat().replace("+00:00", "Z"),
        "site": site.key if site else None,
        "record": f"{warc.name}@{offset}",
    }
    contents = {
        "response.http": bytes(exchange.response),
        "meta.json": _json(meta),
        "expected.json": _json({"reviewed": False, "outcome": msgspec.to_builtins(outcome)}),
    }
    for name, data in contents.items():
        with whole_file(folder / name) as file:
            file.write(data)
    return folder


def _exchange_at(warc: Path, offset: int) -> Exchange:
    if not warc.is_file():
        raise DamagedWarc("no such file", where=str(warc))
    record = next(read_records(warc, offset=offset), None)
    if record is None or record.type != "response":
        kind = record.type if record else "end of the file"
        raise DamagedWarc(f"no HTTP response here, but: {kind}", where=f"{warc}@{offset}")
    digest = record.get("WARC-Payload-Digest") or ""
    return open_record(warc, RecordRef(warc.name, offset, record.length, record.get("WARC-Record-ID") or "", digest))


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
