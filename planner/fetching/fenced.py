"""Fetching in a process that may be killed: nothing else ends the wait for a name, or for a byte now and then."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from calendars.fenced.process import Child, GoneError
from calendars.language import Said
from planner.fetching.gate import Gate
from planner.fetching.refusal import FAILED, TOO_SLOW, FetchError

SECONDS = 20
"""Time that one calendar may take to be fetched, redirects included."""

AT_ONCE = 8
"""Calendars that are fetched at the same time."""

_FETCHER = "planner.fetching.fetch:tell_fetched"
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
