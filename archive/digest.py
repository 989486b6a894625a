"""Labelled digests as WARC fields carry them: `sha1:` and base32, `sha256:` and hex, and others'."""

from __future__ import annotations

import base64
import binascii
import hashlib

BOTH = ("sha1", "sha256")
_KNOWN = {"md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
_LONGEST_LABEL = 256


def parse_digest(label: str) -> tuple[str, bytes] | None:
    """Split a labelled digest into algorithm and raw bytes; None when either is unknown.

    WARC/1.1 (section 5.8) fixes neither the algorithm nor the alphabet: base32, hex and base64
    (plain or URL-safe) are all found, and the length tells them apart.
    """
    algorithm, colon, value = label.strip()[:_LONGEST_LABEL].partition(":")
    algorithm = algorithm.lower().replace("-", "")
    size = _KNOWN.get(algorithm)
    if not colon or size is None:
        return None
    for decode in (bytes.fromhex, _from_base32, _from_base64):
        try:
            raw = decode(value)
        except (ValueError, binascii.Error):
            continue
        if len(raw) == size:
            return algorithm, raw
    return None


def _from_base32(value: str) -> bytes:
    return base64.b32decode(value + "=" * (-len(value) % 8), casefold=True)


def _from_base64(value: str) -> bytes:
    standard = value.replace("-", "+").replace("_", "/")
    return base64.b64decode(standard + "=" * (-len(value) % 4))


class Hasher:
    """Several digests over one pass of bytes.

    Args:
        names: algorithms as hashlib calls them; the two every record of ours carries by default.
    """

    __slots__ = ("_hashes", "length")

    def __init__(self, names: tuple[str, ...] = BOTH) -> None:
        self._hashes = {name: hashlib.new(name, usedforsecurity=False) for name in names}
        self.length = 0

    def update(self, data: bytes) -> None:
        """Take in the next bytes."""
        self.length += len(data)
        for each in self._hashes.values():
            each.update(data)

    @property
    def sha1(self) -> str:
        """Base32, as the tools of the field compare it."""
        return base64.b32encode(self._hashes["sha1"].digest()).decode("ascii")

    @property
    def sha256(self) -> str:
        """Lower-case hex."""
        return self._hashes["sha256"].hexdigest()

    def matches(self, label: str) -> bool | None:
        """Compare with a labelled digest; None when its algorithm is unknown or was not computed."""
        parsed = parse_digest(label)
        if parsed is None or parsed[0] not in self._hashes:
            return None
        return self._hashes[parsed[0]].digest() == parsed[1]
