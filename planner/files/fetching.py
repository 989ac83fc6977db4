"""Fetch calendars from addresses, only from servers on the public internet, in a child process that may be killed.

An address that a planner was given must not make this program ask the machines around it.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from itertools import islice

from calendars.child import Child, GoneError
from calendars.language import Message, Said, WrongValueError

NOT_AN_ADDRESS = Message("fetching.not_an_address", "this is not an address such as https://example.org/calendar.ics")
OTHER_SCHEME = Message(
    "fetching.other_scheme", "addresses begin with https://, http:// or webcal://; {scheme}:// is not fetched"
)
UNKNOWN_SERVER = Message("fetching.unknown_server", "no server named {host} is found")
NOT_PUBLIC = Message(
    "fetching.not_public", "{host} is not on the public internet; calendars are fetched from nowhere else"
)
UNREACHABLE = Message("fetching.unreachable", "there is no connection to {host}")
WRONG_CERTIFICATE = Message("fetching.wrong_certificate", "{host} cannot prove by its certificate who it is")
NOT_ALLOWED = Message(
    "fetching.not_allowed", "{host} does not let everybody who knows the address read the calendar (answer {status})"
)
NOTHING_THERE = Message("fetching.nothing_there", "{host} has no calendar at this address (answer {status})")
NO_ANSWER = Message("fetching.no_answer", "{host} does not hand out the calendar (answer {status})")
BROKEN_ANSWER = Message("fetching.broken_answer", "what {host} answers breaks off or cannot be understood")
TOO_MANY_REDIRECTS = Message(
    "fetching.too_many_redirects", "the address leads on to another one more than {n} {n:time|times}"
)
TOO_SLOW = Message("fetching.too_slow", "the calendar could not be fetched within {seconds} seconds")
FAILED = Message("fetching.failed", "the calendar could not be fetched: the program that fetches it came to an end")


class FetchError(WrongValueError):
    """A calendar that cannot be fetched."""


def not_fetched(sentence: Message, **values: object) -> FetchError:
    """The error with its reason in every language."""
    return FetchError(Said(sentence, values))


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


SECONDS = 20
"""Time that one calendar may take to be fetched, redirects included."""

AT_ONCE = 8
"""Calendars that are fetched at the same time."""

_FETCHER = "planner.files.http_client:tell_fetched"
_MEBIBYTES = 2048
_PUBLIC = Gate()


def is_address(source: str) -> bool:
    """Whether it is meant as an address, rather than as the name of a file."""
    return "://" in source


def fetch_each(
    addresses: Iterable[str], gate: Gate = _PUBLIC, seconds: float = SECONDS
) -> Iterator[bytes | FetchError]:
    """What stands at each address, in order, or why it cannot be fetched.

    Args:
        addresses: with one of the schemes http, https and webcal.
        gate: which servers may be asked.
        seconds: that each may take.
    """
    left = iter(addresses)
    while batch := tuple(islice(left, AT_ONCE)):
        for outcome in _outcomes(batch, gate, seconds):
            yield FetchError(outcome) if isinstance(outcome, Said) else outcome


def _outcomes(batch: Sequence[str], gate: Gate, seconds: float) -> list[bytes | Said]:
    missing = Said(FAILED)
    found: dict[int, bytes | Said] = {}
    end = time.monotonic() + seconds
    with Child(_MEBIBYTES) as child, suppress(GoneError):
        child.call(_FETCHER, batch, gate, seconds)
        while len(found) < len(batch):
            told = child.receive(end - time.monotonic())
            if told is None:
                missing = Said(TOO_SLOW, {"seconds": seconds})
                break
            found |= [told]
    return [found.get(place, missing) for place in range(len(batch))]
