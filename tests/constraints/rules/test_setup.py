from dataclasses import replace

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from constraints.problem.problem import Problem
from constraints.rules.setup import Setup
from tests.constraints.builders import VENUES, days, hours, meeting, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts

SHUT = Blackout(days(4), "Bryllup", scope=BlackoutScope.VENUE, target="kro")


def network(start: int, end: int, *, setup: int = 0, teardown: int = 0, length: int = 1) -> Problem:
    venues = (replace(VENUES[0], setup=setup, teardown=teardown), VENUES[1])
    held = meeting("a", hours=hours(start, end), days=length)
    return problem([held], Setup(), venues=venues, blackouts=[SHUT])


def test_the_venue_is_open_while_rooms_are_set_up() -> None:
    of = network(9, 12, setup=1)
    assert said(of, planned(of, "a", 5)) == [(
        "The rooms for Møde a, Nord must be set up on Friday 10 March 2023, when Kroen is closed: Bryllup.",
        "Lokalerne til Møde a, Nord skal gøres klar fredag den 10. marts 2023, hvor Kroen har lukket: Bryllup.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (5, 0)})
    assert accepts(of, {"a": (5, 1)})


def test_the_venue_is_open_while_rooms_are_cleared() -> None:
    of = network(13, 16, teardown=1)
    assert said(of, planned(of, "a", 3)) == [(
        "The rooms must be cleared after Møde a, Nord on Friday 10 March 2023, when Kroen is closed: Bryllup.",
        "Lokalerne skal ryddes efter Møde a, Nord fredag den 10. marts 2023, hvor Kroen har lukket: Bryllup.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0)})


@pytest.mark.parametrize(
    ("of", "day"),
    [
        (network(13, 16, setup=1), 5),  # set up the same morning
        (network(9, 12, teardown=1), 3),  # cleared the same afternoon
        (network(9, 12, setup=1), 3),
        (network(9, 12), 4),  # the day itself is another rule's
    ],
)
def test_half_days_of_the_same_day_need_no_other_day(of: Problem, day: int) -> None:
    assert said(of, planned(of, "a", day)) == []
    assert accepts(of, {"a": (day, 0)})


def test_several_half_days_reach_further() -> None:
    of = network(9, 16, setup=3, teardown=2, length=2)
    reached = [day for day in range(10) if said(of, planned(of, "a", day))]
    assert reached == [2, 5, 6]
    assert reached == [day for day in range(10) if not accepts(of, {"a": (day, 0)})]


@pytest.mark.parametrize(("minutes", "free"), [(9 * 60, True), (9 * 60 + 1, False)])
def test_clearing_reaches_the_next_day_with_its_first_minute(minutes: int, *, free: bool) -> None:
    of = network(9, 15, teardown=minutes)
    of = replace(of, venues=(replace(of.venues[0], by_clock=True), of.venues[1]))
    assert (said(of, planned(of, "a", 3)) == []) is free
    assert accepts(of, {"a": (3, 0)}) is free


@pytest.mark.parametrize("other", [
    replace(SHUT, points=5), replace(SHUT, target="hal"), replace(SHUT, hours=hours(0, 23)),
    replace(SHUT, scope=BlackoutScope.EVERYONE, target=""),
])  # fmt: skip
def test_only_a_venue_that_is_closed_all_day_cannot_be_set_up(other: Blackout) -> None:
    of = replace(network(9, 12, setup=1), blackouts=(other,))
    assert said(of, planned(of, "a", 5)) == []
    assert accepts(of, {"a": (5, 0)})


SLOW = (replace(VENUES[0], setup=1, teardown=2), VENUES[1])
DEMANDS = {
    "": Demand(
        lambda: case("setup", meeting("a"), venues=SLOW),
        en=(
            "The venue of Møde a, Nord must be open while its rooms are set up before it and "
            "cleared after it: Kroen takes 1 half-day before and 2 after."
        ),
        da=(
            "Mødestedet for Møde a, Nord skal have åbent, mens lokalerne gøres klar før mødet og "
            "ryddes efter det: Kroen bruger 1 halv dag før og 2 efter."
        ),
        relaxations=[
            (
                "same_day 1: Have the rooms set up and cleared within the hours of the meeting: Kroen.",
                "same_day 1: Få lokalerne gjort klar og ryddet inden for mødets tid: Kroen.",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("setup", meeting("a")),
        en=(
            "The venue of Møde a, Nord must be open while its rooms are set up before it and "
            "cleared after it: none takes more than the meeting itself."
        ),
        da=(
            "Mødestedet for Møde a, Nord skal have åbent, mens lokalerne gøres klar før mødet og "
            "ryddes efter det: ingen bruger mere tid end selve mødet."
        ),
    ),
}


def test_a_venue_that_only_needs_set_up_or_only_clearing_may_do_without() -> None:
    for needs in ({"setup": 1}, {"teardown": 1}):
        of = network(9, 12, **needs)
        (found,) = Setup().relaxations(of, frozenset({0}))
        venue = found.apply(of, 1).venues[0]
        assert (found.values["venue"], venue.setup, venue.teardown) == ("kro", 0, 0)
    assert [*Setup().relaxations(network(9, 12), frozenset({0}))] == []
