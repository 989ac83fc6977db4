"""A problem restricted to some of its meetings: impossible only if the whole is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from constraints.requirement import Requirement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from constraints.candidates import Candidates
    from constraints.earlier import Earlier
    from constraints.problem import Problem


def restricted(problem: Problem, meetings: Collection[int]) -> Problem:
    """The problem of these meetings alone, numbered anew in the same order, under the same rules.

    Rounds stay where they are even without meetings, as rules ask which round comes next. An earlier proposal is
    left out unless all of its meetings are there: what differs from it may be those that are not.
    """
    number = {meeting: place for place, meeting in enumerate(sorted(meetings))}

    def within(several: Iterable[int]) -> tuple[int, ...]:
        return tuple(number[each] for each in several if each in number)

    pairs = (within(pair) for pair in problem.successive)
    return replace(
        problem,
        meetings=tuple(problem.meetings[each] for each in number),
        rounds=tuple(replace(each, meetings=within(each.meetings)) for each in problem.rounds),
        successive=tuple((pair[0], pair[1]) for pair in pairs if len(pair) > 1),
        waived=frozenset(_renumbered(each, within(each.meetings)) for each in problem.waived if _asked(each, number)),
        otherwise=tuple(_earlier(each, number) for each in problem.otherwise if each.places.keys() <= number.keys()),
    )


def restricted_candidates(candidates: Candidates, meetings: Collection[int]) -> Candidates:
    """The candidates of these meetings, as those of the problem restricted to them."""
    kept = sorted(meetings)
    found = candidates.where(np.isin(candidates.meeting, kept))
    return replace(
        found,
        problem=restricted(candidates.problem, kept),
        announced=tuple(found.announced[meeting] for meeting in kept),
        meeting=np.searchsorted(kept, found.meeting),
    )


def _earlier(earlier: Earlier, number: dict[int, int]) -> Earlier:
    return replace(earlier, places={number[meeting]: place for meeting, place in earlier.places.items()})


def _asked(requirement: Requirement, number: dict[int, int]) -> bool:
    return not requirement.meetings or not requirement.meetings.isdisjoint(number)


def _renumbered(requirement: Requirement, meetings: tuple[int, ...]) -> Requirement:
    return Requirement(requirement.rule, frozenset(meetings))
