"""What a worker keeps between requests: the store, what was read of it, and a process that solves."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from typing import TypeVar

from constraints.engines.turns import Turns
from constraints.outcome import Limits
from planner.building import build_problem
from planner.explaining.subject import Subject
from planner.store import revisions
from planner.store.documents import Content
from planner.store.errors import NothingAcceptedError
from planner.store.opening import Store, open_store
from planner.store.revisions import Revision

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")

MOST = 4
"""Revisions that are kept."""

_contents: OrderedDict[tuple[str, str], Content] = OrderedDict()
_subjects: OrderedDict[tuple[str, str, int], Subject] = OrderedDict()


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
        return last, _remembered(_contents, key, lambda: revisions.content(connection, last))


def subject(store: Store, network: str) -> Subject:
    """The plan of the last revision, as questions are asked about it.

    Raises:
        NothingAcceptedError: if there is none.
        BrokenPlanError: if it breaks rules.
    """
    last, content = accepted(store, network)
    key = (last.network_document, last.plan_document, last.number)
    return _remembered(_subjects, key, lambda: Subject.of(build_problem(content.network), content.plan, last.number))


def _remembered(kept: OrderedDict[Key, T], key: Key, make: Callable[[], T]) -> T:
    """What is kept under that key, else what is made; what was not asked for longest makes room."""
    found = kept.pop(key) if key in kept else make()
    kept[key] = found
    while len(kept) > MOST:
        kept.popitem(last=False)
    return found
