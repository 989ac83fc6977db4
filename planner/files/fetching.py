"""Fetch calendars over HTTP, only from servers on the public internet, in a child process that can be killed.

An address given by a planner must not make this program send requests to machines in its own network (server-side
request forgery).
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from itertools import islice

from calendars.child import Child, ChildEndedError
from calendars.language import BoundMessage, Message, WrongValueError

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
    """A calendar cannot be fetched."""


def not_fetched(sentence: Message, **values: object) -> FetchError:
    """Return the error with its reason in every language."""
    return FetchError(BoundMessage(sentence, values))


IpAddress = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses that the system's resolver finds for a host, best first.

    Raises:
        OSError, UnicodeError: if there are none, or the name is invalid.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: IpAddress) -> bool:
    """Return whether the address belongs to one machine on the public internet, also if it embeds an IPv4 address.

    The special-purpose addresses are those of IANA's registries (RFC 6890), as in Python's `ipaddress`.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    inside = _embedded_ipv4(address)
    if inside is not None:
        return is_public(inside)
    return address in _GLOBAL_UNICAST and address.is_global


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address embedded in an IPv6 address (IPv4-mapped, 6to4 or NAT64); None if there is none."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True, slots=True)
class AddressFilter:
    """Resolves host names and rejects addresses that must not be contacted.

    Attributes:
        resolve: returns the addresses of a host and port.
        allows: returns whether an address may be contacted.
    """

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[IpAddress], bool] = is_public

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of the server that may be contacted; never empty.

        Connect to these addresses: resolving the name again may give others (DNS rebinding).

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


FETCH_TIMEOUT_SECONDS = 20
"""Time limit of one calendar, redirects included."""

FETCH_ALL_TIMEOUT_SECONDS = 60
"""Time limit of all calendars together."""

CONCURRENT_FETCHES = 8
"""Calendars that are fetched at the same time."""

_CHILD_FUNCTION = "planner.files.http_client:tell_fetched"
_CHILD_MEMORY_MIB = 2048
_PUBLIC_GATE = AddressFilter()


def is_address(source: str) -> bool:
    """Return whether the source is meant as an address rather than as a file name."""
    return "://" in source


def fetch_each(
    addresses: Iterable[str], gate: AddressFilter = _PUBLIC_GATE, seconds: float = FETCH_TIMEOUT_SECONDS
) -> Iterator[bytes | FetchError]:
    """Yield, in order, the content at each address or why it cannot be fetched.

    Args:
        addresses: with the scheme http, https or webcal.
        gate: decides which servers may be contacted.
        seconds: time limit of each; all together have `FETCH_ALL_TIMEOUT_SECONDS`.
    """
    left, end = iter(addresses), time.monotonic() + FETCH_ALL_TIMEOUT_SECONDS
    while batch := tuple(islice(left, CONCURRENT_FETCHES)):
        for outcome in _outcomes(batch, gate, min(seconds, end - time.monotonic())):
            yield FetchError(outcome) if isinstance(outcome, BoundMessage) else outcome


def _outcomes(batch: Sequence[str], gate: AddressFilter, seconds: float) -> list[bytes | BoundMessage]:
    missing = BoundMessage(FAILED)
    found: dict[int, bytes | BoundMessage] = {}
    end = time.monotonic() + seconds
    if seconds <= 0:
        return [BoundMessage(TOO_SLOW, {"seconds": FETCH_ALL_TIMEOUT_SECONDS})] * len(batch)
    with Child(_CHILD_MEMORY_MIB) as child, suppress(ChildEndedError):
        child.call(_CHILD_FUNCTION, batch, gate, seconds)
        while len(found) < len(batch):
            told = child.receive(end - time.monotonic())
            if told is None:
                missing = BoundMessage(TOO_SLOW, {"seconds": round(seconds)})
                break
            found |= [told]
    return [found.get(place, missing) for place in range(len(batch))]
