import pytest
from pydantic import ValidationError

from constraints.conflicts.quick_checks import quick_check
from constraints.problem.problem import Problem
from constraints.rules.region_gap import RegionGap
from constraints.rules.window import Window
from tests.constraints.builders import NORD, SYD, days, meeting, planned, problem, said
from tests.constraints.examples import ALL, TWO, Demand, case
from tests.constraints.solving import accepts


def network(rule: RegionGap, *, length: int = 1, second: int = NORD) -> Problem:
    return problem([meeting("a", days=length), meeting("b", second)], rule)


def found(of: Problem, first: int, second: int) -> list[tuple[str, str]]:
    return said(of, planned(of, "a", first), planned(of, "b", second))


@pytest.mark.parametrize("second", [3, 5])
def test_a_gap_between_the_limits_is_kept(second: int) -> None:
    of = network(RegionGap(min_days=2, max_days=4))
    assert found(of, 1, second) == []
    assert accepts(of, {"a": (1, 0), "b": (second, 0)})


def test_the_limits_may_be_the_same_day_and_not_cross() -> None:
    of = network(RegionGap(min_days=3, max_days=3))
    assert [accepts(of, {"a": (1, 0), "b": (second, 0)}) for second in (3, 4, 5)] == [False, True, False]
    with pytest.raises(ValidationError):
        RegionGap(min_days=3, max_days=2)


def test_meetings_too_close_to_each_other_are_named() -> None:
    of = network(RegionGap(min_days=2, max_days=4))
    assert found(of, 1, 2) == [(
        "Møde b, Nord comes 1 day after Møde a, Nord; at least 2 are required.",
        "Møde b, Nord ligger 1 dag efter Møde a, Nord; der kræves mindst 2.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (2, 0)})


def test_meetings_too_far_from_each_other_are_named() -> None:
    of = network(RegionGap(min_days=2, max_days=4))
    assert found(of, 1, 6) == [(
        "Møde b, Nord comes 5 days after Møde a, Nord; at most 4 are allowed.",
        "Møde b, Nord ligger 5 dage efter Møde a, Nord; der må højst være 4.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0), "b": (6, 0)})


@pytest.mark.parametrize("rule", [RegionGap(), RegionGap(min_days=0, max_days=4)])
def test_the_later_round_never_comes_first_whatever_the_gap(rule: RegionGap) -> None:
    of = network(rule)
    assert found(of, 4, 3) == [(
        ("Møde b, Nord begins on Thursday 9 March 2023, before Møde a, Nord is over; rounds keep the order of their "
        "windows."),
        ("Møde b, Nord begynder torsdag den 9. marts 2023, før Møde a, Nord er slut; runder holdes i den rækkefølge, "
        "deres perioder har."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (4, 0), "b": (3, 0)})
    assert found(of, 4, 4) == []
    assert accepts(of, {"a": (4, 0), "b": (4, 0)})


def test_days_are_counted_from_the_last_day_of_a_long_meeting() -> None:
    of = network(RegionGap(min_days=2, max_days=3), length=3)
    allowed = [second for second in range(10) if found(of, 1, second) == []]
    assert allowed == [5, 6]
    assert allowed == [second for second in range(10) if accepts(of, {"a": (1, 0), "b": (second, 0)})]


def test_meetings_of_different_regions_do_not_follow_each_other() -> None:
    of = network(RegionGap(min_days=10), second=SYD)
    assert found(of, 1, 1) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 0)})


def test_an_order_that_windows_do_not_allow_is_found_without_a_solver() -> None:
    of = problem([meeting("a", window=days(5, 9)), meeting("b", window=days(1, 3))], Window(), RegionGap())
    (conflict,) = quick_check(of)
    assert conflict.message.key == "quick_checks.order"


DEMANDS = {
    "order": Demand(
        lambda: case("region_gap", meeting("a"), meeting("b"), about=TWO),
        en="Møde b, Nord must not begin before Møde a, Nord is over.",
        da="Møde b, Nord må ikke begynde, før Møde a, Nord er slut.",
    ),
    "": Demand(
        lambda: case("region_gap", meeting("a"), meeting("b"), about=TWO, given={"min_days": 90}),
        en="Møde b, Nord must come at least 90 days after Møde a, Nord.",
        da="Møde b, Nord skal ligge mindst 90 dage efter Møde a, Nord.",
        relaxations=[
            (
                "min_days 1: Lower the least gap between a region's meetings from 90 to 89 days.",
                "min_days 1: Sænk den mindste afstand mellem en regions møder fra 90 til 89 dage.",
            ),
            (
                "min_days 90: Lower the least gap between a region's meetings from 90 to 0 days.",
                "min_days 90: Sænk den mindste afstand mellem en regions møder fra 90 til 0 dage.",
            ),
        ],
    ),
    "most": Demand(
        lambda: case("region_gap", meeting("a"), meeting("b"), about=TWO, given={"max_days": 1}),
        en="Møde b, Nord must come at most 1 day after Møde a, Nord.",
        da="Møde b, Nord skal ligge højst 1 dag efter Møde a, Nord.",
        relaxations=[
            (
                "max_days 1: Raise the largest gap between a region's meetings from 1 to 2 days.",
                "max_days 1: Forhøj den største afstand mellem en regions møder fra 1 til 2 dage.",
            ),
            (
                "max_days 20: Raise the largest gap between a region's meetings from 1 to 21 days.",
                "max_days 20: Forhøj den største afstand mellem en regions møder fra 1 til 21 dage.",
            ),
        ],
    ),
    "both": Demand(
        lambda: case("region_gap", meeting("a"), meeting("b"), about=TWO, given={"min_days": 2, "max_days": 5}),
        en="Møde b, Nord must come at least 2 and at most 5 days after Møde a, Nord.",
        da="Møde b, Nord skal ligge mindst 2 og højst 5 dage efter Møde a, Nord.",
        relaxations=[
            (
                "min_days 1: Lower the least gap between a region's meetings from 2 to 1 day.",
                "min_days 1: Sænk den mindste afstand mellem en regions møder fra 2 til 1 dag.",
            ),
            (
                "min_days 2: Lower the least gap between a region's meetings from 2 to 0 days.",
                "min_days 2: Sænk den mindste afstand mellem en regions møder fra 2 til 0 dage.",
            ),
            (
                "max_days 1: Raise the largest gap between a region's meetings from 5 to 6 days.",
                "max_days 1: Forhøj den største afstand mellem en regions møder fra 5 til 6 dage.",
            ),
            (
                "max_days 16: Raise the largest gap between a region's meetings from 5 to 21 days.",
                "max_days 16: Forhøj den største afstand mellem en regions møder fra 5 til 21 dage.",
            ),
        ],
    ),
    "all": Demand(
        lambda: case("region_gap", meeting("a"), about=ALL, given={"min_days": 1}),
        en='The rule "gap between a region\'s meetings" must be kept (all meetings).',
        da="Reglen »afstand mellem en regions møder« skal overholdes (alle møder).",
        relaxations=[
            (
                "min_days 1: Lower the least gap between a region's meetings from 1 to 0 days.",
                "min_days 1: Sænk den mindste afstand mellem en regions møder fra 1 til 0 dage.",
            ),
        ],
    ),
}
