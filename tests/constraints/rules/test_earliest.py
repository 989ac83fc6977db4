from dataclasses import replace

import pytest

from constraints.problem.problem import EarliestDay, Problem
from constraints.rules.earliest import NotBefore
from tests.constraints.builders import days, meeting, on, planned, problem, said
from tests.constraints.examples import Demand, case
from tests.constraints.solving import accepts


def network(*limits: tuple[int, str]) -> Problem:
    return problem([meeting("a", earliest=tuple(EarliestDay(on(day), reason) for day, reason in limits))], NotBefore())


def test_a_meeting_is_held_on_its_earliest_day_or_later() -> None:
    of = network((3, "Barnets Lov træder i kraft"))
    for day in (3, 4):
        assert said(of, planned(of, "a", day)) == []
        assert accepts(of, {"a": (day, 0)})


def test_before_that_day_the_reason_is_given() -> None:
    of = network((3, "Barnets Lov træder i kraft"))
    assert said(of, planned(of, "a", 2)) == [(
        ("Møde a, Nord is on Wednesday 8 March 2023, but may not be held before Thursday 9 March 2023: "
        "Barnets Lov træder i kraft."),
        ("Møde a, Nord ligger onsdag den 8. marts 2023, men må tidligst holdes torsdag den 9. marts 2023: "
        "Barnets Lov træder i kraft."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (2, 0)})


def test_the_latest_of_several_days_counts_and_every_reason_is_given() -> None:
    of = network((5, "Varsel"), (3, "Lov"))
    assert len(said(of, planned(of, "a", 2))) == 2
    assert len(said(of, planned(of, "a", 4))) == 1
    assert [accepts(of, {"a": (day, 0)}) for day in (2, 4, 5)] == [False, False, True]


@pytest.mark.parametrize(("day", "most"), [(3, []), (4, []), (5, [1]), (6, [2])])
def test_it_may_be_held_sooner_from_the_first_day_of_its_window_on(day: int, most: list[int]) -> None:
    of = network((day, "Lov"))
    of = replace(of, meetings=(replace(of.meetings[0], window=days(4, 9)),))
    assert [each.most for each in NotBefore().relaxations(of, frozenset({0}))] == most


def test_no_other_day_bars_what_is_held_sooner() -> None:
    of = network((5, "Varsel"), (4, "Frist"), (2, "Lov"))
    (found,) = NotBefore().relaxations(of, frozenset({0}))
    assert [(each.day, each.reason) for each in found.apply(of, 2).meetings[0].earliest] == [
        (on(3), "Frist"), (on(2), "Lov"), (on(3), "Varsel"),
    ]  # fmt: skip


def test_a_meeting_without_such_a_day_may_be_held_from_the_start() -> None:
    of = network()
    assert said(of, planned(of, "a", 0)) == []
    assert accepts(of, {"a": (0, 0)})


DEMANDS = {
    "": Demand(
        lambda: case(
            "earliest",
            meeting(
                "a",
                earliest=(
                    EarliestDay(on(4), "planen meldes ud 1. marts 2023 med 9 dages varsel"),
                    EarliestDay(on(2), "loven gælder"),
                ),
            ),
        ),
        en=("Møde a, Nord may not be held before 10 March 2023: planen meldes ud 1. marts 2023 med 9 dages varsel."),
        da=("Møde a, Nord må tidligst holdes 10. marts 2023: planen meldes ud 1. marts 2023 med 9 dages varsel."),
        relaxations=[
            (
                (
                    "sooner 1: Let Møde a, Nord be held as soon as 9 March 2023, 1 day too early: "
                    "planen meldes ud 1. marts 2023 med 9 dages varsel."
                ),
                (
                    "sooner 1: Tillad, at Møde a, Nord holdes allerede 9. marts 2023, 1 dag for "
                    "tidligt: planen meldes ud 1. marts 2023 med 9 dages varsel."
                ),
            ),
            (
                (
                    "sooner 4: Let Møde a, Nord be held as soon as 6 March 2023, 4 days too early: "
                    "planen meldes ud 1. marts 2023 med 9 dages varsel."
                ),
                (
                    "sooner 4: Tillad, at Møde a, Nord holdes allerede 6. marts 2023, 4 dage for "
                    "tidligt: planen meldes ud 1. marts 2023 med 9 dages varsel."
                ),
            ),
        ],
    ),
    "none": Demand(
        lambda: case("earliest", meeting("a")),
        en="Møde a, Nord may be held on any day.",
        da="Møde a, Nord må holdes hvilken som helst dag.",
    ),
}
