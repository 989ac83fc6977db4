from constraints.problem.problem import Problem
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import meeting, planned, problem, said, team
from tests.constraints.solving import accepts


def network(**staff: int) -> Problem:
    return problem([meeting("a", staff=staff)], StaffTeams(), staff=(*team("KL", 2), *team("BL", 1)))


def test_a_meeting_has_as_many_of_each_team_as_it_needs() -> None:
    of = network(KL=2, BL=1)
    assert said(of, planned(of, "a", 0, staff=("KL-1", "KL-2", "BL-1"))) == []
    assert accepts(of, {"a": (0, 0)})


def test_too_few_are_counted() -> None:
    of = network(KL=2, BL=1)
    assert said(of, planned(of, "a", 0, staff=("KL-2",))) == [
        ("Møde a, Nord has 0 from BL; it needs 1.", "Møde a, Nord har 0 fra BL; der skal være 1."),
        ("Møde a, Nord has 1 from KL; it needs 2.", "Møde a, Nord har 1 fra KL; der skal være 2."),
    ]


def test_too_many_are_counted() -> None:
    of = network(KL=1)
    assert said(of, planned(of, "a", 0, staff=("KL-1", "KL-2"))) == [
        ("Møde a, Nord has 2 from KL; it needs 1.", "Møde a, Nord har 2 fra KL; der skal være 1."),
    ]


def test_nobody_comes_of_a_team_that_is_not_needed() -> None:
    of = network(KL=0)
    assert said(of, planned(of, "a", 0)) == []
    assert said(of, planned(of, "a", 0, staff=("KL-1", "BL-1"))) == [
        (
            "KL-1 from KL is put on Møde a, Nord, which needs nobody from there.",
            "KL-1 fra KL er sat på Møde a, Nord, som ikke skal have nogen derfra.",
        ),
        (
            "BL-1 from BL is put on Møde a, Nord, which needs nobody from there.",
            "BL-1 fra BL er sat på Møde a, Nord, som ikke skal have nogen derfra.",
        ),
    ]


def test_nobody_is_put_on_a_meeting_twice() -> None:
    of = network(KL=1)
    assert said(of, planned(of, "a", 0, staff=("KL-1", "KL-1"))) == [
        ("KL-1 is put on Møde a, Nord 2 times.", "KL-1 er sat på Møde a, Nord 2 gange."),
    ]


def test_a_team_too_small_leaves_no_plan() -> None:
    assert accepts(network(BL=1), {})
    assert not accepts(network(BL=2), {})
    assert not accepts(network(UNKNOWN=1), {})


def test_two_meetings_alike_on_one_day_need_different_people() -> None:
    meetings = [meeting("a", staff={"KL": 1}), meeting("b", staff={"KL": 1})]
    few = problem(meetings, StaffTeams(), staff=team("KL", 1))
    enough = problem(meetings, StaffTeams(), staff=team("KL", 2))
    assert not accepts(few, {"a": (0, 0), "b": (0, 0)})
    assert accepts(enough, {"a": (0, 0), "b": (0, 0)})
