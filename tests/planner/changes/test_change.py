"""What remains of a busy spell, what is decided about a meeting, and changes as they are typed."""

from __future__ import annotations

from datetime import date, time

import pytest

from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from planner.changes.change import as_command_line, decided, without
from planner.changes.reading import parse_change
from planner.changes.rules import OtherRule
from tests.planner.changes.small import after, network

SPELL = Span(date(2023, 3, 6), date(2023, 3, 10))
MIDNIGHT, LAST = time(0), time(23, 59)


def days(first: int, last: int) -> Span:
    return Span(date(2023, 3, first), date(2023, 3, last))


def hours(start: int, end: int) -> Hours:
    return Hours(time(start), time(end))


@pytest.mark.parametrize(("free", "left"), [
    (days(6, 10), []), (days(1, 31), []), (days(11, 12), [SPELL]), (days(1, 5), [SPELL]),
    (days(6, 6), [days(7, 10)]), (days(10, 10), [days(6, 9)]), (days(8, 8), [days(6, 7), days(9, 10)]),
])  # fmt: skip
def test_whole_days_that_become_free_leave_those_before_and_after(free: Span, left: list[Span]) -> None:
    assert [*without(Busy(SPELL), Busy(free))] == [Busy(each) for each in left]
    at = hours(9, 12)
    assert [*without(Busy(SPELL, at), Busy(free))] == [Busy(each, at) for each in left]


@pytest.mark.parametrize(("busy", "free", "left"), [
    (hours(9, 12), hours(9, 12), []), (hours(9, 12), hours(8, 13), []),
    (hours(9, 12), hours(12, 13), [hours(9, 12)]), (hours(9, 12), hours(7, 9), [hours(9, 12)]),
    (hours(9, 12), hours(9, 10), [hours(10, 12)]), (hours(9, 12), hours(11, 12), [hours(9, 11)]),
    (hours(9, 12), hours(10, 11), [hours(9, 10), hours(11, 12)]),
    (None, hours(10, 11), [Hours(MIDNIGHT, time(10)), Hours(time(11), LAST)]),
    (None, Hours(MIDNIGHT, LAST), []),
])  # fmt: skip
def test_hours_that_become_free_leave_those_before_and_after(
    busy: Hours | None, free: Hours, left: list[Hours]
) -> None:
    assert [*without(Busy(days(6, 6), busy), Busy(days(6, 6), free))] == [Busy(days(6, 6), each) for each in left]
    around = [*without(Busy(SPELL, busy), Busy(days(6, 8), free))]
    assert around == [*(Busy(days(6, 8), each) for each in left), Busy(days(9, 10), busy)]


def test_what_is_decided_about_one_meeting_leaves_the_others_as_they_were() -> None:
    before = after("fix meeting=2/nord venue=akkc", "fix meeting=2/syd venue=messe-c").network
    found = decided(before, "2/nord", fixed_day=date(2023, 3, 9))
    assert {each.meeting: (each.fixed_day, each.fixed_venue) for each in found.settings.choices} == {
        "2/nord": (date(2023, 3, 9), "akkc"), "2/syd": (None, "messe-c"),
    }  # fmt: skip
    gone = decided(found, "2/nord", fixed_day=None, fixed_venue=None)
    assert [each.meeting for each in gone.settings.choices] == ["2/syd"]
    assert decided(network(), "2/nord", fixed_day=None) == network()


@pytest.mark.parametrize("text", [
    "cancel meetings=2/nord,2/syd later=no", "room_smaller venue=akkc room=A seats.theatre=9",
    "blackout 'reason=to dage' first_day=2023-05-02 regions=nord", "rules rule=region_gap parameter=min_days value=3",
    "online meetings=2/nord mode=allowed", "together round=2 apart=yes",
    "busy person=a1 first_day=2023-03-06 from=08:00:00 to=12:00:00",
])  # fmt: skip
def test_a_change_is_typed_without_what_is_as_usual(text: str) -> None:
    (change,) = parse_change(text, "en")
    typed = as_command_line(change)
    assert parse_change(typed, "en") == (change,) or [*parse_change(typed, "en")] == [change]
    assert len(typed) <= len(text) + 2


def test_ids_with_commas_are_typed_so_that_they_stay_one() -> None:
    (change,) = parse_change('blackout reason=x first_day=2023-05-02 regions=\'["a,b","c"]\'', "en")
    assert [*parse_change(as_command_line(change), "en")] == [change]


@pytest.mark.parametrize("value", [[1, 2], ["a,b", "c"], ["", "c"], ["a", "b"], 60, "2023-05-02"])
def test_a_value_is_typed_so_that_it_is_read_back(value: object) -> None:
    change = OtherRule(rule="quorum", parameter="member_share", value=value)
    assert parse_change(as_command_line(change), "en") == (change,)


def test_hours_are_typed_under_the_keys_of_the_table() -> None:
    (change,) = parse_change("busy person=a1 first_day=2023-03-06 from=08:00 to=12:00", "en")
    assert as_command_line(change) == "busy first_day=2023-03-06 from=08:00:00 to=12:00:00 person=a1"
