import numpy as np

from constraints.problem.problem import HomeShare
from constraints.rules.travel import Travel
from tests.constraints.builders import JOINT, busy, meeting, problem
from tests.constraints.solving import paid

MINUTES = np.array([[10, 60], [25, 50], [70, 5], [80, 1]])


def test_every_member_s_minutes_cost_points_busy_or_not() -> None:
    of = problem([meeting("a")], Travel(points=2), travel=MINUTES, member_busy=busy(8, {0: [3]}))
    assert paid(of, (3, 0)) == [(
        140,
        "The members have 70 minutes in all, one way, to Møde a, Nord at Kroen.",
        "Medlemmerne har tilsammen 70 minutters rejse hver vej til Møde a, Nord (Kroen).",
    )]  # fmt: skip


def test_a_joint_meeting_is_travelled_to_by_all() -> None:
    of = problem([meeting("a", JOINT)], Travel(points=1), travel=MINUTES)
    assert [points for points, *_ in paid(of, (3, 1))] == [2 * (60 + 50 + 5 + 1)]


def test_a_meeting_next_door_costs_nothing() -> None:
    of = problem([meeting("a", members=(7,))], Travel(points=1), travel=MINUTES)
    assert paid(of, (3, 1)) == [(
        1,
        "The members have 1 minute in all, one way, to Møde a, Nord at Hallen.",
        "Medlemmerne har tilsammen 1 minuts rejse hver vej til Møde a, Nord (Hallen).",
    )]  # fmt: skip
    assert paid(problem([meeting("a")], Travel(points=1)), (3, 1)) == []


def test_who_joins_from_home_travels_nothing() -> None:
    of = problem([meeting("a", home_shares=(HomeShare(25, 50),))], Travel(points=1), travel=MINUTES)
    assert [points for points, *_ in paid(of, (3, 0))] == [(2 * 10 * 100 + 2 * 25 * 50) // 100]
    far = problem([meeting("a", home_shares=(HomeShare(250, 50),))], Travel(points=1), travel=10 * MINUTES)
    assert [points for points, *_ in paid(far, (3, 0))] == [2 * 100 + 2 * 125]
    all_at_home = problem([meeting("a", home_shares=(HomeShare(0, 100),))], Travel(points=1), travel=100 * MINUTES)
    assert paid(all_at_home, (3, 0)) == []
