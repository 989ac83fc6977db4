from dataclasses import replace

from constraints.model.model import MipModel
from constraints.problem.problem import Problem
from constraints.rules.round_span import RoundSpan
from tests.constraints.builders import JOINT, NORD, SYD, days, meeting, on, planned, problem, said
from tests.constraints.examples import ALL, ONE, Demand, case
from tests.constraints.solving import accepts


def network(most: int | None) -> Problem:
    """A round of three meetings, one of them of two days and with a window of its own."""
    meetings = [
        meeting("a", NORD, round="r"),
        meeting("b", SYD, round="r", days=2),
        meeting("c", NORD, round="r", window=days(4, 12)),
    ]
    return problem(meetings, RoundSpan(max_days=most))


def found(of: Problem, *first_days: int) -> list[tuple[str, str]]:
    return said(of, *(planned(of, name, day) for name, day in zip("abc", first_days, strict=True)))


def allowed(of: Problem, *first_days: int) -> bool:
    return accepts(of, {name: (day, 0) for name, day in zip("abc", first_days, strict=True)})


def test_first_days_lie_within_the_span() -> None:
    of = network(3)
    for first_days in ((4, 7, 5), (7, 4, 4), (12, 9, 12), (8, 8, 8)):
        assert found(of, *first_days) == []
        assert allowed(of, *first_days)


def test_a_longer_span_is_named_by_its_ends() -> None:
    of = network(3)
    assert found(of, 6, 3, 7) == [(
        ("The meetings of Runde r lie up to 4 days apart, from Møde b, Syd on Thursday 9 March 2023 to Møde c, Nord on "
        "Monday 13 March 2023; at most 3 are allowed."),
        ("Møderne i Runde r ligger op til 4 dage fra hinanden, fra Møde b, Syd torsdag den 9. marts 2023 til "
        "Møde c, Nord mandag den 13. marts 2023; højst 3 er tilladt."),
    )]  # fmt: skip
    assert not allowed(of, 6, 3, 7)


def test_any_two_meetings_of_the_round_count() -> None:
    of = network(3)
    for first_days in ((4, 8, 6), (8, 4, 6), (0, 4, 4), (20, 12, 12), (1, 1, 5)):
        assert len(found(of, *first_days)) == 1
        assert not allowed(of, *first_days)


def test_a_span_of_no_days_puts_all_on_one_day() -> None:
    of = network(0)
    assert found(of, 5, 5, 5) == []
    assert allowed(of, 5, 5, 5)
    assert not allowed(of, 5, 5, 6)


def test_a_meeting_that_stands_apart_may_be_held_at_any_time() -> None:
    of = network(4)
    alone = replace(of, meetings=tuple(replace(each, apart=each.id == "c") for each in of.meetings))
    assert found(alone, 0, 4, 12) == []
    assert accepts(alone, {"a": (0, 0), "b": (4, 0), "c": (12, 0)})
    assert not accepts(alone, {"a": (0, 0), "b": (5, 0), "c": (12, 0)})
    assert not accepts(of, {"a": (0, 0), "b": (4, 0), "c": (12, 0)})


def test_joint_meetings_and_rounds_of_their_own_are_left_alone() -> None:
    of = problem([meeting("a"), meeting("b"), meeting("c", JOINT)], RoundSpan(max_days=1))
    assert found(of, 0, 10, 20) == []
    assert allowed(of, 0, 10, 20)


def test_a_round_of_one_meeting_needs_neither_row_nor_column() -> None:
    alone = [meeting("a")]
    spanned, free = (MipModel(problem(alone, *rules)).matrix() for rules in ((RoundSpan(max_days=1),), ()))
    assert (spanned.columns, spanned.owner, spanned.openings) == (free.columns, free.owner, free.openings)


def test_without_a_limit_nothing_is_asked() -> None:
    assert not RoundSpan().active
    assert RoundSpan(max_days=0).active
    assert found(network(None), 0, 19, 4) == []
    assert allowed(network(None), 0, 19, 4)


def test_the_joint_meetings_of_one_round_are_left_alone() -> None:
    of = problem([meeting("a", JOINT, round="r"), meeting("b", JOINT, round="r")], RoundSpan(max_days=1))
    assert said(of, planned(of, "a", 0), planned(of, "b", 9)) == []
    assert accepts(of, {"a": (0, 0), "b": (9, 0)})


DEMANDS = {
    "": Demand(
        lambda: case("round_span", meeting("a"), about=ONE, given={"max_days": 14}),
        en="The meetings of Runde a must begin within 14 days of each other.",
        da="Møderne i Runde a skal begynde inden for 14 dage af hinanden.",
        relaxations=[
            (
                "max_days 1: Let the meetings of a round lie up to 15 days apart instead of 14.",
                "max_days 1: Lad møderne i en runde ligge op til 15 dage fra hinanden i stedet for 14.",
            ),
            (
                "max_days 7: Let the meetings of a round lie up to 21 days apart instead of 14.",
                "max_days 7: Lad møderne i en runde ligge op til 21 dage fra hinanden i stedet for 14.",
            ),
        ],
    ),
    "all": Demand(
        lambda: case("round_span", meeting("a"), about=ALL, given={"max_days": 14}),
        en='The rule "span of a round" must be kept (all meetings).',
        da="Reglen »spredning i en runde« skal overholdes (alle møder).",
        relaxations=[
            (
                "max_days 1: Let the meetings of a round lie up to 15 days apart instead of 14.",
                "max_days 1: Lad møderne i en runde ligge op til 15 dage fra hinanden i stedet for 14.",
            ),
            (
                "max_days 7: Let the meetings of a round lie up to 21 days apart instead of 14.",
                "max_days 7: Lad møderne i en runde ligge op til 21 dage fra hinanden i stedet for 14.",
            ),
        ],
    ),
}


def test_what_is_past_binds_what_is_to_come_both_ways_and_not_itself() -> None:
    plain = problem([meeting(name, round="r", window=days(0, 20)) for name in "abc"])
    past = [replace(meeting(name, round="r"), published=planned(plain, name, day), frozen=True, fixed_day=on(day))
            for name, day in (("a", 8), ("b", 9))]  # fmt: skip
    of = problem([*past, meeting("c", round="r")], RoundSpan(max_days=3))
    for day in range(4, 14):
        inside = 6 <= day <= 11
        assert (said(of, planned(of, "a", 8), planned(of, "b", 9), planned(of, "c", day)) == []) == inside
        assert accepts(of, {"a": (8, 0), "b": (9, 0), "c": (day, 0)}) == inside
    apart = replace(past[1], published=planned(plain, "b", 15), fixed_day=on(15))
    far = problem([past[0], apart], RoundSpan(max_days=3))
    assert said(far, planned(far, "a", 8), planned(far, "b", 15)) == []
    assert accepts(far, {"a": (8, 0), "b": (15, 0)})
