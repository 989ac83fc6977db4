from dataclasses import replace
from typing import Any

import pytest

from constraints.problem.problem import Booking, BookingState, Meeting, Problem
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rent import Rent
from constraints.rules.reserve_free import ReserveFree
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import days, hours, meeting, on, planned, problem, rooms_of, said, team
from tests.constraints.examples import Demand, case
from tests.constraints.solving import Chooser, accepts

RESERVE = Booking(0, days(5), BookingState.RESERVE, "a", rooms=(0,), staff=(0,))
ONE_ROOM = rooms_of(0, seats=(20,))
BOTH = (*ONE_ROOM, *rooms_of(1, first=1, seats=(20,)))
RULES = (RoomsFit(), OneMeetingPerRoom(), StaffTeams(), ReserveFree())


def two(reserve: Booking = RESERVE, *, a: Any = None, b: Any = None, **changes: Any) -> Problem:
    """Meetings a and b; of a day 5 is in reserve at the first house, which has one room, with the only person."""
    meetings = [meeting("a", **(a or {})), meeting("b", **({"staff": {"KL": 1}} if b is None else b))]
    usual: dict[str, Any] = {"rooms": ONE_ROOM, "staff": team("KL", 1), "bookings": (reserve,), "as_of": on(0)}
    return problem(meetings, *RULES, **{**usual, **changes})


def plan(of: Problem, first: int, second: int, *, staff: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return said(of, planned(of, "a", first), planned(of, "b", second, staff=staff))


def test_a_room_that_is_in_reserve_is_not_given_to_another_meeting() -> None:
    of = two(replace(RESERVE, staff=()), b={})
    assert plan(of, 1, 5) == [(
        ("Møde b, Nord is on Saturday 11 March 2023 at Kroen in a room (Lokale 0) that is in reserve for Møde a, Nord "
        "then."),
        ("Møde b, Nord er lørdag den 11. marts 2023 på Kroen i et lokale (Lokale 0), som er i reserve til Møde a, Nord "
        "på det tidspunkt."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (5, 0)})
    assert plan(of, 1, 6) == []
    assert accepts(of, {"a": (1, 0), "b": (6, 0)})


def test_nor_is_a_person() -> None:
    of = two(replace(RESERVE, rooms=()))
    assert plan(of, 1, 5, staff=("KL-1",)) == [(
        "KL-1 is put on Møde b, Nord on Saturday 11 March 2023, but is in reserve for Møde a, Nord then.",
        "KL-1 er sat på Møde b, Nord lørdag den 11. marts 2023, men er i reserve til Møde a, Nord på det tidspunkt.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (5, 0)})
    more = replace(of, staff=team("KL", 2))
    assert accepts(more, {"a": (1, 0), "b": (5, 0)}), "another of the team"


def test_a_reserve_that_is_used_holds_nothing_any_more() -> None:
    of = two(replace(RESERVE, hours=hours(9, 12)), a={"hours": hours(9, 12)}, b={"hours": hours(13, 16)})
    assert plan(of, 5, 5) == []
    assert accepts(of, {"a": (5, 0), "b": (5, 0)})
    moved = two(
        replace(RESERVE, hours=hours(9, 16)), a={"hours": hours(9, 12)}, b={"hours": hours(13, 16), "staff": {"KL": 1}}
    )
    assert not accepts(moved, {"a": (4, 0), "b": (5, 0)})
    assert accepts(moved, {"a": (5, 0), "b": (5, 0)}), "for less time than was held"
    assert plan(moved, 5, 5, staff=("KL-1",)) == []


@pytest.mark.parametrize(
    ("reserve", "holds"),
    [
        (replace(RESERVE, until=on(0)), True),
        (replace(RESERVE, until=on(-1)), False),
        (replace(RESERVE, state=BookingState.CONFIRMED), False),
        (replace(RESERVE, meeting=None), False),
        (replace(RESERVE, meeting="gone"), False),
        (replace(RESERVE, hours=hours(13, 16)), False),
        (replace(RESERVE, rooms=(), staff=()), False),
        (replace(RESERVE, span=days(4, 6)), True),
    ],
    ids=["until today", "released", "no reserve", "of no meeting", "of none that is", "later", "nothing", "more days"],
)
def test_it_holds_what_it_names_until_it_is_released(reserve: Booking, holds: bool) -> None:  # noqa: FBT001 - expected
    of = two(reserve, b={"hours": hours(9, 12), "staff": {"KL": 1}})
    assert accepts(of, {"a": (1, 0), "b": (5, 0)}) is not holds
    assert bool(plan(of, 1, 5, staff=("KL-1",))) is holds


@pytest.mark.parametrize(
    ("taken", "first", "length", "holds"),
    [
        ((9, 12), 3, 1, False), ((9, 12), 4, 1, True), ((9, 12), 5, 1, True), ((9, 12), 6, 1, True),
        ((9, 12), 7, 1, False), ((9, 12), 2, 2, False), ((9, 12), 3, 2, True), ((9, 12), 6, 2, True),
        ((6, 10), 5, 1, False), ((15, 18), 5, 1, False), ((6, 11), 5, 1, True), ((14, 18), 5, 1, True),
    ],
)  # fmt: skip
def test_a_person_is_held_on_each_day_from_the_minute_it_begins_until_it_ends(
    taken: tuple[int, int], first: int, length: int, *, holds: bool
) -> None:
    held = replace(RESERVE, span=days(4, 6), rooms=())
    of = two(held, a={"venues": (1,)}, b={"hours": hours(*taken), "days": length, "staff": {"KL": 1}}, rooms=BOTH)
    assert accepts(of, {"a": (1, 1), "b": (first, 0)}) is not holds
    both = planned(of, "a", 1, 1), planned(of, "b", first, staff=("KL-1",))
    assert bool(said(of, *both)) is holds


@pytest.mark.parametrize("order", [1, -1])
def test_what_may_not_move_keeps_what_is_in_reserve(order: int) -> None:
    of = two()
    told = planned(of, "b", 5, staff=("KL-1",))
    settled = [of.meetings[0], replace(of.meetings[1], published=told, frozen=True, fixed_day=on(5), venues=(0,))]
    stands = replace(problem(settled[::order], *RULES), rooms=of.rooms, staff=of.staff, staff_busy=of.staff_busy,
                     bookings=of.bookings, as_of=of.as_of)  # fmt: skip
    assert plan(stands, 1, 5, staff=("KL-1",)) == []
    assert accepts(stands, {"a": (1, 0), "b": (5, 0)})


@pytest.mark.parametrize(("today", "holds"), [(0, True), (1, True), (2, False)])
def test_once_the_meeting_is_past_its_reserve_holds_nothing(today: int, holds: bool) -> None:  # noqa: FBT001 - expected
    of = two(as_of=on(today))
    frozen = replace(of.meetings[0], published=planned(of, "a", 1), frozen=True)  # past, or it may not move
    stands = replace(of, meetings=(frozen, of.meetings[1]))
    assert accepts(stands, {"b": (5, 0)}) is not holds
    assert bool(plan(stands, 1, 5, staff=("KL-1",))) is holds


def test_another_room_is_taken_at_its_price() -> None:
    of = problem(
        [meeting("a", venues=(1,)), meeting("b", venues=(0,))], *RULES, Rent(points=1), as_of=on(0),
        rooms=(*rooms_of(0, seats=(20, 6)), *rooms_of(1, first=2, seats=(20,))),
        bookings=(replace(RESERVE, rooms=(1,), staff=()),),
    )  # fmt: skip
    found = [Chooser(of).best([(1, 1), (day, 0)]) for day in (4, 5)]
    assert [best and best[0] for best in found] == [200 + 60, 200 + 200]


def test_its_own_reserve_may_be_there() -> None:
    stands: Meeting = meeting("a (reserve)", stands_in=planned(two(), "a", 1), staff={"KL": 1})
    of = problem([meeting("a"), stands], *RULES, rooms=ONE_ROOM, staff=team("KL", 1), bookings=(RESERVE,), as_of=on(0))
    assert accepts(of, {"a": (1, 0), "a (reserve)": (5, 0)})
    assert said(of, planned(of, "a", 1), planned(of, "a (reserve)", 5, staff=("KL-1",))) == []


def test_it_may_be_on_the_day_before_its_reserve_on_which_rooms_would_be_set_up() -> None:
    of = two(replace(RESERVE, hours=hours(9, 12), staff=()), a={"hours": hours(13, 16)}, b={"hours": hours(13, 16)})
    slow = replace(of, venues=(replace(of.venues[0], setup=1), *of.venues[1:]))
    assert accepts(slow, {"a": (4, 0), "b": (7, 0)})
    assert plan(slow, 4, 7) == []
    assert not accepts(slow, {"a": (1, 0), "b": (4, 0)}), "as another may not"
    assert len(plan(slow, 1, 4)) == 1


DEMANDS = {
    "": Demand(
        lambda: case("reserve_free", meeting("a"), meeting("b"), about=frozenset(), bookings=(RESERVE,),
                     staff=team("KL", 1)),
        en="What is in reserve must be left free of other meetings: Kroen on Saturday 11 March 2023 for Møde a, Nord.",
        da="Det, der er i reserve, skal holdes fri for andre møder: Kroen lørdag den 11. marts 2023 til Møde a, Nord.",
        relaxations=[
            ("release 1: Release what is in reserve for Møde a, Nord at Kroen on Saturday 11 March 2023.",
             "release 1: Frigiv det, der er i reserve til Møde a, Nord på Kroen lørdag den 11. marts 2023."),
        ],
    ),
}  # fmt: skip
