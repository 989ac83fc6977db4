import pytest
from pydantic import ValidationError

from constraints.problem.naming import WEEKDAYS
from constraints.rules.weekdays import Weekdays
from tests.constraints.builders import meeting, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts


def test_monday_to_friday_are_allowed_by_default() -> None:
    of = problem([meeting("a")], Weekdays())
    for day in range(7):
        allowed = day < 5
        assert (said(of, planned(of, "a", day)) == []) is allowed
        assert accepts(of, {"a": (day, 0)}) is allowed


def test_another_weekday_is_named_with_those_allowed() -> None:
    of = problem([meeting("a")], Weekdays(allowed=("thursday", "tuesday", "sunday")))
    assert said(of, planned(of, "a", 3)) == said(of, planned(of, "a", 6)) == []
    assert said(of, planned(of, "a", 0)) == [(
        "Møde a, Nord falls on Monday 6 March 2023; meetings are only held on Tuesday, Thursday and Sunday.",
        "Møde a, Nord falder på mandag den 6. marts 2023; der holdes kun møder tirsdag, torsdag og søndag.",
    )]  # fmt: skip


def test_every_day_of_a_long_meeting_counts() -> None:
    of = problem([meeting("a", days=2), meeting("b")], Weekdays())
    found = said(of, planned(of, "a", 4), planned(of, "b", 7))
    assert found == [(
        ("Møde a, Nord falls on Saturday 11 March 2023; meetings are only held on Monday, Tuesday, Wednesday, "
        "Thursday and Friday."),
        ("Møde a, Nord falder på lørdag den 11. marts 2023; der holdes kun møder mandag, tirsdag, onsdag, torsdag "
        "og fredag."),
    )]  # fmt: skip
    assert accepts(of, {"a": (3, 0), "b": (4, 0)})
    assert not accepts(of, {"a": (4, 0)})
    assert not accepts(of, {"a": (6, 0)})


def test_all_weekdays_ask_nothing() -> None:
    assert Weekdays().active
    assert not Weekdays(allowed=WEEKDAYS).active


def test_some_weekday_must_be_allowed() -> None:
    with pytest.raises(ValidationError, match="at least 1"):
        Weekdays(allowed=())


DEMANDS = {
    "": Demand(
        lambda: case("weekdays", meeting("a"), given={"allowed": ["tuesday", "wednesday", "thursday"]}),
        en="Møde a, Nord may only be held on Tuesday, Wednesday and Thursday.",
        da="Møde a, Nord må kun holdes tirsdag, onsdag og torsdag.",
        relaxations=[
            (
                "allowed 1: Let meetings be held on Monday too.",
                "allowed 1: Tillad også møder mandag.",
            ),
            (
                "allowed 4: Let meetings be held on Monday, Friday, Saturday and Sunday too.",
                "allowed 4: Tillad også møder mandag, fredag, lørdag og søndag.",
            ),
        ],
    ),
}


def test_weekdays_are_named_in_any_language() -> None:
    assert Weekdays.model_validate({"allowed": ["Mandag", "tuesday", "ONSDAG"]}).allowed == (
        "monday", "tuesday", "wednesday",
    )  # fmt: skip
