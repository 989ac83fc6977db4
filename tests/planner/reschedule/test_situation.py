"""Which meetings changes hit, why, and which may move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from calendars.language import Message
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.network.network import Network
from planner.reschedule import situation as messages
from planner.reschedule.situation import RescheduleProblem, Situation, movable, region
from planner.schemas.proposals import MayMove
from tests.planner.network import test_hosts as hosts
from tests.planner.reschedule.small import HELD, ZONE, compared, plan, situation

CLOSED = "blackout reason=Landsmøde first_day=2023-03-20 last_day=2023-03-24"


def why(found: Situation) -> dict[str, list[object]]:
    """Return the rule of each cause for which a meeting is hit or gone, or what is said where there is none."""
    causes = {**found.gone, **found.hits}
    return {name: [each.rule or each.said.message for each in of] for name, of in causes.items()}


def test_a_meeting_that_is_cancelled_is_hit_for_that_and_any_other_by_every_rule_that_it_breaks() -> None:
    found = situation("cancel meetings=1/nord", CLOSED, "staff_away person=K1 first_day=2023-03-22")
    assert why(found) == {"1/nord": [messages.HELD_LATER], "1/syd": ["blackout", "staff_free"]}
    assert found.stay == 2


def test_what_is_past_is_not_hit() -> None:
    found = situation("blackout reason=Lukket first_day=2022-06-01 last_day=2023-04-10")
    assert why(found) == {"1/nord": ["blackout"], "1/syd": ["blackout"]}
    gap = situation("rules rule=region_gap parameter=min_days value=200", as_of=date(2023, 4, 1))
    assert why(gap) == {"2/nord": ["region_gap"], "2/syd": ["region_gap"]}
    assert situation("cancel meetings=1/nord").stay == 3


def without(*names: str) -> Plan:
    return Plan(tuple(each for each in plan().meetings if each.meeting not in names))


def test_a_meeting_that_was_not_planned_is_hit() -> None:
    assert why(situation(accepted=without("2/syd"))) == {"2/syd": [messages.IS_NEW]}
    dropped = situation("cancel meetings=2/syd later=no").changed.network
    restored = situation("fix meeting=2/syd venue=slot", written=dropped, accepted=without("2/syd"))
    assert why(restored) == {"2/syd": [messages.HELD_AFTER_ALL]}


@pytest.mark.parametrize(("change", "as_of", "said"), [
    ("cancel meetings=1/nord later=no", date(2023, 3, 1), {"1/nord": messages.NOT_HELD}),
    ("cancel meetings=1/nord later=no", date(2023, 3, 21), {"1/nord": messages.NOT_HELD}),
    ("region_merged regions=nord into=syd day=2023-09-01", date(2023, 3, 1), {"2/nord": messages.GONE}),
])  # fmt: skip
def test_what_is_no_longer_planned_is_gone(change: str, as_of: date, said: dict[str, Message]) -> None:
    found = situation(change, as_of=as_of)
    assert {name: [each.said.message for each in causes] for name, causes in found.gone.items()} == {
        name: [message] for name, message in said.items()
    }


def hosted(*names: str) -> tuple[Network, Plan]:
    """Return three applications for two places, and a plan of some meetings in their halls."""
    start, end = (datetime(2023, 3, 14, hour, tzinfo=ZONE) for hour in (9, 14))
    held = [PlannedMeeting(f"dag/{name}", start, end, f"own-hall/{name}", ("hall",)) for name in names]
    return hosts.network(*(hosts.row(name, hour) for hour, name in enumerate(("0851", "0860", "0607"), 9))), Plan.of(
        held
    )


def test_who_gets_a_place_and_who_loses_one_is_told_so() -> None:
    written, accepted = hosted("0851", "0607")
    found = situation(written=written, accepted=accepted, as_of=date(2023, 3, 2))
    assert why(found) == {"dag/0607": [messages.NO_PLACE], "dag/0860": [messages.HAS_PLACE]}


def test_room_that_is_given_changes_nothing_else() -> None:
    found = situation(CLOSED)
    given = found.given_room(found.changed, found.written.meetings)
    assert given.free.meetings == found.free.meetings
    assert given.written.meetings == found.written.meetings
    assert (given.hits, given.gone) == (found.hits, found.gone)


def test_only_what_may_move_and_what_is_new_is_free() -> None:
    found = situation(accepted=without("2/syd"))
    problem = RescheduleProblem.of(found, {"1/nord"}).problem
    assert {each.id: each.frozen for each in problem.meetings} == {
        "kickoff": True, "1/nord": False, "1/syd": True, "2/nord": True, "2/syd": False,
    }  # fmt: skip


@pytest.mark.parametrize(("may_move", "free"), [
    (MayMove.NOTHING, {"1/nord"}), (MayMove.ROUND, {"1/nord", "1/syd"}), (MayMove.REGION, {"1/nord", "2/nord"}),
    (MayMove.ALL, {"1/nord", "1/syd", "2/nord", "2/syd"}),
])  # fmt: skip
def test_what_is_hit_may_move_and_what_is_allowed_of_what_is_to_come(may_move: MayMove, free: set[str]) -> None:
    assert movable(situation("cancel meetings=1/nord"), may_move) == free


def test_a_meeting_is_of_its_region_of_its_host_or_joint() -> None:
    problem = situation().free
    assert [found and found.name for found in (region(problem, each) for each in problem.meetings)] == [
        None, "Nord", "Syd", "Nord", "Syd",
    ]  # fmt: skip
    written, accepted = hosted("0851", "0860")
    of = situation(written=written, accepted=accepted, as_of=date(2023, 3, 2)).free
    named: list[Any] = [region(of, each) for each in of.meetings]
    assert [(each.id, each.name) for each in named] == [("0851", "Aalborg"), ("0860", "Hjørring")]


def test_days_are_counted_from_today_and_what_was_accepted_is_found_by_its_id() -> None:
    found = compared(situation())
    assert found.days_to(HELD["1/nord"][0]) == 20
    assert {name: each.day for name, each in found.old_by_id.items()} == {name: day for name, (day, _) in HELD.items()}
