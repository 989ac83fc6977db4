"""Which servers may be asked: those on the public internet, by the addresses that their names stand for.

An address that a planner was given must not make this program ask the machines around it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from planner.fetching.refusal import NOT_PUBLIC, UNKNOWN_SERVER, not_fetched

IpAddress = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> Sequence[str]:
    """Addresses that the system's resolver knows for the name, best first.

    Raises:
        OSError, UnicodeError: if it knows none, or the name is none.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: IpAddress) -> bool:
    """Whether it is the address of one machine on the public internet, also behind the forms that hold another.

    The registries of special addresses are those of IANA (RFC 6890), as Python knows them.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    inside = _inside(address)
    if inside is not None:
        return is_public(inside)
    return address in _GLOBAL_UNICAST and address.is_global


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The older address that is reached through this one (mapped, 6to4 or NAT64)."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True, slots=True)
class Gate:
    """Finds the addresses of servers and lets only some pass.

    Attributes:
        resolve: addresses of a host and port.
        allows: whether an address may be asked.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[IpAddress], bool] = is_public

    def addresses(self, host: str, port: int) -> list[str]:
        """Addresses of the server that may be asked; never empty.

        To be used for the connection itself: whoever asks for the name again may get another answer.

        Raises:
            FetchError: if there are none.
        """
        try:
            known = self.resolve(host, port)
        except (OSError, UnicodeError):
            known = ()
        if not known:
            raise not_fetched(UNKNOWN_SERVER, host=host)
        allowed = [address for address in dict.fromkeys(known) if self.allows(ip_address(address))]
        if not allowed:
            raise not_fetched(NOT_PUBLIC, host=host)
        return allowed
