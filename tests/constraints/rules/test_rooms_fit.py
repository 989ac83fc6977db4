from datetime import time
from fractions import Fraction

import pytest

from calendars.days import Hours
from calendars.language import LOCALES
from constraints.check import check
from constraints.model.domains import possible_candidates
from constraints.problem.plan import Plan
from constraints.problem.problem import Room, RoomClosure, RoomNeed, Venue
from constraints.rules.rooms_fit import CLOSED, RoomsFit
from tests.constraints.builders import VENUES, busy, days, hours, judged, meeting, on, planned, problem, rooms_of, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts

SMALL = (*rooms_of(0, seats=(4, 2)), *rooms_of(1, first=2, seats=(3, 3)))
DIVISIBLE = (
    Room("a", 0, "A", {"theatre": 20}, rate=9, parts=frozenset({0, 1})),
    Room("a1", 0, "A1", {"theatre": 8}, rate=5, parts=frozenset({0})),
    Room("a2", 0, "A2", {"theatre": 8}, rate=5, parts=frozenset({1})),
)
HALF = RoomNeed(breakouts=1, share=Fraction(1, 2))


def test_the_plenary_room_seats_all_expected() -> None:
    of = problem([meeting("a")], RoomsFit(), rooms=SMALL)
    assert said(of, planned(of, "a", 0, venue=0)) == []
    assert accepts(of, {"a": (0, 0)})
    assert said(of, planned(of, "a", 0, venue=1)) == [(
        "Lokale 0 at Hallen has 3 seats (theatre style); Møde a, Nord needs 4: 4 expected.",
        "Lokale 0, Hallen, har 3 pladser (biografopstilling); Møde a, Nord kræver 4: 4 ventede deltagere.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (0, 1)})


def test_what_is_given_up_is_told_of_the_rooms_and_the_number_expected_in_a_plan() -> None:
    rooms = (*rooms_of(0), *rooms_of(1, first=2, seats=(3, 2)))
    of = problem([meeting("a", guests=2, rooms=HALF)], RoomsFit(), rooms=rooms, member_busy=busy(8, {0: [3]}))
    schedule = check(of, Plan.of([planned(of, "a", 3, venue=1)])).schedule
    relaxations = {each.code: each for each in RoomsFit().relaxations(of, frozenset())}
    told = [relaxations[code].in_plan for code in ("seats", "group_seats")]
    assert [each(schedule).say(locale) for each in told if each for locale in LOCALES] == [
        "Godtag 3 pladser i plenum til Møde a, Nord (Lokale 0, Hallen), hvor der er brug for 5.",
        "Accept 3 seats in the plenary room of Møde a, Nord (Lokale 0, Hallen), where 5 are needed.",
        "Godtag 2 pladser i et grupperum til Møde a, Nord (Lokale 1, Hallen), hvor der er brug for 3.",
        "Accept 2 seats in a breakout room of Møde a, Nord (Lokale 1, Hallen), where 3 are needed.",
    ]


def test_what_is_given_up_counts_no_seats_in_a_room_without_the_layout() -> None:
    need = RoomNeed("cabaret", 2, Fraction(1, 2), "islands")
    rooms = tuple(
        Room(f"r{n}", 0, f"Lokale {n}", seats, rate=1, parts=frozenset({n}))
        for n, seats in enumerate(({}, {"islands": 1}, {}))
    )
    of = problem([meeting("a", rooms=need)], RoomsFit(), rooms=rooms)
    schedule = check(of, Plan.of([planned(of, "a", 3)])).schedule
    told = [each.in_plan for each in RoomsFit().relaxations(of, frozenset()) if each.code in {"seats", "group_seats"}]
    assert [each(schedule).say("en") for each in told if each] == [
        "Accept 0 seats in the plenary room of Møde a, Nord (Lokale 0, Kroen), where 4 are needed.",
        "Accept 0 seats in a breakout room of Møde a, Nord (Lokale 2, Kroen), where 2 are needed.",
    ]


def test_of_a_meeting_online_the_least_is_given_up() -> None:
    of = problem(
        [meeting("a", rooms=HALF, online=True)], RoomsFit(),
        venues=(VENUES[0], Venue("net", "Online", "", online=True)), rooms=rooms_of(0),
    )  # fmt: skip
    schedule = check(of, Plan.of([planned(of, "a", 3, venue=1, rooms=())])).schedule
    told = [each.in_plan for each in RoomsFit().relaxations(of, frozenset()) if each.code in {"seats", "group_seats"}]
    assert [each(schedule).say("en") for each in told if each] == [
        "Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
        "Accept 1 seat fewer than needed in each breakout room of Møde a, Nord.",
    ]


def test_members_who_are_busy_need_no_seat_but_guests_do() -> None:
    away = busy(8, {0: [3], 1: [3]})
    of = problem([meeting("a", guests=1)], RoomsFit(), rooms=SMALL, member_busy=away)
    assert said(of, planned(of, "a", 3, venue=1)) == []
    assert accepts(of, {"a": (3, 1)})
    assert not accepts(of, {"a": (4, 0)})


def test_headroom_is_added_and_rounded_up() -> None:
    of = problem([meeting("a", rooms=RoomNeed(headroom=1))], RoomsFit(), rooms=SMALL)
    assert said(of, planned(of, "a", 0)) == [(
        "Lokale 0 at Kroen has 4 seats (theatre style); Møde a, Nord needs 5: 4 expected and 1 % headroom.",
        ("Lokale 0, Kroen, har 4 pladser (biografopstilling); Møde a, Nord kræver 5: 4 ventede deltagere og 1 % ekstra "
        "plads."),
    )]  # fmt: skip
    assert not accepts(of, {})


@pytest.mark.parametrize(
    ("seats", "enough"), [((3, 3, 1), True), ((2, 2, 2), False), ((3, 3, 0), False), ((2, 2, 1), False)]
)
def test_so_many_seats_as_are_given_up_may_be_missing(seats: tuple[int, ...], *, enough: bool) -> None:
    need = RoomNeed(breakouts=2, share=Fraction(1, 2), short=1, group_short=1)
    of = problem([meeting("a", rooms=need, venues=(0,))], RoomsFit(), rooms=rooms_of(0, seats=seats))
    assert (said(of, planned(of, "a", 0)) == []) is enough
    assert accepts(of, {"a": (0, 0)}) is enough


@pytest.mark.parametrize(("seats", "enough"), [(102, False), (103, True)])
def test_headroom_is_a_share_in_hundredths(seats: int, *, enough: bool) -> None:
    of = problem([meeting("a", guests=97, rooms=RoomNeed(headroom=1))], RoomsFit(), rooms=rooms_of(0, seats=(seats,)))
    assert (said(of, planned(of, "a", 0)) == []) is enough
    assert accepts(of, {"a": (0, 0)}) is enough


def test_breakout_rooms_seat_their_share() -> None:
    of = problem([meeting("a", guests=0, rooms=HALF)], RoomsFit(), rooms=SMALL)
    assert said(of, planned(of, "a", 0)) == []
    assert accepts(of, {"a": (0, 0)})
    more = problem([meeting("a", guests=1, rooms=HALF)], RoomsFit(), rooms=(*rooms_of(0, seats=(9, 2)),))
    assert said(more, planned(more, "a", 0)) == [(
        "Lokale 1 at Kroen has 2 seats (theatre style); a group of Møde a, Nord needs 3 for its share of 5 expected.",
        ("Lokale 1, Kroen, har 2 pladser (biografopstilling); en gruppe ved Møde a, Nord kræver 3 til sin del af 5 "
        "ventede deltagere."),
    )]  # fmt: skip
    assert not accepts(more, {})


def test_seats_are_given_up_only_where_more_than_one_is_needed() -> None:
    of = problem([meeting("a", members=(0,)), meeting("b", members=(0, 1))], RoomsFit())
    assert [(each.code, each.meetings) for each in RoomsFit().relaxations(of, frozenset())] == [
        ("seats", frozenset({1}))
    ]


@pytest.mark.parametrize(("rooms", "found"), [(("r0",), 0), (("r0", "r1", "r2"), 2)])
def test_there_are_exactly_as_many_breakout_rooms_as_needed(rooms: tuple[str, ...], found: int) -> None:
    of = problem([meeting("a", rooms=HALF)], RoomsFit())
    assert said(of, planned(of, "a", 0, rooms=rooms)) == [(
        f"Møde a, Nord has {found} breakout rooms; it needs 1.",
        f"Møde a, Nord har {found} grupperum; det kræver 1.",
    )]  # fmt: skip


def test_seats_are_those_of_the_layout_asked_for() -> None:
    room = Room("sal", 0, "Salen", {"theatre": 50, "cabaret": 3}, rate=1, parts=frozenset({0}))
    of = problem([meeting("a", rooms=RoomNeed(layout="cabaret"))], RoomsFit(), rooms=(room,))
    assert said(of, planned(of, "a", 0)) == [(
        "Salen at Kroen has 3 seats (cabaret style); Møde a, Nord needs 4: 4 expected.",
        "Salen, Kroen, har 3 pladser (cabaretopstilling); Møde a, Nord kræver 4: 4 ventede deltagere.",
    )]  # fmt: skip
    assert not accepts(of, {})


def test_a_room_without_the_layout_does_not_do_even_for_nobody() -> None:
    of = problem([meeting("a", members=(), rooms=RoomNeed(layout="classroom"))], RoomsFit(), rooms=SMALL)
    assert said(of, planned(of, "a", 0)) == [(
        "Lokale 0 at Kroen has 0 seats (classroom style); Møde a, Nord needs 1: 0 expected.",
        "Lokale 0, Kroen, har 0 pladser (skolebordsopstilling); Møde a, Nord kræver 1: 0 ventede deltagere.",
    )]  # fmt: skip
    assert not accepts(of, {})


@pytest.mark.parametrize(("rooms", "names"), [(("a", "a1"), ("A", "A1")), (("a1", "a1"), ("A1", "A1"))])
def test_rooms_of_one_meeting_share_no_part(rooms: tuple[str, ...], names: tuple[str, str]) -> None:
    of = problem([meeting("a", rooms=HALF)], RoomsFit(), rooms=DIVISIBLE)
    assert said(of, planned(of, "a", 1, rooms=rooms)) == [(
        f"Møde a, Nord has both {names[0]} and {names[1]} at Kroen, which are wholly or partly the same room.",
        f"Møde a, Nord har både {names[0]} og {names[1]}, Kroen, som helt eller delvis er det samme lokale.",
    )]  # fmt: skip
    assert said(of, planned(of, "a", 1, rooms=("a1", "a2"))) == []


@pytest.mark.parametrize(
    ("rooms", "en"),
    [
        (
            (("r", 12, {0, 1, 2}), ("r1", 6, {1}), ("r2", 6, {2})),
            "beside r at Kroen no room of 6 seats can be let, as r1 and r2 are wholly or partly the same room",
        ),
        (
            (("r", 12, {0}), ("r1", 6, {1, 2}), ("r2", 6, {2, 3})),
            "beside r at Kroen only 1 room of 6 seats can be let, as r2 is wholly or partly the same room",
        ),
        ((("r", 12, {0}), ("r1", 6, {1})), "no venue has more rooms of 6 seats than Kroen, which has 2 in all"),
    ],
)
def test_it_is_said_that_the_parts_of_a_room_exclude_the_whole(
    rooms: tuple[tuple[str, int, set[int]], ...], en: str
) -> None:
    need = RoomNeed("theatre", 2, Fraction(1, 2))
    house = tuple(Room(name, 0, "", {"theatre": seats}, 1, frozenset(parts)) for name, seats, parts in rooms)
    of = problem([meeting("a", guests=8, rooms=need, venues=(0,))], RoomsFit(), rooms=house)
    assert not accepts(of, {})
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith(f"at least 12 expected; {en}.")


WHOLE = (("r", 12, {0, 1, 2}), ("r1", 6, {1}), ("r2", 6, {2}))
HALVES = (("r", 12, {0}), ("r1", 6, {1, 2}), ("r2", 6, {2, 3}))
SEVERAL = (("r", 12, {0}), ("r1", 6, {1, 2}), ("r2", 6, {2}), ("r3", 6, {3}))


@pytest.mark.parametrize(("kro", "hal", "en"), [
    (HALVES, WHOLE, "beside r at Kroen only 1 room of 6 seats can be let, as r2 is wholly or partly the same room"),
    (WHOLE, HALVES, "beside r at Hallen only 1 room of 6 seats can be let, as r2 is wholly or partly the same room"),
    (HALVES, HALVES, "beside r at Kroen only 1 room of 6 seats can be let, as r2 is wholly or partly the same room"),
    (SEVERAL, HALVES, "no venue has more rooms of 6 seats than Kroen, which has 4 in all"),
])  # fmt: skip
def test_the_first_venue_that_lets_most_rooms_is_named(
    kro: tuple[tuple[str, int, set[int]], ...], hal: tuple[tuple[str, int, set[int]], ...], en: str
) -> None:
    need = RoomNeed("theatre", 2, Fraction(1, 2))
    houses = tuple(
        Room(f"{venue}{name}", venue, name, {"theatre": seats}, 1, frozenset(10 * venue + part for part in parts))
        for venue, rooms in enumerate((kro, hal))
        for name, seats, parts in rooms
    )
    of = problem([meeting("a", guests=8, rooms=need)], RoomsFit(), rooms=houses)
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith(f"at least 12 expected; {en}.")


def test_a_room_with_one_seat_is_larger_than_one_without_the_layout() -> None:
    rooms = (
        Room("r0", 0, "Salen", {"theatre": 9}, 1, frozenset({0})),
        Room("r1", 0, "Stuen", {"cabaret": 1}, 1, frozenset({1})),
    )
    of = problem([meeting("a", rooms=RoomNeed("cabaret"))], RoomsFit(), rooms=rooms)
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith("the largest room has 1 (Stuen, Kroen).")


def test_only_what_closes_its_rooms_within_its_window_is_said() -> None:
    closures = [
        RoomClosure(0, days(5), "Maling", hours(13, 14)), RoomClosure(0, days(9), "Efter"),
        RoomClosure(4, days(5), "Andetsteds"), RoomClosure(0, days(6), "Tidligt", hours(8, 10)),
    ]  # fmt: skip
    of = problem([meeting("a", venues=(0,), window=days(4, 8))], RoomsFit(), room_closures=closures)
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith(
        " Rooms closed within its window: Lokale 0, Kroen (Maling, Saturday 11 March 2023)."
    )  # fmt: skip


@pytest.mark.parametrize(("closed", "free"), [
    (hours(8, 10), True), (hours(15, 17), True), (hours(9, 11), False), (hours(14, 16), False), (None, False),
])  # fmt: skip
def test_a_room_can_be_had_from_the_minute_in_which_it_opens_until_it_closes(
    closed: Hours | None, *, free: bool
) -> None:
    of = problem(
        [meeting("a", venues=(0,))], RoomsFit(), rooms=rooms_of(0, seats=(20,)),
        room_closures=[RoomClosure(0, days(5), "Maling", closed)],
    )  # fmt: skip
    assert accepts(of, {"a": (5, 0)}) is free
    assert (said(of, planned(of, "a", 5)) == []) is free


def test_a_stay_over_night_needs_its_room_at_every_hour() -> None:
    stay = Hours(time(13), time(8), overnight=True)
    of = problem(
        [meeting("a", venues=(0,), days=2, hours=stay)], RoomsFit(), rooms=rooms_of(0, seats=(20,)),
        room_closures=[RoomClosure(0, days(6), "Maling", hours(9, 11))],
    )  # fmt: skip
    assert [accepts(of, {"a": (day, 0)}) for day in (4, 5, 6, 7)] == [True, False, False, True]
    assert [said(of, planned(of, "a", day)) == [] for day in (4, 5, 6, 7)] == [True, False, False, True]


TRIO = RoomNeed("theatre", 2, Fraction(1, 2), "cabaret", headroom=25)
DEMANDS = {
    "": Demand(
        lambda: case("rooms_fit", meeting("a", guests=117)),
        en=(
            "Møde a, Nord needs 121 seats (theatre style) in one room: at least 121 expected; "
            "the largest room has 20 (Lokale 0, Kroen)."
        ),
        da=(
            "Møde a, Nord kræver 121 pladser (biografopstilling) i ét lokale: mindst 121 "
            "ventede deltagere; det største lokale har 20 (Lokale 0, Kroen)."
        ),
        relaxations=[
            (
                "seats 1: Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
                "seats 1: Godtag 1 plads færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "seats 120: Accept 120 seats fewer than needed in the plenary room of Møde a, Nord.",
                "seats 120: Godtag 120 pladser færre i plenum til Møde a, Nord, end der er brug for.",
            ),
        ],
    ),
    "groups": Demand(
        lambda: case("rooms_fit", meeting("a", rooms=TRIO)),
        en=(
            "Møde a, Nord needs 5 seats (theatre style) in one room and 2 rooms of 3 seats "
            "(cabaret style) for groups: at least 4 expected and 25 % headroom; no venue has a room of 3 "
            "seats for groups."
        ),
        da=(
            "Møde a, Nord kræver 5 pladser (biografopstilling) i ét lokale og 2 grupperum med 3 "
            "pladser (cabaretopstilling): mindst 4 ventede deltagere og 25 % ekstra plads; intet mødested har et "
            "grupperum med 3 pladser."
        ),
        relaxations=[
            (
                "seats 1: Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
                "seats 1: Godtag 1 plads færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "seats 4: Accept 4 seats fewer than needed in the plenary room of Møde a, Nord.",
                "seats 4: Godtag 4 pladser færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "group_seats 1: Accept 1 seat fewer than needed in each breakout room of Møde a, Nord.",
                ("group_seats 1: Godtag 1 plads færre i hvert grupperum til Møde a, Nord, end der er brug for."),
            ),
            (
                "group_seats 2: Accept 2 seats fewer than needed in each breakout room of Møde a, Nord.",
                ("group_seats 2: Godtag 2 pladser færre i hvert grupperum til Møde a, Nord, end der er brug for."),
            ),
            (
                "breakouts 1: Make do with 1 breakout room instead of 2 at Møde a, Nord.",
                "breakouts 1: Klar jer med 1 grupperum i stedet for 2 til Møde a, Nord.",
            ),
            (
                "breakouts 2: Make do without breakout rooms at Møde a, Nord.",
                "breakouts 2: Klar jer uden grupperum til Møde a, Nord.",
            ),
        ],
    ),
    "rooms": Demand(
        lambda: case("rooms_fit", meeting("a", rooms=RoomNeed("theatre", 4, Fraction(1), headroom=25))),
        en=(
            "Møde a, Nord needs 5 seats (theatre style) in one room and 4 rooms of 5 seats "
            "(theatre style) for groups: at least 4 expected and 25 % headroom; no venue has more "
            "rooms of 5 seats than Kroen, which has 3 in all."
        ),
        da=(
            "Møde a, Nord kræver 5 pladser (biografopstilling) i ét lokale og 4 grupperum med 5 "
            "pladser (biografopstilling): mindst 4 ventede deltagere og 25 % ekstra plads; intet mødested har flere "
            "lokaler med 5 pladser end Kroen, som har 3 i alt."
        ),
        relaxations=[
            (
                "seats 1: Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
                "seats 1: Godtag 1 plads færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "seats 4: Accept 4 seats fewer than needed in the plenary room of Møde a, Nord.",
                "seats 4: Godtag 4 pladser færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "group_seats 1: Accept 1 seat fewer than needed in each breakout room of Møde a, Nord.",
                ("group_seats 1: Godtag 1 plads færre i hvert grupperum til Møde a, Nord, end der er brug for."),
            ),
            (
                "group_seats 4: Accept 4 seats fewer than needed in each breakout room of Møde a, Nord.",
                ("group_seats 4: Godtag 4 pladser færre i hvert grupperum til Møde a, Nord, end der er brug for."),
            ),
            (
                "breakouts 1: Make do with 3 breakout rooms instead of 4 at Møde a, Nord.",
                "breakouts 1: Klar jer med 3 grupperum i stedet for 4 til Møde a, Nord.",
            ),
            (
                "breakouts 4: Make do without breakout rooms at Møde a, Nord.",
                "breakouts 4: Klar jer uden grupperum til Møde a, Nord.",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("rooms_fit", meeting("a", venues=())),
        en=("Møde a, Nord needs 4 seats (theatre style) in one room: at least 4 expected; there is no room."),
        da=(
            "Møde a, Nord kræver 4 pladser (biografopstilling) i ét lokale: mindst 4 ventede deltagere; der er "
            "intet lokale."
        ),
        relaxations=[
            (
                "seats 1: Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
                "seats 1: Godtag 1 plads færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "seats 3: Accept 3 seats fewer than needed in the plenary room of Møde a, Nord.",
                "seats 3: Godtag 3 pladser færre i plenum til Møde a, Nord, end der er brug for.",
            ),
        ],
    ),
    "layout": Demand(
        lambda: case("rooms_fit", meeting("a", rooms=RoomNeed("cabaret"))),
        en=(
            "Møde a, Nord needs 4 seats (cabaret style) in one room: at least 4 expected; "
            "the largest room has 0 (Lokale 0, Kroen)."
        ),
        da=(
            "Møde a, Nord kræver 4 pladser (cabaretopstilling) i ét lokale: mindst 4 ventede deltagere; "
            "det største lokale har 0 (Lokale 0, Kroen)."
        ),
        relaxations=[
            (
                "seats 1: Accept 1 seat fewer than needed in the plenary room of Møde a, Nord.",
                "seats 1: Godtag 1 plads færre i plenum til Møde a, Nord, end der er brug for.",
            ),
            (
                "seats 3: Accept 3 seats fewer than needed in the plenary room of Møde a, Nord.",
                "seats 3: Godtag 3 pladser færre i plenum til Møde a, Nord, end der er brug for.",
            ),
        ],
    ),
}


def test_a_closed_room_cannot_be_had_nor_what_shares_a_part_with_it() -> None:
    halves = tuple(
        Room(name, 0, name, {"theatre": seats}, rate=rate, parts=frozenset(parts))
        for name, seats, rate, parts in (("hel", 20, 30, {0, 1, 2}), ("a", 10, 10, {1}), ("b", 10, 12, {2}))
    )
    shut = RoomClosure(1, days(5, 6), "Maling", hours(8, 11))
    meetings = [meeting("a", window=days(4, 8), venues=(0,)), meeting("b", window=days(5, 5), hours=hours(12, 14))]
    of = problem(meetings, RoomsFit(), rooms=halves, room_closures=[shut])
    by_day = possible_candidates(of)
    chosen = {
        (name, day): [halves[room].id for room in by_day.sets[found].rooms]
        for name, day, venue, found in zip(
            by_day.meeting.tolist(), by_day.day.tolist(), by_day.venue.tolist(), by_day.room_set.tolist(), strict=True
        )
        if venue == 0
    }
    assert chosen == {
        (0, 4): ["a"], (0, 5): ["b"], (0, 6): ["b"], (0, 7): ["a"], (0, 8): ["a"], (1, 5): ["a"]
    }  # fmt: skip
    for rooms, wrong in ((("a",), True), (("hel",), True), (("b",), False)):
        found = judged(of, planned(of, "a", 5, rooms=rooms), planned(of, "b", 5, rooms=("a",))).findings
        assert [each.message for each in found] == ([CLOSED] if wrong else [])
    (first,) = judged(of, planned(of, "a", 5, rooms=("a",)), planned(of, "b", 5, rooms=("b",))).findings
    assert (first.say("en"), first.say("da")) == (
        "Møde a, Nord is on Saturday 11 March 2023, when a at Kroen cannot be had, as it is closed: Maling.",
        ("Møde a, Nord ligger lørdag den 11. marts 2023, hvor a på Kroen ikke er til rådighed, fordi det er lukket: "
        "Maling."),
    )  # fmt: skip
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith(
        "Rooms closed within its window: a, Kroen (Maling, Saturday 11 March 2023 to Sunday 12 March 2023)."
    )  # fmt: skip


def test_every_day_of_a_long_meeting_needs_its_rooms() -> None:
    of = problem(
        [meeting("a", days=2, venues=(0,))], RoomsFit(), rooms=rooms_of(0, seats=(20,)),
        room_closures=[RoomClosure(0, days(5), "Maling")],
    )  # fmt: skip
    assert [accepts(of, {"a": (day, 0)}) for day in (3, 4, 5, 6)] == [True, False, False, True]


def test_the_day_on_which_a_room_cannot_be_had_is_named() -> None:
    of = problem([meeting("a", days=2)], RoomsFit(), room_closures=[RoomClosure(0, days(6), "Maling")])
    (found,) = judged(of, planned(of, "a", 5)).findings
    assert found.values["day"] == on(6)


def test_a_group_of_one_gives_up_no_seat() -> None:
    for share, codes in (
        (Fraction(1, 4), ["seats", "breakouts"]),
        (Fraction(1, 2), ["seats", "group_seats", "breakouts"]),
    ):
        need = RoomNeed(breakouts=1, share=share)
        of = problem([meeting("a", rooms=need)], RoomsFit())
        assert [each.code for each in RoomsFit().relaxations(of, frozenset())] == codes


def test_a_room_for_a_group_of_one_has_the_layout_asked_for() -> None:
    of = problem(
        [meeting("a", rooms=RoomNeed(breakouts=1, share=Fraction(1, 4), breakout_layout="islands"))], RoomsFit()
    )
    (found,) = judged(of, planned(of, "a", 5)).findings
    assert (found.values["seats"], found.values["needed"]) == (0, 1)


@pytest.mark.parametrize(("chosen", "nearest"), [
    ("a a1 b", "beside A at Kroen no room of 1 seat can be let, as A1 is wholly or partly the same room."),
    ("a b", "no venue has more rooms of 1 seat than Kroen, which has 1 in all."),
    ("a a1 b c", "beside A at Kroen only 1 room of 1 seat can be let, as A1 is wholly or partly the same room."),
    ("b", "the largest room has 0 (B, Kroen)."), ("t b", "no venue has a room of 1 seat for groups."),
])  # fmt: skip
def test_the_nearest_that_there_is_counts_no_room_without_the_layout(chosen: str, nearest: str) -> None:
    rooms = {
        "a": Room("a", 0, "A", {"theatre": 20, "cabaret": 10}, rate=9, parts=frozenset({0, 1})),
        "a1": Room("a1", 0, "A1", {"cabaret": 8}, rate=5, parts=frozenset({0})),
        "b": Room("b", 0, "B", {}, rate=5, parts=frozenset({2})),
        "c": Room("c", 0, "C", {"cabaret": 1}, rate=1, parts=frozenset({3})),
        "t": Room("t", 0, "T", {"theatre": 20}, rate=9, parts=frozenset({0})),
    }
    need = RoomNeed(breakouts=2, share=Fraction(1, 4), breakout_layout="cabaret")
    of = problem(
        [meeting("a", rooms=need, venues=(0,))], RoomsFit(), rooms=tuple(rooms[each] for each in chosen.split())
    )
    assert RoomsFit().demand(of, frozenset({0})).say("en").endswith(nearest)
