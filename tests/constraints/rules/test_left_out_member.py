from dataclasses import replace

from constraints.model.model import MipModel
from constraints.problem.busy import Busy
from constraints.rules.left_out_member import LeftOutMember
from tests.constraints.builders import (
    JOINT,
    MEMBERS,
    NORD,
    SYD,
    busy,
    days,
    hours,
    judged,
    meeting,
    on,
    planned,
    problem,
)
from tests.constraints.solving import paid

RULE = LeftOutMember(points=7)
AWAY = busy(8, {1: [1, 8, 15], 0: [1, 15], 2: [8, 15]})


def test_a_member_busy_at_both_meetings_of_the_year_costs_points() -> None:
    of = problem([meeting("a"), meeting("b")], RULE, member_busy=AWAY)
    assert paid(of, (1, 0), (8, 0)) == [(
        7,
        "1 member of Nord can attend none of the 2 meetings in 2023: Tuesday 7 March 2023 and Tuesday 14 March 2023.",
        (
            "1 medlem i Nord kan ikke deltage i nogen af de 2 møder i 2023: "
            "tirsdag den 7. marts 2023 og tirsdag den 14. marts 2023."
        ),
    )]  # fmt: skip


def test_those_left_out_by_three_meetings_miss_all_of_them() -> None:
    of = problem([meeting("a"), meeting("b"), meeting("c")], RULE, member_busy=AWAY)
    assert paid(of, (1, 0), (8, 0), (2, 0)) == []
    (finding,) = judged(of, *(planned(of, *each) for each in (("a", 1), ("b", 8), ("c", 15)))).findings
    assert finding.about == ("m1",)
    assert [points for points, *_ in paid(of, (1, 0), (8, 0), (15, 0))] == [7]


def test_members_away_on_the_same_days_are_counted_each() -> None:
    away = busy(8, {0: [Busy(days(0, 20))], 3: [Busy(days(0, 20), hours(14, 18))]})
    of = problem([meeting("a"), meeting("b"), meeting("c")], RULE, member_busy=away)
    assert [points for points, *_ in paid(of, (1, 0), (8, 0), (15, 0))] == [14]


def test_one_meeting_of_a_year_leaves_nobody_out() -> None:
    of = problem([meeting("a"), meeting("b", year=2024)], RULE, member_busy=AWAY)
    assert paid(of, (1, 0), (8, 0)) == []


def test_joint_meetings_and_those_of_other_regions_do_not_count() -> None:
    away = busy(8, {1: [1, 8], 4: [1, 8]})
    of = problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], RULE, member_busy=away)
    assert paid(of, (1, 0), (8, 1), (1, 0)) == []


def test_members_are_asked_to_what_they_are_invited_to() -> None:
    of = problem([meeting("a"), meeting("b"), meeting("c", members=(0, 2, 3))], RULE, member_busy=AWAY)
    assert [points for points, *_ in paid(of, (1, 0), (8, 0), (20, 0))] == [7]


def test_who_joins_during_the_year_is_left_out_by_two_missed_meetings_unless_one_is_attended() -> None:
    joins = (*MEMBERS[:3], replace(MEMBERS[3], from_day=on(5)), *MEMBERS[4:])
    of = problem([meeting("a"), meeting("b"), meeting("c")], RULE, members=joins, member_busy=busy(8, {3: [6, 8, 12]}))
    for first_days, points in (
        ((6, 8, 12), [7]),
        ((6, 8, 10), []),
        ((4, 6, 8), [7]),
        ((4, 6, 10), []),
        ((3, 4, 6), []),
    ):
        assert [cost for cost, *_ in paid(of, *((day, 0) for day in first_days))] == points


def test_one_row_says_it_of_who_is_invited_on_all_days_and_one_for_each_pair_of_meetings_else() -> None:
    joins = (*MEMBERS[:3], replace(MEMBERS[3], from_day=on(5)), *MEMBERS[4:])
    meetings = [meeting("a", window=days(4, 6)), meeting("b", window=days(4, 6)), meeting("c", window=days(8, 9))]
    for away, rows in (({0: [4, 8]}, 1), ({0: [4]}, 0), ({3: [6, 8]}, 3), ({3: [8]}, 0)):
        of = problem(meetings, RULE, members=joins, member_busy=busy(8, away))
        assert MipModel(of).matrix().owner.count("left_out_member") == rows
