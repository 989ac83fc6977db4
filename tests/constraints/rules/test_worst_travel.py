import numpy as np

from constraints.rules.worst_travel import WorstTravel
from tests.constraints.builders import JOINT, NORD, SYD, judged, meeting, planned, problem
from tests.constraints.solving import paid

MINUTES = np.array([[10, 60], [25, 50], [70, 5], [80, 1]])
RULE = WorstTravel(points=20)


def test_the_largest_total_of_a_municipality_costs_points() -> None:
    of = problem([meeting("a"), meeting("b")], RULE, travel=MINUTES)
    assert paid(of, (1, 0), (8, 1)) == [(
        1500,
        "Beta travels furthest in Nord: 75 minutes one way to 2 regional meetings.",
        "Beta har længst til møderne i Nord: 75 minutter hver vej til 2 regionale møder.",
    )]  # fmt: skip
    assert [points for points, *_ in paid(of, (1, 1), (8, 1))] == [20 * 120]


def test_equally_far_municipalities_are_named_together() -> None:
    of = problem([meeting("a")], RULE, travel=np.full((4, 2), 30))
    assert paid(of, (1, 0)) == [(
        600,
        "Alfa and Beta travel furthest in Nord: 30 minutes one way to 1 regional meeting.",
        "Alfa og Beta har længst til møderne i Nord: 30 minutter hver vej til 1 regionalt møde.",
    )]  # fmt: skip
    (finding,) = judged(of, planned(of, "a", 1)).findings
    assert finding.about == ("alfa", "beta")


def test_each_region_has_its_own_and_joint_meetings_do_not_count() -> None:
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], RULE, travel=MINUTES)
    assert [points for points, *_ in paid(of, (1, 0), (1, 0), (8, 0))] == [20 * 25, 20 * 80]


def test_a_municipality_travels_only_to_the_meetings_it_is_asked_to() -> None:
    of = problem([meeting("a", members=(0,)), meeting("b", members=(2,))], RULE, travel=MINUTES)
    assert [points for points, *_ in paid(of, (1, 1), (8, 0))] == [20 * 60]
