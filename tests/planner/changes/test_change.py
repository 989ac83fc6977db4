"""What remains of a busy spell, what is decided about a meeting, and changes as they are typed."""

from __future__ import annotations

import shlex
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours, Span
from constraints.problem.busy import Busy
from planner.changes.change import decided, without
from planner.changes.meetings import Cancel
from planner.changes.reading import ITEM_QUOTE, _as_item, _items, as_command_line, parse_change
from planner.changes.rules import OtherRule
from planner.errors import InputErrors
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


@pytest.mark.parametrize(("text", "items"), [
    ('"a,b",c', ("a,b", "c")), ('"a","b"', ("a", "b")), ('a , "b, c" ,d', ("a", "b, c", "d")),
    ('"a ""b"", c"', ('a "b", c',)), ('a "b" c,d', ('a "b" c', "d")), ("a\\b,c'd", ("a\\b", "c'd")),
])  # fmt: skip
def test_an_item_with_a_comma_is_typed_in_quotes_and_stays_one(text: str, items: tuple[str, ...]) -> None:
    (change,) = parse_change(shlex.join(["cancel", f"meetings={text}"]), "en")
    assert isinstance(change, Cancel)
    assert change.meetings == items
    assert parse_change(as_command_line(change), "en") == (change,)


@pytest.mark.parametrize("text", ['"a', 'a,"b', ' "a', '"a" b', '"a"b,c', '"a""'])
def test_a_quote_around_an_item_must_be_closed_before_the_next(text: str) -> None:
    with pytest.raises(InputErrors) as wrong:
        parse_change(shlex.join(["cancel", f"meetings={text}"]), "en")
    assert [(each.said.message, each.path) for each in wrong.value.errors] == [(ITEM_QUOTE, ("meetings",))]


@given(items=st.lists(st.text(min_size=1).filter(lambda text: text == text.strip()), min_size=1, max_size=4))
def test_items_of_a_list_are_read_back_as_they_are_written(items: list[str]) -> None:
    change = Cancel.model_construct(meetings=tuple(items))
    (typed,) = (word for word in shlex.split(as_command_line(change)) if "=" in word)
    assert _items(typed.removeprefix("meetings=")) == items


ITEM = st.text('a ",', max_size=4).map(lambda text: '"{}"'.format(text.replace('"', '""'))) | st.text("ab'", max_size=3)


@given(typed=st.lists(ITEM, min_size=1, max_size=4).map(",".join))
def test_items_are_written_so_that_they_say_what_was_typed(typed: str) -> None:
    items = _items(typed)
    assert _items(",".join(map(_as_item, items))) == items


@pytest.mark.parametrize("value", [
    [1, 2], ["a,b", "c"], ["", "c"], ["a", "b"], ["a"], ["60"], [True], 60, "60", "2023-05-02", "a,b", True, "yes",
], ids=repr)  # fmt: skip
def test_a_value_is_typed_so_that_it_is_read_back(value: object) -> None:
    change = OtherRule(rule="quorum", parameter="member_share", value=value)
    assert parse_change(as_command_line(change), "en") == (change,)


def test_hours_are_typed_under_the_keys_of_the_table() -> None:
    (change,) = parse_change("busy person=a1 first_day=2023-03-06 from=08:00 to=12:00", "en")
    assert as_command_line(change) == "busy first_day=2023-03-06 from=08:00:00 to=12:00:00 person=a1"
