"""A name is resolved, and only then it shows where it leads: private addresses are refused before connecting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crawler.address import PrivateAddress, is_public

if TYPE_CHECKING:
    from twisted.python.failure import Failure

Allowed = Callable[[str, int], bool]
"""Whether a host, with this port, may lead to a private address."""


class Doors:
    """Which addresses one crawl may connect to.

    `permit` remembers the private addresses that a permitted host led to, for the check of the
    connected peer that follows: what connects is what was resolved, so a name that resolves to
    something else the second time gains nothing.
    """

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._permitted: set[str] = set()

    def admits(self, address: str) -> bool:
        """Tell whether a connected peer may be talked to."""
        return address in self._permitted or is_public(address)

    def guard(self, endpoint: Any, host: str, port: int) -> Guard:
        """Put a guard before the name resolution of an endpoint, that of a TLS one too."""
        guard = Guard(self, permitted=self._allowed(host, port))
        inner = getattr(endpoint, "_wrappedEndpoint", endpoint)
        guard.resolver = inner._getNameResolverAndMaybeWarn(inner._reactor)  # noqa: SLF001 - no public way in
        inner._getNameResolverAndMaybeWarn = lambda _reactor: guard  # noqa: SLF001
        return guard

    def permit(self, address: str) -> None:
        """Let a permitted host's address in."""
        self._permitted.add(address)


class Guard:
    """A name resolver that leaves out what is not public."""

    def __init__(self, doors: Doors, *, permitted: bool) -> None:
        self._doors, self._permitted = doors, permitted
        self.resolver: Any = None
        self._refused: list[str] = []
        self._admitted = False

    def resolveHostName(self, receiver: Any, *arguments: Any, **options: Any) -> Any:  # noqa: N802 - Twisted's name
        """Resolve, and hand on the addresses that may be connected to."""
        return self.resolver.resolveHostName(_Sieve(receiver, self._admit), *arguments, **options)

    def _admit(self, address: Any) -> bool:
        host = str(getattr(address, "host", ""))
        if self._permitted:
            self._doors.permit(host)
        if self._permitted or is_public(host):  # another name may not use what this one is permitted
            self._admitted = True
            return True
        self._refused.append(host)
        return False

    def explain(self, failure: Failure) -> Failure:
        """Turn "no address" into what it was: only private ones.

        Raises:
            PrivateAddress: the name led to no public address.
        """
        if self._refused and not self._admitted:
            raise PrivateAddress(f"{self._refused[0]} is not a public address")
        return failure


class _Sieve:
    """What Twisted tells of a resolution, without the addresses that are not admitted."""

    def __init__(self, receiver: Any, admit: Callable[[Any], bool]) -> None:
        self._receiver, self._admit = receiver, admit

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        """Hand on an address that is admitted."""
        if self._admit(address):
            self._receiver.addressResolved(address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._receiver, name)
