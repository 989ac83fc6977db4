import pytest

from constraints.problem.problem import Problem
from constraints.rules.venue_repeat import VenueRepeat
from tests.constraints.builders import JOINT, NORD, SYD, meeting, planned, problem, said
from tests.constraints.examples import ALL, TWO, Demand, case
from tests.constraints.solving import accepts


def network(times: int) -> Problem:
    return problem([meeting(name) for name in "abcd"], VenueRepeat(times=times))


def found(of: Problem, *venues: int) -> list[tuple[str, str]]:
    return said(
        of, *(planned(of, name, day, venue) for day, (name, venue) in enumerate(zip("abcd", venues, strict=True)))
    )


def allowed(of: Problem, *venues: int) -> bool:
    plan = enumerate(zip("abcd", venues, strict=True))
    return accepts(of, {name: (day, venue) for day, (name, venue) in plan})


def test_a_region_does_not_meet_at_one_venue_twice_running() -> None:
    of = network(2)
    assert found(of, 0, 1, 1, 0) == [(
        "Nord meets 2 times running at Hallen, from Møde b, Nord to Møde c, Nord; at most 1 is allowed.",
        "Nord mødes 2 gange i træk samme sted (Hallen), fra Møde b, Nord til Møde c, Nord; højst 1 er tilladt.",
    )]  # fmt: skip
    assert not allowed(of, 0, 1, 1, 0)


def test_coming_back_later_is_no_repeat() -> None:
    of = network(2)
    assert found(of, 0, 1, 0, 1) == []
    assert allowed(of, 0, 1, 0, 1)


def test_longer_runs_can_be_allowed() -> None:
    of = network(3)
    assert found(of, 0, 0, 1, 1) == []
    assert allowed(of, 0, 0, 1, 1)
    assert found(of, 1, 0, 0, 0) == [(
        "Nord meets 3 times running at Kroen, from Møde b, Nord to Møde d, Nord; at most 2 are allowed.",
        "Nord mødes 3 gange i træk samme sted (Kroen), fra Møde b, Nord til Møde d, Nord; højst 2 er tilladt.",
    )]  # fmt: skip
    assert not allowed(of, 1, 0, 0, 0)


def test_every_run_within_a_longer_one_is_named() -> None:
    assert len(found(network(3), 0, 0, 0, 0)) == 2


@pytest.mark.parametrize("times", [5, 10**12])
def test_a_number_above_the_rounds_is_no_limit(times: int) -> None:
    of = network(times)
    assert found(of, 0, 0, 0, 0) == []
    assert allowed(of, 0, 0, 0, 0)


@pytest.mark.parametrize("second", [SYD, JOINT])
def test_only_the_region_s_own_meetings_count(second: int | None) -> None:
    of = problem([meeting("a", NORD), meeting("b", second)], VenueRepeat(times=2))
    assert said(of, planned(of, "a", 0, 0), planned(of, "b", 1, 0)) == []
    assert accepts(of, {"a": (0, 0), "b": (1, 0)})


def test_a_merged_region_has_met_only_where_it_met_itself() -> None:
    meetings = [meeting("a", NORD), meeting("b", SYD), meeting("c", NORD)]
    of = problem(meetings, VenueRepeat(times=2), successive=((0, 2), (1, 2)))
    for venues, runs in (((0, 1, 0), 1), ((1, 0, 0), 0), ((1, 1, 0), 0), ((0, 0, 0), 1)):
        plan = dict(zip("abc", enumerate(venues), strict=True))
        assert len(said(of, *(planned(of, name, *where) for name, where in plan.items()))) == runs
        assert accepts(of, plan) is (runs == 0)


def test_a_run_does_not_go_on_in_another_region() -> None:
    meetings = [meeting("a", NORD), meeting("b", SYD), meeting("c", SYD)]
    of = problem(meetings, VenueRepeat(times=3), successive=((0, 1), (1, 2)))
    assert said(of, *(planned(of, name, day, 0) for day, name in enumerate("abc"))) == []
    assert accepts(of, {name: (day, 0) for day, name in enumerate("abc")})


DEMANDS = {
    "": Demand(
        lambda: case("venue_repeat", meeting("a"), meeting("b"), about=TWO, given={"times": 2}),
        en="Nord may not meet 2 times running at one venue (Møde a, Nord and Møde b, Nord).",
        da="Nord må ikke mødes 2 gange i træk samme sted (Møde a, Nord og Møde b, Nord).",
        relaxations=[
            (
                "times 1: Let a region meet up to 1 more time running at one venue.",
                "times 1: Lad en region mødes op til 1 gang mere i træk samme sted.",
            ),
            (
                "times 8: Let a region meet up to 8 more times running at one venue.",
                "times 8: Lad en region mødes op til 8 gange mere i træk samme sted.",
            ),
        ],
    ),
    "all": Demand(
        lambda: case("venue_repeat", meeting("a"), about=ALL, given={"times": 2}),
        en='The rule "same venue running" must be kept (all meetings).',
        da="Reglen »samme mødested i træk« skal overholdes (alle møder).",
        relaxations=[
            (
                "times 1: Let a region meet up to 1 more time running at one venue.",
                "times 1: Lad en region mødes op til 1 gang mere i træk samme sted.",
            ),
            (
                "times 8: Let a region meet up to 8 more times running at one venue.",
                "times 8: Lad en region mødes op til 8 gange mere i træk samme sted.",
            ),
        ],
    ),
}
