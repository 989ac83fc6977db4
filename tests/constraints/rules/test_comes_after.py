from dataclasses import replace

from constraints.problem.problem import After, Problem
from constraints.rules.comes_after import ComesAfter
from tests.constraints.builders import JOINT, SYD, meeting, planned, problem, said
from tests.constraints.examples import TWO, Demand, case
from tests.constraints.solving import accepts

STEP = (After("a", 3),)


def network(days: int = 3) -> Problem:
    return problem([meeting("a", days=2), meeting("b", SYD, after=(After("a", days),))], ComesAfter())


def test_days_are_counted_from_the_end_of_one_to_the_start_of_the_other_whoever_is_asked() -> None:
    of = network()
    for day, kept in ((1, False), (4, False), (5, False), (6, True), (9, True)):
        assert (not said(of, planned(of, "a", 2), planned(of, "b", day))) == kept
        assert accepts(of, {"a": (2, 0), "b": (day, 0)}) == kept


def test_with_no_days_only_the_order_is_kept() -> None:
    of = network(0)
    assert [accepts(of, {"a": (2, 0), "b": (day, 0)}) for day in (2, 3)] == [False, True]
    assert [not said(of, planned(of, "a", 2), planned(of, "b", day)) for day in (2, 3)] == [False, True]


def test_it_follows_every_meeting_of_the_round_and_no_others() -> None:
    of = problem(
        [meeting("a"), replace(meeting("a2"), round="a"), meeting("c"), meeting("b", JOINT, after=STEP)], ComesAfter()
    )
    assert not accepts(of, {"a": (1, 0), "a2": (5, 0), "c": (9, 0), "b": (7, 0)})
    assert accepts(of, {"a": (1, 0), "a2": (5, 0), "c": (9, 0), "b": (8, 0)})
    assert said(of, *(planned(of, name, day) for name, day in (("a", 1), ("a2", 5), ("c", 9), ("b", 7)))) == [(
        "Møde b comes 2 days after Møde a2, Nord; at least 3 are required.",
        "Møde b ligger 2 dage efter Møde a2, Nord; der kræves mindst 3.",
    )]  # fmt: skip


def test_days_are_given_up_one_by_one_and_then_the_order() -> None:
    of = network()
    ((after,), asked) = (of.meetings[1].after, frozenset({0, 1}))
    (found,) = ComesAfter().relaxations(of, asked)
    assert [found.apply(of, amount).meetings[1].after for amount in (2, 3, 4)] == [
        (replace(after, days=1),), (replace(after, days=0),), (),
    ]  # fmt: skip
    assert found.say(3).say("en") == "Let Møde b, Syd come only 0 days after Møde a, Nord, instead of 3."


DEMANDS = {
    "": Demand(
        lambda: case("comes_after", meeting("a"), meeting("b", SYD, after=STEP), about=TWO),
        en="Møde b, Syd must come at least 3 days after Møde a, Nord.",
        da="Møde b, Syd skal ligge mindst 3 dage efter Møde a, Nord.",
        relaxations=[
            (
                "sooner 1: Let Møde b, Syd come only 2 days after Møde a, Nord, instead of 3.",
                "sooner 1: Lad Møde b, Syd ligge kun 2 dage efter Møde a, Nord i stedet for 3.",
            ),
            (
                "sooner 4: Let Møde b, Syd come before Møde a, Nord.",
                "sooner 4: Lad Møde b, Syd ligge før Møde a, Nord.",
            ),
        ],
    ),
}
