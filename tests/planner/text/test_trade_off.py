"""What a plan of the curve would mean, as a planner reads it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from constraints.problem.outcome import OutcomeStatus
from planner.schemas.common import NamedJson, Venue
from planner.schemas.foresight import InReserve, ProtectedPlan, TradeOff
from planner.schemas.proposals import MeetingHeld, Proof
from planner.text.trade_off import closing_lines, moved_from, opening_lines, plan_facts, plan_name

DAY = date(2023, 3, 1)


def held(meeting: str, day: int, venue: str = "AKKC") -> MeetingHeld:
    start, end = (datetime.combine(date(2023, 3, day), time(hour)) for hour in (10, 15))
    place = Venue(id=venue.lower(), name=venue, town="Aalborg")
    return MeetingHeld(meeting=meeting, start=start, end=end, venue=place, rooms=(), staff=())


def plan(*meetings: MeetingHeld, **changes: Any) -> ProtectedPlan:
    proof = Proof(status=OutcomeStatus.OPTIMAL, aim=None, differs=False, gap=0.0, sentences=("It is proved.",))
    plain = {
        "points": 1000, "more_percent": 0.0, "money": 37000, "rent": 0, "moved": 0.583, "told": 1.25,
        "meetings_lost": 0.366, "lost": 0, "differs": 0, "rule": {}, "proof": proof, "on_curve": True, "today": False,
        "plan": meetings, "reserves": (),
    }  # fmt: skip
    return ProtectedPlan.model_validate(plain | changes)


def curve(*plans: ProtectedPlan, **changes: Any) -> TradeOff:
    plain = {
        "revision": None, "as_of": DAY, "assumptions": ("one", "two"), "supposed": ("ten days",), "currency": "DKK",
        "meetings": (NamedJson(id="a", name="Autumn"), NamedJson(id="b", name="Budget")), "reserve_rounds": (),
        "reserves": "for all", "plans": plans, "left_out": 0, "complete": True, "sentence": "complete", "seconds": 1.0,
    }  # fmt: skip
    return TradeOff.model_validate(plain | changes)


def in_reserve() -> InReserve:
    return InReserve(
        id="a", name="Autumn", chance=0.5, first=held("a", 7), second=None, both=None, rent=None, until=None,
        booking=None,
    )  # fmt: skip


def facts(shown: ProtectedPlan, *others: ProtectedPlan) -> dict[str, str]:
    return dict(plan_facts(shown, curve(shown, *others), "en"))


def test_the_cheapest_plan_says_that_none_has_fewer_points_and_needs_no_rule() -> None:
    assert facts(plan(), plan(points=1000), plan(points=1004)) == {
        "Points": "1,000: no other plan shown has fewer.",
        "Money": "37,000 DKK for rooms and meals.",
        "Expected": "0.58 meetings are hit, 1.2 people are told anew, 0.37 meetings are lost.",
        "Proof": "It is proved.",
        "To have it": "Plan without [rules.exposure].",
    }


def test_a_dearer_plan_says_what_more_it_costs_what_to_write_and_what_is_not_known() -> None:
    dear = plan(
        points=1004, more_percent=0.4, rent=5000, meetings_lost=None, rule={"points": 70, "points_per_member": 2}
    )
    found = facts(dear, plan())
    assert found["Points"] == "1,004, 0.4% more than the cheapest plan."
    assert "of it 5,000 DKK for rooms in reserve" in found["Money"]
    assert found["Expected"].endswith("is not known: the time was too short.")
    assert found["To have it"] == "[rules.exposure] points = 70, points_per_member = 2"


def test_for_a_plan_that_was_not_searched_for_nothing_is_to_be_written() -> None:
    assert "To have it" not in facts(plan(on_curve=False, today=True))


@pytest.mark.parametrize(("n", "name"), [(0, "1,000 points"), (1, "1,000 points, 1 day in reserve"),
                                         (2, "1,000 points, 2 days in reserve")])  # fmt: skip
def test_a_plan_is_named_by_its_points_and_its_days_in_reserve(n: int, name: str) -> None:
    assert plan_name(plan().model_copy(update={"reserves": (in_reserve(),) * n}), "en") == name


def test_only_meetings_that_are_elsewhere_are_named_with_both_places() -> None:
    other = plan(held("a", 7), held("b", 8))
    for shown, expected in (
        (plan(held("a", 7), held("b", 8)), []),
        (plan(held("a", 9), held("b", 8)), [("Autumn", "7 March 2023, AKKC", "9 March 2023, AKKC")]),
        (plan(held("a", 7), held("b", 8, "MESSE")), [("Budget", "8 March 2023, AKKC", "8 March 2023, MESSE")]),
        (plan(held("a", 7)), [("Budget", "8 March 2023, AKKC", "")]),
    ):
        assert moved_from(other, shown, curve(other, shown), "en") == expected


def test_before_the_table_stands_what_it_rests_on_and_after_it_what_it_means() -> None:
    assert [*opening_lines(curve(plan()), "en")] == ["Assumption: one", "Assumption: two", "complete"]
    *_, none = opening_lines(curve(), "en")
    assert none.startswith("There is no plan")
    first, legend, last = closing_lines(curve(plan()), "en")
    assert (first, last) == ("for all", "ten days")
    left_out = [*closing_lines(curve(plan(), left_out=2), "en")]
    assert (left_out[1].startswith("2 plans are left out"), left_out[2:]) == (True, [legend, last])
