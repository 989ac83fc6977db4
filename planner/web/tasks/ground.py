"""What a worker keeps between requests: the store, what was read of it, and a process that solves."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache

from constraints.engines.turns import Turns
from constraints.outcome import Limits
from planner.store import revisions
from planner.store.documents import Content
from planner.store.errors import NothingAcceptedError
from planner.store.opening import Store, open_store
from planner.store.revisions import Revision

MOST = 4
"""Revisions that are kept."""

_kept: OrderedDict[tuple[str, str], Content] = OrderedDict()


@cache
def opened(address: str) -> Store:
    """The store at an address, open as long as the worker lives."""
    return open_store(address)


@cache
def turns() -> Turns:
    """The process that solves for this worker, one problem after another."""
    return Turns.start(Limits())


def accepted(store: Store, network: str) -> tuple[Revision, Content]:
    """The last revision of a network.

    Raises:
        NothingAcceptedError: if there is none.
    """
    with store.reading() as connection:
        last = revisions.last(connection, network)
        if last is None:
            raise NothingAcceptedError(store.name)
        key = (last.network_document, last.plan_document)
        content = _kept.pop(key, None) or revisions.content(connection, last)
    _kept[key] = content
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return last, content
