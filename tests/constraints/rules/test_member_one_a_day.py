from dataclasses import replace
from itertools import product

from constraints.model.model import MipModel
from constraints.problem.problem import Problem
from constraints.rules.member_one_a_day import MemberOneADay
from tests.constraints.builders import (
    JOINT,
    MEMBERS,
    NORD,
    SYD,
    days,
    hours,
    judged,
    meeting,
    on,
    planned,
    problem,
    said,
)
from tests.constraints.examples import ALL, TWO, Demand, case
from tests.constraints.solving import accepts


def network() -> Problem:
    """A morning meeting in either region and a joint one of two days, at other hours."""
    meetings = [
        meeting("a", NORD, hours=hours(9, 12)),
        meeting("b", SYD, hours=hours(9, 12), members=(4,)),
        meeting("c", JOINT, hours=hours(13, 16), days=2),
    ]
    return problem(meetings, MemberOneADay())


def test_nobody_is_asked_to_two_meetings_on_one_day() -> None:
    of = network()
    plan = (planned(of, "a", 1), planned(of, "b", 8), planned(of, "c", 1))
    assert said(of, *plan) == [(
        "Møde a, Nord and Møde c are both held on Tuesday 7 March 2023, and 4 members are asked to both.",
        "Møde a, Nord og Møde c holdes begge tirsdag den 7. marts 2023, og 4 medlemmer er inviteret til begge.",
    )]  # fmt: skip
    assert judged(of, *plan).findings[0].about == ("m0", "m1", "m2", "m3")
    assert not accepts(of, {"a": (1, 0), "b": (8, 0), "c": (1, 0)})


def test_every_day_of_a_long_meeting_counts() -> None:
    of = network()
    for day in range(4):
        free = day in {0, 3}
        found = said(of, planned(of, "a", 8), planned(of, "b", day), planned(of, "c", 1))
        assert [english.rpartition(" on ")[2] for english, _ in found] == ([] if free else [
            f"{'Tuesday 7' if day == 1 else 'Wednesday 8'} March 2023, and 1 member is asked to both."
        ])  # fmt: skip
        assert accepts(of, {"a": (8, 0), "b": (day, 0), "c": (1, 0)}) is free


def test_meetings_of_different_people_may_share_a_day() -> None:
    of = problem([meeting("a", members=(0, 2)), meeting("b", members=(1, 3)), meeting("c", SYD)], MemberOneADay())
    assert said(of, *(planned(of, name, 1) for name in "abc")) == []
    assert accepts(of, {"a": (1, 0), "b": (1, 0), "c": (1, 0)})


def test_three_meetings_of_one_day_are_told_in_pairs() -> None:
    of = problem([meeting(name, window=days(1)) for name in "abc"], MemberOneADay())
    plan = [planned(of, name, 1) for name in "abc"]
    assert [finding.meetings for finding in judged(of, *plan).findings] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert not accepts(of, {})


def test_meetings_that_can_never_meet_need_no_row() -> None:
    apart = problem([meeting("a", window=days(0, 4)), meeting("b", window=days(5, 9))], MemberOneADay())
    assert "member_one_a_day" not in MipModel(apart).matrix().owner


def test_meetings_of_the_same_people_share_one_row_a_day() -> None:
    meetings = [meeting("a"), meeting("b", members=(0, 1)), meeting("c", JOINT)]
    close = problem(meetings, MemberOneADay())
    assert MipModel(close).matrix().owner.count("member_one_a_day") == 21


def test_only_meetings_that_begin_within_the_time_of_a_member_compete() -> None:
    people = (*MEMBERS[:4], replace(MEMBERS[4], from_day=on(3), last_day=on(6)), *MEMBERS[5:])
    of = problem(
        [meeting("a", SYD, members=(4,)), meeting("b", SYD, members=(4,), days=2)], MemberOneADay(), members=people
    )
    for first, second in product(range(9), repeat=2):
        free = first not in {second, second + 1} or not (3 <= first <= 6 and 3 <= second <= 6)
        assert (said(of, planned(of, "a", first), planned(of, "b", second)) == []) is free
        assert accepts(of, {"a": (first, 0), "b": (second, 0)}) is free


DEMANDS = {
    "": Demand(
        lambda: case("member_one_a_day", meeting("a"), meeting("b", JOINT), about=TWO),
        en="Møde a, Nord and Møde b may not be held on one day, as 4 members are asked to both.",
        da="Møde a, Nord og Møde b må ikke holdes samme dag, da 4 medlemmer er inviteret til begge.",
    ),
    "all": Demand(
        lambda: case("member_one_a_day", meeting("a"), about=ALL),
        en="No member may be asked to two meetings on one day (all meetings).",
        da="Intet medlem må være inviteret til to møder samme dag (alle møder).",
    ),
}
