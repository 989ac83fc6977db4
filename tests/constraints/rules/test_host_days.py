from dataclasses import replace
from datetime import date

import pytest

from calendars.days import Span
from constraints.problem.problem import Host, Meeting
from constraints.rules.host_days import ANY_DAY, HostDays
from tests.constraints.builders import days, meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts


def hosted(*suiting: int) -> Meeting:
    found = frozenset(map(on, suiting)) if suiting else None
    return meeting("a", host=Host(1, found, "7. og 9. marts" if suiting else None))


def test_a_meeting_is_held_on_a_day_that_suits_its_host() -> None:
    of = problem([hosted(1, 3)], HostDays())
    for day in (1, 3):
        assert said(of, planned(of, "a", day)) == []
        assert accepts(of, {"a": (day, 0)})


def test_on_another_day_the_application_is_cited() -> None:
    of = problem([hosted(1, 3)], HostDays())
    assert said(of, planned(of, "a", 2)) == [(
        "Møde a, Beta is on Wednesday 8 March 2023, which does not suit Beta: 7. og 9. marts.",
        "Møde a, Beta ligger onsdag den 8. marts 2023, hvilket ikke passer Beta: 7. og 9. marts.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (2, 0)})


def test_a_host_that_names_no_days_takes_any_and_so_does_a_meeting_without_a_host() -> None:
    for of in (problem([hosted()], HostDays()), problem([meeting("a")], HostDays())):
        assert said(of, planned(of, "a", 2)) == []
        assert accepts(of, {"a": (2, 0)})


def test_days_of_one_host_are_no_other_hosts() -> None:
    other = replace(hosted(2), id="b", title="Møde b", venues=(1,))
    of = problem([hosted(1), other], HostDays())
    assert accepts(of, {"a": (1, 0), "b": (2, 1)})
    assert not accepts(of, {"a": (2, 0), "b": (1, 1)})


def test_of_a_host_that_names_no_days_nothing_is_asked() -> None:
    of = problem([hosted()], HostDays())
    assert HostDays().demand(of, frozenset({0})).message is ANY_DAY
    assert [*HostDays().relaxations(of, frozenset({0}))] == []


@pytest.mark.parametrize(("suiting", "window", "most"), [
    (frozenset(), days(0, 20), 1), (frozenset({on(3)}), days(3), 1), (frozenset({on(15)}), days(12, 40), 5),
    (frozenset({on(25)}), days(23, 24), 2),
])  # fmt: skip
def test_at_most_all_days_of_its_window_that_are_planned_are_asked_for(
    suiting: frozenset[date], window: Span, most: int
) -> None:
    of = problem([replace(hosted(1), window=window, host=Host(1, suiting, "aldrig"))], HostDays())
    (found,) = HostDays().relaxations(of, frozenset())
    assert found.most == most


DEMANDS = {
    "": Demand(
        lambda: case("host_days", replace(hosted(1), window=days(0, 3))),
        en="Møde a, Beta must be held on a day that suits Beta: 7. og 9. marts.",
        da="Møde a, Beta skal holdes på en dag, der passer Beta: 7. og 9. marts.",
        relaxations=[
            (
                "near 1: Ask Beta for other days: let Møde a, Beta be held up to 1 day from one that suits it.",
                "near 1: Spørg Beta om andre dage: Lad Møde a, Beta holdes op til 1 dag fra en, der passer.",
            ),
            (
                "near 2: Ask Beta for other days: let Møde a, Beta be held up to 2 days from one that suits it.",
                "near 2: Spørg Beta om andre dage: Lad Møde a, Beta holdes op til 2 dage fra en, der passer.",
            ),
        ],
    ),
    "none": Demand(
        lambda: case("host_days", meeting("a")),
        en="Møde a, Nord may be held on any day, as far as its host says.",
        da="Møde a, Nord må holdes hvilken som helst dag, for så vidt angår værten.",
    ),
}
