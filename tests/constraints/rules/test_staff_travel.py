from dataclasses import replace

import numpy as np

from constraints.problem.problem import Problem, Requirement, Venue
from constraints.rules.staff_one_at_a_time import StaffOneAtATime
from constraints.rules.staff_teams import StaffTeams
from constraints.rules.staff_travel import StaffTravel
from tests.constraints.builders import SYD, meeting, planned, problem, rooms_of, said, team
from tests.constraints.examples import BOTH_TEAMS, MORE_PEOPLE, STAFFED, TWO, Demand, case
from tests.constraints.solving import accepts

VENUES = tuple(Venue(name.lower(), name, town="") for name in ("Kroen", "Hallen", "Salen"))
ROOMS = tuple(room for venue in range(3) for room in rooms_of(venue, first=4 * venue))
# From Kroen to Hallen it is further than back (a ferry that sails one way); Salen is near both.
MINUTES = np.array([[0, 121, 30], [120, 0, 30], [30, 30, 0]])


def network(limit: int | None, *, length: int = 1) -> Problem:
    meetings = [
        meeting("a", days=length, venues=(0, 1, 2), staff={"KL": 1}),
        meeting("b", SYD, venues=(0, 1, 2), staff={"KL": 1}),
    ]
    rules = (StaffTeams(), StaffOneAtATime(), StaffTravel(max_minutes=limit))
    return problem(meetings, *rules, venues=VENUES, rooms=ROOMS, venue_travel=MINUTES, staff=team("KL", 1))


def found(of: Problem, first: tuple[int, int], second: tuple[int, int]) -> list[tuple[str, str]]:
    return said(of, planned(of, "a", *first, staff=("KL-1",)), planned(of, "b", *second, staff=("KL-1",)))


def test_venues_too_far_from_each_other_are_not_visited_on_neighbouring_days() -> None:
    of = network(120)
    assert found(of, (1, 0), (2, 1)) == [(
        ("KL-1 has 121 minutes to travel from Kroen (Møde a, Nord, Tuesday 7 March 2023) to Hallen (Møde b, Syd, the "
        "day after); at most 120 are allowed."),
        ("KL-1 skal rejse 121 minutter fra Kroen (Møde a, Nord, tirsdag den 7. marts 2023) til Hallen (Møde b, Syd, "
        "dagen efter); højst 120 er tilladt."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (2, 1)})


def test_the_way_back_may_be_shorter() -> None:
    of = network(120)
    for first, second in (((1, 1), (2, 0)), ((1, 0), (2, 2)), ((1, 0), (2, 0)), ((1, 0), (3, 1))):
        assert found(of, first, second) == []
        assert accepts(of, {"a": first, "b": second})


def test_the_later_meeting_may_be_listed_first() -> None:
    of = network(120)
    assert len(found(of, (2, 1), (1, 0))) == 1
    assert not accepts(of, {"a": (2, 1), "b": (1, 0)})


def test_the_journey_begins_after_the_last_day_of_a_long_meeting() -> None:
    of = network(120, length=2)
    assert len(found(of, (1, 0), (3, 1))) == 1
    assert not accepts(of, {"a": (1, 0), "b": (3, 1)})
    assert found(of, (1, 0), (4, 1)) == []
    assert accepts(of, {"a": (1, 0), "b": (4, 1)})


def test_venues_are_told_apart_only_where_it_matters() -> None:
    for limit, expected in ((120, 3), (121, 1), (20, 3)):
        classes = StaffTravel(max_minutes=limit).venue_classes(network(limit))
        assert classes is not None
        assert len({*classes.tolist()}) == expected


def test_without_a_limit_nothing_is_asked() -> None:
    assert not StaffTravel().active
    of = network(None)
    assert found(of, (1, 0), (2, 1)) == []
    assert accepts(of, {"a": (1, 0), "b": (2, 1)})


def test_where_two_meetings_a_day_are_let_pass_only_the_journey_counts() -> None:
    of = network(120)
    of = problem(
        [*of.meetings, meeting("c", venues=(0,), staff={"KL": 1})], *of.rules, venues=VENUES, rooms=ROOMS,
        venue_travel=MINUTES, staff=of.staff,
    )  # fmt: skip
    of = replace(of, waived=frozenset({Requirement("staff_one_at_a_time")}))
    assert accepts(of, {"a": (1, 0), "c": (1, 0), "b": (5, 1)})
    assert not accepts(of, {"a": (1, 0), "c": (1, 0), "b": (2, 1)})


FAR = np.array([[0, 130], [130, 0]], dtype=np.int64)
DEMANDS = {
    "": Demand(
        lambda: case(
            "staff_travel",
            STAFFED,
            meeting("b"),
            about=TWO,
            given={"max_minutes": 90},
            staff=BOTH_TEAMS,
            venue_travel=FAR,
        ),
        en=(
            "Nobody of the staff may travel more than 90 minutes between meetings on neighbouring"
            " days (Møde a, Nord and Møde b, Nord)."
        ),
        da=(
            "Ingen medarbejder må rejse mere end 90 minutter mellem møder på to dage i træk (Møde"
            " a, Nord og Møde b, Nord)."
        ),
        relaxations=[
            (
                (
                    "max_minutes 1: Let the staff travel up to 91 minutes between meetings on "
                    "neighbouring days instead of 90."
                ),
                (
                    "max_minutes 1: Lad medarbejderne rejse op til 91 minutter mellem møder på to "
                    "dage i træk i stedet for 90."
                ),
            ),
            (
                (
                    "max_minutes 40: Let the staff travel up to 130 minutes between meetings on "
                    "neighbouring days instead of 90."
                ),
                (
                    "max_minutes 40: Lad medarbejderne rejse op til 130 minutter mellem møder på to "
                    "dage i træk i stedet for 90."
                ),
            ),
            *MORE_PEOPLE,
        ],
    ),
}


def test_a_limit_is_raised_to_the_longest_journey_and_no_further() -> None:
    assert [each.most for each in network(0).rules[2].relaxations(network(0), frozenset())] == [121, 3]
    near = replace(network(0), venue_travel=np.zeros((3, 3), dtype=np.int64))
    assert [each.most for each in near.rules[2].relaxations(near, frozenset())] == [0, 3]
