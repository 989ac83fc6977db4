"""A problem restricted to some of its meetings: impossible only if the whole is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.requirement import Requirement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from constraints.problem import Problem


def restricted(problem: Problem, meetings: Collection[int]) -> Problem:
    """The problem of these meetings alone, numbered anew in the same order, under the same rules.

    Rounds stay where they are even without meetings, as rules ask which round comes next. What no plan may repeat
    is left out: it is asked of all meetings together.
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
        otherwise=(),
    )


def _asked(requirement: Requirement, number: dict[int, int]) -> bool:
    return not requirement.meetings or not requirement.meetings.isdisjoint(number)


def _renumbered(requirement: Requirement, meetings: tuple[int, ...]) -> Requirement:
    return Requirement(requirement.rule, frozenset(meetings))
