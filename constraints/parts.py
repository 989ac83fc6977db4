"""Some of the meetings of a problem, as a problem of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Problem


def part_of(problem: Problem, meetings: Sequence[int]) -> Problem:
    """The problem of these meetings (indices, ascending), as if there were no others.

    What is said of other meetings is left out: rounds, waivers and earlier proposals.
    """
    number = {old: new for new, old in enumerate(meetings)}
    rounds = (
        replace(each, meetings=tuple(number[old] for old in each.meetings if old in number)) for each in problem.rounds
    )
    waived = (each for each in problem.waived if each.meetings <= number.keys())
    return replace(
        problem,
        meetings=tuple(problem.meetings[old] for old in meetings),
        rounds=tuple(each for each in rounds if each.meetings),
        successive=tuple((number[a], number[b]) for a, b in problem.successive if {a, b} <= number.keys()),
        waived=frozenset(replace(each, meetings=frozenset(number[old] for old in each.meetings)) for each in waived),
        otherwise=(),
    )


def candidates_of(part: Problem, candidates: Candidates, meetings: Sequence[int]) -> Candidates:
    """The candidates of these meetings, as those of the part that they are."""
    found = candidates.where(np.isin(candidates.meeting, meetings))
    return replace(
        found,
        problem=part,
        announced=tuple(found.announced[old] for old in meetings),
        meeting=np.searchsorted(meetings, found.meeting),
    )
