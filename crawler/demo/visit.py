"""What differs from fetch to fetch: the CSRF token, the session, the visitor counters."""

from __future__ import annotations

import hashlib

from msgspec import Struct

VISITORS_BEFORE = 84355
"""Where `Total pengunjung` stood when the site came up."""


class Visit(Struct, frozen=True):
    """One fetch; the same (seed, number) gives the same page."""

    base: str
    """Scheme, host and port of every link: `http://127.0.0.1:8642`."""
    ip: str
    number: int
    """Counts the requests since the site came up, from 1."""
    seed: int = 2017

    @property
    def token(self) -> str:
        """The CSRF token in the sidebar's form: new at every fetch."""
        return self._hash("csrf")

    @property
    def session(self) -> str:
        """The value of the session cookie."""
        return self._hash("session")

    def counters(self) -> dict[str, str]:
        """Return the figures of `Statistik Pengunjung`, and the visitor's address."""
        total = f"{VISITORS_BEFORE + self.number:,}"
        return {
            "today": str(17 + self.number),
            "hits": str(64 + 3 * self.number),
            "total": total,
            "online": str(1 + self.number % 4),
            "ip": self.ip,
        }

    def _hash(self, purpose: str) -> str:
        return hashlib.sha256(f"{self.seed}:{purpose}:{self.number}".encode()).hexdigest()[:32]
