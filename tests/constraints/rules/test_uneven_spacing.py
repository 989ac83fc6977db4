import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.rules.choices import Choices
from constraints.rules.uneven_spacing import UnevenSpacing
from tests.constraints.builders import NORD, SYD, meeting, on, problem
from tests.constraints.solving import paid

RULE = UnevenSpacing(points=5, ideal_days=7)


@pytest.mark.parametrize(("later", "points"), [(9, [5]), (10, []), (12, [10]), (6, [20])])
def test_each_day_off_the_ideal_gap_costs_points(later: int, points: list[int]) -> None:
    of = problem([meeting("a", days=2), meeting("b")], RULE)
    assert [found for found, *_ in paid(of, (2, 0), (later, 0))] == points


def test_the_gap_and_the_ideal_are_named() -> None:
    of = problem([meeting("a"), meeting("b")], RULE)
    assert paid(of, (1, 0), (9, 0)) == [(
        5,
        "Møde b, Nord comes 8 days after Møde a, Nord, 1 day from the ideal 7.",
        "Møde b, Nord ligger 8 dage efter Møde a, Nord, 1 dag fra de ideelle 7.",
    )]  # fmt: skip


def test_meetings_in_the_wrong_order_are_said_to_be() -> None:
    of = problem([meeting("a"), meeting("b")], RULE)
    assert paid(of, (9, 0), (1, 0)) == [(
        75,
        "Møde b, Nord begins on Tuesday 7 March 2023, before Møde a, Nord is over; ideally 7 days lie between them.",
        "Møde b, Nord begynder tirsdag den 7. marts 2023, før Møde a, Nord er slut; ideelt er der 7 dage imellem.",
    )]  # fmt: skip


def test_a_meeting_on_the_day_on_which_the_other_ends_comes_no_day_after() -> None:
    of = problem([meeting("a"), meeting("b")], RULE)
    ((points, en, _),) = paid(of, (5, 0), (5, 1))
    assert (points, en) == (35, "Møde b, Nord comes 0 days after Møde a, Nord, 7 days from the ideal 7.")


def test_meetings_of_different_regions_have_no_gap() -> None:
    assert paid(problem([meeting("a", NORD), meeting("b", SYD)], RULE), (1, 0), (2, 1)) == []


@given(
    first=st.integers(0, 20), second=st.integers(0, 20), ideal=st.integers(0, 25),
    holes=st.sets(st.integers(0, 20), max_size=15),
)  # fmt: skip
def test_the_model_counts_days_also_where_windows_have_holes(
    first: int, second: int, ideal: int, holes: set[int]
) -> None:
    closed = {name: frozenset(map(on, holes - {day})) for name, day in (("a", first), ("b", second))}
    meetings = [meeting(name, forbidden_days=closed[name]) for name in "ab"]
    of = problem(meetings, UnevenSpacing(points=1, ideal_days=ideal), Choices())
    assert sum(points for points, *_ in paid(of, (first, 0), (second, 0))) == abs(second - first - ideal)
