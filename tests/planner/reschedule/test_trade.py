"""What protection costs, held to every plan of small problems."""

from __future__ import annotations

import threading
from random import Random
from types import SimpleNamespace

import pytest

from calendars.blackouts import Blackout
from calendars.risks import PossibleClosure
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.problem import Problem, Risk
from constraints.problem.rule import Rule
from constraints.rules.exposure import Exposure
from constraints.rules.wanted_day import WantedDay
from constraints.rules.weekday_points import WeekdayPoints
from planner.reschedule.search import SearchResources
from planner.reschedule.trade import DEAREST, Curve, CurveSearch
from tests.constraints.builders import days, domain_rules, meeting, on, problem
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
