"""Weekly patterns and offered days: the times they close, what is said of them, and how their tables are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.blackouts import BlackoutScope
from calendars.days import Hours, Span
from constraints.problem.naming import WEEKDAYS
from constraints.problem.problem import RoomClosure
from constraints.rules.staff_free import NOT_THEN, StaffFree
from planner.network.blackouts import WeeklyClosure, blackouts, of_people, of_venues
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import VenueClosure, VenueOffer, WeeklyKind, WeeklyTime
from tests.constraints.builders import judged, planned
from tests.messages import told_at
from tests.planner.network_files import small_network, small_settings, wrong

TWO_WEEKS = Span(date(2023, 3, 6), date(2023, 3, 19))
MONDAY = TWO_WEEKS.first


def weekly(kind: str, weekdays: str, start: int | None = None, end: int | None = None, **more: Any) -> WeeklyTime:
    hours = {"start": None if start is None else time(start), "end": None if end is None else time(end)}
    return WeeklyTime(**{"person": "K1", "kind": kind, "weekdays": weekdays, **hours, **more})


def pattern(*rows: WeeklyTime, **more: Any) -> Network:
    settings = small_settings(first_day=TWO_WEEKS.first, last_day=TWO_WEEKS.last, rounds=({
        "id": "kickoff", "title": "Kick-off", "kind": "joint", "window": TWO_WEEKS, "hours": Hours(time(10), time(15)),
        "staff": {"KL": 1},
    },))  # fmt: skip
    return small_network(settings, weekly=rows, **more)


def closed(found: list[WeeklyClosure]) -> list[tuple[int, int, str]]:
    """Return first and last day, counted from the first Monday, and the hours."""
    return [
        ((each.busy.span.first - MONDAY).days, (each.busy.span.last - MONDAY).days,
         f"{each.busy.hours.start:%H:%M}-{each.busy.hours.end:%H:%M}" if each.busy.hours else "")
        for each in found
    ]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected", "en", "da"), [
    ([weekly("only", "monday, wednesday")], [(1, 1, ""), (3, 6, ""), (8, 8, ""), (10, 13, "")],
     "comes only on Mondays and Wednesdays", "kommer kun mandage og onsdage"),
    ([weekly("never", "fre", 14, reason="børn")], [(4, 4, "14:00-23:59"), (11, 11, "14:00-23:59")],
     "never comes on Fridays from 14:00 (børn)", "kommer aldrig fredage fra kl. 14.00 (børn)"),
    ([weekly("only", "mandag til fredag", 9, 16)],
     [(0, 4, "00:00-09:00"), (0, 4, "16:00-23:59"), (5, 6, ""), (7, 11, "00:00-09:00"), (7, 11, "16:00-23:59"),
      (12, 13, "")],
     "comes only on Mondays to Fridays from 09:00 to 16:00",
     "kommer kun mandage til fredage fra kl. 09.00 til 16.00"),
    ([weekly("only", "tuesday", last_day=date(2023, 3, 8)), weekly("only", "wed", last_day=date(2023, 3, 8))],
     [(0, 0, "")], "comes only on Tuesdays and on Wednesdays", "kommer kun tirsdage og onsdage"),
])  # fmt: skip
def test_a_pattern_closes_the_rest_of_the_week_or_its_own_times(
    rows: list[WeeklyTime], expected: list[tuple[int, int, str]], en: str, da: str
) -> None:
    found = of_people(pattern(*rows))["K1"]
    assert sorted(closed([*found])) == expected
    assert {(each.why.say("en"), each.why.say("da")) for each in found} == {(en, da)}


times = st.none() | st.integers(0, 23).map(time)
rows = st.builds(
    lambda kind, weekdays, first, last, start, end: (kind, tuple(weekdays), first, last, start, end),
    st.sampled_from(WeeklyKind), st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.none() | st.integers(0, 6), st.none() | st.integers(6, 13), times, times,
).filter(lambda row: (row[4] or time.min) < (row[5] or time(23, 59)))  # fmt: skip


@given(st.lists(rows, min_size=1, max_size=4))
def test_each_minute_is_closed_just_as_the_rows_say(drawn: list[tuple[Any, ...]]) -> None:
    def day(number: int | None) -> date | None:
        return None if number is None else MONDAY + timedelta(number)

    names = ("kind", "weekdays", "first_day", "last_day", "from", "to")
    found = [
        WeeklyTime(**{"person": "K1", **dict(zip(names, (kind, weekdays, day(first), day(last), *hours), strict=True))})
        for kind, weekdays, first, last, *hours in drawn
    ]
    spells = [each.busy for each in of_people(pattern(*found)).get("K1", ())]
    for on in TWO_WEEKS:
        here = [row for row in found if row.in_force(on)]
        for minute in (time(0, 30), time(7, 30), time(12, 30), time(22, 30), time(23, 30)):

            def covers(row: WeeklyTime, on: date = on, minute: time = minute) -> bool:
                inside = (row.start or time.min) <= minute and (row.end is None or minute < row.end)
                return WEEKDAYS[on.weekday()] in row.weekdays and inside

            only = [row for row in here if row.kind is WeeklyKind.ONLY]
            never = any(covers(row) for row in here if row.kind is WeeklyKind.NEVER)
            expected = never or (bool(only) and not any(map(covers, only)))
            busy = any(
                on in spell.span and (spell.hours is None or spell.hours.start <= minute < spell.hours.end)
                for spell in spells
            )
            assert busy is expected, (on, minute)


def test_staff_are_busy_by_their_pattern_and_the_sentence_says_it() -> None:
    network = pattern(weekly("only", "monday, wednesday"), busy={"K1": ()})
    of = replace(build_problem(network), rules=(StaffFree(),))
    for day, expected in ((0, []), (1, [NOT_THEN]), (2, [])):
        held = replace(planned(of, "kickoff", day), staff=("K1",), rooms=("A",))
        assert [each.message for each in judged(of, held).findings] == expected
    (late,) = judged(of, replace(planned(of, "kickoff", 1), staff=("K1",), rooms=("A",))).findings
    assert late.say("en") == (
        "K1 cannot come on Tuesday 7 March 2023, when Kick-off is held: comes only on Mondays and Wednesdays."
    )


def test_members_with_a_pattern_are_absent_and_those_alike_share_its_spells() -> None:
    week = [weekly("only", "monday", person=member) for member in ("a1", "c1")]
    network = pattern(*week)
    found = of_people(network)
    assert found["a1"] is found["c1"]
    by_day = build_problem(network).member_busy.by_day(TWO_WEEKS, Hours(time(10), time(11)))
    assert by_day.tolist() == [[day % 7 != 0 for day in range(14)]] * 2


def test_opening_hours_close_the_venue_at_all_other_times() -> None:
    hours = weekly("only", "mon-fri", 8, 16, person=None, venue="akkc")
    found = [each for each in blackouts(pattern(hours)) if each.span.within(TWO_WEEKS)]
    assert {(each.scope, each.target, each.reason) for each in found} == {
        (BlackoutScope.VENUE, "akkc", "open only on Mondays to Fridays from 08:00 to 16:00")
    }
    closed_on = {day for each in found if each.hours is None for day in each.span}
    assert {day for day in TWO_WEEKS if day in closed_on} == {day for day in TWO_WEEKS if day.weekday() >= 5}


def test_a_venue_that_offers_days_can_be_had_on_no_other() -> None:
    until: dict[str, Any] = {"to": time(14)}
    offers = (
        VenueOffer(venue="akkc", first_day=date(2023, 3, 8)),
        VenueOffer(venue="akkc", first_day=date(2023, 3, 14), last_day=date(2023, 3, 15), **until),
    )
    found = of_venues(pattern(venue_offered=offers), TWO_WEEKS)["akkc"]
    assert sorted(closed([*found])) == [(0, 1, ""), (3, 7, ""), (8, 9, "14:00-23:59"), (10, 13, "")]
    assert found[0].why.say("en") == (
        "only the offered days can be had: Wednesday 8 March 2023, Tuesday 14 March 2023 and Wednesday 15 March 2023"
    )


def test_a_closure_may_be_of_part_of_a_day() -> None:
    after: dict[str, Any] = {"from": time(13)}
    row = VenueClosure(venue="akkc", first_day=MONDAY, reason="Bryllup", **after)
    (found,) = blackouts(pattern(venue_closed=(row,)))
    assert (found.span, found.hours, found.reason) == (
        Span(MONDAY, MONDAY), Hours(time(13), time(23, 59)), "Bryllup, from 13:00"
    )  # fmt: skip


def test_a_closure_may_be_of_one_room() -> None:
    row = VenueClosure(venue="akkc", room="A", first_day=MONDAY, last_day=date(2023, 3, 8))
    network = pattern(venue_closed=(row,))
    assert blackouts(network) == ()
    assert build_problem(network).room_closures == (
        RoomClosure(0, Span(MONDAY, date(2023, 3, 8)), "no reason given"),
    )  # fmt: skip
    assert wrong(venue_closed=(replace(row, room="B"),)) == [
        told_at("venue_closed.csv room", "network.no_such_room", found="B", venue="akkc")
    ]
