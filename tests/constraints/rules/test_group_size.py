from dataclasses import replace

import pytest

from constraints.problem.problem import Host, Problem
from constraints.rules.group_size import GroupSize
from tests.constraints.builders import busy, meeting, planned, problem, said
from tests.constraints.solving import paid


def network(guests: int, fewest: int | None = None, most: int | None = None, points: int = 50) -> Problem:
    """Return a network of one meeting of four members and some guests."""
    host = Host(0, fewest=fewest, most=most)
    return problem([meeting("a", host=host, guests=guests)], GroupSize(points=points))


@pytest.mark.parametrize(("guests", "points"), [(0, [100]), (2, []), (5, []), (7, [100])])
def test_each_person_outside_of_what_is_recommended_costs_points(guests: int, points: list[int]) -> None:
    assert [cost for cost, *_ in paid(network(guests, 6, 9), (0, 0))] == points


def test_on_a_day_on_which_members_are_busy_fewer_are_expected() -> None:
    of = replace(network(0, 4), member_busy=busy(8, {0: [1]}))
    assert [cost for cost, *_ in paid(of, (0, 0))] == []
    assert [cost for cost, *_ in paid(of, (1, 0))] == [50]


def test_the_limit_and_the_number_are_said() -> None:
    few, many = network(0, 5, 15), network(12, 5, 15)
    assert said(few, planned(few, "a", 0)) == [(
        "4 people are expected at Møde a, Alfa; at least 5 are recommended.",
        "Der ventes 4 personer til Møde a, Alfa; mindst 5 anbefales.",
    )]  # fmt: skip
    assert said(many, planned(many, "a", 0)) == [(
        "16 people are expected at Møde a, Alfa; at most 15 are recommended.",
        "Der ventes 16 personer til Møde a, Alfa; højst 15 anbefales.",
    )]  # fmt: skip


def test_without_limits_or_host_there_is_no_price() -> None:
    for of in (network(0), problem([meeting("a", members=())], GroupSize(points=50))):
        assert paid(of, (0, 0)) == []


def test_without_points_the_rule_is_not_in_force() -> None:
    assert not GroupSize().active


def test_what_is_recommended_to_the_last_person_costs_nothing_and_one_more_or_less_does() -> None:
    for guests, points in ((1, [50]), (2, []), (3, [])):
        assert [cost for cost, *_ in paid(network(guests, fewest=6), (0, 0))] == points
    for guests, points in ((5, []), (6, [50])):
        assert [cost for cost, *_ in paid(network(guests, most=9), (0, 0))] == points
    for host in (Host(0), Host(0, most=4), None):
        of = problem([meeting("a", host=host, members=())], GroupSize(points=50))
        assert paid(of, (0, 0)) == []
