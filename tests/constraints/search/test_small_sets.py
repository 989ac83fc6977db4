"""On which days meetings can open together: what both engines rule out is what no plan has."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints.engines.highs import Highs
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.model import MipModel
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.problem import Problem, Requirement, Round
from constraints.problem.relaxations import restricted
from constraints.problem.rule import Rule
from constraints.rules import worst_travel
from constraints.rules.absent_member import AbsentMember
from constraints.rules.choices import Choices
from constraints.rules.region_gap import RegionGap
from constraints.rules.round_span import RoundSpan
from constraints.rules.worst_travel import WorstTravel
from constraints.search import pipeline, small_sets
from constraints.search.cross_check import CrossCheck
from constraints.search.pipeline import BEST, CASES, NONE_IN_CASES, OPENINGS_SHARE, Pipeline, run_sequence
from constraints.search.reduced_cost_search import Claim
from constraints.search.sessions import Bound, Finished, PlanFound
from constraints.search.small_sets import SHORT_SPAN, _RuledOut, possible_openings
from tests.constraints.builders import NORD, SYD, busy, domain_rules, meeting, on, planned, problem, team
from tests.constraints.engines.liars import LIES, Liar, Lie, Second, honest, saying
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems
from tests.constraints.test_contract import MOST_PLANS, sets_of_rules

JOBS = "tests.constraints.engines.jobs"
TRIO = (0, 1, 2)
FREE = (0, 1, 2, 5, 6, 9, 10, 11)
"""Days on which each of three meetings may be held that need one and the same person."""
IMPOSSIBLE = {*FREE} - {0, 9}
"""Days on which the three cannot open within two days of each other."""
PATIENT = 600.0
Days = dict[tuple[int, ...], list[int]]


def trio(*rules: Rule, span: int = 2, free: Sequence[int] = FREE, **changes: Any) -> Problem:
    """A round of three meetings on three days, as one person serves them all; somebody is away until day 2."""
    common: dict[str, Any] = {
        "round": "r", "staff": {"hold": 1},
        "forbidden_days": frozenset({on(day) for day in range(21)} - {*map(on, free)}),
    }  # fmt: skip
    return problem(
        [meeting("a", NORD, **common), meeting("b", SYD, **common), meeting("c", NORD, **common)],
        *domain_rules(), Choices(), RoundSpan(max_days=span), AbsentMember(points=10), *rules,
        staff=team("hold", 1), member_busy=busy(8, {4: range(3)}), **changes,
    )  # fmt: skip


def asked(
    of: Problem | MipModel, engine: Engine | None = None, second: CrossCheck | None = None, *, workers: int = 2,
    until: float = math.inf,
) -> Days:  # fmt: skip
    model = of if isinstance(of, MipModel) else MipModel(of)
    return possible_openings(model, engine or Highs(), second or Second(), Limits(60, workers, seed=7), until)


@pytest.fixture(autouse=True)
def _however_busy_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_sets, "OPENING_SECONDS", PATIENT)
    monkeypatch.setattr(small_sets, "RULED_OUT_SECONDS", PATIENT + 1)


class Diary(Highs, Second):
    """Both engines, and what each was asked, in order."""

    def __init__(self, lies: Sequence[SolveResult | None] = ()) -> None:
        Second.__init__(self, lies)
        self.lines: list[tuple[str, float]] = []
        self.seeds: set[int] = set()

    def solve(self, task: SolveRequest) -> SolveResult:
        self.lines.append(("first", task.seconds))
        self.seeds.add(task.seed)
        return Highs().solve(task)

    def ask(self, _claim: Claim, deadline: float, seed: int) -> None:
        self.lines.append(("second", deadline))
        self.seeds.add(seed)

    @property
    def askers(self) -> list[str]:
        return [who for who, _ in self.lines]


# --- against brute force -----------------------------------------------------------------------------------------


def in_one_round(of: Problem, rules: Sequence[Rule], span: int) -> Problem:
    """The problem with its regional meetings in one round, of so many days, under these rules and the usual ones."""
    regional = tuple(number for number, each in enumerate(of.meetings) if each.region is not None)
    joint = [number for number in range(len(of.meetings)) if number not in regional]
    rounds = [
        Round("r", "Runde r", regional=True, meetings=regional),
        *(Round(f"j{n}", f"Runde j{n}", regional=False, meetings=(n,)) for n in joint),
    ]
    named = {number: each.id for each in rounds for number in each.meetings}
    others = [rule for rule in rules if rule.key() != "round_span"]
    return replace(
        of, rounds=tuple(rounds), rules=(*domain_rules(), *others, RoundSpan(max_days=span)),
        meetings=tuple(replace(each, round=named[n], after=()) for n, each in enumerate(of.meetings)),
    )  # fmt: skip


many = settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@many
@given(problems(), st.integers(0, 3))
def test_the_days_left_are_those_on_which_the_meetings_alone_have_a_plan(of: Problem, span: int) -> None:
    whole = in_one_round(of, (), span)
    found = MipModel(whole).openings
    assume(found and not any(each.frozen for each in whole.meetings))
    alone = restricted(whole, found[0].meetings)
    plans = EveryPlan(alone, domain_rules())
    assume(plans.size <= MOST_PLANS)
    rules = [RoundSpan(max_days=span)]
    opens = {min(day for day, _, _ in each) for each in plans.choices() if plans.least(each, rules) is not None}
    for opening in MipModel(alone).openings:
        left = asked(alone).get(opening.meetings, opening.days)
        assert left == sorted(opens) or len(opening.days) == 1


def optimum(model: MipModel) -> float | None:
    program = MipProgram.of(linearise_pair_costs(model.matrix()))
    found = Highs().solve(SolveRequest(program))
    assert found.status is not SolveStatus.STOPPED
    return None if found.point is None else program.value(found.point)


def struck_days_cost_nothing(of: Problem) -> None:
    model = MipModel(of)
    for found in (asked(model), {each.meetings: each.days for each in model.openings}):
        again = model.opened_on(found)
        assert optimum(again) == optimum(model)
        assert len(again.candidates) <= len(model.candidates)


@many
@given(problems(), sets_of_rules(), st.integers(0, 3))
def test_the_best_plan_of_the_whole_costs_the_same_without_the_days_struck(
    of: Problem, rules: tuple[Rule, ...], span: int
) -> None:
    struck_days_cost_nothing(in_one_round(of, rules, span))


@pytest.mark.slow
@settings(many, max_examples=400)
@given(problems(), sets_of_rules(), st.integers(0, 5))
def test_the_best_plan_costs_the_same_in_many_networks(of: Problem, rules: tuple[Rule, ...], span: int) -> None:
    struck_days_cost_nothing(in_one_round(of, rules, span))


def test_of_a_round_that_needs_three_days_running_only_those_are_left_that_begin_such() -> None:
    assert [each.days for each in MipModel(trio()).openings] == [[*FREE]]
    assert asked(trio()) == {TRIO: [0, 9]}
    assert asked(trio(), workers=1) == {TRIO: [0, 9]}
    assert asked(trio(span=3)) == {TRIO: [0, 9]}
    assert asked(trio(span=4)) == {TRIO: [0, 1, 2, 5, 6, 9]}
    assert asked(trio(span=4, free=(0, 1, 2, 5, 6, 7))) == {TRIO: [0, 1, 2, 5]}
    assert asked(trio(free=(3, 4, 5, 6, 7))) == {TRIO: [3, 4, 5]}
    assert asked(trio(free=(3, 4, 5))) == {TRIO: [3]}


def test_what_cannot_be_ruled_out_is_not_told() -> None:
    assert asked(trio(free=range(21), span=20)) == {}
    one_day = trio(free=(3,), span=0)
    assert [each.days for each in MipModel(one_day).openings] == [[3]]
    assert asked(one_day) == {}, "with one day the round is asked about with the whole"


def test_on_the_days_that_are_left_nothing_else_is_possible_and_nothing_less() -> None:
    model = MipModel(trio(free=range(21)))
    opened = model.opened_on({TRIO: [0, 9]})
    assert {*opened.candidates.day.tolist()} == {0, 1, 2, 9, 10, 11}
    assert [each.days for each in opened.openings] == [[0, 9]]
    assert opened.opening_days == {TRIO: [0, 9]}
    assert {*model.opened_on({TRIO: [20]}).candidates.day.tolist()} == {20}
    assert len(model.opened_on({TRIO: []}).candidates) == 0
    assert len(model.opened_on({}).candidates) == len(model.candidates)
    assert opened.shared_houses
    assert not MipModel(trio(), shared_houses=False).opened_on({TRIO: [0]}).shared_houses


@pytest.mark.parametrize(
    ("held", "possible"),
    [((0, 1, 2), True), ((2, 1, 0), True), ((1, 2, 3), False), ((3, 1, 2), False), ((2, 3, 4), True),
     ((4, 3, 2), True), ((3, 4, 5), True), ((5, 3, 4), True), ((4, 5, 6), False), ((0, 1, 3), False)],
)  # fmt: skip
def test_a_round_opens_on_a_day_that_is_left(held: tuple[int, ...], *, possible: bool) -> None:
    opened = MipModel(trio(free=range(7))).opened_on({TRIO: [0, 2, 3]})
    so = opened.candidates.where(opened.candidates.day == np.array(held)[opened.candidates.meeting])
    assert (optimum(MipModel(opened.problem, so, opened.opening_days)) is not None) == possible


def test_meetings_of_other_rounds_keep_their_days_but_for_those_that_the_rest_leaves_no_plan_for() -> None:
    for gap, left in ((0, {*range(9, 21)}), (4, {*range(13, 21)})):
        of = trio(RegionGap(min_days=gap))
        of = problem([*of.meetings, meeting("d", SYD)], *of.rules, staff=of.staff)
        model = MipModel(replace(of, successive=((1, 3),)))
        opened = model.opened_on({TRIO: [9]})
        assert {*opened.candidates.day[opened.candidates.of(2)].tolist()} == {9, 10, 11}
        assert {*opened.candidates.day[opened.candidates.of(3)].tolist()} == left


# --- what is past or waived ----------------------------------------------------------------------------------------


def with_past(of: Problem, held: dict[str, int], **changes: Any) -> Problem:
    """The problem with meetings that have been held on these days."""
    meetings = tuple(
        replace(each, published=planned(of, each.id, held[each.id], staff=("hold-1",)), frozen=True)
        if each.id in held
        else each
        for each in of.meetings
    )
    return replace(of, meetings=meetings, **changes)


def test_what_is_past_binds_the_meetings_to_come_as_it_binds_the_whole() -> None:
    # b and c follow a, which was held on day 5, on different days.
    of = with_past(trio(span=4, free=(5, 6, 8, 9, 11)), {"a": 5})
    assert [each.days for each in MipModel(of).openings] == [[5, 6, 8, 9]]
    assert asked(of) == {(1, 2): [5, 6, 8]}
    assert solved(of)[0].status is OutcomeStatus.OPTIMAL


def test_the_last_meeting_of_a_round_that_is_to_come_is_asked_about_alone() -> None:
    of = with_past(trio(free=(5, 6, 7)), {"a": 5, "b": 6})
    assert [each.meetings for each in MipModel(of).openings] == [(2,)]
    assert asked(of) == {}
    assert solved(of)[0].status is OutcomeStatus.OPTIMAL


@pytest.mark.parametrize("waived", [Requirement("round_span"), Requirement("round_span", frozenset(TRIO))])
def test_a_round_whose_span_is_waived_is_not_asked_about(waived: Requirement) -> None:
    of = trio(free=(1, 6, 11), waived=frozenset({waived}))
    assert asked(of) == {}
    assert points(solved(of)) == 0
    assert solved(trio(free=(1, 6, 11)))[0].status is OutcomeStatus.INFEASIBLE


def test_what_is_waived_for_some_meetings_of_a_round_is_not_waived_for_all() -> None:
    waived = frozenset({Requirement("round_span", frozenset({1, 2}))})
    of = with_past(trio(span=4, free=(5, 6, 8, 9, 11)), {"a": 5}, waived=waived)
    assert asked(of) == {(1, 2): [5, 6, 8]}


# --- engines that lie or die ---------------------------------------------------------------------------------------


ANSWERS = st.lists(st.sampled_from([None, *map(SolveResult, SolveStatus)]), max_size=4)


@settings(max_examples=30)
@given(st.lists(st.sampled_from([honest, *LIES.values()]), max_size=10), ANSWERS, st.sampled_from([1, 2]))
def test_a_day_that_is_possible_stays_whatever_one_engine_says(
    lies: list[Lie], answers: list[SolveResult | None], workers: int
) -> None:
    found = asked(trio(), Liar(lies), Second(answers, agreeing=False), workers=workers)
    assert {0, 9} <= {*found.get(TRIO, FREE)}


def test_a_first_engine_that_rules_out_everything_is_overruled() -> None:
    assert asked(trio(), Liar([saying(SolveStatus.INFEASIBLE)], for_ever=True)) == {TRIO: [0, 9]}


@pytest.mark.parametrize("said", [SolveStatus.STOPPED, SolveStatus.OPTIMAL])
def test_what_the_second_engine_does_not_confirm_stays_possible(said: SolveStatus) -> None:
    assert asked(trio(), second=Second([SolveResult(said)])) == {TRIO: [0, 1, 9]}
    assert asked(trio(), second=Second([SolveResult(said)] * 2)) == {TRIO: [0, 1, 2, 9]}


@pytest.mark.parametrize(
    ("job", "seconds"), [pytest.param("crash", 60, marks=pytest.mark.slow), ("deny_nothing", 60), ("never_answer", 1)]
)
def test_by_a_second_engine_that_dies_or_denies_nothing_no_day_is_struck(job: str, seconds: int) -> None:
    with CrossCheck(f"{JOBS}:{job}") as second:
        assert asked(trio(), second=second, until=time.monotonic() + seconds) == {}


def test_a_second_engine_in_a_process_of_its_own_confirms() -> None:
    with CrossCheck() as second:
        assert asked(trio(), second=second, until=time.monotonic() + PATIENT) == {TRIO: [0, 9]}


# --- limits --------------------------------------------------------------------------------------------------------


def test_beside_the_first_engine_the_second_is_asked_only_if_there_is_a_processor() -> None:
    two_rounds = two_trios()
    for workers, beside in ((1, False), (2, True)):
        both = Diary()
        assert asked(two_rounds, both, both, workers=workers) == {TRIO: [0, 9], (3, 4, 5): [0, 9]}
        last = max(place for place, who in enumerate(both.askers) if who == "first")
        assert ("second" in both.askers[:last]) == beside
        assert both.askers.count("second") == 2 * len(IMPOSSIBLE)


def test_the_second_engine_is_looked_after_before_each_question_to_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    both, usual, questions = Diary(), _RuledOut.take, list[int]()

    def take(ruled_out: _RuledOut, by: float) -> None:
        questions.append(both.askers.count("first"))
        usual(ruled_out, by)

    monkeypatch.setattr(_RuledOut, "take", take)
    asked(two_trios(), both, both)
    assert {*questions} == {*range(both.askers.count("first") + 1)}


def two_trios() -> Problem:
    """Two rounds that need the same person, which no round by itself knows."""
    of = trio()
    again = [replace(each, id=f"{each.id}2", round="r2") for each in of.meetings]
    return problem([*of.meetings, *again], *of.rules, staff=of.staff)


def test_engines_are_asked_for_so_many_seconds_with_the_seed_of_the_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(monotonic=lambda: 100.0)
    monkeypatch.setattr(small_sets, "time", clock)
    for until, deadline in ((1e9, 101 + PATIENT), (101.0, 101.0)):
        both = Diary()
        asked(trio(), both, both, until=until)
        assert {*both.lines} == {("first", PATIENT), ("second", deadline)}
        assert both.seeds == {7}


def test_an_answer_that_has_not_come_is_waited_for_and_not_asked_for_again() -> None:
    both = Diary([None])
    assert asked(two_trios(), both, both) == {TRIO: [0, 9], (3, 4, 5): [0, 9]}
    assert both.askers.count("second") == 2 * len(IMPOSSIBLE)


@pytest.mark.parametrize("until", [0, 1, 2, 3, 5, 8, 13, 16, 20, 30])
def test_when_time_is_up_nothing_more_is_asked(until: int, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(1_000))
    latest = [0]

    def now() -> float:
        latest[0] = next(moments)
        return latest[0]

    class Watched(Diary):
        def solve(self, task: SolveRequest) -> SolveResult:
            assert latest[0] < until
            return super().solve(task)

        def ask(self, claim: Claim, deadline: float, seed: int) -> None:
            assert latest[0] - 1 < until
            assert deadline <= until
            super().ask(claim, deadline, seed)

    monkeypatch.setattr(small_sets, "time", SimpleNamespace(monotonic=now))
    both = Watched()
    found = asked(trio(), both, both, until=until)
    assert {0, 9} <= {*found.get(TRIO, FREE)}
    if until == 0:
        assert (both.lines, latest[0]) == ([], 0)


def test_spans_of_many_days_are_not_asked_about() -> None:
    for span, is_asked in ((SHORT_SPAN, True), (SHORT_SPAN + 1, False)):
        both = Diary()
        found = asked(trio(span=span, free=(0, 1, 2, 9, 20)), both, both)
        assert bool(found) == bool(both.lines) == is_asked


# --- the whole solve -----------------------------------------------------------------------------------------------


Told = tuple[Finished, list[object]]


def solved(of: Problem, engine: Engine | None = None, second: CrossCheck | None = None, seconds: float = 60) -> Told:
    told: list[object] = []
    finished = Pipeline(Limits(seconds, 2), told.append, engine or Highs(), second or Second()).run(of)
    return finished, told


def points(told: Told) -> int:
    assert told[0].status is OutcomeStatus.OPTIMAL
    return min(each.objective for each in told[1] if isinstance(each, PlanFound))


def sentences(told: Told) -> set[object]:
    return {each.proof.message for each in told[1] if isinstance(each, Bound)} | {
        each.message for each in told[0].proof
    }


def test_a_bound_without_the_days_struck_says_that_cases_were_shown() -> None:
    told = solved(trio())
    assert points(told) == 0
    assert sentences(told) == {CASES}
    assert CASES not in sentences(solved(trio(free=range(21), span=20)))


def test_the_best_plan_without_the_days_struck_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worst_travel, "MOST_COUNTS", 0)  # so that the relaxation is weak
    hours_away = np.array([[0, 0], [0, 0], [60, 0], [0, 60]])
    for span, proof in ((20, BEST), (2, CASES)):
        told = solved(trio(WorstTravel(points=1), span=span, travel=hours_away))
        assert points(told) == 60
        assert [each.message for each in told[0].proof] == [proof]


def test_a_round_without_a_day_is_confirmed_to_have_no_plan() -> None:
    second = Second()
    finished, told = solved(trio(free=(1, 2, 6)), second=second)
    assert finished.status is OutcomeStatus.INFEASIBLE
    assert [each.message for each in finished.proof] == [NONE_IN_CASES]
    assert [claim.limit for claim in second.confirmed] == [math.inf] * 4, "of each of three days, and of none"
    assert not [each for each in told if isinstance(each, PlanFound)]


def denying_days(task: SolveRequest) -> SolveResult:
    """Say that no day is possible, and else the truth."""
    return SolveResult(SolveStatus.INFEASIBLE) if task.seconds == PATIENT else honest(task)


def test_a_first_engine_that_denies_days_and_else_tells_the_truth_misses_no_plan() -> None:
    told = solved(trio(), Liar([denying_days], for_ever=True))
    assert points(told) == 0


def test_no_more_than_a_share_of_the_time_goes_to_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def noted(*args: object) -> Days:
        given.append(cast("float", args[-1]) - time.monotonic())
        return {}

    monkeypatch.setattr(pipeline, "possible_openings", noted)
    solved(trio(), seconds=1e9)
    assert given == [pytest.approx(OPENINGS_SHARE * 1e9, abs=1e6)]


def test_only_where_other_things_than_weights_change_days_are_asked_about_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    of = trio()
    changes = iter([{}, {"weights": {"absent_member": 3}}, {"meetings": trio(free=(3, 4, 5)).meetings}])
    asked_about: list[Days] = []

    def noted(*args: Any) -> Days:
        asked_about.append(possible_openings(*args))
        return asked_about[-1]

    told: list[object] = []
    monkeypatch.setattr(pipeline, "possible_openings", noted)
    monkeypatch.setattr(pipeline, "CrossCheck", Second)
    queue = SimpleNamespace(get=lambda: (next(changes), Limits(60)))
    monkeypatch.setattr(pipeline, "messages_from_parent", queue)
    with pytest.raises(StopIteration):
        run_sequence(of, told.append)
    ends = [each for each in told if isinstance(each, Finished)]
    assert [each.status for each in ends] == [OutcomeStatus.OPTIMAL] * 3
    assert [each.proof[0].message for each in ends] == [CASES] * 3
    assert asked_about == [{TRIO: [0, 9]}, {TRIO: [3]}]
