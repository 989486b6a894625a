"""Is a WACZ whole: its zip file, its manifest, every hash, its index and its pages, whoever made it."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, cast

from msgspec import Struct

from archive.cdxj import parse_line
from archive.wacz.index import BLOCKS, PLAIN
from archive.wacz.package import DIGEST, MANIFEST
from archive.wacz.pages import ARTICLES

_LONGEST_MANIFEST = 64 * 1024 * 1024
_LONGEST_LINE = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_NOT_DIGITS = re.compile(r"\D")
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
)
"""What zipfile raises for a file that is none, is damaged or was made to hurt."""


class Flaw(Struct, frozen=True):
    """One thing that is wrong with a package: which part, and what."""

    part: str
    what: str


def check_package(path: Path) -> Iterator[Flaw]:
    """Yield what is wrong with a package; nothing when it is sound. It is read once, in bounded memory."""
    try:
        with zipfile.ZipFile(path) as package:
            yield from _Check(package).flaws()
    except _UNREADABLE as error:
        yield Flaw(path.name, f"this is no whole zip file: {getattr(error, 'strerror', None) or error}")


class _Check:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._parts = {info.filename: info for info in package.infolist() if not info.is_dir()}
        self._sought: set[bytes] = set()

    def flaws(self) -> Iterator[Flaw]:
        for name in (MANIFEST, ARTICLES):
            if name not in self._parts:
                yield Flaw(name, "it is missing")
        for name, info in self._parts.items():
            if name.startswith("archive/") and info.compress_type != zipfile.ZIP_STORED:
                yield Flaw(name, "it is packed once more, so no reader can ask for a part of it")
        if MANIFEST in self._parts:
            yield from self._manifest()
        for name in sorted(self._parts):
            if name.startswith("pages/") and name.endswith(".jsonl"):
                yield from self._pages(name)
        yield from self._index()

    def _manifest(self) -> Iterator[Flaw]:
        data = self._package.open(MANIFEST).read(_LONGEST_MANIFEST)
        digest = self._json(DIGEST) if DIGEST in self._parts else None
        if digest is not None and digest.get("hash") != f"sha256:{hashlib.sha256(data).hexdigest()}":
            yield Flaw(MANIFEST, f"its hash is not that of {DIGEST}")
        resources = self._json(MANIFEST).get("resources")
        found = resources if isinstance(resources, list) else ()
        listed = {str(r.get("path")): r for r in found if isinstance(r, dict)}
        if not listed:
            yield Flaw(MANIFEST, "it lists no resources")
        for name in sorted({*self._parts} - {*listed, MANIFEST, DIGEST}):
            yield Flaw(name, "the manifest does not list it")
        for name, resource in listed.items():
            yield from self._resource(name, resource)

    def _resource(self, name: str, resource: dict[str, Any]) -> Iterator[Flaw]:
        if name not in self._parts:
            yield Flaw(name, "the manifest lists it, and it is missing")
            return
        algorithm, _, wanted = str(resource.get("hash")).partition(":")
        if algorithm not in ("sha256", "md5"):
            yield Flaw(name, f"its hash is of an unknown kind: {algorithm[:20]!r}")
            return
        found, size = hashlib.new(algorithm, usedforsecurity=False), 0
        with self._package.open(name) as file:
            while data := file.read(_CHUNK):
                found.update(data)
                size += len(data)
        if size != resource.get("bytes") or found.hexdigest() != wanted:
            yield Flaw(name, "it is not what the manifest says: size or hash differ")

    def _pages(self, name: str) -> Iterator[Flaw]:
        with self._package.open(name) as file:
            for number, line in enumerate(_lines(file), 1):
                page = _parsed(line)
                if number == 1 and page is not None and page.get("format") == "json-pages-1.0":
                    continue
                if page is None or not page.get("url") or not page.get("ts"):
                    yield Flaw(f"{name}:{number}", "no page with an address and a time")
                    return
                self._sought.add(_key(str(page["url"]), str(page["ts"])))

    def _index(self) -> Iterator[Flaw]:
        name = next((each for each in (PLAIN, BLOCKS) if each in self._parts), None)
        name = name or next((each for each in self._parts if re.fullmatch(r"indexes/[^/]+\.cdxj?(\.gz)?", each)), None)
        if name is None:
            yield Flaw("indexes/", "there is no index")
            return
        with self._package.open(name) as raw:
            file = gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
            yield from self._lines(name, cast("IO[bytes]", file))
        if self._sought:
            yield Flaw("pages/", f"{len(self._sought)} pages are in no index")

    def _lines(self, name: str, file: IO[bytes]) -> Iterator[Flaw]:
        last = b""
        for number, raw in enumerate(_lines(file), 1):
            line = parse_line(raw)
            if line is None or raw < last:
                yield Flaw(f"{name}:{number}", "no CDXJ line" if line is None else "the index is not sorted")
                return
            warc = self._parts.get(f"archive/{line.filename}")
            if warc is None or line.offset + line.length > warc.file_size:
                yield Flaw(f"{name}:{number}", f"{line.filename}@{line.offset} is in no WARC of the package")
                return
            self._sought.discard(_key(line.url, line.timestamp))
            last = raw

    def _json(self, name: str) -> dict[str, Any]:
        return _parsed(self._package.open(name).read(_LONGEST_MANIFEST)) or {}


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line


def _parsed(data: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _key(url: str, time: str) -> bytes:
    data = f"{url} {_NOT_DIGITS.sub('', time)[:14]}".encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=8).digest()
