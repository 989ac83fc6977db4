"""Requirements of conflicts, their counterparts in other regions, and how dear concessions are."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.language import BoundMessage
from constraints.conflicts.conflict import (
    Concession,
    Conflict,
    Requirements,
    carried_over,
    dearness,
    demanded,
    loosenings_of,
    minimal_subset,
    siblings,
)
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit
from constraints.rules.region_gap import RegionGap
from tests.constraints.builders import JOINT, SYD, days, domain_rules, meeting, problem
from tests.messages import message

BOTH = frozenset({0, 1})
SAID = message(en="{n}", da="{n}")


def clash(*requirements: Requirement, meetings: frozenset[int] = BOTH) -> Conflict:
    return Conflict(requirements, meetings, confirmed=True, steps=())


def loosening(code: str = "x", most: int = 4, **changes: Any) -> Relaxation:
    plain = Relaxation(
        "r", code, BOTH, Unit.DAYS, ConcessionKind.MONEY, most,
        apply=lambda of, amount: replace(of, meal=of.meal + amount), say=lambda n: BoundMessage(SAID, {"n": n}),
    )  # fmt: skip
    return replace(plain, **changes)


def test_of_nothing_nothing_is_the_smallest_part() -> None:
    assert minimal_subset([], lambda _some: False) == []


@pytest.mark.parametrize(("meetings", "found"), [
    ({0, 2}, [{1, 3}]), ({1}, [{0}]), ({0, 4}, [{1, 4}]), ({4}, []), ({0, 1}, []), ({5}, []), ({0, 5}, []),
])  # fmt: skip
def test_counterparts_are_the_meetings_of_the_same_rounds_in_another_region(
    meetings: set[int], found: list[set[int]]
) -> None:
    held = [meeting(f"{of}{region}", region, round=of) for of in "12" for region in (0, SYD)]
    of = problem([*held, meeting("joint", JOINT), meeting("30", round="3")])
    assert [*siblings(of, frozenset(meetings))] == found


def test_requirements_are_carried_over_meeting_by_meeting() -> None:
    known = clash(Requirement("gap", BOTH), Requirement("window", frozenset({1})), Requirement("budget"))
    assert carried_over(known, frozenset({7, 5})) == [
        Requirement("gap", frozenset({5, 7})), Requirement("window", frozenset({7})), Requirement("budget"),
    ]  # fmt: skip
    assert carried_over(known, frozenset({5})) is None
    assert carried_over(clash(Requirement("gap", frozenset({1, 2}))), frozenset({5, 7})) is None


def test_more_concessions_are_dearer_and_then_the_dearest_of_them_counts() -> None:
    law = loosening(asks=ConcessionKind.LAW)
    one, half = Concession(loosening(), 1), Concession(law, 2)
    assert dearness([one, half]) == dearness([half, one]) == (2, [(6, 0.5), (2, 0.25)])
    assert dearness([one]) < dearness([half]) < dearness([one, half])


def test_a_concession_is_told_by_its_amount_or_by_what_a_plan_shows() -> None:
    schedule: Any = SimpleNamespace(shown=7)
    by_plan = loosening(in_plan=lambda found: BoundMessage(SAID, {"n": found.shown}))
    assert [Concession(each, 3).told(schedule).say("en") for each in (loosening(), by_plan)] == ["3", "7"]
    assert Concession(loosening(), 3).apply(problem([])).meal == 3


def test_what_weakens_several_conflicts_is_one_relaxation_of_the_meetings_of_all() -> None:
    asked: list[frozenset[int]] = []

    def relaxations(_of: object, meetings: frozenset[int]) -> list[Relaxation]:
        asked.append(meetings)
        return [loosening(), loosening("none", 0), loosening("one", 1)]

    of: Any = SimpleNamespace(rules=[SimpleNamespace(key=lambda: "r", relaxations=relaxations)])
    others = clash(Requirement("r", frozenset({2})), meetings=frozenset({2, 3}))
    found = loosenings_of(of, [clash(Requirement("r")), others])
    assert asked == [BOTH, frozenset({2})]
    assert [(each.code, each.meetings) for each in found] == [
        ("x", frozenset(range(4))), ("one", frozenset(range(4))),
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "long", "taken"), [
    (8, 100, False), (9, 100, True), (4, 1_000, False), (4, 1_001, True), (1, 4_000, False), (1, 4_001, True),
])  # fmt: skip
def test_windows_and_venues_of_many_meetings_or_days_are_taken_for_granted(
    count: int, long: int, taken: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    of = problem([meeting(str(n)) for n in range(count)], *domain_rules(), horizon=days(0, long - 1))
    rules = [each.rule for each in Requirements(of, range(count)).rules]
    assert {"window", "venue_allowed"} & {*rules} == (set() if taken else {"window", "venue_allowed"})
    assert "rooms_fit" in rules


def test_rules_that_bound_the_candidates_are_kept_the_longest() -> None:
    of = problem([meeting("a")], *reversed(domain_rules()))
    assert [each.rule for each in Requirements(of, [0]).rules][:2] == ["venue_allowed", "window"]


def test_requirements_on_several_meetings_belong_to_a_conflict_that_has_two_of_them() -> None:
    meetings = [meeting(name, region) for name, region in (("a", 0), ("b", SYD), ("c", 0), ("d", 0))]
    requirements = Requirements(problem(meetings, *domain_rules(), RegionGap()), [0, 1, 2])
    gap, window = Requirement("region_gap"), Requirement("window")
    assert requirements.parts([gap]) == [Requirement("region_gap", frozenset({0, 2}))]
    assert requirements.parts([window]) == [Requirement("window", frozenset({n})) for n in range(3)]
    assert {each.rule for each in requirements.wide(1)} >= {"region_gap"}
    assert "region_gap" not in {each.rule for each in requirements.wide(2)}


def test_of_more_meetings_two_in_common_are_enough() -> None:
    parts = [frozenset(each) for each in ({0}, {1, 2, 3}, {0, 1, 2, 3})]
    of: Any = SimpleNamespace(days=1, rules=[
        SimpleNamespace(key=lambda: "r", bounds_candidates=False, parts=lambda _of: parts)
    ])  # fmt: skip
    found = Requirements(of, [0, 1]).parts([Requirement("r")])
    assert [each.meetings for each in found] == [parts[0], parts[2]]


def test_only_what_is_kept_is_asked_of_the_meetings_alone() -> None:
    of = problem([meeting("a"), meeting("b"), meeting("c")], *domain_rules(), RegionGap())
    requirements = Requirements(of, [0, 1])
    parts = requirements.parts([Requirement("window")])
    alone = requirements.alone([parts[0], Requirement("region_gap")], parts)
    assert [each.id for each in alone.meetings] == ["a", "b"]
    assert parts[1] in alone.waived
    assert not {parts[0], Requirement("window"), Requirement("region_gap")} & alone.waived
    assert Requirement("rooms_fit") in alone.waived


@pytest.mark.parametrize(("requirement", "meetings", "asked"), [
    (Requirement("r"), BOTH, BOTH), (Requirement("r"), frozenset(range(3)), frozenset()),
    (Requirement("r", frozenset({1})), BOTH, frozenset({1})),
])  # fmt: skip
def test_a_demand_names_the_meetings_unless_it_is_of_all(
    requirement: Requirement, meetings: frozenset[int], asked: frozenset[int]
) -> None:
    def demand(_of: object, found: frozenset[int]) -> BoundMessage:
        return BoundMessage(SAID, {"n": sorted(found)})

    rules = [SimpleNamespace(key=lambda: "q"), SimpleNamespace(key=lambda: "r", demand=demand)]
    of: Any = SimpleNamespace(rules=rules, meetings=range(3))
    assert demanded(of, clash(requirement, meetings=meetings), requirement).values == {"n": sorted(asked)}
