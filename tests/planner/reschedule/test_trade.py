"""What protection costs, held to every plan of small problems."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from datetime import date
from itertools import count
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.blackouts import Blackout
from calendars.risks import PossibleClosure
from constraints.check import check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem, Risk
from constraints.problem.rule import Rule
from constraints.rules.exposure import Exposure
from constraints.rules.wanted_day import WantedDay
from constraints.rules.weekday_points import WeekdayPoints
from planner.changes.change import with_settings
from planner.network.closures import Risk as Section
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.protected import Points
from planner.reschedule.search import SearchResources
from planner.reschedule.trade import DEAREST, Curve, CurvePlan, CurveSearch, _efficient
from planner.schemas.foresight import ProtectedPlan
from tests.constraints.builders import days, domain_rules, meeting, on, planned, problem
from tests.constraints.every_plan import EveryPlan
from tests.planner.reschedule import small

SCALE = 1_000_000


def exposed(seed: int, *rules: Rule) -> Problem:
    """Return two meetings of a week each way, with points for weekdays and an event that may come."""
    random = Random(seed)  # noqa: S311 - no secret
    points = dict(
        zip(("monday", "tuesday", "wednesday", "thursday", "friday"), random.sample(range(2000), 5), strict=True)
    )
    lengths = ((random.randrange(3), 0.5), (random.randrange(4, 7), 0.5))
    when = PossibleClosure(on(random.randrange(6, 12)), random.choice([None, 40.0]), lengths, on(random.randrange(4)))
    meetings = [meeting(name, window=days(first, first + 8), venues=(0,), wanted=on(first + 4))
                for name, first in (("a", 0), ("b", 4))]  # fmt: skip
    risk = Risk("Valg", when, (Blackout(days(-9, 40), "Valg"),))
    return problem(meetings, *domain_rules(), WeekdayPoints(**points), WantedDay(points=300), *rules, risks=(risk,))


def curve(of: Problem, most: int = 30, seconds: float = 60) -> Curve:
    """Return the curve of a problem."""
    return CurveSearch(of, SearchResources(small.turns(), Limits(seconds, workers=1))).curve(most)


def every_plan(of: Problem, measure: Exposure) -> list[tuple[int, float]]:
    """Return points and expected disruption of every plan."""
    plain = [rule for rule in of.rules if not rule.weighs_risks]
    plans = EveryPlan(of, domain_rules())
    soft = [rule for rule in plain if rule not in domain_rules()]
    found = []
    for choices in plans.choices():
        points = plans.least(choices, soft)
        whole = plans.least(choices, [measure])
        if points is not None and whole is not None:
            found.append((points, whole / SCALE))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_no_plan_lies_below_the_curve(seed: int) -> None:
    of = exposed(seed)
    found, plans = curve(of), every_plan(of, Exposure(points=SCALE))
    assert found.complete
    shown = [(each.points, each.disruption) for each in found.plans]
    assert {(points, round(disruption, 6)) for points, disruption in shown} <= {(p, round(d, 6)) for p, d in plans}
    assert shown == sorted(shown, key=lambda each: (each[0], -each[1]))
    assert found.plans[0].points == min(points for points, _ in plans)
    dearest = DEAREST * found.plans[0].points
    for price in [0, *(dearest * step**3 / 40**3 for step in range(1, 41))]:
        best = min(points + price * disruption for points, disruption in plans)
        assert min(points + price * disruption for points, disruption in shown) <= best + 2  # rounded by meeting


def test_each_plan_is_the_best_at_the_price_that_stands_beside_it() -> None:
    of = exposed(1)
    for each in curve(of).plans:
        if each.price is not None:
            rules = [rule for rule in (*of.rules, each.price) if rule not in domain_rules()]
            plans = EveryPlan(of, domain_rules())
            least = min(filter(None, (plans.least(choices, rules) for choices in plans.choices())))
            assert each.outcome.objective == least
            assert each.proved


def test_the_network_s_own_rule_says_how_members_are_weighed_against_meetings() -> None:
    of = exposed(2, Exposure(points=500, points_per_member=1000))
    plans = every_plan(of, Exposure(points=SCALE // 2, points_per_member=SCALE))
    found = curve(of)
    assert {round(each.disruption, 5) for each in found.plans} <= {round(each, 5) for _, each in plans}
    prices = [each.price.model_dump() for each in found.plans if each.price]
    assert prices
    assert all(each["points_per_member"] == pytest.approx(2 * each["points"], abs=1) for each in prices)


def test_what_was_not_found_out_is_not_called_complete() -> None:
    of = exposed(1)
    assert len(curve(of).plans) > 2
    assert (len(curve(of, most=2).plans), curve(of, most=2).complete) == (2, False)
    stopped = threading.Event()
    stopped.set()
    search = CurveSearch(of, SearchResources(small.turns(), Limits(60, workers=1), stop=stopped))
    assert search.curve(9) == Curve((), complete=False)


def test_of_plans_with_the_same_points_the_less_exposed_is_shown() -> None:
    # Every day costs the same: the first that cannot be hit is the only plan of the curve.
    risk = Risk("Valg", PossibleClosure(on(12), None, ((5, 1.0),), on(3)), (Blackout(days(-9, 40), "Valg"),))
    of = problem([meeting("a", window=days(0, 12), venues=(0,))], *domain_rules(), risks=(risk,))
    found = curve(of)
    assert ([each.disruption for each in found.plans], found.complete) == ([0], True)


def test_a_plan_that_nothing_can_hit_is_the_whole_curve() -> None:
    found = curve(problem([meeting("a")], *domain_rules(), WeekdayPoints(monday=5)))
    assert (len(found.plans), found.complete, found.plans[0].disruption) == (1, True, 0)


def test_each_plan_may_take_half_of_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    def solved(_of: Problem, limits: Limits, *_: object, **__: object) -> Outcome:
        given.append(limits.seconds)
        return Outcome(OutcomeStatus.UNKNOWN)

    monkeypatch.setattr("planner.reschedule.trade.solve_next", solved)
    monkeypatch.setattr("planner.reschedule.trade.time", SimpleNamespace(monotonic=lambda: 5.0))
    assert curve(exposed(1), seconds=60) == Curve((), complete=False)
    assert given == [30]


def curve_plan(points: float, disruption: float, *, proved: bool = True) -> CurvePlan:
    verdict: Any = SimpleNamespace(objective=points)
    plan: Any = None
    return CurvePlan(
        None, plan, verdict, disruption, Outcome(OutcomeStatus.OPTIMAL if proved else OutcomeStatus.FEASIBLE)
    )


ALL = ((10, 9), (20, 5), (40, 2), (80, 1), (70, 4))
"""Points and disruption of every plan there is."""


def searched(  # noqa: PLR0913 - each test says what matters to it
    monkeypatch: pytest.MonkeyPatch,
    plans: Sequence[tuple[int, int]] = ALL,
    most: int = 9,
    *,
    unproved: Collection[int] = (),
    none: Collection[int] = (),
    instead: dict[int, tuple[int, int]] | None = None,
) -> tuple[list[tuple[float, float]], bool, list[float]]:
    """Return the curve, whether it is complete, and the prices for which the best of all plans was asked for.

    Args:
        plans: points and disruption of all plans.
        most: most plans.
        unproved: numbers of the solves that prove nothing.
        none: numbers of the solves that find nothing.
        instead: what a solve finds in place of the best.
    """  # fmt: skip
    prices: list[float] = []
    numbers = count()

    def solved(_search: CurveSearch, dear: float) -> CurvePlan | None:
        number = next(numbers)
        prices.append(round(dear, 3))
        best = (instead or {}).get(number, min(plans, key=lambda each: each[0] + dear * each[1]))
        return None if number in none else curve_plan(*best, proved=number not in unproved)

    monkeypatch.setattr(CurveSearch, "_solved", solved)
    found = curve(exposed(1), most)
    return [(each.points, each.disruption) for each in found.plans], found.complete, prices


ENDS, MIDDLE = [0, 200], [8.75, 4.286]
WHOLE = [*ALL[:4]]


def test_the_widest_gap_of_the_curve_is_searched_first_until_all_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searched(monkeypatch) == (WHOLE, True, [*ENDS, *MIDDLE, 6.667, 2.5, 40])
    dearer = [(points + 100, disruption) for points, disruption in WHOLE]
    assert searched(monkeypatch, dearer) == (dearer, True, [0, 2200, *MIDDLE, 6.667, 2.5, 40])


@pytest.mark.parametrize(("most", "plans", "prices"), [
    (1, WHOLE[:1], [0]), (2, [WHOLE[0], WHOLE[3]], ENDS), (3, [WHOLE[0], *WHOLE[2:]], [*ENDS, 8.75]),
    (4, WHOLE, [*ENDS, *MIDDLE]),
])  # fmt: skip
def test_no_more_plans_are_searched_for_than_are_wanted(
    monkeypatch: pytest.MonkeyPatch, most: int, plans: list[tuple[int, int]], prices: list[float]
) -> None:
    assert searched(monkeypatch, most=most) == (plans, False, prices)


@pytest.mark.parametrize(("none", "plans", "prices"), [
    (0, [], [0]), (1, WHOLE[:1], ENDS), (2, [WHOLE[0], WHOLE[3]], [*ENDS, 8.75]),
    (5, WHOLE, [*ENDS, *MIDDLE, 6.667, 2.5]),
])  # fmt: skip
def test_what_is_found_before_the_time_is_up_is_not_complete(
    monkeypatch: pytest.MonkeyPatch, none: int, plans: list[tuple[int, int]], prices: list[float]
) -> None:
    assert searched(monkeypatch, none={none}) == (plans, False, prices)


@pytest.mark.parametrize("number", range(7))
def test_a_curve_of_which_anything_is_not_proved_is_not_complete(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    plans, complete, _ = searched(monkeypatch, unproved={number})
    assert (plans, complete) == (WHOLE, False)


def test_a_plan_that_another_beats_does_not_end_the_search_and_leaves_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searched(monkeypatch, instead={4: (70, 4)}) == (WHOLE, False, [*ENDS, *MIDDLE, 6.667, 2.5, 40])
    only = [(10, 9), (80, 1)]
    assert searched(monkeypatch, only) == (only, True, [*ENDS, 8.75])
    assert searched(monkeypatch, only, unproved={1}, instead={1: (10, 9)}) == ([(10, 9)], False, ENDS)
    better = {0: (30, 9), 1: (20, 1)}
    assert searched(monkeypatch, [(20, 1)], unproved={0}, instead=better) == ([(20, 1)], False, [0, 600])


def test_the_dearest_price_is_never_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert searched(monkeypatch, [(0, 5), (9, 0)]) == ([(0, 5), (9, 0)], True, [0, 20, 1.8])
    assert searched(monkeypatch, [(7, 0)]) == ([(7, 0)], True, [0])


def test_of_plans_as_exposed_the_one_with_fewer_points_stays() -> None:
    plans = [curve_plan(*each) for each in ((20, 5), (25, 5), (10, 9), (10, 8), (30, 6), (40, 2))]
    assert [(each.points, each.disruption) for each in _efficient(*plans)] == [(10, 8), (20, 5), (40, 2)]


def given(monkeypatch: pytest.MonkeyPatch, ticks: Sequence[float], seconds: float) -> tuple[list[float], list[int]]:
    """Return how many seconds each solve may take, and how many plans there were before each, by such a clock."""
    may_take: list[float] = []
    told: list[int] = []
    of, clock = exposed(1, Exposure(points=500)), iter(ticks)
    plan = Plan.of([planned(of, "a", 4), planned(of, "b", 8)])

    def solved(asked: Problem, limits: Limits, *_: object, **__: object) -> Outcome:
        may_take.append(limits.seconds)
        keys = [rule.key() for rule in asked.rules if rule.weighs_risks or len(may_take) > 1]
        assert ("exposure" in keys, keys) == (len(may_take) > 1, sorted(keys))
        return Outcome(OutcomeStatus.OPTIMAL, plan)

    monkeypatch.setattr("planner.reschedule.trade.solve_next", solved)
    monkeypatch.setattr("planner.reschedule.trade.time", SimpleNamespace(monotonic=lambda: next(clock)))
    search = CurveSearch(
        of, SearchResources(small.turns(), Limits(seconds, workers=1)), lambda so_far: told.append(len(so_far))
    )
    monkeypatch.setattr(search, "disruption", lambda _: 9 - len(told))
    search.curve(9)
    return may_take, told


@pytest.mark.parametrize(("ticks", "seconds", "may_take"), [
    ((50, 50, 70), 20, [10]), ((50, 50, 69, 70), 20, [10, 1]), ((50, 52, 62, 90), 20, [9, 4]),
    ((50, 60, 60), 3, [-3.5]), ((0, 0, 9), 3, [2]),
])  # fmt: skip
def test_each_solve_may_take_half_of_what_is_left_and_two_seconds_of_that(
    monkeypatch: pytest.MonkeyPatch, ticks: Sequence[float], seconds: float, may_take: list[float]
) -> None:
    assert given(monkeypatch, ticks, seconds) == (may_take, [*range(len(may_take))])


def shown_of(plans: tuple[CurvePlan, ...], network: Network) -> list[ProtectedPlan]:
    """Return what is shown of plans where there is no time left to look for days in reserve."""
    solving = SearchResources(small.turns(), Limits(1, workers=1))
    return [*Points(network, date(2023, 3, 10), 50, solving).all(plans, None, until=0.0)]


def test_a_plan_is_shown_with_what_it_costs_and_what_is_expected_of_it() -> None:
    section = {
        "kind": "election",
        "reason": "Valg",
        "certain": True,
        "days_to_poll": [4],
        "last_day": date(2023, 3, 31),
    }
    written = with_settings(small.network(), risks=(Section.model_validate(section),))
    of, price = build_problem(written), Exposure(points=7, points_per_member=0)
    first, other = (
        small.plan(),
        small.plan({"1/nord": (date(2023, 4, 11), "akkc"), "1/syd": (date(2023, 4, 12), "slot")}),
    )
    outcome = Outcome(OutcomeStatus.OPTIMAL)
    plans = (
        CurvePlan(None, first, check(of, first), 2, outcome),
        CurvePlan(price, other, check(of, other), 0, outcome),
    )
    safe, shown = shown_of(plans, written)  # in order of points
    points = [each.points for each in plans]
    assert points[0] > 0
    assert ([shown.points, safe.points], shown.more_percent) == (points, 0)
    assert safe.more_percent == pytest.approx(100 * (points[1] - points[0]) / points[0])
    assert (shown.money - safe.money, shown.rule, safe.rule) == (7000, {}, {"points": 7})
    assert (shown.differs, safe.differs, safe.moved, safe.told) == (0, 2, 0, 0)
    # Called on one of 22 days; 1/nord on the 21st is hit from the 17th on, 1/syd on the 22nd from the 18th on.
    assert shown.moved == pytest.approx(10 / 22)
    assert shown.told == pytest.approx((5 * 2 + 5 * 2 + 6) / 22)
    assert (shown.lost, safe.lost) == (0, 0)
    assert (shown.proof.differs, shown.proof.sentences) == (False, ("Det er bevist, at ingen plan har færre point.",))
    assert [(each.meeting, each.start.date()) for each in shown.plan] == [
        (name, day) for name, (day, _) in small.HELD.items()
    ]


def test_where_nothing_can_come_nothing_is_disrupted() -> None:
    of = problem([meeting("a")], *domain_rules())
    search = CurveSearch(of, SearchResources(small.turns(), Limits(1, workers=1)))
    assert search.disruption(Plan.of([planned(of, "a", 3)])) == 0


def test_percents_are_of_one_point_at_least() -> None:
    nothing: Any = SimpleNamespace(objective=0, schedule=check(build_problem(small.network()), small.plan()).schedule)
    more: Any = SimpleNamespace(objective=3, schedule=nothing.schedule)
    outcome = Outcome(OutcomeStatus.OPTIMAL)
    plans = tuple(CurvePlan(None, small.plan(), each, 0, outcome) for each in (nothing, more))
    shown = shown_of(plans, small.network())
    assert [each.more_percent for each in shown] == [0, 300]
