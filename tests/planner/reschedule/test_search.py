"""Which aims are searched for, in which order, with how much time, and what is said of what was found."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.language import BoundMessage
from constraints.check import check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.problem.rule import Aim
from constraints.replanning import WEIGHT, rules_about, with_aim
from planner.network.tables import VenueTerm
from planner.reschedule.search import (
    ANOTHER,
    FoundPlan,
    Search,
    SearchResources,
    _measures,
    best_at,
    chosen,
    plain,
    proof,
    title,
)
from planner.reschedule.situation import RescheduleProblem
from planner.schemas.proposals import Proof
from tests.planner.reschedule.small import HELD, network, plan, situation

CLOSED = "blackout reason=Landsmøde first_day=2023-03-20 last_day=2023-03-24"
HIT = {"1/nord", "1/syd"}
LEAST, PEOPLE, COST, SOONEST = Aim
SECONDS = 8.0
Call = tuple[Aim | None, int, float]
"""The aim of a solve, how many plans it must differ from, and how many seconds it may take."""


@cache
def question(*changes: str) -> RescheduleProblem:
    found = situation(*changes)
    return RescheduleProblem.of(found, found.hits.keys())


def moved(day: int, venue: str = "kro") -> Plan:
    """Return the plan with what is hit in April."""
    return plan({"1/nord": (date(2023, 4, day), venue), "1/syd": (date(2023, 4, day + 1), "slot")})


class Solver:
    """Stands in for the solver: gives these plans and statuses one after another, and remembers what was asked."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *given: Plan | OutcomeStatus, ticks: Iterable[float] = ()
    ) -> None:
        self.calls: list[Call] = []
        self.sparing: set[bool] = set()
        self._given, self._ticks = iter(given), iter(ticks)
        monkeypatch.setattr("planner.reschedule.search.solve_next", self._solve)
        clock = SimpleNamespace(monotonic=lambda: next(self._ticks, 100.0))
        monkeypatch.setattr("planner.reschedule.search.time", clock)

    def _solve(self, of: Problem, limits: Limits, *_: object, **__: object) -> Outcome:
        aims = [aim for aim in Aim if {of.weights.get(key) for key in rules_about(aim)} == {WEIGHT}]
        self.calls.append((aims[0] if aims else None, len(of.no_goods), limits.seconds))
        self.sparing.add(25 in of.weights.values())
        found = next(self._given)
        if isinstance(found, OutcomeStatus):
            return Outcome(found)
        return Outcome(OutcomeStatus.OPTIMAL, found, check(of, found))


def search(wanted: int, *changes: str, stop: threading.Event | None = None, **more: Any) -> Search:
    """Run a search, and return it."""
    turns: Any = None
    found = Search(
        question(*(changes or (CLOSED,))), wanted, SearchResources(turns, Limits(SECONDS), stop=stop), **more
    )
    found.run()
    return found


def test_every_aim_but_the_last_may_take_half_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch, moved(4), moved(11))
    found = search(2)
    assert solver.calls == [(LEAST, 0, SECONDS / 2), (PEOPLE, 0, SECONDS)]
    assert [(each.aim, each.differs, each.sparing, each.kept, each.reserve) for each in found.found] == [
        (aim, False, False, False, False) for aim in (LEAST, PEOPLE)
    ]
    assert solver.sparing == {False}


@pytest.mark.parametrize("wanted", [3, 4])
def test_for_three_proposals_all_aims_are_searched_for(monkeypatch: pytest.MonkeyPatch, wanted: int) -> None:
    solver = Solver(monkeypatch, *map(moved, (4, 6, 11, 13)))
    search(wanted, sparing=True)
    assert [aim for aim, _, _ in solver.calls] == [*Aim]
    assert [seconds for _, _, seconds in solver.calls] == [4, 4, 4, 8]
    assert solver.sparing == {False, True}  # change counts most where it is the aim itself


def test_nothing_more_is_searched_for_once_it_is_proved_that_there_is_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch, OutcomeStatus.INFEASIBLE)
    found = search(2)
    assert (len(solver.calls), found.status, found.found) == (1, OutcomeStatus.INFEASIBLE, [])


def test_a_solve_without_a_plan_in_time_is_followed_by_the_next_aim(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch, OutcomeStatus.UNKNOWN, moved(4), moved(11))
    found = search(2)
    assert solver.calls[2] == (LEAST, 1, SECONDS)
    assert ([each.aim for each in found.found], found.status) == ([PEOPLE, LEAST], OutcomeStatus.UNKNOWN)


def test_what_no_other_aim_has_does_not_make_a_plan_that_was_found_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch, moved(4), OutcomeStatus.INFEASIBLE, OutcomeStatus.INFEASIBLE)
    found = search(2)
    assert (len(solver.calls), found.status, len(found.found)) == (3, OutcomeStatus.UNKNOWN, 1)


def test_while_plans_are_missing_aims_without_one_of_their_own_are_searched_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    same = moved(4)
    solver = Solver(monkeypatch, same, same, same, same, moved(11), same, same, OutcomeStatus.UNKNOWN)
    found = search(3)
    assert solver.calls[4:] == [(PEOPLE, 1, 8), (COST, 2, 8), (SOONEST, 2, 8), (None, 2, 8)]
    assert [each.differs for each in found.found] == [False] * 4 + [True] * 3


def test_as_soon_as_there_are_as_many_as_wanted_no_more_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    same = moved(4)
    assert len(search_calls(monkeypatch, 2, same, same, moved(11))) == 3
    calls = search_calls(monkeypatch, 4, same, moved(6), same, same, same, same, moved(11), moved(13))
    assert [aim for aim, _, _ in calls[4:]] == [COST, SOONEST, None, None]


def search_calls(monkeypatch: pytest.MonkeyPatch, wanted: int, *given: Plan | OutcomeStatus) -> list[Call]:
    solver = Solver(monkeypatch, *given)
    search(wanted)
    return solver.calls


def test_where_nothing_is_hit_no_other_plans_are_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch, plan(), plan())
    assert len(search(2, "member_joined id=c3 municipality=0607").distinct) == 1
    assert len(solver.calls) == 2


def test_a_search_that_is_stopped_ends_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()
    solver = Solver(monkeypatch, moved(4), moved(11))
    assert len(search(2, stop=stopped).found) == 2
    stopped.set()
    solver = Solver(monkeypatch, moved(4))
    assert (len(search(2, stop=stopped).found), len(solver.calls)) == (1, 1)


@pytest.mark.parametrize(("after", "calls"), [(SECONDS, 1), (SECONDS - 1, 2)])
def test_a_search_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch, after: float, calls: int) -> None:
    solver = Solver(monkeypatch, moved(4), moved(4), ticks=[100, 100, *[100 + after] * 2, 200])
    search(2)
    assert len(solver.calls) == calls
    assert solver.calls[1:] == [(PEOPLE, 0, 1)][: calls - 1]


def known(aim: Aim = LEAST) -> Proof:
    return Proof(status=OutcomeStatus.OPTIMAL, aim=aim, differs=False, gap=0, sentences=("So it is.",))


def test_what_was_foreseen_is_the_answer_until_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    Solver(monkeypatch, OutcomeStatus.UNKNOWN)
    (kept,) = search(1, foreseen=[moved(4)]).found
    assert (kept.plan, kept.aim, kept.differs, kept.kept, kept.proved) == (moved(4), None, False, True, None)
    solver = Solver(monkeypatch, moved(11))
    (found,) = search(1, foreseen=[moved(4)]).found
    assert (found.plan, found.kept, solver.calls) == (moved(11), False, [(LEAST, 0, SECONDS)])


def test_a_kept_proof_saves_the_search_for_its_aim(monkeypatch: pytest.MonkeyPatch) -> None:
    solver = Solver(monkeypatch)
    (kept,) = search(1, foreseen=[moved(4)], proved=known(PEOPLE)).found
    assert (kept.aim, kept.proved, kept.kept, solver.calls) == (PEOPLE, known(PEOPLE), True, [])
    solver = Solver(monkeypatch, moved(11))
    found = search(2, foreseen=[moved(4)], proved=known(PEOPLE)).found
    assert ([each.plan for each in found], solver.calls) == ([moved(4), moved(11)], [(LEAST, 0, SECONDS / 2)])


def test_of_what_was_foreseen_the_first_that_moves_just_what_is_hit_and_holds_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = (
        plan(), plan({"1/nord": (date(2023, 4, 4), "kro")}), moved(4, "slot"),
        Plan((*moved(4).meetings[:4], *plan({"2/syd": (date(2023, 9, 20), "slot")}).meetings[4:])),
    )  # fmt: skip
    Solver(monkeypatch, *[OutcomeStatus.UNKNOWN] * 3)
    (kept,) = search(1, foreseen=[*others, moved(6), moved(11)], proved=known()).found
    assert (kept.plan, kept.proved, kept.aim) == (moved(6), None, None)
    assert search(1, foreseen=others).found == []


def in_reserve(monkeypatch: pytest.MonkeyPatch, bound: Problem | None, booked: Plan | None) -> None:
    monkeypatch.setattr("planner.reschedule.search.bound_to_reserves", lambda _: bound)
    monkeypatch.setattr("planner.reschedule.search.plan_on_reserves", lambda _: booked)


def test_days_in_reserve_that_hold_are_taken_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    in_reserve(monkeypatch, question(CLOSED).problem, moved(4))
    solver = Solver(monkeypatch)
    (found,) = search(1).found
    assert (found.plan, found.aim, found.differs, found.reserve, solver.calls) == (moved(4), None, False, True, [])
    assert (found.outcome.status, found.outcome.objective) == (OutcomeStatus.FEASIBLE, found.verdict.objective)
    in_reserve(monkeypatch, None, moved(4))
    solver = Solver(monkeypatch, moved(11))
    assert [each.reserve for each in search(1).found] == [False]


@pytest.mark.parametrize("booked", [None, moved(4, "slot")])
def test_where_not_all_days_in_reserve_hold_a_quarter_of_the_time_goes_to_the_rest(
    monkeypatch: pytest.MonkeyPatch, booked: Plan | None
) -> None:
    in_reserve(monkeypatch, question(CLOSED).problem, booked)
    solver = Solver(monkeypatch, moved(11))
    (found,) = search(1).found
    assert (found.plan, found.aim, found.reserve, solver.calls) == (moved(11), LEAST, True, [(LEAST, 0, SECONDS / 4)])
    solver = Solver(monkeypatch, OutcomeStatus.UNKNOWN, moved(11))
    assert [each.reserve for each in search(1).found] == [False]
    assert len(solver.calls) == 2


def found_plan(
    of: Plan, aim: Aim | None = LEAST, status: OutcomeStatus = OutcomeStatus.OPTIMAL, **more: Any
) -> FoundPlan:
    verdict = check(question(CLOSED).problem, of)
    outcome = Outcome(status, of, verdict, verdict.objective, bound=verdict.objective // 2)
    return FoundPlan(of, verdict, outcome, aim, **{"differs": False, **more})


USUALLY = "It is proved that no plan has fewer points when {} counts 100 times as much as usual{}."
NOT = (
    "It is not proved that no plan has fewer points when {} counts 100 times as much as usual: the time was too short."
)
RESERVED = "These are days held in reserve, and they hold today; it was not looked for better ones."
PARTLY = (
    "What has a day in reserve that holds today is there, and the rest where it changes least; it was not looked for "
    "better ones."
)
KEPT = "It was foreseen and kept; it holds today, but it is not proved that no plan is better today."


@pytest.mark.parametrize(("aim", "status", "more", "said"), [
    (LEAST, OutcomeStatus.OPTIMAL, {}, [USUALLY.format("change", "")]),
    (LEAST, OutcomeStatus.OPTIMAL, {"sparing": True}, [USUALLY.format("change", "")]),
    (PEOPLE, OutcomeStatus.OPTIMAL, {}, [USUALLY.format("attendance", "")]),
    (PEOPLE, OutcomeStatus.OPTIMAL, {"sparing": True}, [USUALLY.format("attendance", ", and change 25 times")]),
    (COST, OutcomeStatus.FEASIBLE, {}, [NOT.format("money")]),
    (None, OutcomeStatus.OPTIMAL, {}, ["It is proved that no plan has fewer points."]),
    (None, OutcomeStatus.FEASIBLE, {"differs": True}, [
        "It is not proved that no plan has fewer points: the time was too short.",
        "Plans that hardly differ from the other proposals are not counted.",
    ]),
    (None, OutcomeStatus.OPTIMAL, {"reserve": True}, [RESERVED]),
    (LEAST, OutcomeStatus.OPTIMAL, {"reserve": True}, [PARTLY]), (None, OutcomeStatus.FEASIBLE, {"kept": True}, [KEPT]),
])  # fmt: skip
def test_the_proof_of_a_proposal_says_what_it_rests_on(
    aim: Aim | None, status: OutcomeStatus, more: dict[str, Any], said: list[str]
) -> None:
    found = found_plan(moved(4), aim, status, **more)
    shown, reserve = proof(found, "en"), more.get("reserve", False)
    assert list(shown.sentences) == said
    assert shown.status is (OutcomeStatus.FEASIBLE if reserve else status)
    assert (shown.aim, shown.kept, shown.reserve) == (aim, more.get("kept", False), reserve)
    assert (shown.sparing, shown.differs) == (more.get("sparing", False), more.get("differs", False))
    assert shown.gap == (None if reserve else found.outcome.gap)


def test_what_the_solver_says_of_its_proof_is_told_unless_a_reserve_is_proposed() -> None:
    found = found_plan(moved(4), None)
    said = BoundMessage(ANOTHER)
    told = replace(found, outcome=replace(found.outcome, proof=(said,)))
    assert proof(told, "en").sentences == ("It is proved that no plan has fewer points.", said.say("en"))
    assert proof(replace(told, reserve=True), "en").sentences == (RESERVED,)
    kept = proof(replace(told, proved=known(), kept=True), "en")
    assert (kept.kept, kept.sentences) == (
        True, ("It was foreseen and kept, for just this and with its proof, and it holds today.", "So it is."),
    )  # fmt: skip


def test_a_plan_is_judged_without_the_rules_of_its_aim() -> None:
    of = question(CLOSED).problem
    aimed, usual = check(with_aim(of, SOONEST), moved(4)), check(of, moved(4))
    assert len(aimed.findings) > len(usual.findings)
    assert plain(of, aimed) == usual


def test_what_counts_for_each_aim_is_measured() -> None:
    stays, other = (_measures(found_plan(each), HIT) for each in (plan(), moved(4)))
    assert (stays[LEAST], stays[PEOPLE], stays[COST]) == (0, 0, 9000 + 5000 + 9000 + 5000 + 9000)
    assert other[COST] == 9000 + 1000 + 2000 + 5000 + 9000
    assert stays[SOONEST] == sum(HELD[name][0].toordinal() for name in HIT)
    assert other[SOONEST] == stays[SOONEST] + 28
    assert other[LEAST] > 0


def test_a_plan_costs_the_fees_for_what_it_leaves_too() -> None:
    terms = tuple(VenueTerm(venue="messe-c", days=days, percent=percent) for days, percent in ((60, 50), (30, 75)))
    problem = situation(CLOSED, written=network(venue_terms=terms)).free
    found = replace(found_plan(moved(4)), verdict=check(problem, moved(4)))
    assert _measures(found, HIT)[COST] == _measures(found_plan(moved(4)), HIT)[COST] + 9000 * 75 // 100


def test_the_best_at_an_aim_that_was_searched_for_are_named_for_it() -> None:
    soon, late, far = found_plan(moved(4), SOONEST), found_plan(moved(11), LEAST), found_plan(moved(25), None)
    assert best_at([soon, late, far], HIT)[0][-1] is SOONEST
    assert [SOONEST in each for each in best_at([soon, late, far], HIT)] == [True, False, False]
    assert [COST in each for each in best_at([soon, late, far], HIT)] == [False] * 3
    assert [SOONEST in each for each in best_at([soon, soon, late], HIT)] == [True, True, False]


def test_what_is_in_reserve_is_proposed_first_then_what_is_best_at_most_then_by_points() -> None:
    def points(of: FoundPlan, objective: int) -> FoundPlan:
        verdict: Any = SimpleNamespace(schedule=of.verdict.schedule, points=of.verdict.points, objective=objective)
        return replace(of, verdict=verdict)

    soon, late, far = points(found_plan(moved(4), SOONEST), 9), points(found_plan(moved(11), PEOPLE), 2), points(
        found_plan(moved(25), PEOPLE, reserve=True), 5
    )  # fmt: skip
    assert [each for each, _ in chosen([soon, late, far], HIT, 3)] == [far, late, soon]
    assert [each for each, _ in chosen([soon, late, far], HIT, 2)] == [far, soon]
    assert [best for _, best in chosen([soon, late, far], HIT, 2)] == [(PEOPLE,), (PEOPLE, SOONEST)]
    twice = replace(soon, aim=PEOPLE)
    assert [each for each, _ in chosen([soon, twice, late], HIT, 3)] == [late, soon]
    equals = [points(found_plan(moved(day), None), day) for day in (25, 11, 4)]
    assert [each.verdict.objective for each, _ in chosen(equals, HIT, 2)] == [4, 11]


@pytest.mark.parametrize(("aim", "best", "more", "called"), [
    (None, (), {}, "Another way"), (SOONEST, (), {}, "Another way, stressing early days"),
    (SOONEST, (SOONEST,), {}, "Soonest"), (None, (LEAST, COST), {}, "Least change and lowest cost"),
    (None, (), {"reserve": True}, "Held in reserve"),
    (None, (LEAST,), {"reserve": True}, "Held in reserve and least change"),
])  # fmt: skip
def test_a_proposal_is_called_by_what_it_is_best_at(
    aim: Aim | None, best: tuple[Aim, ...], more: dict[str, Any], called: str
) -> None:
    assert title(found_plan(moved(4), aim, **more), best, "en") == called
