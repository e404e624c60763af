"""The address that a request counts for, which is the same for every spelling of it (0081)."""

import re
from asyncio import BaseTransport
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NETWORK_BITS = 64
"""An IPv6 address counts as its network of so many bits, all of which may belong to one client."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
_FORWARDED_FOR = re.compile(rb"(?i)\r\nx-forwarded-for:([^\r\n]*)")


def forwarded_in(data: bytes) -> str:
    """Return the X-Forwarded-For of the request that a connection begins with, empty if there is none."""
    head = data.partition(b"\r\n\r\n")[0]
    return ",".join(each.decode("latin-1") for each in _FORWARDED_FOR.findall(head))


def peer_of(transport: BaseTransport) -> str:
    """Return the address of the other end as aiohttp names it."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple | list) else str(peer or "")


def client_address(peer: str, forwarded_for: str, trusted_proxies: int) -> str:
    """Return the client of a request: an IPv4 address, or an IPv6 network of 64 bits.

    `forwarded_for` is the request's X-Forwarded-For. Each proxy appends its own client, so only as many
    entries count, from the end, as there are trusted proxies. An entry that is no address counts as the
    peer, because a proxy would otherwise give a client any number of names.
    """
    hops = forwarded_for.split(",") if forwarded_for else []
    trusted = min(trusted_proxies, len(hops))
    return (_named(hops[-trusted]) if trusted else None) or _named(peer) or peer


def _named(written: str) -> str | None:
    """Return the one name of an address, None if the text is no address."""
    try:
        address = ip_address(_bare(written.strip().strip('"').strip()))
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = _written_as_ipv6(address) or address
    if isinstance(address, IPv4Address):
        return str(address)
    host_bits = 128 - NETWORK_BITS
    return f"{IPv6Address(int(address) >> host_bits << host_bits)}/{NETWORK_BITS}"


def _written_as_ipv6(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, as mapped or by a translator (RFC 6052)."""
    if address in _TRANSLATED:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped


def _bare(written: str) -> str:
    """Strip brackets, a port and a zone: `[2001:db8::1%eth0]:443` is `2001:db8::1`."""
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    return written.partition("%")[0]
