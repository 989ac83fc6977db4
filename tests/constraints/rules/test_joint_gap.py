import pytest

from constraints.problem.problem import Problem
from constraints.rules.joint_gap import JointGap
from tests.constraints.builders import JOINT, MEMBERS_OF, NORD, SYD, judged, meeting, planned, problem, said
from tests.constraints.examples import TWO, Demand, case
from tests.constraints.solving import accepts

NAMES = ("before", "joint", "north", "south")


def network(rule: JointGap, *, length: int = 1) -> Problem:
    """A regional meeting, a joint one of so many days, a regional round of two and one more."""
    meetings = [
        meeting("before"),
        meeting("joint", JOINT, days=length),
        meeting("north", NORD, round="next"),
        meeting("south", SYD, round="next"),
        meeting("last"),
    ]
    return problem(meetings, rule)


def found(of: Problem, *days: int) -> list[tuple[str, str]]:
    return said(of, *(planned(of, name, day) for name, day in zip(NAMES, days, strict=True)), planned(of, "last", 0))


def allowed(of: Problem, *days: int) -> bool:
    return accepts(of, {name: (day, 0) for name, day in zip(NAMES, days, strict=True)} | {"last": (0, 0)})


def test_days_lie_between_a_joint_meeting_and_the_next_regional_round() -> None:
    of = network(JointGap(min_days_after=3))
    assert found(of, 0, 5, 8, 7) == [(
        "Møde south, Syd comes 2 days after Møde joint; at least 3 are required.",
        "Møde south, Syd ligger 2 dage efter Møde joint; der kræves mindst 3.",
    )]  # fmt: skip
    assert not allowed(of, 0, 5, 8, 7)
    assert found(of, 0, 5, 8, 8) == []
    assert allowed(of, 0, 5, 8, 8)


def test_days_lie_between_the_regional_round_before_and_a_joint_meeting() -> None:
    of = network(JointGap(min_days_before=3))
    assert found(of, 3, 5, 5, 5) == [(
        "Møde joint comes 2 days after Møde before, Nord; at least 3 are required.",
        "Møde joint ligger 2 dage efter Møde before, Nord; der kræves mindst 3.",
    )]  # fmt: skip
    assert not allowed(of, 3, 5, 5, 5)
    assert found(of, 2, 5, 5, 5) == []
    assert allowed(of, 2, 5, 5, 5)


def test_a_regional_meeting_before_the_joint_one_is_out_of_order() -> None:
    of = network(JointGap(min_days_after=1))
    assert found(of, 0, 5, 4, 6) == [(
        ("Møde north, Nord begins on Friday 10 March 2023, before Møde joint is over; at least 1 day must lie between "
        "them."),
        ("Møde north, Nord begynder fredag den 10. marts 2023, før Møde joint er slut; der skal være mindst 1 dag "
        "imellem."),
    )]  # fmt: skip
    assert not allowed(of, 0, 5, 4, 6)


def test_days_are_counted_from_the_last_day_of_a_long_joint_meeting() -> None:
    of = network(JointGap(min_days_after=3), length=2)
    assert len(found(of, 0, 5, 8, 9)) == 1
    assert not allowed(of, 0, 5, 8, 9)
    assert found(of, 0, 5, 9, 9) == []
    assert allowed(of, 0, 5, 9, 9)


def test_other_joint_meetings_in_between_do_not_hide_the_regional_round() -> None:
    of = problem([meeting("a", JOINT), meeting("b", JOINT), meeting("c")], JointGap(min_days_after=3))
    plan = (planned(of, "a", 4), planned(of, "b", 5), planned(of, "c", 5))
    assert said(of, *plan) == [
        (
            "Møde c, Nord comes 1 day after Møde a; at least 3 are required.",
            "Møde c, Nord ligger 1 dag efter Møde a; der kræves mindst 3.",
        ),
        (
            "Møde c, Nord comes 0 days after Møde b; at least 3 are required.",
            "Møde c, Nord ligger 0 dage efter Møde b; der kræves mindst 3.",
        ),
    ]
    assert not accepts(of, {"a": (4, 0), "b": (5, 0), "c": (5, 0)})


def test_only_the_regional_rounds_next_to_the_joint_meeting_count() -> None:
    meetings = [meeting("a"), meeting("b"), meeting("c", JOINT), meeting("d"), meeting("e")]
    of = problem(meetings, JointGap(min_days_before=3, min_days_after=3))
    for far, near, free in (((9, 11), (7, 13), True), ((7, 13), (9, 11), False)):
        plan = {"a": (far[0], 0), "b": (near[0], 0), "c": (10, 0), "d": (near[1], 0), "e": (far[1], 0)}
        assert (said(of, *(planned(of, name, *where) for name, where in plan.items())) == []) is free
        assert accepts(of, plan) is free


@pytest.mark.parametrize(
    ("plan", "kept"),
    [
        ((0, 5, 5, 5), True),
        ((5, 5, 5, 6), True),
        ((0, 5, 4, 6), False),
        ((6, 5, 7, 7), False),
    ],
)
def test_with_no_gap_rounds_still_keep_their_order(plan: tuple[int, ...], kept: bool) -> None:  # noqa: FBT001
    of = network(JointGap())
    assert (found(of, *plan) == []) is kept
    assert allowed(of, *plan) is kept


def test_a_joint_meeting_for_some_regions_is_next_to_meetings_of_the_same_members_alone() -> None:
    some = meeting("joint", JOINT, regions=(NORD,), members=MEMBERS_OF[NORD])
    of = problem(
        [meeting("a", SYD), some, meeting("north", NORD, round="next"), meeting("south", SYD, round="next")],
        JointGap(min_days_after=3, min_days_before=3),
    )
    for first, north, south, free in ((9, 13, 0, True), (9, 12, 0, False), (12, 13, 13, True), (0, 9, 20, False)):
        plan = {"a": (first, 0), "joint": (10, 0), "north": (north, 0), "south": (south, 0)}
        assert (said(of, *(planned(of, name, *where) for name, where in plan.items())) == []) is free
        assert accepts(of, plan) is free


def test_a_joint_meeting_for_others_does_not_hide_the_regional_round_before() -> None:
    some = meeting("some", JOINT, regions=(SYD,), members=MEMBERS_OF[SYD])
    of = problem([meeting("a"), some, meeting("c", JOINT)], JointGap(min_days_before=3))
    for first, free in ((7, True), (8, False)):
        plan = {"a": (first, 0), "some": (0, 0), "c": (10, 0)}
        assert (said(of, *(planned(of, name, *where) for name, where in plan.items())) == []) is free
        assert accepts(of, plan) is free


@pytest.mark.parametrize(("days", "free"), [(0, True), (1, False)])
def test_with_no_gap_meetings_of_different_people_come_in_any_order(days: int, *, free: bool) -> None:
    of = problem([meeting("a", JOINT, members=(0, 1)), meeting("b", members=(2, 3))], JointGap(min_days_after=days))
    assert (said(of, planned(of, "a", 5), planned(of, "b", 4)) == []) is free
    assert accepts(of, {"a": (5, 0), "b": (4, 0)}) is free


def test_a_plan_without_one_of_the_meetings_breaks_nothing() -> None:
    of = problem([meeting("a", JOINT), meeting("b")], JointGap(min_days_after=3))
    for name in "ab":
        assert [each for each in judged(of, planned(of, name, 4)).findings if each.rule == "joint_gap"] == []


def test_joint_rounds_keep_their_order_among_themselves() -> None:
    of = problem([meeting("a", JOINT), meeting("b", JOINT)], JointGap())
    assert said(of, planned(of, "a", 4), planned(of, "b", 3)) == [(
        "Møde b begins on Thursday 9 March 2023, before Møde a is over; rounds keep the order of their windows.",
        ("Møde b begynder torsdag den 9. marts 2023, før Møde a er slut; runder holdes i den rækkefølge, deres "
        "perioder har."),
    )]  # fmt: skip
    assert not accepts(of, {"a": (4, 0), "b": (3, 0)})
    assert accepts(of, {"a": (4, 0), "b": (4, 0)})


DEMANDS = {
    "": Demand(
        lambda: case(
            "joint_gap",
            meeting("a", JOINT),
            meeting("b"),
            about=TWO,
            given={"min_days_after": 60, "min_days_before": 1},
        ),
        en="Møde b, Nord must come at least 60 days after Møde a.",
        da="Møde b, Nord skal ligge mindst 60 dage efter Møde a.",
        relaxations=[
            (
                (
                    "min_days_after 1: Lower the least gap from a joint meeting to the regional "
                    "round after it from 60 to 59 days."
                ),
                (
                    "min_days_after 1: Sænk den mindste afstand fra et fælles møde til den næste "
                    "regionale runde fra 60 til 59 dage."
                ),
            ),
            (
                (
                    "min_days_after 60: Lower the least gap from a joint meeting to the regional "
                    "round after it from 60 to 0 days."
                ),
                (
                    "min_days_after 60: Sænk den mindste afstand fra et fælles møde til den næste "
                    "regionale runde fra 60 til 0 dage."
                ),
            ),
            (
                (
                    "min_days_before 1: Lower the least gap from a regional round to the joint "
                    "meeting after it from 1 to 0 days."
                ),
                (
                    "min_days_before 1: Sænk den mindste afstand fra en regional runde til det næste"
                    " fælles møde fra 1 til 0 dage."
                ),
            ),
        ],
    ),
}
