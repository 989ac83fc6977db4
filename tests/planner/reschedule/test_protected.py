"""What protection costs: each point with what is expected of it, by its own plan and its own days in reserve."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from threading import Event
from types import SimpleNamespace
from typing import cast

import pytest

from constraints.check import check
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, PlannedMeeting
from constraints.rules.reserve import Reserve
from constraints.rules.round_span import RoundSpan
from constraints.rules.wanted_day import WantedDay
from constraints.rules.weekday_points import WeekdayPoints
from planner.changes.change import with_settings
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import BookingRow, StaffPerson
from planner.reschedule.protected import TOLERANCE, _beats
from planner.reschedule.reserves import MARK, Wanted
from planner.reschedule.search import SearchResources
from planner.schemas.common import MeetingPlace
from planner.schemas.foresight import ProtectedPlan, TradeOff
from planner.store.archive import RevisionRecord
from planner.store.documents import Content
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.foresight.foreseeing import foresee
from planner.use_cases.foresight.reserves import reserve
from planner.use_cases.foresight.trade import TradeRequest, trade_off
from planner.use_cases.planning import PlanOn
from tests.planner.reschedule import small

TODAY, WEEK = date(2022, 5, 2), timedelta(7)
SPRING = Reserve(rounds=("1",), chance=5, within_days=200)


def network(reserve_rule: Reserve | None = SPRING) -> Network:
    """Return the small network with an election in spring, and its spring round on two days near to each other."""
    election = {"kind": "election", "reason": "Valg", "certain": True, "days_to_poll": [14, 21], "days_to_cabinet": [2],
                "first_day": date(2023, 3, 20), "last_day": date(2023, 5, 10)}  # fmt: skip
    plain = small.network(staff=(StaffPerson(id="K1", team="KL"),))
    points = dict(zip(("monday", "tuesday", "wednesday", "thursday"), (900, 700, 800, 500), strict=True))
    rules = {**plain.settings.rules, "round_span": RoundSpan(max_days=5), "weekday_points": WeekdayPoints(**points),
             "wanted_day": WantedDay(points=200)}  # fmt: skip
    if reserve_rule is not None:
        rules[Reserve.key()] = reserve_rule
    wanted = (
        {"meeting": "1/nord", "wanted_day": date(2023, 4, 18)},
        {"meeting": "1/syd", "wanted_day": date(2023, 4, 20)},
    )
    return with_settings(plain, risks=(election,), rules=rules, choices=wanted)


def traded(written: Network, plans: int = 3, on: PlanOn | None = None, seconds: float = 120) -> TradeOff:
    asked = TradeRequest(on, TODAY, plans)
    return trade_off(written, asked, SearchResources(small.turns(), Limits(seconds, workers=1)))


@cache
def usual() -> TradeOff:
    return traded(network())


def accepted(plan: Plan, written: Network) -> PlanOn:
    """Return the plan to go on from, as if it had been accepted."""
    record = SimpleNamespace(content=Content(written, plan), revision=SimpleNamespace(number=4))
    return PlanOn(cast("RevisionRecord", record), TODAY)


def planned(held: MeetingPlace, meeting: str) -> PlannedMeeting:
    rooms, staff = (tuple(each.id for each in named) for named in (held.rooms, held.staff))
    return PlannedMeeting(meeting, held.start, held.end, held.venue.id, rooms, staff)


def plan_of(point: ProtectedPlan) -> Plan:
    return Plan(tuple(planned(held, held.meeting) for held in point.plan))


def pairs(found: TradeOff) -> list[tuple[ProtectedPlan, ProtectedPlan]]:
    """Return the plans of the curve that are shown both without and with days in reserve."""
    bare = {each.points: each for each in found.plans if not each.reserves and each.on_curve}
    return [(bare[each.points], each) for each in found.plans if each.reserves and each.on_curve]


def test_each_plan_is_shown_with_what_is_expected_of_it() -> None:
    found = usual()
    assert (found.revision, found.as_of) == (None, TODAY)
    assert [each.points for each in found.plans] == sorted(each.points for each in found.plans)
    for each in found.plans:
        (risk,) = foresee(
            Content(network(), plan_of(each)), 1, ForesightRequest(TODAY),
            SearchResources(small.turns(), Limits(1e-9, workers=1)),
        ).risks  # fmt: skip
        assert found.assumptions == (risk.assumption,)
        assert found.supposed == (risk.days_supposed,)
        assert (each.moved, each.told) == pytest.approx((risk.moved, risk.told))
        assert each.proof.status is OutcomeStatus.OPTIMAL
        assert each.rule.keys() <= {"points"}
    assert found.plans[-1].moved < found.plans[0].moved
    assert found.plans[-1].differs > 0


def test_of_the_points_that_are_proved_it_is_said_how_many_the_rule_charges() -> None:
    for each in usual().plans:
        sentences = " ".join(each.proof.sentences)
        proved, charged = (
            [int(n.replace(".", "")) for n in re.findall(words, sentences)]
            for words in (r"mindre end ([\d.]+) point", r"([\d.]+) af disse point er det, \[rules\.exposure\]")
        )
        assert proved == [each.points + sum(charged)]
        assert bool(charged) == bool(each.rule and each.moved)
        assert sum(charged) == pytest.approx(each.rule.get("points", 0) * each.moved, abs=5)


def test_each_plan_and_its_days_in_reserve_pass_the_check_together() -> None:
    written, both = network(), pairs(usual())
    problem = replace(build_problem(written), as_of=TODAY)
    assert both
    for bare, point in both:
        assert bare.plan == point.plan
        first = plan_of(point)
        assert not check(problem, first).broken
        wanted = Wanted.of(problem, first, TODAY)
        assert wanted is not None
        places = [planned(each.second, each.id + MARK) for each in point.reserves if each.second]
        verdict = check(wanted.with_reserves([each.id for each in point.reserves]), Plan.of([*first.meetings, *places]))
        assert not verdict.broken
        assert len(places) == len(point.reserves) > 0
        assert all((each.both or 0) <= SPRING.chance / 100 for each in point.reserves)
        assert point.rent == sum(verdict.schedule.rent(each) for each in verdict.schedule if each.id.endswith(MARK))


def test_days_in_reserve_cost_money_and_no_points_and_save_meetings() -> None:
    for bare, point in pairs(usual()):
        assert (point.points, point.moved, point.told) == (bare.points, bare.moved, bare.told)
        assert point.money == bare.money + point.rent
        assert (point.meetings_lost or 0) < (bare.meetings_lost or 0)


def test_they_are_those_that_planner_reserve_finds() -> None:
    written = network()
    for _, point in pairs(usual()):
        solving = SearchResources(small.turns(), Limits(60, workers=1))
        answer = reserve(Content(written, plan_of(point)), 1, ForesightRequest(TODAY), solving)
        assert [each for each in answer.meetings if each.second] == [*point.reserves]


def test_days_in_reserve_that_save_nothing_are_left_out_and_counted() -> None:
    # Rounds of autumn cannot be hit; without the span of the round nothing is lost in spring.
    free = network()
    rules = {key: rule for key, rule in free.settings.rules.items() if key != "round_span"}
    found = traded(with_settings(free, rules=rules), plans=1)
    assert [(len(each.reserves), each.meetings_lost) for each in found.plans] == [(0, 0)]
    assert found.left_out == 1


def test_without_the_rule_they_are_looked_for_in_all_rounds_and_it_is_said_what_to_write() -> None:
    for rule in (None, Reserve(chance=5)):
        found = traded(network(rule), plans=1)
        assert found.reserve_rounds == ("kickoff", "1", "2")
        assert 'rounds = ["kickoff", "1", "2"]' in found.reserves
        assert len(found.plans) == 2
    assert usual().reserve_rounds == ("1",)
    assert "[" not in usual().reserves.replace("[rules.reserve]", "")


def test_the_plan_of_today_is_marked_on_the_curve() -> None:
    written = network()
    on = accepted(plan_of(usual().plans[0]), written)
    found = traded(written, plans=1, on=on)
    assert found.revision == 4
    assert [(each.today, each.on_curve, len(each.reserves)) for each in found.plans] == [
        (True, True, 0), (False, True, 2),
    ]  # fmt: skip


def test_what_is_held_today_has_a_line_of_its_own_beside_the_same_plan() -> None:
    plan = plan_of(usual().plans[0])
    row = BookingRow(venue="messe-c", rooms=("A",), first_day=date(2023, 6, 20), meeting="1/syd", staff=("K1",),
                     state=BookingState.RESERVE)  # fmt: skip
    booked = network().model_copy(update={"bookings": (row,)})
    found = traded(booked, plans=1, on=replace(accepted(plan, booked), from_scratch=True)).plans
    (today,) = [each for each in found if each.today]
    assert (today.on_curve, today.proof.status) == (True, OutcomeStatus.OPTIMAL)
    assert [each.id for each in today.reserves] == ["1/syd"]
    assert today.money == found[0].money + 9000
    assert today.plan == found[0].plan
    assert not found[0].reserves


def test_of_equally_good_plans_that_of_today_is_on_the_curve() -> None:
    written = network()
    found = plan_of(usual().plans[0])
    kickoff = found.meetings[0]
    by = -WEEK if kickoff.start.date() > date(2022, 6, 14) else WEEK
    moved = replace(kickoff, start=kickoff.start + by, end=kickoff.end + by)
    other = Plan((moved, *found.meetings[1:]))
    shown = traded(written, plans=1, on=replace(accepted(other, written), from_scratch=True)).plans
    assert [(each.today, each.on_curve, each.differs, plan_of(each)) for each in shown] == [
        (True, True, 0, other), (False, True, 0, other),
    ]  # fmt: skip


def test_the_plan_of_today_stands_beside_the_curve_with_what_is_held_and_whether_another_is_better() -> None:
    written = network()
    rows = [BookingRow(venue="messe-c", rooms=("A",), first_day=date(2023, 6, 20), meeting="1/syd", staff=("K1",),
                       state=BookingState.RESERVE)]  # fmt: skip
    booked = written.model_copy(update={"bookings": tuple(rows)})
    late = small.plan({"1/nord": (date(2023, 5, 8), "akkc"), "1/syd": (date(2023, 5, 10), "messe-c")})
    on = replace(accepted(late, booked), from_scratch=True)
    found = traded(booked, plans=1, on=on)
    (today,) = [each for each in found.plans if each.today]
    assert (today.on_curve, [each.id for each in today.reserves]) == (False, ["1/syd"])
    assert today.points > found.plans[0].points
    assert today.proof.status is OutcomeStatus.FEASIBLE
    assert today.rent == 9000
    assert today.beaten == any(
        each.points <= today.points and each.money <= today.money and each.moved <= today.moved
        and each.told <= today.told and (each.meetings_lost or 0) <= (today.meetings_lost or 0)
        for each in found.plans if each is not today
    )  # fmt: skip


WEIGHED = ("points", "money", "moved", "told", "meetings_lost")


@pytest.mark.parametrize("name", WEIGHED)
def test_a_plan_that_is_better_in_something_and_worse_in_nothing_beats_another(name: str) -> None:
    def beats(one: float | None, other: float | None, **elsewhere: float) -> bool:
        """Return whether a plan with `one` of this beats one with `other`, both 0 in the rest but for `elsewhere`."""
        plain = dict.fromkeys(WEIGHED, 0)
        plans = SimpleNamespace(**{**plain, **elsewhere, name: one}), SimpleNamespace(**{**plain, name: other})
        return _beats(*cast("tuple[ProtectedPlan, ProtectedPlan]", plans))

    assert beats(1, 2)
    assert not beats(2, 2)
    assert not beats(0, TOLERANCE)  # the same but for rounding
    (another, *_) = (each for each in WEIGHED if each != name)
    assert beats(TOLERANCE, 0, **{another: -1})
    assert not beats(2 * TOLERANCE, 0, **{another: -1})
    if name == "meetings_lost":
        assert not beats(None, 2)
        assert not beats(1, None)


def test_what_is_found_so_far_is_told_and_stopping_keeps_it() -> None:
    stop, told = Event(), list[tuple[int, TradeOff]]()

    def tell(n: int, so_far: Callable[[], TradeOff]) -> None:
        told.append((n, so_far()))
        if n:
            stop.set()

    solving = SearchResources(small.turns(), Limits(120, workers=1), stop=stop)
    found = trade_off(network(), TradeRequest(None, TODAY, 3), solving, tell)
    assert [n for n, _ in told[:2]] == [0, 1]
    assert [len(so_far.plans) for _, so_far in told] == [n for n, _ in told]
    assert found.plans == told[-1][1].plans
    assert found.plans[0].points == usual().plans[0].points
    assert {(each.meetings_lost, each.reserves) for each in found.plans} == {(None, ())}
    assert not found.complete


def test_what_is_lost_is_not_known_if_the_time_does_not_suffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.use_cases.foresight.trade.CURVE_SHARE", 1e6)
    found = traded(network(), plans=1, seconds=1e-4)
    assert [(each.meetings_lost, each.reserves, each.beaten) for each in found.plans] == [(None, (), False)]
