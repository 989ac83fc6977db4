"""Domains: the candidates of each meeting after bounds propagation, with the cheapest rooms that fit.

Bounds on the first days are passed on from meeting to meeting (bounds consistency of difference constraints) until
nothing changes. Where most meetings are fixed, little is left of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from constraints.problem.attendance import Attendance
from constraints.problem.candidates import Candidates
from constraints.problem.published import PublishedState, published_state
from constraints.problem.relaxations import is_waived
from constraints.problem.rooms import RoomSets, closed_rooms
from constraints.problem.rule import Apart
from constraints.problem.waivers import without_waived_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constraints.problem.problem import Ints, Meeting, Problem

    _Closed = tuple[list[frozenset[int]], Ints]
    """Sets of closed rooms, and which of them holds, by first day."""


class Domain(NamedTuple):
    """Of one meeting its first days and venues, in rising order, and what has been announced of it."""

    days: Ints
    venues: Ints
    announced: PublishedState | None


def initial_domain(problem: Problem, meeting: Meeting) -> Domain:
    """Every day of its window and every venue it may be held at; of a settled meeting those announced."""
    announced = published_state(problem, meeting)
    if announced is not None and meeting.frozen:
        known = announced.rooms is not None and 0 <= announced.day <= problem.days - meeting.days
        days, venues = ([announced.day], [announced.venue]) if known else ([], [])
        return Domain(np.array(days, dtype=np.int64), np.array(venues, dtype=np.int64), announced)
    window = meeting.window.within(problem.horizon)
    span = range(0)
    if window is not None:
        span = range(problem.index(window.first), problem.index(window.last) - meeting.days + 2)
    return Domain(np.array(span, dtype=np.int64), np.array(sorted(meeting.venues), dtype=np.int64), announced)


def propagate_bounds(problem: Problem, options: Sequence[Domain]) -> list[Domain]:
    """The options without the days and venues that are not the ones decided on, and days that leave no plan."""
    left = [_decided(problem, number, each) for number, each in enumerate(options)]
    first = np.array([each.days.min(initial=problem.days) for each in left], dtype=np.int64)
    last = np.array([each.days.max(initial=-1) for each in left], dtype=np.int64)
    _pass_on(_ties(problem), first, last)
    return [
        each._replace(days=each.days[(each.days >= earliest) & (each.days <= latest)])
        for each, earliest, latest in zip(left, first, last, strict=True)
    ]


def propagated(candidates: Candidates) -> Candidates:
    """The candidates without those on days that the others leave no plan for."""
    ties = _ties(candidates.problem)
    while True:
        first, last = _bounds(candidates)
        _pass_on(ties, first, last)
        left = (candidates.day >= first[candidates.meeting]) & (candidates.day <= last[candidates.meeting])
        if left.all():
            return candidates
        candidates = candidates.where(left)


def least_distances(problem: Problem) -> Ints:
    """The least days from the first day of one meeting to that of another that the rules imply, shape (both, both).

    They are the longest paths through the difference constraints, and no more than the days of the horizon either way.
    """
    count, most = len(problem.meetings), problem.days
    least = np.full((count, count), -most, dtype=np.int64)
    for tie in _ties(problem):
        least[tie.earlier, tie.later] = max(least[tie.earlier, tie.later], tie.least)
    for through in range(count):
        longer = least[:, through, None] + least[None, through, :]
        np.maximum(least, np.minimum(longer, most), out=least)
    return least


def _decided(problem: Problem, number: int, options: Domain) -> Domain:
    meeting = problem.meetings[number]
    for rule in () if meeting.frozen else problem.rules:
        if not is_waived(problem, rule.key(), [number]):
            day, venue = rule.decided(problem, meeting)
            days = options.days if day is None else options.days[options.days == day]
            venues = options.venues if venue is None else options.venues[options.venues == venue]
            options = options._replace(days=days, venues=venues)
    return options


def _ties(problem: Problem) -> list[Apart]:
    """What the rules ask, but for what is waived or a matter of the past."""
    return [
        tie
        for rule in problem.rules
        for tie in rule.apart(problem)
        if not is_waived(problem, rule.key(), tie.meetings)
        and not (problem.meetings[tie.earlier].frozen and problem.meetings[tie.later].frozen)
    ]


def _bounds(candidates: Candidates) -> tuple[Ints, Ints]:
    """First and last day on which each meeting may begin, shape (meetings,)."""
    count = len(candidates.problem.meetings)
    first, last = np.full(count, candidates.problem.days), np.full(count, -1)
    np.minimum.at(first, candidates.meeting, candidates.day)
    np.maximum.at(last, candidates.meeting, candidates.day)
    return first, last


def _pass_on(ties: list[Apart], first: Ints, last: Ints) -> None:
    """Tighten the bounds in place, as often as there are meetings at most: a contradiction would never end."""
    for _ in range(len(first)):
        before = first.sum() - last.sum()
        for _meetings, earlier, later, least in ties:
            first[later] = max(first[later], first[earlier] + least)
            last[earlier] = min(last[earlier], last[later] - least)
        if first.sum() - last.sum() == before:
            return


def _grid_of(
    problem: Problem, index: int, options: Domain, attendance: Attendance, room_sets: RoomSets
) -> tuple[Ints, ...]:
    meeting, (days, venues, announced) = problem.meetings[index], options
    choices = meeting.choices
    shape = (len(days), len(choices), len(venues))
    everywhere = np.stack([attendance.expected(each)[days] for each in choices], axis=1)
    expected = np.broadcast_to(everywhere[:, :, None], shape)
    if meeting.home_shares or problem.online[venues].any():
        at = [[attendance.at_venue(each, venue)[days] for venue in venues.tolist()] for each in choices]
        by_place = np.array(at, dtype=np.int64).reshape(len(choices), len(venues), len(days))
        expected = by_place.transpose(2, 0, 1)
    rooms = np.full(shape, -1, dtype=np.int64)
    closed = {}
    for number, each in enumerate(choices):
        for place, venue in enumerate(venues.tolist()):
            shut = closed[number, place] = _on(days, closed_rooms(problem, each, venue))
            rooms[:, number, place] = _cheapest(
                room_sets, each, venue, expected[:, number, place], (shut, problem.tariffs[1][days])
            )
    if announced is not None and announced.rooms is not None:
        same = range(len(choices)) if announced.hours is None else [announced.hours]
        told = np.isin(np.arange(len(choices)), same)[:, None]
        here = (days[:, None, None] == announced.day) & told & (venues == announced.venue)
        for day, hours, venue in np.argwhere(np.broadcast_to(here, shape)).tolist():
            sets, which = closed[hours, venue]
            there, heads = sets[int(which[day])], int(expected[day, hours, venue])
            if meeting.frozen or room_sets.large_enough(meeting, announced.rooms, heads, there):
                rooms[day, hours, venue] = room_sets.number(announced.rooms)
    columns = (days[:, None, None], np.arange(len(choices))[:, None], venues, expected)
    return (
        np.full(rooms.size, index, dtype=np.int64),
        *(np.broadcast_to(each, shape).reshape(-1).astype(np.int64) for each in columns), rooms.reshape(-1),
    )  # fmt: skip


def _on(days: Ints, closed: _Closed) -> _Closed:
    return closed[0], closed[1][days]


def _cheapest(room_sets: RoomSets, meeting: Meeting, venue: int, expected: Ints, then: tuple[_Closed, Ints]) -> Ints:
    """The cheapest rooms for each attendance, given the rooms that are closed then, and what they cost."""
    (closed, which), tariff = then
    if len(closed) == 1 and not tariff.any():
        return room_sets.cheapest(meeting, venue, expected, closed[0])
    found = np.full(len(expected), -1, dtype=np.int64)
    for number, prices in np.unique(np.stack([which, tariff]), axis=1).T.tolist():
        lines = (which == number) & (tariff == prices)
        found[lines] = room_sets.cheapest(meeting, venue, expected[lines], closed[number], prices)
    return found


def candidate_grid(problem: Problem, *, reachable: bool = False) -> Candidates:
    """Every day of every meeting's window at every venue it may be held at.

    If only what is reachable is asked for, without days and venues other than the fixed ones, and without days
    that lie too near to other meetings or too far off.
    """
    problem = without_waived_rules(problem)
    attendance, room_sets = Attendance(problem), RoomSets(problem)
    options = [initial_domain(problem, meeting) for meeting in problem.meetings]
    if reachable:
        options = propagate_bounds(problem, options)
    parts = [_grid_of(problem, index, each, attendance, room_sets) for index, each in enumerate(options)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] or [np.zeros(0, dtype=np.int64)] * 6
    return Candidates(problem, attendance, tuple(each.announced for each in options), room_sets.sets, *columns)


def possible_candidates(problem: Problem, *, reachable: bool = False) -> Candidates:
    """What is left of the grid when every rule has struck out what it does not allow of what is not settled.

    If only what is reachable is asked for, without days that the days left to other meetings rule out.
    """
    found = candidate_grid(problem, reachable=reachable)
    for rule in found.problem.rules:
        allowed = rule.allows(found)
        if allowed is not None:
            found = found.where(allowed | found.frozen | found.waived(rule.key()))
    found = found.where(found.room_set >= 0) if problem.waived else found
    return propagated(found) if reachable else found
