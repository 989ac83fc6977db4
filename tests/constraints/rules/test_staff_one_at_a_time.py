from dataclasses import replace
from datetime import time

import numpy as np
import pytest

from calendars.days import Hours
from constraints.model.model import MipModel
from constraints.problem.problem import Problem, Venue
from constraints.rules.staff_one_at_a_time import AT_A_TIME, AT_ONE_VENUE, StaffOneAtATime, _most_a_day
from constraints.rules.staff_teams import StaffTeams
from constraints.rules.staff_travel import StaffTravel
from tests.constraints.builders import SYD, hours, meeting, planned, problem, rooms_of, said, team
from tests.constraints.examples import BOTH_TEAMS, TWO, Demand, case
from tests.constraints.solving import accepts

VENUES = tuple(Venue(name.lower(), name, town="") for name in ("Kroen", "Hallen", "Salen"))
ROOMS = tuple(room for venue in range(3) for room in rooms_of(venue, first=4 * venue))
# An hour's drive from Kroen to Hallen, and a minute more back; nobody knows how far Salen is.
MINUTES = np.array([[0, 60, -1], [61, 0, -1], [-1, -1, 0]])
AFTERNOON = hours(13, 16)


def network(people: int = 1, most: int | None = None, after: Hours = AFTERNOON, length: int = 2) -> Problem:
    """A meeting of one morning and one of two afternoons, which each need one of the team."""
    meetings = [
        meeting("a", hours=hours(9, 12), venues=(0, 1, 2), staff={"KL": 1}),
        meeting("b", SYD, hours=after, days=length, venues=(0, 1, 2), staff={"KL": 1}),
    ]
    rules = (StaffTeams(), StaffOneAtATime(max_meetings=most))
    return problem(meetings, *rules, venues=VENUES, rooms=ROOMS, venue_travel=MINUTES, staff=team("KL", people))


def agree(of: Problem, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Return whether one person may have both, as check and model say."""
    free = said(of, planned(of, "a", *first, staff=("KL-1",)), planned(of, "b", *second, staff=("KL-1",))) == []
    assert accepts(of, {"a": first, "b": second}) is free
    return free


def test_two_meetings_at_one_time_are_one_too_many() -> None:
    of = network(after=hours(11, 16))
    assert not agree(of, (1, 0), (1, 0))
    both = (planned(of, "a", 2, staff=("KL-1",)), planned(of, "b", 1, staff=("KL-1",)))
    assert said(of, *both) == [(
        "KL-1 is put on both Møde b, Syd and Møde a, Nord on Wednesday 8 March 2023, and their hours overlap.",
        "KL-1 er sat på både Møde b, Syd og Møde a, Nord onsdag den 8. marts 2023, og deres klokkeslæt overlapper.",
    )]  # fmt: skip


def test_a_morning_and_an_afternoon_go_together_at_one_venue_and_where_the_journey_allows_it() -> None:
    of = network()
    assert agree(of, (1, 0), (1, 0))
    assert agree(of, (1, 0), (1, 1))
    assert not agree(of, (1, 1), (1, 0))
    both = (planned(of, "a", 1, 1, staff=("KL-1",)), planned(of, "b", 1, 0, staff=("KL-1",)))
    assert said(of, *both) == [(
        ("KL-1 has 60 minutes on Tuesday 7 March 2023 from Møde a, Nord (Hallen) to Møde b, Syd (Kroen); the journey "
        "takes 61."),
        ("KL-1 har 60 minutter tirsdag den 7. marts 2023 fra Møde a, Nord (Hallen) til Møde b, Syd (Kroen); rejsen "
        "tager 61."),
    )]  # fmt: skip


def test_where_the_journey_is_not_known_there_is_one_venue_a_day() -> None:
    of = network()
    assert agree(of, (1, 2), (1, 2))
    assert not agree(of, (1, 0), (1, 2))
    assert agree(of, (1, 0), (2, 2))
    both = (planned(of, "a", 1, 0, staff=("KL-1",)), planned(of, "b", 1, 2, staff=("KL-1",)))
    assert said(of, *both)[0][0].startswith(
        "KL-1 is put on both Møde a, Nord (Kroen) and Møde b, Syd (Salen) on Tuesday 7 March 2023, and how long the"
    )


def test_what_cannot_be_kept_names_the_venues_between_which_the_journey_is_not_known() -> None:
    of = network()
    said_of = StaffOneAtATime().demand(of, frozenset({0, 1}))
    assert (said_of.message, said_of.values["venues"]) == (AT_ONE_VENUE, ["Kroen", "Hallen", "Salen"])
    assert StaffOneAtATime().demand(of, frozenset()).values["venues"] == ["Kroen", "Hallen", "Salen"]
    assert StaffOneAtATime().demand(network(after=hours(9, 12)), frozenset({0, 1})).message == AT_A_TIME
    known = replace(of, venue_travel=np.abs(MINUTES))
    assert StaffOneAtATime().demand(known, frozenset({0, 1})).message == AT_A_TIME


@pytest.mark.parametrize(("day", "free"), [(0, True), (1, False), (2, False), (3, True)])
def test_every_day_of_a_long_meeting_counts(day: int, *, free: bool) -> None:
    of = network(after=hours(7, 8), length=2)  # from Hallen at 8 to Kroen at 9 is a minute too little
    assert agree(of, (day, 0), (1, 1)) is free


def test_a_continuous_stay_takes_all_the_time_until_it_ends() -> None:
    stay = Hours(time(13), time(8), overnight=True)
    of = network(after=stay, length=3)
    assert [agree(of, (day, 0), (1, 0)) for day in range(5)] == [True, True, False, True, True]
    assert not agree(of, (3, 0), (1, 1))  # from Hallen at 8 to Kroen at 9 is a minute too little


@pytest.mark.parametrize(("back", "free"), [(17 * 60, True), (17 * 60 + 1, False)])
def test_the_night_between_two_meetings_of_several_days_lasts_to_the_minute(back: int, *, free: bool) -> None:
    of = network()
    mornings = replace(of.meetings[0], days=2)
    there = np.array([[0, 60, -1], [back, 0, -1], [-1, -1, 0]])
    assert agree(replace(of, meetings=(mornings, of.meetings[1]), venue_travel=there), (1, 0), (1, 1)) is free


def test_one_who_begins_at_the_minute_another_meeting_ends_is_at_its_venue() -> None:
    of = network(after=hours(6, 9), length=1)
    assert agree(of, (1, 0), (1, 0))
    assert not agree(of, (1, 0), (1, 1))
    assert not agree(of, (1, 1), (1, 0))
    both_days = replace(of, meetings=(replace(of.meetings[0], days=2), of.meetings[1]))
    assert agree(both_days, (1, 0), (2, 0))
    assert not agree(both_days, (1, 0), (2, 1))


def test_venues_are_told_apart_unless_a_day_has_one_meeting_anyway() -> None:
    of = network()
    assert StaffOneAtATime(max_meetings=1).venue_classes(of) is None
    classes = StaffOneAtATime(max_meetings=2).venue_classes(of)
    assert classes is not None
    assert len({*classes.tolist()}) == 3


@pytest.mark.parametrize(
    ("after", "most"), [(hours(9, 12), 1), (hours(11, 16), 1), (hours(12, 15), 2), (hours(13, 16), 2)]
)
def test_nobody_begins_more_meetings_a_day_than_their_hours_leave_room_for(after: Hours, most: int) -> None:
    assert _most_a_day(network(after=after)) == most


def test_no_more_meetings_a_day_than_allowed() -> None:
    of = network(most=1)
    assert not agree(of, (1, 0), (1, 0))
    assert agree(of, (0, 0), (1, 0))
    both = (planned(of, "a", 1, staff=("KL-1",)), planned(of, "b", 1, staff=("KL-1",)))
    assert said(of, *both) == [(
        "KL-1 is put on 2 meetings on Tuesday 7 March 2023; at most 1 is allowed.",
        "KL-1 er sat på 2 møder tirsdag den 7. marts 2023; højst 1 er tilladt.",
    )]  # fmt: skip


def test_two_people_take_a_meeting_each() -> None:
    of = network(people=2, after=hours(9, 12))
    assert said(of, planned(of, "a", 1, staff=("KL-1",)), planned(of, "b", 1, 1, staff=("KL-2",))) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 1)})


def test_travel_between_days_counts_from_each_meeting_of_a_day() -> None:
    """Neither of two meetings of one day lets its person be far away the day after."""
    of = network(length=1)
    far = replace(of, venue_travel=np.array([[0, 30, 200], [30, 0, 20], [200, 20, 0]]))
    third = meeting("c", hours=hours(10, 15), venues=(2,), staff={"KL": 1})
    whole = replace(far, meetings=(*far.meetings, third), rules=(*far.rules, StaffTravel(max_minutes=60)))
    assert accepts(whole, {"a": (1, 1), "b": (1, 1), "c": (2, 2)})
    assert not accepts(whole, {"a": (1, 0), "b": (1, 1), "c": (2, 2)})


def test_meetings_of_equal_hours_make_no_more_columns_and_rows_than_days() -> None:
    """Venues are told apart only where two meetings fit into one day."""
    of = network(after=hours(9, 12), length=1)
    owners = MipModel(of).matrix().owner
    assert owners.count("staff_one_at_a_time") == 0
    assert {duty.venues for duty in MipModel(of).shifts.of_person(0)} == {0}
    assert {duty.venues for duty in MipModel(network()).shifts.of_person(0)} == {0, 1, 2}


def test_venues_next_door_are_reached_in_no_time() -> None:
    of = network(after=hours(12, 15))
    assert (of.venue_travel.diagonal() == 0).all()
    next_door = replace(of, venue_travel=np.zeros_like(of.venue_travel))
    assert agree(next_door, (1, 0), (1, 1))
    assert agree(next_door, (1, 0), (1, 2))


DEMANDS = {
    "": Demand(
        lambda: case("staff_one_at_a_time", meeting("a", staff={"KL": 1}), meeting("b"), about=TWO, staff=BOTH_TEAMS),
        en="Nobody of the staff may have two meetings at one time, nor on one day without time for the journey "
        "(Møde a, Nord and Møde b, Nord).",
        da="Ingen medarbejder må have to møder på samme tid, og heller ikke på samme dag uden tid til rejsen "
        "(Møde a, Nord og Møde b, Nord).",
        relaxations=[
            (
                "fewer_people 1: Hold Møde a, Nord without anybody from KL.",
                "fewer_people 1: Hold Møde a, Nord uden nogen fra KL.",
            ),
            (
                "more_people 1: Find 1 more person for KL.",
                "more_people 1: Find 1 medarbejder mere til KL.",
            ),
            (
                "more_people 3: Find 3 more people for KL.",
                "more_people 3: Find 3 medarbejdere mere til KL.",
            ),
        ],
    ),
}
