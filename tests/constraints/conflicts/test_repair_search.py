"""The least amounts of relaxations, where engines are asked what and until when, without an engine."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from constraints.conflicts import repair_search
from constraints.conflicts.conflict import Concession
from constraints.conflicts.oracle import UndecidedError
from constraints.conflicts.repair_search import (
    CONFIRMATION_SECONDS,
    RepairSearch,
    Trial,
    TrialResult,
    _with_others_fixed,
)
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.problem.relaxations import Relaxation
from tests.constraints.builders import domain_rules, meeting, on, planned, problem
from tests.constraints.conflicts.test_conflict import loosening

MEETINGS = frozenset({0, 1})


class Counted(RepairSearch):
    """Knows for each relaxation the least amount that suffices; its plans are the amounts that they need.

    Args:
        enough: these amounts, by code.
        cheapest: whether the plan with the least amounts is known.
        agreed: whether the second engine finds no plan with less.
    """

    def __init__(self, enough: dict[str, int], *, cheapest: bool = False, agreed: bool = True) -> None:
        self.enough = enough
        self.asked: list[dict[str, int]] = []
        self.denials: list[dict[str, int]] = []
        self.with_cheapest, self.agreed = cheapest, agreed

    def plan(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> Any:
        assert meetings == MEETINGS
        self.asked.append(amounts := amounts_of(concessions))
        return amounts if self.fits(self.enough, concessions, meetings) else None

    def fits(self, plan: Any, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        assert meetings == MEETINGS
        return all(amounts_of(concessions)[code] >= least for code, least in plan.items())

    def cheapest(self, loosening: Relaxation, concessions: Sequence[Concession], meetings: frozenset[int]) -> Any:
        return (
            self.enough if self.with_cheapest and concessions and meetings and loosening.code in self.enough else None
        )

    def denied(self, concessions: Sequence[Concession], meetings: frozenset[int]) -> bool:
        self.denials.append({"x": 0, "y": 0} | amounts_of(concessions))
        return self.agreed and bool(meetings)


def amounts_of(concessions: Sequence[Concession]) -> dict[str, int]:
    return {each.loosening.code: each.amount for each in concessions}


@pytest.mark.parametrize("cheapest", [True, False])
@pytest.mark.parametrize("least", range(1, 8))
def test_the_least_amounts_are_found_one_after_the_other(least: int, *, cheapest: bool) -> None:
    for measured in (None, lambda of: of):
        relaxations = [loosening("x", 7, measured=measured), loosening("y", 9, measured=measured)]
        seeker = Counted({"x": least, "y": 2}, cheapest=cheapest)
        found = seeker.least(relaxations, MEETINGS)
        assert found is not None
        assert (found.amounts, found.least) == ((least, 2), True)
        assert seeker.fits(
            found.plan, [Concession(each, n) for each, n in zip(relaxations, (least, 2), strict=True)], MEETINGS
        )
        first, then = seeker.asked[0], seeker.asked[1:2]
        assert first == ({"x": 7, "y": 9} if measured else {"x": 1, "y": 1})
        assert measured or then == [{"x": 7, "y": 9}]
        assert all(1 <= each["x"] <= 7 and 1 <= each["y"] <= 9 for each in seeker.asked)


def test_that_less_does_not_suffice_is_asked_of_the_other_engine_unless_it_is_known() -> None:
    relaxations = [loosening("x", 7), loosening("y", 9)]
    for agreed in (True, False):
        seeker = Counted({"x": 3, "y": 1}, agreed=agreed)
        found = seeker.least(relaxations, MEETINGS)
        assert found is not None
        assert found.least is agreed
        assert [each["x"] for each in seeker.denials] == [2]
        seeker = Counted({"x": 3, "y": 4}, agreed=agreed)
        found = seeker.least(relaxations, MEETINGS, (3, 4))
        assert found is not None
        assert (found.amounts, found.least, seeker.denials, len(seeker.asked)) == ((3, 4), True, [], 1)


def test_there_are_none_if_the_largest_do_not_suffice() -> None:
    seeker = Counted({"x": 8})
    assert seeker.least([loosening("x", 7)], MEETINGS) is None
    assert seeker.asked == [{"x": 1}, {"x": 7}]


class Recording:
    """An oracle that has its answers beforehand, and keeps what it was asked and until when."""

    name = "recording"

    def __init__(self, *plans: Plan | None) -> None:
        self._plans = iter(plans)
        self.asked: list[Problem] = []
        self.deadlines: list[float] = []

    def plan(self, of: Problem, deadline: float) -> Plan | None:
        self.asked.append(of)
        self.deadlines.append(deadline)
        return next(self._plans)


def three() -> Problem:
    return problem([meeting(name) for name in "abc"], *domain_rules())


def on_days(*days: int) -> Plan:
    return Plan.of([planned(three(), name, day) for name, day in zip("abc", days, strict=False)])


def fixed(of: Problem) -> list[date | None]:
    return [each.fixed_day for each in of.meetings]


def test_a_plan_is_looked_for_near_the_last_known_one_first() -> None:
    first, second, third = on_days(1, 2, 3), on_days(4, 2, 3), on_days(5, 6, 7)
    engine = Recording(first, second, None, third, None, None, None, on_days(1, 2))
    seeker = RepairSearch(three(), engine, Recording(), math.inf)
    one = [Concession(loosening(meetings=frozenset({0})), 1)]
    whole = [Concession(loosening(meetings=frozenset({0, 1, 2})), 1)]
    everything = frozenset({0, 1, 2})
    assert [seeker.plan(each, everything) for each in ([], one, one, one, whole)] == [
        first,
        second,
        third,
        None,
        None,
    ]
    assert [fixed(each) for each in engine.asked] == [
        [None] * 3, [None, on(2), on(3)], [None, on(2), on(3)], [None] * 3, [None, on(6), on(7)], *[[None] * 3] * 2,
    ]  # fmt: skip
    assert [each.meal for each in engine.asked] == [0, *[1] * 6]
    assert seeker.plan(one, MEETINGS) == on_days(1, 2)
    assert [each.id for each in engine.asked[-1].meetings] == ["a", "b"]


def test_a_plan_fits_if_it_keeps_what_the_concessions_leave_to_its_meetings() -> None:
    seeker = RepairSearch(three(), Recording(), Recording(), math.inf)
    fits = [seeker.fits(on_days(*days), [], frozenset(range(len(days)))) for days in ((1, 2, 3), (1, 2, 2), (1, 2))]
    assert fits == [True, False, True]


def test_only_meetings_of_the_known_plan_are_fixed_to_it() -> None:
    found = _with_others_fixed(three(), on_days(1, 2), frozenset({0}))
    assert (fixed(found), found.meetings[1].fixed_venue) == ([None, on(2), None], 0)


@pytest.mark.parametrize(("plan", "denied"), [(None, True), (on_days(1, 2, 3), False)])
def test_less_is_denied_by_the_other_engine_within_its_time(
    plan: Plan | None, denied: bool, monkeypatch: pytest.MonkeyPatch  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    now = 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for deadline, until in ((100.0, 50.0 + CONFIRMATION_SECONDS), (51.0, 51.0), (50.0, 50.0)):
        second = Recording(plan)
        assert RepairSearch(three(), Recording(), second, deadline).denied([], frozenset({0, 1, 2})) is denied
        assert second.deadlines == [until]
    with pytest.raises(UndecidedError):
        RepairSearch(three(), Recording(), Recording(plan), 49.9).denied([], frozenset({0, 1, 2}))


def test_the_best_plan_is_asked_for_where_one_solve_measures_the_amount() -> None:
    asked: list[Problem] = []

    def best(of: Problem, _deadline: float) -> Plan | None:
        asked.append(of)
        return on_days(1, 2, 3)

    seeker = RepairSearch(three(), Recording(), Recording(), math.inf, best)
    assert seeker.cheapest(loosening(), [], MEETINGS) is None
    measured = loosening(measured=lambda of: replace(of, meal=of.meal + 10))
    assert seeker.cheapest(measured, [Concession(measured, 2)], MEETINGS) == on_days(1, 2, 3)
    assert [(each.meal, len(each.meetings)) for each in asked] == [(12, 2)]


def trial(*places: int) -> Trial:
    return Trial(places, (1,) * len(places), MEETINGS)


def test_searches_are_kept_for_trials_with_the_same_besides(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    class Search(RepairSearch):
        def __init__(self, of: Problem, *_given: object) -> None:
            made.append(of.meal)

        def least(self, *_given: object) -> None:
            if len(made) == 2:
                raise UndecidedError

    monkeypatch.setattr(repair_search, "RepairSearch", Search)
    monkeypatch.setattr(repair_search, "loosenings_of", lambda *_given: [loosening()])
    trials = repair_search.Trials(three(), [], math.inf)
    asked = [trial(0), trial(0), replace(trial(0), besides=((0, 3),))]
    assert [trials.tried(each) for each in asked] == [TrialResult(each, None) for each in asked]
    assert made == [0, 3]
