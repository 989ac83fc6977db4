"""Members and staff of a problem, and when they cannot come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np

from calendars.blackout import Blackout, Scope
from constraints.busy import Busy, BusyTimes, minutes
from constraints.problem import Member, StaffPerson
from planner import network as written
from planner.building.numbers import Numbers


def members(network: written.Network, numbers: Numbers) -> tuple[Member, ...]:
    """The members."""
    return tuple(Member(each.id, numbers.municipalities[each.municipality], each.role) for each in network.members)


def staff(network: written.Network) -> tuple[StaffPerson, ...]:
    """The staff."""
    return tuple(StaffPerson(each.id, each.team, each.name) for each in network.staff)


def busy_times(people: Iterable[str], busy: Mapping[str, Sequence[Busy]], blackouts: Iterable[Blackout]) -> BusyTimes:
    """When each of the people cannot come: by their own busy times, and by blackouts that forbid.

    The same spell is one object for everybody who has it, so each is turned into numbers once.
    """
    spells = [[*busy.get(person, ()), *closed] for person, closed in _closed_to(people, blackouts).items()]
    distinct = {id(spell): spell for spell in chain.from_iterable(spells)}
    place = {key: n for n, key in enumerate(distinct)}
    cells = np.array([_numbers(spell) for spell in distinct.values()], dtype=np.int64).reshape(-1, 4)
    order = np.array([place[id(spell)] for spell in chain.from_iterable(spells)], dtype=np.int64)
    person = np.repeat(np.arange(len(spells), dtype=np.int64), [len(each) for each in spells])
    return BusyTimes(len(spells), person, *cells[order].T)


def _closed_to(people: Iterable[str], blackouts: Iterable[Blackout]) -> dict[str, list[Busy]]:
    closed: dict[str, list[Busy]] = {person: [] for person in people}
    for blackout in blackouts:
        if blackout.scope is Scope.PERSON and blackout.hard and blackout.target in closed:
            closed[blackout.target].append(Busy(blackout.span))
    return closed


def _numbers(spell: Busy) -> tuple[int, int, int, int]:
    return (spell.span.first.toordinal(), spell.span.last.toordinal(), *minutes(spell.hours))
