"""Days that no plan can have, as meetings must lie so far apart or so close together: struck out beforehand.

Bounds on the first days are passed on from meeting to meeting (bounds consistency of difference constraints) until
nothing changes. Where most meetings are fixed, little is left of the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from constraints.waiving import is_waived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constraints.candidates import Candidates
    from constraints.options import Options
    from constraints.problem import Ints, Problem


class Apart(NamedTuple):
    """Of meetings (indices) that are tied together: `later` begins at least so many days after `earlier` begins.

    A number below 0 says by how many days `later` may at most begin before `earlier`.
    """

    meetings: frozenset[int]
    earlier: int
    later: int
    least: int


def narrowed_options(problem: Problem, options: Sequence[Options]) -> list[Options]:
    """The options without the days and venues that are not the ones decided on, and days that leave no plan."""
    left = [_decided(problem, number, each) for number, each in enumerate(options)]
    first = np.array([each.days.min(initial=problem.days) for each in left], dtype=np.int64)
    last = np.array([each.days.max(initial=-1) for each in left], dtype=np.int64)
    _pass_on(_ties(problem), first, last)
    return [
        each._replace(days=each.days[(each.days >= earliest) & (each.days <= latest)])
        for each, earliest, latest in zip(left, first, last, strict=True)
    ]


def narrowed(candidates: Candidates) -> Candidates:
    """The candidates without those on days that the others leave no plan for."""
    ties = _ties(candidates.problem)
    while True:
        first, last = _bounds(candidates)
        _pass_on(ties, first, last)
        left = (candidates.day >= first[candidates.meeting]) & (candidates.day <= last[candidates.meeting])
        if left.all():
            return candidates
        candidates = candidates.where(left)


def _decided(problem: Problem, number: int, options: Options) -> Options:
    meeting = problem.meetings[number]
    for rule in () if meeting.settled else problem.rules:
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
        and not (problem.meetings[tie.earlier].settled and problem.meetings[tie.later].settled)
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
