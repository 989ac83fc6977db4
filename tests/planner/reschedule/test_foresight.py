"""What is foreseen of an election, held to an enumeration that asks rescheduling about every future."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calendars.risks import PossibleClosure
from constraints.check import check
from constraints.problem.plan import Plan
from constraints.replanning import replanned
from constraints.rules.exposure import Exposure
from planner.changes.change import with_settings
from planner.changes.closures import ElectionCalled, NewBlackout
from planner.changes.kinds import apply_changes
from planner.network.closures import Risk
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead, Run, expected, quantile, runs
from planner.reschedule.situation import Situation
from tests.planner.reschedule import small

AS_OF = date(2023, 3, 10)
NETWORK = small.network()
PLAN = small.plan()
WHOM: list[dict[str, Any]] = [
    {}, {"regions": ["nord"]}, {"municipalities": ["0607"]}, {"venues": ["akkc"]}, {"people": ["K1"]},
    {"people": ["a1", "a2", "K1"]}, {"regions": ["syd"], "people": ["K1", "K2"]},
]  # fmt: skip


def risk(**said: Any) -> Risk:
    """Return a section of a risk."""
    plain = {"kind": "election", "reason": "Valg", "rate": 0.5, "days_to_poll": [20]}
    return Risk.model_validate({**plain, **said})


def foreseen(section: Risk, as_of: date = AS_OF, network: Network = NETWORK, plan: Plan = PLAN) -> tuple[Any, ...]:
    """Return the plan ahead, the risk, and what it hits."""
    ahead, election = PlanAhead(plan, network, as_of), RiskAhead.of(section, network, as_of)
    return ahead, election, Hits(ahead, election)


def hits_of(section: Risk, called: date, poll: date, cabinet: date, plan: Plan = PLAN) -> frozenset[str]:
    """Return what rescheduling finds hit when the election is called."""
    whom = {key: getattr(section, key) for key in ("regions", "municipalities", "venues", "people")}
    change = ElectionCalled.model_validate(
        {"reason": "Valg", "called": called, "polling_day": poll, "cabinet": cabinet}
        | {key: ids for key, ids in whom.items() if ids}
    )
    if called > NETWORK.settings.last_day:
        return frozenset()
    changed = apply_changes(NETWORK, plan, [change], called)
    return frozenset(Situation.of(plan, changed, build_problem(changed.network), called).hits)


@settings(max_examples=25)
@given(
    whom=st.sampled_from(WHOM),
    polls=st.lists(st.integers(0, 9), min_size=1, max_size=2),
    cabinets=st.lists(st.integers(0, 6), min_size=1, max_size=2),
    first=st.dates(date(2023, 3, 5), date(2023, 3, 22)),
    days=st.integers(0, 8),
    rate=st.floats(0.1, 12),
    certain=st.booleans(),
    north=st.dates(date(2023, 3, 11), date(2023, 3, 28)),
    south=st.dates(date(2023, 3, 11), date(2023, 3, 28)),
    venue=st.sampled_from(["akkc", "kro"]),
)
def test_what_is_expected_is_what_all_futures_together_say(  # noqa: PLR0913 - all that a future is made of
    *, whom: dict[str, Any], polls: list[int], cabinets: list[int], first: date, days: int, rate: float, certain: bool,
    north: date, south: date, venue: str,
) -> None:  # fmt: skip
    plan = small.plan({"1/nord": (north, venue), "1/syd": (south, "messe-c")})
    assume(not PlanAhead(plan, NETWORK, AS_OF).now.hits)
    section = risk(
        rate=rate, first_day=first, last_day=first + timedelta(days), certain=certain, days_to_poll=polls,
        days_to_cabinet=cabinets, **whom,
    )  # fmt: skip
    ahead, election, hits = foreseen(section, plan=plan)
    found = expected(ahead, election, hits)
    exposure: dict[str, float] = defaultdict(float)
    some = moved = told = called = 0.0
    possible = [each for n in range(days + 1) if (each := first + timedelta(n)) >= AS_OF]
    left, daily = 1.0, 1 - math.exp(-rate / 365.25)
    for n, day in enumerate(possible):
        on_day = left / (len(possible) - n) if certain else left * daily
        left, called = left - on_day, called + on_day
        for poll in polls:
            for cabinet in cabinets:
                chance = on_day / len(polls) / len(cabinets)
                polling_day = day + timedelta(poll)
                hit = hits_of(section, day, polling_day, polling_day + timedelta(cabinet), plan)
                some += chance * bool(hit)
                moved += chance * len(hit)
                for name in hit:
                    exposure[name] += chance
                told += chance * len(people_of(hit))
    assert found.called == pytest.approx(called)
    assert found.some == pytest.approx(some)
    assert found.meetings == pytest.approx(moved)
    assert found.people == pytest.approx(told)
    assert {name: chance for name, chance in found.exposure.items() if chance} == pytest.approx(exposure)


@settings(max_examples=15)
@given(
    whom=st.sampled_from([each for each in WHOM if "people" not in each]),
    polls=st.lists(st.integers(0, 9), min_size=1, max_size=2),
    first=st.dates(date(2023, 3, 5), date(2023, 3, 22)),
    days=st.integers(0, 8),
    kind=st.sampled_from(["election", "closure"]),
)
def test_the_rule_exposure_charges_what_is_expected(
    whom: dict[str, Any], polls: list[int], first: date, days: int, kind: str
) -> None:
    lasting = {"days_to_poll": polls} if kind == "election" else {"days": [each + 1 for each in polls]}
    section = Risk.model_validate(
        {"kind": kind, "reason": "Valg", "rate": 9, "first_day": first, "last_day": first + timedelta(days)}
        | lasting
        | whom
    )
    found = expected(*foreseen(section))
    written = with_settings(NETWORK, risks=(section,), rules={"exposure": Exposure(points=1_000_000)})
    of = replanned(build_problem(written), PLAN, AS_OF, ())
    charged = {each.meetings[0]: each.points for each in check(of, PLAN).findings if each.rule == "exposure"}
    assert charged == pytest.approx({name: 1e6 * chance for name, chance in found.exposure.items() if chance}, abs=1)


def people_of(hit: frozenset[str]) -> set[str]:
    """Return who is told of these meetings, by the files: all members of the region, and K1 who is on duty at each."""
    homes = {"nord": {"a1", "a2"}, "syd": {"c1", "c2"}}
    return {"K1" for _ in hit}.union(*(homes[name.partition("/")[2]] for name in hit))


def test_a_call_hits_the_meetings_from_the_call_to_the_cabinet() -> None:
    # 1/nord is held on 21 March and 1/syd on 22 March.
    _, _, hits = foreseen(risk())
    assert hits.between(date(2023, 3, 11), date(2023, 3, 20)) == frozenset()
    assert hits.between(date(2023, 3, 11), date(2023, 3, 21)) == {"1/nord"}
    assert hits.between(date(2023, 3, 21), date(2023, 3, 22)) == {"1/nord", "1/syd"}
    assert hits.between(date(2023, 3, 22), date(2023, 4, 22)) == {"1/syd"}


def test_an_election_at_a_rate_comes_once_and_each_day_as_likely_as_the_one_before() -> None:
    election = RiskAhead.of(risk(rate=2, last_day=date(2023, 3, 12)), NETWORK, AS_OF)
    daily = 1 - math.exp(-2 / 365.25)
    assert [*election.chances] == [date(2023, 3, day) for day in (10, 11, 12)]
    assert [*election.chances.values()] == pytest.approx([daily, daily * (1 - daily), daily * (1 - daily) ** 2])


def test_an_election_that_is_certain_is_called_on_each_day_alike() -> None:
    section = risk(rate=None, certain=True, first_day=date(2023, 1, 1), last_day=date(2023, 3, 13))
    assert [*RiskAhead.of(section, NETWORK, AS_OF).chances.values()] == [0.25] * 4


def test_an_election_that_was_to_be_called_earlier_has_no_days_left() -> None:
    section = risk(rate=None, certain=True, last_day=date(2023, 3, 9))
    ahead, election, hits = foreseen(section)
    assert ({**election.chances}, runs(election, hits, 50)) == ({}, [])
    assert (expected(ahead, election, hits).meetings, expected(ahead, election, hits).called) == (0, 0)


def test_the_history_gives_what_is_not_written() -> None:
    section = risk(rate=None, days_to_poll=None, history="DK")
    election = RiskAhead.of(section, NETWORK, AS_OF)
    assert election.lengths.rate == pytest.approx(19 / ((date(2026, 3, 24) - date(1971, 9, 21)).days / 365.25))
    assert sorted(election.lengths.days_to_poll) == [
        20, 20, 20, 20, 20, 21, 21, 21, 22, 23, 24, 25, 26, 26, 26, 26, 27, 29, 35,
    ]  # fmt: skip
    assert (len(election.lengths.days_to_cabinet), max(election.lengths.days_to_cabinet)) == (19, 44)
    own = RiskAhead.of(risk(history="DK", days_to_cabinet=[3]), NETWORK, AS_OF)
    assert (own.lengths.rate, own.lengths.days_to_poll, own.lengths.days_to_cabinet) == (0.5, (20,), (3,))


def test_a_closure_takes_as_many_days_as_is_said_and_is_a_blackout() -> None:
    section = Risk.model_validate(
        {"kind": "closure", "reason": "Storm", "rate": 2, "days": [1, 3, 3], "venues": ["akkc"]}
    )
    storm = RiskAhead.of(section, NETWORK, AS_OF)
    assert dict(storm.when.lengths) == pytest.approx({0: 1 / 3, 2: 2 / 3})
    event = storm.event(date(2023, 3, 20), 50)
    assert (event.polling_day, event.last) == (None, date(2023, 3, 22))
    assert event.change == NewBlackout(
        reason="Storm", source="", first_day=event.day, last_day=event.last, venues=("akkc",)
    )


def test_without_times_to_a_cabinet_the_days_after_the_poll_are_open() -> None:
    election = RiskAhead.of(risk(), NETWORK, AS_OF)
    assert election.when.lengths == ((20, 1),)


@pytest.mark.parametrize(("percent", "days"), [(1, 20), (25, 20), (26, 21), (50, 21), (75, 29), (76, 35), (100, 35)])
def test_a_quantile_is_the_least_value_not_exceeded_in_so_many_cases(percent: int, days: int) -> None:
    assert quantile([35, 20, 29, 21], percent) == days


def test_where_it_can_no_longer_come_the_first_day_is_today_or_that_which_is_said() -> None:
    for said, first in (
        ({"last_day": date(2023, 3, 9)}, AS_OF), ({"first_day": date(2023, 3, 12)}, date(2023, 3, 12)),
        ({"first_day": date(2023, 3, 1), "last_day": date(2023, 3, 9)}, AS_OF),
    ):  # fmt: skip
        section = risk(rate=None, certain=True, **{"last_day": date(2023, 3, 31), **said})
        assert RiskAhead.of(section, NETWORK, AS_OF).first == first
    when = PossibleClosure(date(2023, 3, 9), None, ((1, 1.0),), date(2024, 1, 1))
    never = replace(RiskAhead.of(risk(), NETWORK, AS_OF), when=when)
    assert (never.chances, never.first) == ({}, date(2024, 1, 1))


def test_the_middle_of_a_run_is_the_earlier_of_two() -> None:
    def middle(days: str) -> object:
        events: Any = tuple(days)
        return Run(events, 1.0, frozenset()).middle

    assert [middle("abcde"[:length]) for length in (1, 2, 3, 4, 5)] == ["a", "a", "b", "b", "c"]


def test_a_percent_is_a_hundredth() -> None:
    assert quantile(range(1, 201), 100) == 200
    assert [quantile(range(1, 101), percent) for percent in (1, 37, 99)] == [1, 37, 99]


def test_what_is_only_closed_in_person_is_said_so() -> None:
    for said, in_person in ((risk(in_person=True), True), (risk(), False)):
        event = RiskAhead.of(said, NETWORK, AS_OF).event(date(2023, 3, 20), 50)
        assert event.change == ElectionCalled(
            reason="Valg", source="", called=event.day, polling_day=event.polling_day, cabinet=event.last,
            in_person=in_person,
        )  # fmt: skip


def test_a_meeting_of_today_is_still_to_come() -> None:
    for day, left in ((21, ["1/nord", "1/syd", "2/nord", "2/syd"]), (22, ["1/syd", "2/nord", "2/syd"])):
        assert [*PlanAhead(PLAN, NETWORK, date(2023, 3, day)).held] == left


@pytest.mark.parametrize(("whom", "asked"), [
    ({"regions": ["nord"]}, [(21, 21), (22, 22)]), ({"people": ["K1"]}, [(21, 22)]),
])  # fmt: skip
def test_each_day_is_judged_once_by_itself_unless_people_are_closed(
    monkeypatch: pytest.MonkeyPatch, whom: dict[str, Any], asked: list[tuple[int, int]]
) -> None:
    ahead, _, hits = foreseen(risk(**whom))
    judged: list[tuple[int, int]] = []

    def hit_on(_ahead: PlanAhead, change: ElectionCalled) -> frozenset[str]:
        assert change.called is not None
        assert change.cabinet is not None
        judged.append((change.called.day, change.cabinet.day))
        return frozenset({"1/nord"} if change.called.day == 21 else {"1/syd"})

    monkeypatch.setattr(PlanAhead, "hit_on", hit_on)
    for _ in range(2):
        found = hits.between(date(2023, 3, 20), date(2023, 3, 24))
        assert found == ({"1/nord", "1/syd"} if len(asked) > 1 else {"1/nord"})
    assert judged == asked
    assert hits.between(date(2023, 3, 23), date(2023, 9, 11)) == frozenset()
    assert {*ahead.held} == {"1/nord", "1/syd", "2/nord", "2/syd"}


def test_days_in_a_row_that_hit_the_same_meetings_are_one_run() -> None:
    # Seven days are closed: 1/nord (21 March) is reached from 15 March on, 1/syd (22 March) from 16 March on.
    section = risk(days_to_poll=[4], days_to_cabinet=[2], last_day=date(2023, 4, 30))
    _, election, hits = foreseen(section)
    found = [(each.events[0].day.day, each.events[-1].day.day, {*each.hit}) for each in runs(election, hits, 50)]
    assert found == [(15, 15, {"1/nord"}), (16, 21, {"1/nord", "1/syd"}), (22, 22, {"1/syd"})]
    middle, chances = runs(election, hits, 50)[1].middle, election.chances
    assert (middle.day, middle.polling_day, middle.last) == (
        date(2023, 3, 18), date(2023, 3, 22), date(2023, 3, 24),
    )  # fmt: skip
    assert middle.change == ElectionCalled(
        reason="Valg", called=middle.day, polling_day=middle.polling_day, cabinet=middle.last, source=""
    )
    expected_chance = math.fsum(chances[date(2023, 3, n)] for n in range(16, 22))
    assert runs(election, hits, 50)[1].chance == pytest.approx(expected_chance)
