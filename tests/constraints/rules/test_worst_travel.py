from dataclasses import replace

import numpy as np
import pytest

from constraints.model.model import MipModel
from constraints.problem.problem import HomeShare, Region
from constraints.rules import worst_travel
from constraints.rules.worst_travel import WorstTravel
from tests.constraints.builders import (
    JOINT,
    MEMBERS,
    NORD,
    REGIONS,
    SYD,
    days,
    domain_rules,
    judged,
    meeting,
    on,
    planned,
    problem,
)
from tests.constraints.solving import paid

MINUTES = np.array([[10, 60], [25, 50], [70, 5], [80, 1]])
RULE = WorstTravel(points=20)


def test_the_largest_total_of_a_municipality_costs_points() -> None:
    of = problem([meeting("a"), meeting("b")], RULE, travel=MINUTES)
    assert paid(of, (1, 0), (8, 1)) == [(
        1500,
        "Beta travels furthest in Nord: 75 minutes one way to all regional meetings together.",
        "Beta har længst til møderne i Nord: 75 minutter hver vej til alle regionale møder tilsammen.",
    )]  # fmt: skip
    assert [points for points, *_ in paid(of, (1, 1), (8, 1))] == [20 * 120]


def test_equally_far_municipalities_are_named_together() -> None:
    of = problem([meeting("a")], RULE, travel=np.full((4, 2), 30))
    assert paid(of, (1, 0)) == [(
        600,
        "Alfa and Beta travel furthest in Nord: 30 minutes one way to all regional meetings together.",
        "Alfa og Beta har længst til møderne i Nord: 30 minutter hver vej til alle regionale møder tilsammen.",
    )]  # fmt: skip
    (finding,) = judged(of, planned(of, "a", 1)).findings
    assert finding.about == ("alfa", "beta")


def test_each_region_has_its_own_and_joint_meetings_do_not_count() -> None:
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], RULE, travel=MINUTES)
    assert [points for points, *_ in paid(of, (1, 0), (1, 0), (8, 0))] == [20 * 25, 20 * 80]


def test_a_municipality_travels_only_to_the_meetings_it_is_asked_to() -> None:
    of = problem([meeting("a", members=(0,)), meeting("b", members=(2,))], RULE, travel=MINUTES)
    assert [points for points, *_ in paid(of, (1, 1), (8, 0))] == [20 * 60]


def test_where_nobody_is_asked_nobody_travels() -> None:
    assert paid(problem([meeting("a", members=())], RULE, travel=MINUTES), (1, 0)) == []


def test_it_counts_also_where_there_is_only_one_day() -> None:
    of = problem([meeting("a", window=days(1))], RULE, travel=MINUTES)
    assert [points for points, *_ in paid(of, (1, 0))] == [20 * 25]


def test_a_municipality_travels_only_on_days_on_which_somebody_of_it_takes_part() -> None:
    later = tuple(replace(each, from_day=on(8)) if each.municipality == 1 else each for each in MEMBERS)
    of = problem([meeting("a"), meeting("b")], RULE, travel=MINUTES, members=later)
    for first, second, minutes in ((1, 2, 10 + 10), (1, 8, 25), (8, 9, 25 + 25)):
        assert [points for points, *_ in paid(of, (first, 0), (second, 0))] == [20 * minutes]
    assert [points for points, *_ in paid(of, (7, 1), (8, 0))] == [20 * 70]


def test_where_the_same_take_part_on_all_days_the_rows_ask_for_venues_only() -> None:
    for from_day, entries in ((MEMBERS[0].from_day, [1 + 2 * 2] * 2), (on(8), [1 + 2 * 2 * 13, 1 + 2 * 2 * 21])):
        later = tuple(replace(each, from_day=from_day) if each.municipality == 1 else each for each in MEMBERS)
        found = MipModel(problem([meeting("a"), meeting("b")], RULE, travel=MINUTES, members=later)).matrix()
        widths = np.diff(found.starts).tolist()
        assert [n for n, owner in zip(widths, found.owner, strict=True) if owner == "worst_travel"] == entries


def test_a_municipality_that_changes_region_is_judged_by_all_its_meetings() -> None:
    meetings = [meeting("a", NORD), meeting("b", SYD, members=(2, 3, 4, 5, 6, 7))]
    of = problem(meetings, RULE, travel=np.array([[40, 0], [60, 60], [0, 100], [0, 30]]))
    assert paid(of, (1, 0), (8, 1)) == [(
        2400,
        "Beta travels furthest in Nord and Syd: 120 minutes one way to all regional meetings together.",
        "Beta har længst til møderne i Nord og Syd: 120 minutter hver vej til alle regionale møder tilsammen.",
    )]  # fmt: skip
    (finding,) = judged(of, planned(of, "b", 1, 1), planned(of, "a", 8, 0)).findings
    assert finding.meetings == ("b", "a")


def test_regions_are_together_also_by_way_of_a_third() -> None:
    regions = (*REGIONS, Region("ny", "Ny"), Region("ene", "Ene"))
    asked = {"a": (NORD, (0,)), "b": (SYD, (2,)), "c": (2, (1, 3, 4)), "d": (3, (6,))}
    meetings = [replace(meeting(name, members=members), region=region) for name, (region, members) in asked.items()]
    of = problem(meetings, RULE, regions=regions, travel=MINUTES)
    assert [(points, text.partition(":")[0]) for points, text, _ in paid(of, (1, 0), (1, 0), (8, 0), (8, 1))] == [
        (20 * 70, "Gamma travels furthest in Nord, Syd and Ny"), (20 * 1, "Delta travels furthest in Ene"),
    ]  # fmt: skip


def test_a_municipality_travels_unless_all_its_members_join_from_home() -> None:
    for percent, minutes in ((99, 25), (100, 10)):
        of = problem([meeting("a", home_shares=(HomeShare(20, percent),))], RULE, travel=MINUTES)
        assert [points for points, *_ in paid(of, (1, 0))] == [20 * minutes]


def told(*venues: tuple[int, ...]) -> list[dict[tuple[int, ...], int]]:
    """What the model is told of meetings of one region at these venues: the least for how many are where."""
    meetings = [meeting(f"m{number}", venues=each) for number, each in enumerate(venues)]
    of = problem(meetings, *domain_rules(), RULE, travel=MINUTES)
    return [
        {tuple(case): least for case, least in zip(table.cases.tolist(), table.least.tolist(), strict=True)}
        for table in MipModel(of).matrix().tables
    ]


def test_the_model_is_told_the_largest_total_for_how_many_meetings_are_where() -> None:
    assert told((0, 1), (0, 1), (0, 1)) == [{(3, 0): 75, (2, 1): 100, (1, 2): 130, (0, 3): 180}]
    assert told((0, 1), (1,), (1,)) == [{(1, 2): 130, (0, 3): 180}]


@pytest.mark.parametrize(("most", "tables"), [(3, 0), (4, 1)])
def test_it_is_told_nothing_where_there_are_too_many_ways(
    most: int, tables: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worst_travel, "MOST_COUNTS", most)
    assert len(told((0, 1), (0, 1), (0, 1))) == tables
