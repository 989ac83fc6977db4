"""What is said of days of the examples holds against solving with the day fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from constraints.explain.choosing import OtherMeetings, WhatIf, is_feasible
from constraints.explain.days import Possibility, possibilities
from constraints.explain.judging import Assessor
from constraints.problem.outcome import Limits
from constraints.problem.rule import Rule, all_rules
from constraints.search.sessions import SequentialSession
from constraints.solve import solve_next
from planner.examples import DESCRIPTIONS, folder
from planner.files.load import load_network
from planner.network.problem import build_problem

LIMITS = Limits(seconds=120, workers=1)
MEETINGS, DAYS = 3, 2
"""How many meetings of an example are asked about, and how many days of each kind."""


def spread(found: Sequence[Possibility], most: int) -> Sequence[Possibility]:
    """Return so many of them at equal distances."""
    return found[:: max(len(found) // most, 1)][:most]


def is_tied(day: Possibility) -> bool:
    """Whether a rule about several meetings, or about staff, stands against the day."""
    reason = day.first_reason
    return reason is not None and all_rules()[reason.rule].post is not Rule.post


def sample(days: Sequence[Possibility]) -> Iterator[tuple[Possibility, bool]]:
    """Yield some days, each with whether it is said that there is a plan; most of all those that are hard to judge."""
    impossible = [each for each in days if each.best is None and not each.others_could_move]
    tied = [each for each in impossible if is_tied(each)]
    for found in (tied, [each for each in impossible if each not in tied]):
        yield from ((each, False) for each in spread(found, DAYS))
    yield from ((each, True) for each in spread([each for each in days if each.best is not None], DAYS))


@pytest.mark.slow
@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_days_that_are_called_possible_or_impossible_are(name: str) -> None:
    problem = build_problem(load_network(folder(name)))
    with SequentialSession.start(LIMITS) as session:
        verdict = solve_next(problem, LIMITS, session).verdict
        assert verdict is not None
        said: list[bool] = []
        for index in range(0, len(problem.meetings), max(len(problem.meetings) // MEETINGS, 1)):
            question = WhatIf(verdict, index, OtherMeetings.FREE)
            for day, possible in sample(possibilities(Assessor(verdict.schedule, index))):
                found = solve_next(question.with_any_plan(day.day, None), LIMITS, session)
                assert is_feasible(found) is possible, f"{problem.meetings[index].id} on {day.day}"
                said.append(possible)
    assert {*said} == {False, True}
