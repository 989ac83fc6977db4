from datetime import date

import pytest

from calendars.days import Span
from constraints.model.model import MipModel
from constraints.problem.problem import Problem
from constraints.rules.staff_teams import StaffTeams
from constraints.rules.staff_week import StaffWeek
from tests.constraints.builders import MONDAY, days, meeting, planned, problem, said, team
from tests.constraints.examples import BOTH_TEAMS, FEWER_PEOPLE, MORE_PEOPLE, STAFFED, TWO, Demand, case
from tests.constraints.solving import accepts


def network(most: int | None, *, length: int = 1) -> Problem:
    """Three meetings that all need the one person."""
    meetings = [meeting(name, days=length, staff={"KL": 1}) for name in "abc"]
    return problem(meetings, StaffTeams(), StaffWeek(max_meetings=most), staff=team("KL", 1))


def found(of: Problem, *days: int) -> list[tuple[str, str]]:
    return said(of, *(planned(of, name, day, staff=("KL-1",)) for name, day in zip("abc", days, strict=True)))


def test_nobody_has_more_meetings_than_allowed_in_a_week() -> None:
    of = network(2)
    assert found(of, 0, 2, 6) == [(
        "KL-1 has 3 meetings in week 10 of 2023; at most 2 are allowed.",
        "KL-1 har 3 møder i uge 10 i 2023; højst 2 er tilladt.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (0, 0), "b": (2, 0), "c": (6, 0)})


def test_the_week_ends_on_sunday() -> None:
    of = network(2)
    assert found(of, 0, 6, 7) == []
    assert accepts(of, {"a": (0, 0), "b": (6, 0), "c": (7, 0)})


def test_one_meeting_a_week_can_be_the_most() -> None:
    of = network(1)
    assert found(of, 0, 7, 13) == [(
        "KL-1 has 2 meetings in week 11 of 2023; at most 1 is allowed.",
        "KL-1 har 2 møder i uge 11 i 2023; højst 1 er tilladt.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (0, 0), "b": (7, 0), "c": (13, 0)})
    assert accepts(of, {"a": (0, 0), "b": (7, 0), "c": (14, 0)})


def test_a_long_meeting_counts_in_the_week_of_its_first_day() -> None:
    of = network(1, length=2)
    assert found(of, 6, 8, 14) == []
    assert accepts(of, {"a": (6, 0), "b": (8, 0), "c": (14, 0)})


@pytest.mark.parametrize(("second", "free"), [(date(2021, 1, 3), False), (date(2021, 1, 4), True)])
def test_a_week_across_new_year_is_one_week(second: date, free: bool) -> None:  # noqa: FBT001 - expected value
    firsts = {"a": date(2020, 12, 31), "b": second}
    meetings = [meeting(name, window=Span(day, day), staff={"KL": 1}) for name, day in firsts.items()]
    horizon = Span(date(2020, 12, 30), date(2021, 1, 10))
    of = problem(meetings, StaffTeams(), StaffWeek(max_meetings=1), staff=team("KL", 1), horizon=horizon)
    plan = [planned(of, name, (day - MONDAY).days, staff=("KL-1",)) for name, day in firsts.items()]
    sentences = (
        "KL-1 has 2 meetings in week 53 of 2020; at most 1 is allowed.",
        "KL-1 har 2 møder i uge 53 i 2020; højst 1 er tilladt.",
    )
    assert said(of, *plan) == ([] if free else [sentences])
    assert accepts(of, {}) is free


def test_a_week_that_cannot_have_too_many_meetings_is_no_row_of_the_model() -> None:
    meetings = [meeting(name, window=days(day), staff={"KL": 1}) for day, name in enumerate("abc")]
    for most, rows in ((1, 1), (2, 1), (3, 0)):
        of = problem(meetings, StaffTeams(), StaffWeek(max_meetings=most), staff=team("KL", 1))
        assert [*MipModel(of).matrix().owner].count("staff_week") == rows


def test_without_a_limit_nothing_is_asked() -> None:
    assert not StaffWeek().active
    of = network(None)
    assert found(of, 0, 2, 4) == []
    assert accepts(of, {"a": (0, 0), "b": (2, 0), "c": (4, 0)})


DEMANDS = {
    "": Demand(
        lambda: case("staff_week", STAFFED, meeting("b"), about=TWO, given={"max_meetings": 1}, staff=BOTH_TEAMS),
        en="Nobody of the staff may have more than 1 meeting in a week (Møde a, Nord and Møde b, Nord).",
        da="Ingen medarbejder må have mere end 1 møde om ugen (Møde a, Nord og Møde b, Nord).",
        relaxations=[
            (
                "max_meetings 1: Let the staff have up to 2 meetings in a week instead of 1.",
                "max_meetings 1: Lad medarbejderne have op til 2 møder om ugen i stedet for 1.",
            ),
            (
                "max_meetings 6: Let the staff have up to 7 meetings in a week instead of 1.",
                "max_meetings 6: Lad medarbejderne have op til 7 møder om ugen i stedet for 1.",
            ),
            *FEWER_PEOPLE,
            *MORE_PEOPLE,
        ],
    ),
}
