"""The addresses that deliveries may go to (0175).

The owner of a webhook chooses where the node connects to, so addresses inside of the operator's network
are refused unless a setting allows them. Each address is checked when its socket is made, after the name
was resolved, so a name that changes its address between a check and its use gains nothing.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = Any
"""An IPv4Network or an IPv6Network."""

_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = [
    ip_network(written)
    for written in (
        "192.0.0.0/24",
        "64:ff9b:1::/48",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
]
"""Networks that Python takes for public, and that have metadata services or lead into local networks."""


REFUSAL = "the address is not public, or the connection is not encrypted"


class AddressRefusedError(OSError):
    """The address of a webhook may not be connected to."""


class Addresses:
    """Tells which addresses deliveries may go to: public ones, and those of `allowed` networks."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._allowed: list[Network] = [ip_network(each) for each in allowed]

    def allows(self, written: str, *, encrypted: bool) -> bool:
        """Return whether an address may be connected to; without encryption only those of the setting."""
        try:
            address = _innermost(ip_address(written.partition("%")[0]))
        except ValueError:
            return False
        if any(address in network for network in self._allowed):
            return True
        return encrypted and _is_public(address)

    def refusal(self, host: str, *, encrypted: bool) -> str | None:
        """Return why no delivery can go to a host, None where that depends on the address of its name."""
        if _is_number(host):
            return None if self.allows(host, encrypted=encrypted) else REFUSAL
        return None if encrypted or self._allowed else "the connection must be encrypted (https)"

    def make_socket(self, info: Any, *, encrypted: bool) -> socket.socket:
        """Make the socket for an address that was resolved; raises AddressRefusedError."""
        family, kind, protocol, _, address = info
        if not self.allows(str(address[0]), encrypted=encrypted):
            raise AddressRefusedError(REFUSAL)
        return socket.socket(family, kind, protocol)


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that is written as an IPv6 one, or the address itself."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not address.is_multicast
