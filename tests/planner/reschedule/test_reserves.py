"""Days in reserve, held to every choice there is and to every future, and what rescheduling makes of them."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import combinations
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span
from calendars.risks import PossibleClosure
from constraints.check import check
from constraints.problem.busy import Busy, BusyTimes
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, Host, PlannedMeeting, Problem, Risk
from constraints.problem.reserves import ReserveTerms
from constraints.problem.rule import Aim, Rule
from constraints.rules.budget import Budget
from constraints.rules.region_gap import RegionGap
from constraints.rules.reserve import Reserve
from constraints.rules.wanted_day import WantedDay
from constraints.rules.weekday_points import WeekdayPoints
from constraints.solve import solve_next
from planner.changes.change import with_settings
from planner.network.closures import Risk as Section
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import BookingRow
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead
from planner.reschedule.in_reserve import reserve_of_each
from planner.reschedule.reserves import (
    MARK,
    FoundReserves,
    Wanted,
    booking_rows,
    both,
    find_reserves,
    hit,
)
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import Known
from planner.store.documents import Content
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.foresight.foreseeing import foresee
from planner.use_cases.foresight.reserves import NoReserveRuleError, reserve
from tests.constraints.builders import SYD, days, domain_rules, meeting, on, planned, problem, team
from tests.constraints.every_plan import EveryPlan
from tests.planner.reschedule import small

AS_OF = date(2023, 3, 10)
FUTURES = 1_000_000


def solving(seconds: float = 30) -> SearchResources:
    return SearchResources(small.turns(), Limits(seconds, workers=1))


def exposed(seed: int) -> Problem:
    """Two meetings in a row of the same people, with one person to staff them, and an event that may come."""
    random = Random(seed)  # noqa: S311 - no secret
    points = dict(
        zip(("monday", "tuesday", "wednesday", "thursday", "friday"), random.sample(range(2000), 5), strict=True)
    )
    lengths = ((random.randrange(3), 0.5), (random.randrange(3, 6), 0.5))
    when = PossibleClosure(on(random.randrange(6, 12)), random.choice([None, 40.0]), lengths, on(random.randrange(2)))
    meetings = [meeting(name, window=days(first, first + 3), venues=(0,), staff={"KL": 1})
                for name, first in (("a", 1), ("b", 5))]  # fmt: skip
    rule = Reserve(rounds=("a", "b"), chance=random.choice([3.0, 10.0]), within_days=9, points=9000)
    rules: list[Rule] = [
        WeekdayPoints(**points),
        WantedDay(points=300),
        RegionGap(min_days=random.choice([1, 2])),
        rule,
    ]
    return problem(
        meetings, *domain_rules(), *rules, risks=(Risk("Valg", when, (Blackout(days(-9, 40), "Valg"),)),),
        staff=team("KL", 1), as_of=on(0),
    )  # fmt: skip


def wanted(of: Problem) -> Wanted:
    """What is asked for of the best plan of a problem."""
    plan = solve_next(of, Limits(20, workers=1), small.turns()).plan
    assert plan is not None
    asked = Wanted.of(of, plan, on(0))
    assert asked is not None
    return asked


@pytest.mark.parametrize("seed", range(6))
def test_no_other_reserves_have_fewer_points(seed: int) -> None:
    asked = wanted(exposed(seed))
    found = find_reserves(asked, solving())
    names = [each.id for each in asked.held]
    least = {some: _least(asked.with_reserves(some)) for size in range(len(names) + 1)
             for some in combinations(names, size)}  # fmt: skip
    most = max(len(some) for some, points in least.items() if points is not None)
    assert len(found.places) == most
    if found.verdict is not None:
        assert found.verdict.objective == least[tuple(name for name in names if name in found.places)]
        assert not found.verdict.broken
        assert found.proved == found.all_together


def _least(of: Problem) -> int | None:
    """Return the fewest points of all plans, by brute force."""
    always = [rule for rule in of.rules if rule.key() in {each.key() for each in domain_rules()}]
    others = [rule for rule in of.rules if rule not in always]
    plans = EveryPlan(of, always)
    found = (plans.least(choices, others) for choices in plans.choices())
    return min((points for points in found if points is not None), default=None)


@pytest.mark.parametrize("seed", range(4))
def test_no_other_reserves_have_fewer_points_where_somebody_may_be_missing(seed: int) -> None:
    plain, random = exposed(seed), Random(seed)  # noqa: S311 - no secret
    away = Blackout(days(-9, 40), "Syg", scope=BlackoutScope.PERSON, target="KL-1")
    when = PossibleClosure(on(8), None, ((random.randrange(3, 9), 1.0),), on(0))
    first = random.randrange(7, 9)  # of some days on which the other one cannot come
    of = replace(
        plain, risks=(*plain.risks, Risk("Syg", when, (away,))), staff=team("KL", 2),
        staff_busy=BusyTimes.of([[Busy(days(12, 20))], [Busy(days(1, 5)), Busy(days(first, first + 3))]]),
    )  # fmt: skip
    asked = wanted(of)
    found = find_reserves(asked, solving())
    names = [each.id for each in asked.held]
    least = {some: _least(asked.with_reserves(some)) for size in range(len(names) + 1)
             for some in combinations(names, size)}  # fmt: skip
    assert len(found.places) == max(len(some) for some, points in least.items() if points is not None)
    if found.verdict is not None:
        assert found.verdict.objective == least[tuple(name for name in names if name in found.places)]
        assert not found.verdict.broken


def network(chance: float = 2.0, **settings: object) -> Network:
    """The small network with an election that may be called, and reserves for its spring round."""
    section = {
        "kind": "election", "reason": "Valg", "certain": True, "days_to_poll": [4, 6], "days_to_cabinet": [2, 5],
        "last_day": date(2023, 3, 31),
    }  # fmt: skip
    rule = Reserve(rounds=("1",), chance=chance, within_days=60, release_days=2)
    plain = small.network()
    rules = {**plain.settings.rules, "reserve": rule}
    return with_settings(plain, risks=(Section.model_validate(section),), rules=rules, **settings)


@cache
def reserves(chance: float = 2.0) -> tuple[Wanted, FoundReserves, tuple[BookingRow, ...]]:
    """The reserves of its plan."""
    asked = Wanted.of(build_problem(network(chance)), small.plan(), AS_OF)
    assert asked is not None
    found = find_reserves(asked, solving())
    return asked, found, booking_rows(asked, found)


def booked(chance: float = 2.0, *rows: BookingRow) -> Network:
    return network(chance).model_copy(update={"bookings": rows or reserves(chance)[2]})


def moved(*names: str) -> Plan:
    """The plan with these meetings in reserve."""
    places = reserves()[1].places
    return Plan.of([replace(places[each.meeting], meeting=each.meeting) if each.meeting in names else each
                    for each in small.plan().meetings])  # fmt: skip


def test_both_rounds_have_a_reserve_and_it_is_proved_to_be_the_best() -> None:
    asked, found, _ = reserves()
    assert [each.id for each in asked.held] == ["1/nord", "1/syd"]
    assert found.places.keys() == {"1/nord", "1/syd"}
    assert found.proved


@pytest.mark.parametrize("chance", [0.0, 2.0, 9.0])
def test_no_event_takes_both_days_in_more_than_so_many_futures(chance: float) -> None:
    asked, found, _ = reserves(chance)
    written = network(chance)
    risk = RiskAhead.of(written.settings.risks[0], written, AS_OF)
    second = {each.meeting.id.removesuffix(MARK): each for each in found.held}
    for first in asked.held:
        ahead = [PlanAhead(plan, written, AS_OF) for plan in (small.plan(), moved_alone(found, first.id))]
        hits = [Hits(each, risk) for each in ahead]
        both = math.fsum(
            likely * share
            for called, likely in risk.chances.items()
            for length, share in risk.when.lengths
            if called <= first.day
            and all(first.id in each.between(called, called + timedelta(length)) for each in hits)
        )
        assert both <= chance / 100 + 1e-9
        assert asked.both(first, second[first.id]) == pytest.approx(both * FUTURES, abs=1)


def moved_alone(found: FoundReserves, name: str) -> Plan:
    return Plan.of([replace(found.places[name], meeting=name) if each.meeting == name else each
                    for each in small.plan().meetings])  # fmt: skip


def risky(days_away: list[int], **whom: list[str]) -> Network:
    """The small network with a closure that may come in March, and reserves that it never takes too."""
    section = {"kind": "closure", "reason": "Syg", "rate": 6, "last_day": date(2023, 3, 31), "days": days_away, **whom}
    return with_settings(network(0.0), risks=(Section.model_validate(section),))


@pytest.mark.parametrize(
    ("days_away", "whom"),
    [([90], {"people": ["K1"]}), ([3, 12], {"people": ["K1"]}), ([90], {"people": ["K1"], "venues": ["kro", "slot"]}),
     ([90], {"venues": ["akkc"]}), ([90], {"venues": ["messe-c", "akkc"]})],
)  # fmt: skip
def test_nobody_who_is_away_and_no_venue_that_fails_takes_the_reserve_too(
    days_away: list[int], whom: dict[str, list[str]]
) -> None:
    written = risky(days_away, **whom)
    asked = Wanted.of(build_problem(written), small.plan(), AS_OF)
    assert asked is not None
    found = find_reserves(asked, solving())
    risk = RiskAhead.of(written.settings.risks[0], written, AS_OF)
    assert {each.id for each in asked.held} == {
        name for name in ("1/nord", "1/syd") if "people" in whom or small.HELD[name][1] in whom["venues"]
    }
    assert found.places.keys() == {each.id for each in asked.held}
    second = {each.meeting.id.removesuffix(MARK): each for each in found.held}
    for first in asked.held:
        assert asked.chances[first.id] > 0
        ahead = [PlanAhead(plan, written, AS_OF) for plan in (small.plan(), moved_alone(found, first.id))]
        hits = [Hits(each, risk) for each in ahead]
        assert not [
            called for called in risk.chances for length, _ in risk.when.lengths
            if called <= first.day
            and all(first.id in each.between(called, called + timedelta(length)) for each in hits)
        ]  # fmt: skip
        assert asked.both(first, second[first.id]) == 0
        if days_away == [90] and "people" in whom:
            assert found.places[first.id].staff == ("K2",)


def test_whoever_is_away_leaves_the_meeting_its_reserve_with_another() -> None:
    written = risky([90], people=["K1"])
    asked = Wanted.of(build_problem(written), small.plan(), AS_OF)
    assert asked is not None
    rows = booking_rows(asked, find_reserves(asked, solving()))
    known = written.model_copy(update={"bookings": rows})
    change = "staff_away person=K1 first_day=2023-03-20 last_day=2023-06-10"
    first = small.rescheduled(change, written=known, as_of=date(2023, 3, 18), wanted=1)
    assert first.answer.proposals[0].proof.reserve
    assert {each.meeting: each.staff for each in first.plans[0].meetings if each.meeting in {"1/nord", "1/syd"}} == {
        "1/nord": ("K2",), "1/syd": ("K2",)
    }  # fmt: skip
    assert not small.judged(first, 0, date(2023, 3, 18)).broken


def test_a_smaller_chance_asks_for_a_later_day() -> None:
    days_of = [[each.day for each in reserves(chance)[1].held] for chance in (0.0, 9.0)]
    assert min(days_of[0]) > min(days_of[1])


@pytest.mark.parametrize("names", [("1/nord",), ("1/syd",), ("1/nord", "1/syd")])
def test_whichever_meetings_move_to_their_reserve_the_plan_holds(names: tuple[str, ...]) -> None:
    wide = with_settings(network(), choices=tuple(
        {"meeting": name, "window": [date(2023, 3, 1), date(2023, 8, 1)], "apart": True} for name in names
    ))  # fmt: skip
    verdict = check(build_problem(wide), moved(*names))
    assert not [each for each in verdict.broken if {*each.meetings} & {*names}]


def test_the_rows_say_where_with_whom_and_until_when() -> None:
    _, found, rows = reserves()
    assert [(row.meeting, row.state, row.source) for row in rows] == [
        (name, BookingState.RESERVE, "reserve")
        for name in sorted(found.places, key=lambda each: found.places[each].start)
    ]
    for row in rows:
        place = found.places[row.meeting or ""]
        assert (row.venue, row.rooms, row.staff, row.first_day) == (
            place.venue, place.rooms, place.staff, place.start.date()
        )  # fmt: skip
        assert row.until == small.HELD[row.meeting or ""][0] - timedelta(2)


def election(called: int, cabinet: date) -> str:
    first = date(2023, 3, called)
    return f"election reason=Valg called={first} polling_day={first + timedelta(4)} cabinet={cabinet}"


def test_the_day_in_reserve_is_the_first_proposal_when_the_first_day_is_hit() -> None:
    found = small.rescheduled(election(18, date(2023, 3, 24)), written=booked(), as_of=date(2023, 3, 18))
    first = found.answer.proposals[0]
    assert (first.proof.reserve, first.proof.status, first.rank) == (True, OutcomeStatus.FEASIBLE, 1)
    assert first.title.startswith("Holdt i reserve")
    assert first.proof.aim is None
    assert found.plans[0] == moved("1/nord", "1/syd")
    assert not any(each.proof.reserve for each in found.answer.proposals[1:])
    assert not small.judged(found, 0, date(2023, 3, 18)).broken


def test_one_proposal_alone_is_the_reserve_without_a_search() -> None:
    soon, change = Limits(0.001, workers=1), election(18, date(2023, 3, 24))
    found = small.rescheduled(change, written=booked(), as_of=date(2023, 3, 18), wanted=1, limits=soon)
    assert found.plans == (moved("1/nord", "1/syd"),)


def test_after_its_release_a_reserve_is_no_longer_proposed() -> None:
    # 1/nord is on the 21st and its reserve kept until the 19th; 1/syd a day later.
    for day, held in ((19, {"1/nord", "1/syd"}), (20, {"1/syd"}), (21, set())):
        assert {*reserve_of_each(replace(build_problem(booked()), as_of=date(2023, 3, day)))} == held
    answer = small.rescheduled(election(21, date(2023, 3, 26)), written=booked(), as_of=date(2023, 3, 21)).answer
    assert answer.proposals
    assert not any(each.proof.reserve for each in answer.proposals)


def test_a_reserve_that_the_event_takes_too_is_left_and_the_others_are_used() -> None:
    nord, syd = sorted(reserves()[2], key=lambda row: row.meeting or "")
    early = replace(nord, first_day=date(2023, 3, 23))
    found = small.rescheduled(election(18, date(2023, 3, 24)), written=booked(2.0, early, syd), as_of=date(2023, 3, 18))
    first, places = found.answer.proposals[0], {each.meeting: each for each in found.plans[0].meetings}
    assert (first.proof.reserve, first.proof.aim) == (True, Aim.LEAST_CHANGE)
    assert places["1/syd"].start.date() == syd.first_day
    assert places["1/nord"].start.date() not in {early.first_day, small.HELD["1/nord"][0]}


def test_a_reserve_outside_the_window_and_the_span_of_the_round_may_be_used_and_stays_so_once_accepted() -> None:
    rules = {**network().settings.rules, "round_span": {"max_days": 5}}
    written = with_settings(booked(), rules=rules)
    only = [row for row in written.bookings if row.meeting == "1/nord"]
    alone = written.model_copy(update={"bookings": tuple(replace(row, first_day=date(2023, 6, 13)) for row in only)})
    change = election(19, date(2023, 3, 25)) + " regions=nord"
    found = small.rescheduled(change, written=alone, as_of=date(2023, 3, 19), wanted=1)
    assert found.answer.proposals[0].proof.reserve
    assert {each.meeting: each.start.date() for each in found.plans[0].meetings}["1/nord"] == date(2023, 6, 13)
    assert not small.judged(found, 0, date(2023, 3, 19)).broken
    kept = small.rescheduled(change, written=alone, as_of=date(2023, 3, 19), keep_windows=True, wanted=1).answer
    assert not any(each.proof.reserve for each in kept.proposals)


def test_foresee_counts_a_reserve_as_the_repair() -> None:
    found = foresee(Content(booked(), small.plan()), 1, ForesightRequest(AS_OF), solving(20))
    repairs = [run.repair for run in found.risks[0].groups if run.repair.known is Known.FOUND]
    assert repairs
    in_reserve = [each for each in repairs if each.proof and each.proof.reserve]
    assert in_reserve
    assert all("reserve" in each.sentence for each in in_reserve)
    middle = next(run for run in found.risks[0].groups if len(run.hits) > 1)
    assert {each.meeting: each.after.start.date() for each in middle.repair.moves if each.after} == {
        name: place.start.date() for name, place in reserves()[1].places.items()
    }


def test_the_document_says_the_same() -> None:
    answer = reserve(Content(network(), small.plan()), 3, ForesightRequest(AS_OF), solving())
    asked, found, known = reserves()
    assert answer.rows == known
    assert (answer.revision, answer.as_of, answer.limit) == (3, AS_OF, 0.02)
    assert [each.id for each in answer.meetings] == [each.id for each in asked.held]
    assert {each.id: each.second.start.date() for each in answer.meetings if each.second} == {
        name: place.start.date() for name, place in found.places.items()
    }
    assert answer.rent == sum(found.verdict.schedule.rent(each) for each in found.held) if found.verdict else False
    assert answer.proof is not None
    assert answer.proof.status is OutcomeStatus.OPTIMAL
    assert answer.sentence.startswith("2 af 2 møder")


def test_a_meeting_for_which_there_is_no_day_is_named_without_one() -> None:
    written = network()
    rule = Reserve(rounds=("1",), chance=0, within_days=2)
    short = with_settings(written, rules={**written.settings.rules, "reserve": rule})
    answer = reserve(Content(short, small.plan()), 3, ForesightRequest(AS_OF), solving())
    assert answer.rows == ()
    assert [each.second for each in answer.meetings] == [None, None]
    assert answer.sentence.startswith("0 af 2 møder")


def test_without_the_rule_it_says_what_to_write() -> None:
    plain = network()
    bare = with_settings(plain, rules={key: rule for key, rule in plain.settings.rules.items() if key != "reserve"})
    with pytest.raises(NoReserveRuleError):
        reserve(Content(bare, small.plan()), 3, ForesightRequest(AS_OF), solving())


def test_a_reserve_is_a_meeting_of_its_own_within_the_days_after_the_first() -> None:
    asked = wanted(exposed(1))
    first, second = asked.held
    of = asked.with_reserves([each.id for each in asked.held])
    assert [each.id for each in of.meetings] == ["a", "b", "a" + MARK, "b" + MARK]
    assert [each.frozen for each in of.meetings] == [True, True, False, False]
    windows = [each.window for each in of.meetings[2:]]
    assert windows == [Span(held.day + timedelta(1), held.day + timedelta(9)) for held in (first, second)]
    assert of.successive == ((0, 1), (2, 1), (0, 3), (2, 3))
    assert [each.meetings for each in of.rounds] == [(0, 2), (1, 3)]
    alone = asked.with_reserves(["b"])
    assert (len(alone.meetings), alone.successive) == (3, ((0, 1), (0, 2)))
    assert [each.meetings for each in alone.rounds] == [(0,), (1, 2)]


def test_a_reserve_lies_in_the_time_that_is_planned_and_takes_as_many_days() -> None:
    asked = wanted(exposed(1))
    (first, second), horizon = asked.held, asked.problem.horizon
    last = replace(asked.terms, within_days=(horizon.last - second.day).days + 5)
    of = replace(asked, terms=last).with_reserves(["a", "b"])
    assert [each.window.last for each in of.meetings[2:]] == [horizon.last, horizon.last]
    long = replace(first, meeting=replace(first.meeting, days=3))
    (window,) = (each.window for each in replace(asked, held=(long,)).with_reserves(["a"]).meetings[2:])
    assert window == Span(first.day + timedelta(1), first.day + timedelta(11))


def test_where_nothing_can_come_no_event_takes_both_days() -> None:
    asked = wanted(exposed(1))
    first, second = asked.held
    assert asked.both(first, first) > 0
    assert replace(asked, problem=replace(asked.problem, risks=())).both(first, second) == 0


def test_a_meeting_of_today_gets_no_reserve() -> None:
    asked = wanted(exposed(1))
    first, second = asked.held
    plan = Plan(tuple(each.meeting.published for each in asked.held if each.meeting.published is not None))
    of = replace(exposed(1), as_of=None)
    for day, left in ((first.day - timedelta(1), ["a", "b"]), (first.day, ["b"]), (second.day, [])):
        found = Wanted.of(of, plan, day)
        assert found is not None
        assert {each.id for each in found.held} <= {*left}
        assert sorted(found.chances) == left


@pytest.mark.parametrize(("length", "hours", "overnight", "expected"), [
    (timedelta(hours=5), 10, False, (None, time(10), time(15))),
    (timedelta(days=1, hours=5), 10, False, (1, time(10), time(15))),
    (timedelta(days=1, hours=5), 10, True, (1, None, None)),
    (timedelta(days=1), 10, False, (1, None, None)),
])  # fmt: skip
def test_a_row_says_the_hours_of_each_day_unless_it_is_one_stay(
    length: timedelta, hours: int, overnight: bool, expected: tuple[int | None, time | None, time | None]  # noqa: FBT001
) -> None:  # fmt: skip
    asked, found, _ = reserves()
    name, place = next(iter(found.places.items()))
    first = next(each for each in asked.held if each.id == name)
    stays = replace(first, meeting=replace(first.meeting, hours=replace(first.meeting.hours, overnight=overnight)))
    start = place.start.replace(hour=hours)
    given = FoundReserves({name: replace(place, start=start, end=start + length)})
    (row,) = booking_rows(replace(asked, held=(stays,)), given)
    days_more, begin, end = expected
    assert (row.first_day, row.start, row.end) == (start.date(), begin, end)
    assert row.last_day == (None if days_more is None else start.date() + timedelta(days_more))


def test_a_row_holds_until_its_release_or_until_today() -> None:
    asked, found, _ = reserves()
    first = next(each for each in asked.held if each.id == "1/nord")
    given = FoundReserves({"1/nord": found.places["1/nord"]})
    for as_of, until in ((None, -2), (first.day - timedelta(9), -2), (first.day - timedelta(1), -1)):
        (row,) = booking_rows(replace(asked, problem=replace(asked.problem, as_of=as_of)), given)
        assert row.until == first.day + timedelta(until)


class Asked:
    """Meetings for which reserves are wanted, and a solver that finds those of every set without an unlucky one."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, names: str, *unlucky: str, ticks: Iterable[float] = (), **said: Any
    ) -> None:
        clock = iter(ticks)
        self.solved: list[tuple[str, float]] = []
        self.told: list[int] = []
        self._unlucky = [{*each} for each in unlucky]
        wanted: Any = SimpleNamespace(chances=said.get("chances", dict.fromkeys(names, 7)), with_reserves=lambda of: of)
        turns: Any = None
        monkeypatch.setattr("planner.reschedule.reserves.solve_next", self._solve)
        monkeypatch.setattr("planner.reschedule.reserves._with_days", lambda _: iter(names))
        monkeypatch.setattr(
            "planner.reschedule.reserves.time", SimpleNamespace(monotonic=lambda: next(clock, 100.0))
        )  # fmt: skip
        resources = SearchResources(turns, Limits(said.get("seconds", 60), workers=1), stop=said.get("stop"))
        self.found = find_reserves(wanted, resources, self.told.append)

    def _solve(self, names: Iterable[str], limits: Limits, *_: object, **__: object) -> Outcome:
        of = "".join(sorted(names))
        self.solved.append((of, limits.seconds))
        if any(each <= {*of} for each in self._unlucky):
            return Outcome(OutcomeStatus.INFEASIBLE)
        start = datetime.combine(on(3), time(10))
        plan = Plan(tuple(PlannedMeeting(name + more, start, start, "", ()) for name in of for more in ("", MARK)))
        verdict: Any = SimpleNamespace(schedule=[SimpleNamespace(id=each.meeting) for each in plan.meetings])
        return Outcome(OutcomeStatus.OPTIMAL, plan, verdict)


def test_where_all_reserves_fit_they_are_found_together_in_half_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, "abc")
    assert (asked.solved, asked.told) == ([("abc", 30)], [3])
    assert ("".join(asked.found.places), asked.found.all_together, asked.found.proved) == ("abc", True, True)
    assert [each.id for each in asked.found.held] == [name + MARK for name in "abc"]
    assert {name: each.meeting for name, each in asked.found.places.items()} == {name: name + MARK for name in "abc"}


@pytest.mark.parametrize(("names", "unlucky", "solved", "places"), [
    ("ab", ("ab",), [("ab", 30), ("a", 15), ("ab", 30)], "a"),
    ("abcde", ("bd", "e"), [("abcde", 30), ("abc", 15), ("abcde", 30), ("abcd", 15), ("abce", 30)], "abc"),
    ("abcdef", ("c",), [
        ("abcdef", 30), ("abc", 15), ("ab", 10), ("abc", 15), ("abdef", 30),
    ], "abdef"),
    ("abc", ("a", "b", "c"), [("abc", 30), ("ab", 15), ("a", 10), ("b", 15), ("c", 30)], ""),
])  # fmt: skip
def test_where_not_all_reserves_fit_they_are_looked_for_in_halves(
    monkeypatch: pytest.MonkeyPatch, names: str, unlucky: tuple[str, ...], solved: list[tuple[str, float]], places: str
) -> None:
    asked = Asked(monkeypatch, names, *unlucky)
    assert (asked.solved, asked.told) == (solved, [len(each) for each, _ in solved])
    assert ("".join(asked.found.places), asked.found.all_together, asked.found.proved) == (places, False, False)


def test_the_most_exposed_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, "abc", "abc", "c", chances={"a": 5, "b": 9, "c": 9})
    assert [each for each, _ in asked.solved] == ["abc", "bc", "b", "bc", "ab"]
    assert "".join(asked.found.places) == "ab"


def test_without_a_possible_day_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(monkeypatch, "")
    assert (asked.solved, asked.found) == ([], FoundReserves({}))
    assert (asked.found.held, asked.found.proved) == ((), True)
    for status, all_together, proved in (
        (OutcomeStatus.OPTIMAL, True, True), (OutcomeStatus.FEASIBLE, True, False),
        (OutcomeStatus.OPTIMAL, False, False),
    ):  # fmt: skip
        assert FoundReserves({}, outcome=Outcome(status), all_together=all_together).proved == proved


@pytest.mark.parametrize(("ticks", "seconds", "solved"), [
    ((0, 57), 60, [("a", 2)]), ((0, 59), 60, [("a", 1)]), ((0, 59.5), 60, [("a", 0.5)]), ((0, 60), 60, []),
    ((50, 70), 60, [("a", 20)]), ((0, 60), 3, []),
])  # fmt: skip
def test_a_solve_gets_two_seconds_if_they_are_left(
    monkeypatch: pytest.MonkeyPatch, ticks: tuple[float, ...], seconds: float, solved: list[tuple[str, float]]
) -> None:
    assert Asked(monkeypatch, "a", ticks=(*ticks, 1000), seconds=seconds).solved == solved


def test_what_is_stopped_looks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    stop.set()
    asked = Asked(monkeypatch, "ab", stop=stop)
    assert (asked.solved, asked.told, asked.found.places) == ([], [], {})


def test_an_event_takes_both_places_only_if_it_closes_both() -> None:
    of = problem([meeting("a"), meeting("b", SYD)])
    north, south = check(of, Plan.of([planned(of, name, 8) for name in "ab"])).schedule
    when = PossibleClosure(on(12), None, ((3, 1.0),), on(1))

    def closing(**whom: Any) -> Problem:
        return replace(of, risks=(Risk("Valg", when, (Blackout(days(-9, 40), "Valg", **whom),)),))

    region = closing(scope=BlackoutScope.REGION, target="nord")
    chance = 1_000_000 // 5  # seen from the day itself: called then, and on none of the four days after it
    assert [both(closing(), *each) for each in ((north, south), (north, north))] == [chance] * 2
    found = [both(region, *each) for each in ((north, north), (north, south), (south, north), (south, south))]
    assert found == [chance, 0, 0, 0]
    assert [hit(region, each) for each in (north, south)] == [chance, 0]


def test_a_reserve_is_apart_from_its_round_and_costs_have_no_limit() -> None:
    of = problem([meeting("a")], Budget(total=1), RegionGap(min_days=3))
    (held,) = check(of, Plan.of([planned(of, "a", 3)])).schedule
    terms = ReserveTerms(("a",), 0, 9, 2, members=False)
    asked = Wanted(terms, of, (held,), {"a": 7}).with_reserves(["a"])
    assert [(each.id, each.apart) for each in asked.meetings] == [("a", False), ("a" + MARK, True)]
    assert asked.rules == (RegionGap(min_days=3),)


def test_meetings_of_the_rounds_that_have_reserves_and_may_be_hit_are_wanted() -> None:
    when = PossibleClosure(on(12), None, ((3, 1.0),), on(1))
    risk = Risk("Valg", when, (Blackout(days(-9, 40), "Valg"),))
    rule = Reserve(rounds=("a", "c", "d", "e"), chance=3, within_days=9)
    names = {"a": 8, "b": 9, "c": 10, "d": 11, "e": 12}
    meetings = [meeting(name, apart=name == "c", host=Host(0) if name == "d" else None) for name in names]
    of = problem(meetings, rule, risks=(risk,), as_of=on(0))
    plan = Plan.of([planned(of, name, day) for name, day in names.items()])
    asked = Wanted.of(of, plan, on(2))
    assert asked is not None
    assert ([each.id for each in asked.held], {*asked.chances}) == (["a", "e"], {"a", "e"})
    assert asked.chances == dict.fromkeys("ae", 4_000_000 // 11)
    late = replace(of, risks=())
    nothing = Wanted.of(late, plan, on(2))
    assert nothing is not None
    assert (nothing.held, nothing.chances) == ((), {"a": 0, "e": 0})
    assert Wanted.of(problem(meetings), plan, on(2)) is None
