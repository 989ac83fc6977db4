from constraints.problem.problem import Problem
from constraints.rules.staff_one_a_day import StaffOneADay
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import SYD, hours, meeting, planned, problem, said, team
from tests.constraints.examples import BOTH_TEAMS, TWO, Demand, case
from tests.constraints.solving import accepts


def network(people: int = 1) -> Problem:
    """A meeting of one morning and one of two days, which each need one of the team."""
    meetings = [
        meeting("a", hours=hours(9, 12), staff={"KL": 1}),
        meeting("b", SYD, hours=hours(13, 16), days=2, staff={"KL": 1}),
    ]
    return problem(meetings, StaffTeams(), StaffOneADay(), staff=team("KL", people))


def test_nobody_has_two_meetings_on_one_day() -> None:
    of = network()
    both = (planned(of, "a", 1, staff=("KL-1",)), planned(of, "b", 1, 1, staff=("KL-1",)))
    assert said(of, *both) == [(
        "KL-1 is put on both Møde a, Nord and Møde b, Syd on Tuesday 7 March 2023; one meeting a day is the most.",
        "KL-1 er sat på både Møde a, Nord og Møde b, Syd tirsdag den 7. marts 2023; højst ét møde om dagen er tilladt.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (1, 1)})


def test_every_day_of_a_long_meeting_counts() -> None:
    of = network()
    for day in range(4):
        free = day in {0, 3}
        found = said(of, planned(of, "a", day, staff=("KL-1",)), planned(of, "b", 1, 1, staff=("KL-1",)))
        assert (found == []) is free
        assert accepts(of, {"a": (day, 0), "b": (1, 1)}) is free


def test_two_people_take_a_meeting_each() -> None:
    of = network(people=2)
    assert said(of, planned(of, "a", 1, staff=("KL-1",)), planned(of, "b", 1, 1, staff=("KL-2",))) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 1)})


DEMANDS = {
    "": Demand(
        lambda: case("staff_one_a_day", meeting("a", staff={"KL": 1}), meeting("b"), about=TWO, staff=BOTH_TEAMS),
        en="Nobody of the staff may have two meetings on one day (Møde a, Nord and Møde b, Nord).",
        da="Ingen medarbejder må have to møder samme dag (Møde a, Nord og Møde b, Nord).",
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
