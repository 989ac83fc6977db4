from constraints.problem.problem import NoGood, Problem
from constraints.rules.otherwise import TOO_ALIKE, DiffersFromProposals
from tests.constraints.builders import SYD, judged, meeting, on, planned, problem, said
from tests.constraints.examples import TWO, Demand, case
from tests.constraints.solving import accepts


def network(differing: int) -> Problem:
    earlier = NoGood({0: (on(3), 0), 1: (on(4), 1)}, differing)
    return problem([meeting("a"), meeting("b", SYD), meeting("c")], DiffersFromProposals(), no_goods=(earlier,))


def test_a_plan_differs_in_so_many_meetings() -> None:
    of = network(2)
    plan = (planned(of, "a", 3), planned(of, "b", 5, 1), planned(of, "c", 9))
    assert said(of, *plan) == [(
        "1 of 2 meetings lies otherwise than in an earlier proposal; at least 2 are required.",
        "1 af 2 møder ligger anderledes end i et tidligere forslag; der kræves mindst 2.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (3, 0), "b": (5, 1)})
    assert accepts(of, {"a": (6, 0), "b": (5, 1)})


def test_another_venue_is_a_difference() -> None:
    of = network(1)
    assert said(of, planned(of, "a", 3, 1), planned(of, "b", 4, 1), planned(of, "c", 9)) == []
    assert accepts(of, {"a": (3, 1), "b": (4, 1)})
    assert not accepts(of, {"a": (3, 0), "b": (4, 1)})


def test_meetings_that_the_earlier_proposal_was_not_about_make_no_difference() -> None:
    of = network(1)
    assert not accepts(of, {"a": (3, 0), "b": (4, 1), "c": (15, 0)})


def test_the_meetings_of_an_earlier_proposal_are_tied_to_each_other() -> None:
    rule, of = DiffersFromProposals(), network(1)
    assert [{*rule.tied(of, meeting)} for meeting in range(3)] == [{0, 1}, {0, 1}, set()]
    assert [*rule.parts(of)] == [frozenset({0, 1})]


def test_only_meetings_that_are_planned_are_counted() -> None:
    of = network(2)
    (found,) = (each for each in judged(of, planned(of, "b", 5, 1)).findings if each.rule == "otherwise")
    assert (found.message, found.meetings) == (TOO_ALIKE, ("b",))
    assert (found.values["n"], found.values["differing"], found.values["needed"]) == (1, 1, 2)
    assert not [each for each in judged(of, planned(of, "c", 9)).findings if each.rule == "otherwise"]


def test_a_plan_that_differs_in_everything_is_otherwise() -> None:
    of = network(2)
    assert said(of, planned(of, "a", 6), planned(of, "b", 5, 1), planned(of, "c", 9)) == []
    assert len(said(of, planned(of, "a", 3), planned(of, "b", 4, 1), planned(of, "c", 9))) == 1


def test_without_earlier_proposals_nothing_is_asked() -> None:
    of = problem([meeting("a")], DiffersFromProposals())
    assert said(of, planned(of, "a", 3)) == []
    assert accepts(of, {"a": (3, 0)})


DEMANDS = {
    "": Demand(
        lambda: case(
            "otherwise", meeting("a"), meeting("b"), about=TWO, no_goods=(NoGood({0: (on(1), 0), 1: (on(2), 0)}, 1),)
        ),
        en=("Enough meetings must lie otherwise than in the earlier proposals (Møde a, Nord and Møde b, Nord)."),
        da="Nok møder skal ligge anderledes end i de tidligere forslag (Møde a, Nord og Møde b, Nord).",
    ),
}
