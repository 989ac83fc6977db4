from dataclasses import replace

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from constraints.rules.venue_open import ALL_OPEN, OPEN, VenueOpen
from tests.constraints.builders import days, hours, meeting, planned, problem, said
from tests.constraints.examples import Demand, case, closed
from tests.constraints.solving import accepts

REPAIRS = Blackout(days(2, 3), "Ombygning", scope=BlackoutScope.VENUE, target="kro")


def test_no_meeting_is_held_at_a_closed_venue() -> None:
    of = problem([meeting("a")], VenueOpen(), blackouts=[REPAIRS])
    assert said(of, planned(of, "a", 3, venue=0)) == [(
        "Møde a, Nord is on Thursday 9 March 2023, when Kroen is closed: Ombygning.",
        "Møde a, Nord ligger torsdag den 9. marts 2023, hvor Kroen har lukket: Ombygning.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0)})


def test_another_venue_and_the_day_after_are_open() -> None:
    of = problem([meeting("a")], VenueOpen(), blackouts=[REPAIRS])
    for day, venue in ((3, 1), (4, 0)):
        assert said(of, planned(of, "a", day, venue)) == []
        assert accepts(of, {"a": (day, venue)})


def test_days_of_a_window_beyond_what_is_planned_are_not_demanded() -> None:
    later = Blackout(days(25, 26), "Senere", scope=BlackoutScope.VENUE, target="kro")
    of = problem([meeting("a", window=days(0, 30))], VenueOpen(), blackouts=[REPAIRS, later])
    found = VenueOpen().demand(of, frozenset({0})).say("da")
    assert ("Ombygning" in found, "Senere" in found) == (True, False)


def test_any_day_of_a_long_meeting_may_be_hit() -> None:
    of = problem([meeting("a", days=2)], VenueOpen(), blackouts=[REPAIRS])
    assert said(of, planned(of, "a", 1, venue=0)) == [(
        "Møde a, Nord is on Wednesday 8 March 2023, when Kroen is closed: Ombygning.",
        "Møde a, Nord ligger onsdag den 8. marts 2023, hvor Kroen har lukket: Ombygning.",
    )]  # fmt: skip
    assert [accepts(of, {"a": (day, 0)}) for day in range(5)] == [True, False, False, False, True]


def test_a_closure_that_costs_points_closes_nothing() -> None:
    costly = Blackout(days(2), "Travlt", scope=BlackoutScope.VENUE, target="kro", points=5)
    of = problem([meeting("a")], VenueOpen(), blackouts=[costly])
    assert said(of, planned(of, "a", 2)) == []
    assert accepts(of, {"a": (2, 0)})


@pytest.mark.parametrize(("closed", "free"), [((8, 10), True), ((15, 23), True), ((8, 11), False), ((14, 15), False)])
def test_a_closure_of_part_of_a_day_leaves_the_other_hours_open(*, closed: tuple[int, int], free: bool) -> None:
    part = replace(REPAIRS, hours=hours(*closed))
    of = problem([meeting("a"), meeting("b", hours=hours(8, 9))], VenueOpen(), blackouts=[part])
    assert (said(of, planned(of, "a", 2), planned(of, "b", 9)) == []) is free
    assert accepts(of, {"a": (2, 0), "b": (9, 0)}) is free
    assert bool(VenueOpen().demand(of, frozenset({0})).message is ALL_OPEN) is free


HOUSE_CLOSED = (
    closed(2, 4, "Ombygning", scope=BlackoutScope.VENUE, target="kro"),
    closed(8, 8, "Bryllup", scope=BlackoutScope.VENUE, target="kro", source="kroen"),
    closed(5, 5, "Messe", scope=BlackoutScope.VENUE, target="hal"),
)


def test_what_is_asked_names_the_closures_within_the_window() -> None:
    meetings = [meeting("a", window=days(0, 2)), meeting("b", window=days(0, 1))]
    of = problem(meetings, VenueOpen(), blackouts=HOUSE_CLOSED)
    assert [VenueOpen().demand(of, frozenset({number})).message for number in (0, 1)] == [OPEN, ALL_OPEN]
    assert [each.values["venue"] for each in VenueOpen().relaxations(of, frozenset({0, 1}))] == ["kro"]


DEMANDS = {
    "": Demand(
        lambda: case("venue_open", meeting("a", window=days(0, 10)), blackouts=HOUSE_CLOSED),
        en=(
            "Møde a, Nord may only be held where the venue is open; closed within its window: "
            "Kroen (Ombygning, 3 days from 8 March to 10 March 2023; Bryllup (source: kroen), 14 "
            "March 2023); Hallen (Messe, 11 March 2023)."
        ),
        da=(
            "Møde a, Nord kan kun holdes, når mødestedet har åbent; lukket i perioden: Kroen "
            "(Ombygning, 3 dage fra 8. marts til 10. marts 2023; Bryllup (kilde: kroen), 14. "
            "marts 2023); Hallen (Messe, 11. marts 2023)."
        ),
        relaxations=[
            (
                (
                    "open 1: Get Kroen to open on the days it is closed (Ombygning, 3 days from 8 "
                    "March to 10 March 2023; Bryllup (source: kroen), 14 March 2023)."
                ),
                (
                    "open 1: Få Kroen til at holde åbent på de dage, der er lukket (Ombygning, 3 "
                    "dage fra 8. marts til 10. marts 2023; Bryllup (kilde: kroen), 14. marts 2023)."
                ),
            ),
            (
                "open 1: Get Hallen to open on the days it is closed (Messe, 11 March 2023).",
                "open 1: Få Hallen til at holde åbent på de dage, der er lukket (Messe, 11. marts 2023).",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("venue_open", meeting("a", window=days(0, 1)), blackouts=HOUSE_CLOSED),
        en="Møde a, Nord may only be held where the venue is open; all are within its window.",
        da="Møde a, Nord kan kun holdes, når mødestedet har åbent; det har alle i perioden.",
    ),
}
