"""The zip file of a WACZ: each part streamed and hashed in one pass, nothing of it held in memory."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from types import TracebackType
from typing import IO, Self

import msgspec
from msgspec import Struct

from archive.version import VERSION

ENDING = ".wacz"
WACZ_VERSION = "1.1.1"
MANIFEST = "datapackage.json"
DIGEST = "datapackage-digest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip file can tell: the same content is the same file, whenever it was packed."""
_NOT_IN_NAMES = re.compile(r"[^-a-z0-9._]")
_LOOK = b"\xfe\xca\0\0"
"""An extra field without content (zip specification, 4.5). Before its bytes each part has a ZIP64 field, since its
size is not known beforehand; wabac.js looks for one only when the directory has an extra field, too."""
_UNIX, _MODE = 3, 0o100644 << 16


class Resource(Struct, frozen=True):
    """One part of a package, as its manifest lists it."""

    name: str
    """Unlike any other's, of the letters that a data package allows."""
    path: str
    hash: str
    """`sha256:` and hex."""
    bytes: int


class About(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What a package says of itself (WACZ 1.1.1, `datapackage.json`)."""

    title: str
    description: str
    created: str
    """RFC 3339."""
    main_page_url: str | None = None
    main_page_date: str | None = None


class _Manifest(Struct, frozen=True):
    resources: list[Resource]
    profile: str = "data-package"
    wacz_version: str = WACZ_VERSION
    software: str = f"kliping {VERSION}"


class _Digest(Struct, frozen=True):
    path: str
    hash: str


class Package:
    """Writes the parts of a WACZ, uncompressed (STORE), so that readers can ask for any range of any part.

    A context manager: after an error nothing more is written.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._names: set[str] = set()
        self.resources: list[Resource] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._zip.fp = None  # else it would write its directory, on a full disk once more

    def add(self, path: str, chunks: Iterable[bytes]) -> Resource:
        """Write one part; memory is one chunk. An `OSError` of the target passes through."""
        resource = self._write(path, chunks)
        self.resources.append(resource)
        return resource

    def close(self, about: About) -> None:
        """Write manifest, its digest and the directory of the zip file."""
        facts = msgspec.to_builtins(_Manifest(self.resources))
        data = msgspec.json.format(msgspec.json.encode(facts | msgspec.to_builtins(about)), indent=2) + b"\n"
        manifest = self._write(MANIFEST, (data,))
        self._write(DIGEST, (msgspec.json.encode(_Digest(MANIFEST, manifest.hash)) + b"\n",))
        self._zip.close()

    def _write(self, path: str, chunks: Iterable[bytes]) -> Resource:
        info = zipfile.ZipInfo(path, _EPOCH)
        info.create_system, info.external_attr = _UNIX, _MODE
        sha256, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as part:
            for data in chunks:
                sha256.update(data)
                size += len(data)
                part.write(data)
        info.extra = _LOOK  # only now: it goes into the directory
        return Resource(self._named(path.rpartition("/")[2]), path, f"sha256:{sha256.hexdigest()}", size)

    def _named(self, name: str) -> str:
        name = plain = _NOT_IN_NAMES.sub("-", name.lower())
        while name in self._names:
            name = f"{plain}-{len(self._names)}"
        self._names.add(name)
        return name
