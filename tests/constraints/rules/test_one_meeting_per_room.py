from dataclasses import replace
from datetime import time

import pytest

from calendars.days import Hours
from constraints.problem.problem import Problem, Room
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import SYD, VENUES, hours, meeting, planned, problem, rooms_of, said
from tests.constraints.examples import TWO, Demand, case
from tests.constraints.solving import accepts

ONE_ROOM = rooms_of(0, seats=(20,))
DIVISIBLE = (
    Room("a", 0, "A", {"theatre": 20}, rate=9, parts=frozenset({0, 1})),
    Room("a1", 0, "A1", {"theatre": 8}, rate=5, parts=frozenset({0})),
    Room("a2", 0, "A2", {"theatre": 8}, rate=5, parts=frozenset({1})),
)


def two(*, first: tuple[int, int], second: tuple[int, int], setup: int = 0, teardown: int = 0) -> Problem:
    """Meetings a and b in a house with a single room; nothing else at the other house."""
    meetings = [meeting("a", hours=hours(*first)), meeting("b", hours=hours(*second))]
    venues = (replace(VENUES[0], setup=setup, teardown=teardown), VENUES[1])
    return problem(meetings, RoomsFit(), OneMeetingPerRoom(), rooms=ONE_ROOM, venues=venues)


def test_two_meetings_never_have_one_room_in_the_same_half_day() -> None:
    of = two(first=(9, 12), second=(10, 11))
    assert said(of, planned(of, "a", 1), planned(of, "b", 1)) == [(
        ("Kroen: Møde a, Nord (Lokale 0) and Møde b, Nord (Lokale 0) have wholly or partly the same room on "
        "Tuesday 7 March 2023 in the morning, set-up and clearing included."),
        ("Kroen: Møde a, Nord (Lokale 0) og Møde b, Nord (Lokale 0) har helt eller delvis det samme lokale "
        "tirsdag den 7. marts 2023 om formiddagen, opstilling og oprydning medregnet."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (1, 0)})
    assert accepts(of, {"a": (1, 0), "b": (2, 0)})


def test_a_room_may_change_hands_at_noon() -> None:
    for of in (two(first=(9, 12), second=(12, 15)), two(first=(12, 15), second=(9, 12))):
        assert said(of, planned(of, "a", 1), planned(of, "b", 1)) == []
        assert accepts(of, {"a": (1, 0), "b": (1, 0)})


def test_clearing_after_one_meeting_keeps_the_next_out() -> None:
    of = two(first=(9, 12), second=(12, 15), teardown=1)
    assert said(of, planned(of, "a", 1), planned(of, "b", 1)) == [(
        ("Kroen: Møde a, Nord (Lokale 0) and Møde b, Nord (Lokale 0) have wholly or partly the same room on "
        "Tuesday 7 March 2023 in the afternoon, set-up and clearing included."),
        ("Kroen: Møde a, Nord (Lokale 0) og Møde b, Nord (Lokale 0) har helt eller delvis det samme lokale "
        "tirsdag den 7. marts 2023 om eftermiddagen, opstilling og oprydning medregnet."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (1, 0)})


@pytest.mark.parametrize(("setup", "free"), [(0, True), (1, True), (2, False)])
def test_setting_up_reaches_back_to_the_day_before(setup: int, free: bool) -> None:  # noqa: FBT001 - expected value
    of = two(first=(9, 12), second=(9, 12), setup=setup)
    assert (said(of, planned(of, "a", 1), planned(of, "b", 2)) == []) is free
    assert accepts(of, {"a": (1, 0), "b": (2, 0)}) is free


def by_clock(*, first: Hours, second: Hours, setup: int = 0, teardown: int = 0, length: int = 1) -> Problem:
    """The same where the house lets by the clock; meeting a lasts `length` days."""
    meetings = [meeting("a", hours=first, days=length), meeting("b", hours=second)]
    venues = (replace(VENUES[0], setup=setup, teardown=teardown, by_clock=True), VENUES[1])
    return problem(meetings, RoomsFit(), OneMeetingPerRoom(), rooms=ONE_ROOM, venues=venues)


@pytest.mark.parametrize(
    ("setup", "teardown", "free"), [(0, 0, True), (30, 0, True), (31, 0, False), (15, 15, True), (15, 16, False)]
)
def test_by_the_clock_two_meetings_share_a_room_if_set_up_and_clearing_do_not_meet(
    setup: int,
    teardown: int,
    free: bool,  # noqa: FBT001 - expected value
) -> None:
    morning, afternoon = Hours(time(9), time(12, 30)), Hours(time(13), time(16))
    of = by_clock(first=morning, second=afternoon, setup=setup, teardown=teardown)
    assert (said(of, planned(of, "a", 1), planned(of, "b", 1)) == []) is free
    assert accepts(of, {"a": (1, 0), "b": (1, 0)}) is free


def test_by_the_clock_it_is_said_from_when_to_when_both_have_the_room() -> None:
    of = by_clock(first=Hours(time(9), time(12, 30)), second=Hours(time(13), time(16)), setup=45, teardown=20)
    assert said(of, planned(of, "a", 1), planned(of, "b", 1)) == [(
        ("Kroen: Møde a, Nord (Lokale 0) and Møde b, Nord (Lokale 0) have wholly or partly the same room on "
        "Tuesday 7 March 2023 from 12:15 to 12:50, set-up and clearing included."),
        ("Kroen: Møde a, Nord (Lokale 0) og Møde b, Nord (Lokale 0) har helt eller delvis det samme lokale "
        "tirsdag den 7. marts 2023 fra kl. 12.15 til 12.50, opstilling og oprydning medregnet."),
    )]  # fmt: skip


@pytest.mark.parametrize(("overnight", "free"), [(False, True), (True, False)])
def test_an_evening_between_two_days_is_free_unless_they_are_one_stay(overnight: bool, free: bool) -> None:  # noqa: FBT001 - expected value
    of = by_clock(first=Hours(time(9), time(16), overnight), second=hours(18, 21), length=2)
    assert (said(of, planned(of, "a", 1), planned(of, "b", 1)) == []) is free
    assert accepts(of, {"a": (1, 0), "b": (1, 0)}) is free
    assert accepts(of, {"a": (1, 0), "b": (2, 0)}), "after the end of the stay"


def test_two_meetings_share_a_house_with_rooms_enough() -> None:
    of = problem([meeting("a"), meeting("b")], RoomsFit(), OneMeetingPerRoom())
    assert said(of, planned(of, "a", 1), planned(of, "b", 1, rooms=("r1",))) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 0)})


def test_a_divisible_room_and_its_part_are_one_room() -> None:
    of = problem([meeting("a"), meeting("b")], RoomsFit(), OneMeetingPerRoom(), rooms=DIVISIBLE)
    assert said(of, planned(of, "a", 1, rooms=("a",)), planned(of, "b", 1, rooms=("a2",))) == [(
        ("Kroen: Møde a, Nord (A) and Møde b, Nord (A2) have wholly or partly the same room on "
        "Tuesday 7 March 2023 in the morning, set-up and clearing included."),
        ("Kroen: Møde a, Nord (A) og Møde b, Nord (A2) har helt eller delvis det samme lokale "
        "tirsdag den 7. marts 2023 om formiddagen, opstilling og oprydning medregnet."),
    )]  # fmt: skip
    assert said(of, planned(of, "a", 1, rooms=("a1",)), planned(of, "b", 1, rooms=("a2",))) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 0)})


def test_a_large_meeting_needs_the_whole_divisible_room_for_itself() -> None:
    large = meeting("a", guests=10)
    of = problem([large, meeting("b")], RoomsFit(), OneMeetingPerRoom(), rooms=DIVISIBLE)
    assert not accepts(of, {"a": (1, 0), "b": (1, 0)})
    assert accepts(of, {"a": (1, 0), "b": (2, 0)})


DEMANDS = {
    "": Demand(
        lambda: case("one_meeting_per_room", meeting("a"), meeting("b", SYD), about=TWO),
        en=(
            "A room may only be let to one meeting at a time, set-up and clearing included (Møde "
            "a, Nord and Møde b, Syd)."
        ),
        da=(
            "Et lokale kan kun bruges af ét møde ad gangen, opstilling og oprydning medregnet "
            "(Møde a, Nord og Møde b, Syd)."
        ),
    ),
}
