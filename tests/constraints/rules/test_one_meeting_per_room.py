from dataclasses import replace

import pytest

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
    of = two(first=(9, 12), second=(12, 15))
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
