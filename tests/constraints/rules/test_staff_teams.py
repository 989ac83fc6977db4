from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np

from constraints.model.domains import possible_candidates
from constraints.model.model import MipModel, plan_of
from constraints.problem.problem import Problem
from constraints.rules.staff_teams import TOO_SMALL, StaffTeams
from tests.constraints.builders import days, meeting, planned, problem, said, team
from tests.constraints.examples import BOTH_TEAMS, BUSY, FEWER_PEOPLE, MORE_PEOPLE, SHORT, STAFFED, Demand, case
from tests.constraints.solving import accepts, best_values


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


def test_a_speaker_of_a_team_is_one_of_its_number() -> None:
    of = problem([meeting("a", staff={"KL": 2}, speakers=(1,))], StaffTeams(), staff=team("KL", 3))
    assert said(of, planned(of, "a", 0, staff=("KL-1", "KL-2"))) == []
    assert said(of, planned(of, "a", 0, staff=("KL-1", "KL-3"))) == [
        (
            "Møde a, Nord needs KL-2 as a speaker, who is not put on it.",
            "Møde a, Nord skal have KL-2 som oplægsholder, men vedkommende er ikke sat på.",
        )
    ]
    model = MipModel(of)
    values = best_values(model)
    assert values is not None
    [held] = plan_of(model, values).meetings
    assert "KL-2" in held.staff
    assert len(held.staff) == 2


def test_a_speaker_cannot_be_at_two_meetings_alike_on_one_day_but_others_of_the_team_can_take_one() -> None:
    def two(*speakers: tuple[int, ...]) -> Problem:
        meetings = [meeting(name, staff={"KL": 1}, speakers=of) for name, of in zip("ab", speakers, strict=True)]
        return problem(meetings, StaffTeams(), staff=team("KL", 2))

    assert not accepts(two((0,), (0,)), {"a": (0, 0), "b": (0, 0)})
    assert accepts(two((0,), (0,)), {"a": (0, 0), "b": (1, 0)})
    assert accepts(two((0,), (1,)), {"a": (0, 0), "b": (0, 0)})
    model = MipModel(two((), (0,)))
    values = best_values(model)
    assert values is not None
    assert plan_of(model, values).meetings[1].staff == ("KL-1",)


def test_only_a_team_that_is_too_small_is_counted() -> None:
    of = network(KL=3, BL=1)
    (found,) = StaffTeams().counted(of, possible_candidates(of), 0)
    assert (found.message, found.values["team"], found.values["found"]) == (TOO_SMALL, "KL", 2)
    assert not [*StaffTeams().counted(network(KL=2, BL=1), possible_candidates(of), 0)]


def test_the_model_sends_nobody_who_is_not_needed() -> None:
    of = network(KL=1)
    model = MipModel(of)
    matrix = model.matrix()
    as_many = SimpleNamespace(matrix=lambda: replace(matrix, cost=-np.ones(matrix.columns), pairs=()))
    values = best_values(cast("MipModel", as_many))
    assert values is not None
    assert [len(each.staff) for each in plan_of(model, values).meetings] == [1]
    assert sum(values[model.shifts.given("KL", duty).columns].sum() for _, duty in model.shifts.demands()) == 1


DEMANDS = {
    "": Demand(
        lambda: case("staff_teams", STAFFED, staff=BOTH_TEAMS),
        en=("Møde a, Nord needs 2 from KL, and there are 3. Møde a, Nord needs 1 from SST, and there is 1."),
        da="Møde a, Nord skal have 2 fra KL, og der er 3. Møde a, Nord skal have 1 fra SST, og der er 1.",
        relaxations=[
            *FEWER_PEOPLE,
            *MORE_PEOPLE,
        ],
    ),
    "short": Demand(
        lambda: case("staff_teams", SHORT, staff=BOTH_TEAMS, staff_busy=BUSY),
        en="Møde a, Nord needs 3 from KL, and there are 3.",
        da="Møde a, Nord skal have 3 fra KL, og der er 3.",
        relaxations=[
            (
                "fewer_people 1: Hold Møde a, Nord with 2 from KL instead of 3.",
                "fewer_people 1: Hold Møde a, Nord med 2 fra KL i stedet for 3.",
            ),
            (
                "fewer_people 3: Hold Møde a, Nord without anybody from KL.",
                "fewer_people 3: Hold Møde a, Nord uden nogen fra KL.",
            ),
            (
                "fewer_people 1: Hold Møde a, Nord without anybody from SST.",
                "fewer_people 1: Hold Møde a, Nord uden nogen fra SST.",
            ),
            *MORE_PEOPLE,
        ],
    ),
    "speaker": Demand(
        lambda: case("staff_teams", replace(SHORT, staff={"KL": 2}, speakers=(0,)), staff=BOTH_TEAMS, staff_busy=BUSY),
        en="Møde a, Nord needs 2 from KL, and there are 3. Møde a, Nord needs KL-1 as a speaker.",
        da="Møde a, Nord skal have 2 fra KL, og der er 3. Møde a, Nord skal have KL-1 som oplægsholder.",
        relaxations=[
            (
                "without_speaker 1: Hold Møde a, Nord with somebody else from KL than KL-1.",
                "without_speaker 1: Hold Møde a, Nord med en anden fra KL end KL-1.",
            ),
            ("without_speaker 2: Hold Møde a, Nord without KL-1.", "without_speaker 2: Hold Møde a, Nord uden KL-1."),
            (
                "fewer_people 1: Hold Møde a, Nord with 1 from KL instead of 2.",
                "fewer_people 1: Hold Møde a, Nord med 1 fra KL i stedet for 2.",
            ),
            MORE_PEOPLE[0],
            MORE_PEOPLE[1],
        ],
    ),
    "none": Demand(
        lambda: case("staff_teams", meeting("a", staff={"KL": 1}, window=days(0, 5))),
        en="Møde a, Nord needs 1 from KL, and there are 0.",
        da="Møde a, Nord skal have 1 fra KL, og der er 0.",
        relaxations=[
            (
                "fewer_people 1: Hold Møde a, Nord without anybody from KL.",
                "fewer_people 1: Hold Møde a, Nord uden nogen fra KL.",
            ),
            (
                "more_people 1: Find 1 more person for KL.",
                "more_people 1: Find 1 medarbejder mere til KL.",
            ),
            (
                "more_people 3: Find 3 more people for KL.",
                "more_people 3: Find 3 medarbejdere mere til KL.",
            ),
        ],
    ),
}
