"""A limit on failed attempts: after a few at once, one every few seconds."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from time import monotonic

AT_ONCE = 10
"""Failed attempts in a row that are answered."""
EVERY = 6.0
"""Seconds after which one more is."""
REMEMBERED = 10_000
"""Addresses and keys that are remembered; the longest idle are forgotten first."""
_IPV6_HOME = 64
"""Bits of an IPv6 address that belong to one household or office: the rest is free to choose there."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class FailureLimiter:
    """Counts failed attempts by whom they come from.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, *whom: Hashable) -> int:
        """Whole seconds until another attempt is looked at; 0 if it is now."""
        with self._lock:
            least = min((self._left(each) for each in whom), default=float(AT_ONCE))
        return 0 if least >= 1 else math.ceil((1 - least) * EVERY)

    def failed(self, *whom: Hashable) -> None:
        """Note a failed attempt of all these."""
        with self._lock:
            for each in whom:
                self._buckets[each] = _Bucket(max(self._left(each) - 1, 0), self._clock())
                self._buckets.move_to_end(each)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)

    def _left(self, whom: Hashable) -> float:
        bucket = self._buckets.get(whom)
        if bucket is None:
            return AT_ONCE
        return min(AT_ONCE, bucket.left + (self._clock() - bucket.at) / EVERY)


def neighbourhood(address: str) -> str:
    """Whose attempts are counted together: one IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, _IPV6_HOME), strict=False))
