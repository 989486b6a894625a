"""Which peers a crawl may talk to: the public internet, unless the operator says otherwise."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from scrapy.exceptions import IgnoreRequest

_NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddress(IgnoreRequest):
    """The peer is no public address: refused before a byte is sent, never retried."""


def is_public(host: str) -> bool:
    """Tell whether an IP address is one of the public internet, also when written inside an IPv6 one.

    False for loopback, private, link-local, shared, reserved, multicast and unspecified addresses
    (the IANA special-purpose registries, RFC 6890).

    Raises:
        ValueError: `host` is no IP address.
    """
    address = ip_address(host)
    if isinstance(address, IPv6Address) and (inner := _embedded(address)) is not None:
        address = inner
    return address.is_global and not address.is_multicast


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that a mapped, 6to4 or NAT64 (RFC 6052) one stands for."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
