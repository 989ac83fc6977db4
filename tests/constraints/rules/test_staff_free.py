from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from constraints.check import check
from constraints.model.domains import possible_candidates
from constraints.problem.busy import Busy
from constraints.problem.plan import Plan
from constraints.problem.problem import Meeting, Problem, StaffPerson
from constraints.rules import staff_free
from constraints.rules.choices import Choices
from constraints.rules.shared.staffing import busy_days, free_people
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import busy, days, hours, judged, meeting, on, planned, problem, said, team
from tests.constraints.examples import BOTH_TEAMS, BUSY, FEWER_PEOPLE, MORE_PEOPLE, SHORT, STAFFED, TWO, Demand, case
from tests.constraints.solving import accepts


def network(held: Meeting, *spells: Busy | int) -> Problem:
    """One person, busy at these times."""
    staff = (StaffPerson("p1", "KL", "Kim"),)
    return problem([held], StaffTeams(), StaffFree(), staff=staff, staff_busy=busy(1, {0: spells}))


def test_nobody_is_put_on_a_meeting_while_busy() -> None:
    of = network(meeting("a", staff={"KL": 1}), 1)
    assert said(of, planned(of, "a", 1, staff=("p1",))) == [(
        "Kim is busy on Tuesday 7 March 2023 while Møde a, Nord is held.",
        "Kim er optaget tirsdag den 7. marts 2023, når Møde a, Nord holdes.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (1, 0)})


def test_the_day_after_is_free() -> None:
    of = network(meeting("a", staff={"KL": 1}), 1)
    assert said(of, planned(of, "a", 2, staff=("p1",))) == []
    assert accepts(of, {"a": (2, 0)})


def test_other_hours_of_the_same_day_are_free() -> None:
    of = network(
        meeting("a", staff={"KL": 1}), Busy(days(1), hours(8, 10)), Busy(days(1), hours(15, 16)),
        Busy(days(2), hours(14, 16)),
    )  # fmt: skip
    assert said(of, planned(of, "a", 1, staff=("p1",))) == []
    assert accepts(of, {"a": (1, 0)})
    assert len(said(of, planned(of, "a", 2, staff=("p1",)))) == 1
    assert not accepts(of, {"a": (2, 0)})


def test_any_day_of_a_long_meeting_counts() -> None:
    of = network(meeting("a", days=2, staff={"KL": 1}), 3)
    assert said(of, planned(of, "a", 2, staff=("p1",))) == [(
        "Kim is busy on Wednesday 8 March 2023 to Thursday 9 March 2023 while Møde a, Nord is held.",
        "Kim er optaget onsdag den 8. marts 2023 til torsdag den 9. marts 2023, når Møde a, Nord holdes.",
    )]  # fmt: skip
    assert [accepts(of, {"a": (day, 0)}) for day in range(1, 5)] == [True, False, False, True]


@pytest.mark.parametrize(("first", "last", "longer"), [(1, 1, False), (0, 1, True), (1, 2, True), (0, 2, True)])
def test_who_is_busy_longer_than_the_meeting_is_said_to_be(first: int, last: int, *, longer: bool) -> None:
    of = network(meeting("a", staff={"KL": 1}), Busy(days(first, last)))
    (found,) = judged(of, planned(of, "a", 1, staff=("p1",))).findings
    assert found.message is (staff_free.BUSY_LONGER if longer else staff_free.BUSY)


def test_of_a_meeting_without_a_day_nobody_is_said_to_be_busy() -> None:
    held = meeting("a", staff={"KL": 1}, speakers=(0,), window=days(1), forbidden_days=frozenset({on(1)}))
    of = problem([held], Choices(), StaffFree(), staff=team("KL", 1), staff_busy=busy(1, {0: [1]}))
    assert counted(of) == []


def test_someone_busy_who_is_not_put_on_the_meeting_does_not_matter() -> None:
    of = network(meeting("a"), 1)
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})


def test_who_comes_anyway_is_free_from_the_first_day_of_the_window_to_the_last_and_on_no_other() -> None:
    away = busy(1, {0: [2, 3, 9, 10]})
    of = problem([meeting("a", staff={"KL": 1}, window=days(3, 9))], StaffFree(), staff=team("KL", 1), staff_busy=away)
    anyway = next(each for each in StaffFree().relaxations(of, frozenset({0})) if each.code == "comes_anyway")
    left = anyway.apply(of, 1).staff_busy
    assert [date.fromordinal(each) for each in left.first.tolist()] == [on(2), on(10)]


def test_a_speaker_who_is_busy_bars_the_meeting_though_others_of_the_team_are_free() -> None:
    of = problem(
        [meeting("a", staff={"KL": 1}, speakers=(0,), window=days(0, 1))], StaffTeams(), StaffFree(),
        staff=team("KL", 2), staff_busy=busy(2, {0: [0, 1]}),
    )  # fmt: skip
    assert not accepts(of, {"a": (0, 0)})
    assert not accepts(of, {"a": (1, 0)})
    [told] = StaffFree().counted(of, possible_candidates(of), 0)
    assert (told.say("en"), told.say("da")) == (
        "Møde a, Nord needs KL-1 as a speaker, who is busy on all 2 days it can be held on.",
        "Møde a, Nord skal have KL-1 som oplægsholder, men vedkommende er optaget alle 2 dage, det kan holdes.",
    )


DEMANDS = {
    "speaker": Demand(
        lambda: case(
            "staff_free",
            meeting("a", staff={"KL": 1}, speakers=(0,), window=days(2, 3)),
            staff=BOTH_TEAMS,
            staff_busy=BUSY,
        ),
        en="Møde a, Nord needs KL-1, who is busy on every day of its window.",
        da="Møde a, Nord skal have KL-1, men vedkommende er optaget alle dage i perioden.",
        relaxations=[
            (
                "comes_anyway 1: Let KL-1 come to Møde a, Nord although that person is busy in its window.",
                "comes_anyway 1: Lad KL-1 komme til Møde a, Nord, selv om vedkommende er optaget i perioden.",
            ),
            (
                "comes_anyway 1: Let KL-2 come to Møde a, Nord although that person is busy in its window.",
                "comes_anyway 1: Lad KL-2 komme til Møde a, Nord, selv om vedkommende er optaget i perioden.",
            ),
            (
                "without_speaker 1: Hold Møde a, Nord with somebody else from KL than KL-1.",
                "without_speaker 1: Hold Møde a, Nord med en anden fra KL end KL-1.",
            ),
            ("without_speaker 2: Hold Møde a, Nord without KL-1.", "without_speaker 2: Hold Møde a, Nord uden KL-1."),
            *MORE_PEOPLE[:2],
        ],
    ),
    "": Demand(
        lambda: case("staff_free", STAFFED, staff=BOTH_TEAMS, staff_busy=BUSY),
        en=(
            "Møde a, Nord needs 2 from KL who are not busy; on no day of its window are more than"
            " 3 of them free. Møde a, Nord needs 1 from SST who is not busy; on no day of its "
            "window is more than 1 of them free."
        ),
        da=(
            "Møde a, Nord kræver 2 fra KL, som ikke er optagne; ingen dag i perioden er flere end "
            "3 af dem ledige. Møde a, Nord kræver 1 fra SST, som ikke er optaget; ingen dag i "
            "perioden er flere end 1 af dem ledige."
        ),
        relaxations=[
            (
                ("comes_anyway 1: Let KL-2 come to Møde a, Nord although that person is busy in its window."),
                ("comes_anyway 1: Lad KL-2 komme til Møde a, Nord, selv om vedkommende er optaget i perioden."),
            ),
            (
                ("comes_anyway 1: Let KL-1 come to Møde a, Nord although that person is busy in its window."),
                ("comes_anyway 1: Lad KL-1 komme til Møde a, Nord, selv om vedkommende er optaget i perioden."),
            ),
            (
                ("comes_anyway 1: Let SST-1 come to Møde a, Nord although that person is busy in its window."),
                ("comes_anyway 1: Lad SST-1 komme til Møde a, Nord, selv om vedkommende er optaget i perioden."),
            ),
            *FEWER_PEOPLE,
            *MORE_PEOPLE,
        ],
    ),
    "short": Demand(
        lambda: case("staff_free", SHORT, staff=BOTH_TEAMS, staff_busy=BUSY),
        en=("Møde a, Nord needs 3 from KL who are not busy; on no day of its window is more than 1 of them free."),
        da=("Møde a, Nord kræver 3 fra KL, som ikke er optagne; ingen dag i perioden er flere end 1 af dem ledige."),
        relaxations=[
            (
                ("comes_anyway 1: Let KL-1 and KL-2 come to Møde a, Nord although they are busy in its window."),
                ("comes_anyway 1: Lad KL-1 og KL-2 komme til Møde a, Nord, selv om de er optagne i perioden."),
            ),
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
    "two": Demand(
        lambda: case("staff_free", meeting("a"), meeting("b"), about=TWO),
        en=(
            "Nobody of the staff may be busy with anything else while they have a meeting (Møde "
            "a, Nord and Møde b, Nord)."
        ),
        da=("Ingen medarbejder må være optaget af andet, mens vedkommende har et møde (Møde a, Nord og Møde b, Nord)."),
    ),
}


Spells = dict[int, Iterable[Busy | int]]


def counted(of: Problem) -> list[tuple[str, str]]:
    found = StaffFree().counted(of, possible_candidates(of), 0)
    return [(each.say("en"), each.say("da")) for each in found]


def test_a_team_of_which_never_enough_are_free_is_told_with_the_most_that_are() -> None:
    held = meeting("a", window=days(1, 3), staff={"KL": 2, "DI": 0})
    cases: list[tuple[Spells, int]] = [
        ({0: [1, 2, 3]}, 1), ({0: [1, 2], 1: [3]}, 1), ({0: [1, 2, 3], 1: [1, 2, 3]}, 0),
        ({0: [1, 2], 1: [1]}, 2), ({}, 2),
    ]  # fmt: skip
    for spells, most in cases:
        of = problem([held], StaffTeams(), StaffFree(), staff=team("KL", 2), staff_busy=busy(2, spells))
        en = f"Møde a, Nord needs 2 from KL, but on the 3 days it can be held on at most {most}"
        da = f"Møde a, Nord kræver 2 fra KL, men på de 3 dage, det kan holdes, er der højst {most}"
        said = [(f"{en} {'is' if most else 'are'} free.", f"{da} {'ledig' if most else 'ledige'}.")]
        assert counted(of) == (said if most < held.staff["KL"] else [])


def test_a_team_that_is_too_small_is_told_once() -> None:
    held, few = meeting("a", window=days(1, 3), staff={"KL": 2}), team("KL", 1)
    assert counted(problem([held], StaffTeams(), StaffFree(), staff=few)) == []
    assert counted(problem([held], StaffFree(), staff=few)) != []


def summed_up(busy_ones: Spells, put: tuple[str, ...], needed: int = 2) -> list[str]:
    of = problem([meeting("a", staff={"KL": needed})], StaffTeams(), StaffFree(), staff=team("KL", 3),
                 staff_busy=busy(3, busy_ones))  # fmt: skip
    schedule = check(of, Plan.of([planned(of, "a", 1, staff=put)])).schedule
    (held,) = schedule
    return [each.say("en") for each in StaffFree().summed_up(of, held, [*StaffFree().check(schedule)])]


def test_busy_people_are_told_as_a_team_if_more_of_it_are_busy_than_were_put_on_the_meeting() -> None:
    ids = [each.id for each in team("KL", 3)]
    day = "on Tuesday 7 March 2023"
    assert summed_up({0: [1], 1: [1]}, (ids[0], ids[2])) == [
        f"Møde a, Nord needs 2 from KL, but only 1 is free {day}: KL-1 and KL-2 are busy."
    ]
    assert {*summed_up({0: [1], 1: [1], 2: [1]}, (ids[0], ids[2]))} == {
        f"Møde a, Nord needs 2 from KL, but nobody is free {day}: KL-1, KL-2 and KL-3 are busy."
    }
    one, two = (f"KL-{n} is busy {day} while Møde a, Nord is held." for n in (1, 2))
    assert summed_up({0: [1], 1: [1]}, (ids[0], ids[1])) == [one, two]
    assert summed_up({0: [1], 1: [1]}, (ids[0],), needed=1) == [one]


def test_of_the_hours_of_a_day_those_count_at_which_most_are_free() -> None:
    held = meeting("a", window=days(1, 3), staff={"KL": 2}, hours=hours(9, 11), other_hours=(hours(13, 15),))
    spells: Spells = {0: (Busy(days(1), hours(9, 11)), 3), 1: (Busy(days(1), hours(13, 15)), 2)}
    of = problem([held], StaffFree(), staff=team("KL", 3), staff_busy=busy(3, spells))
    assert free_people(of, of.meetings[0], "KL") == [2, 2, 2]
    assert free_people(of, replace(of.meetings[0], days=2), "KL") == [2, 1]
    assert busy_days(of, of.meetings[0]).tolist() == [2, 2, 0]
    beyond = replace(of.meetings[0], window=days(400, 401))
    assert (free_people(of, beyond, "KL"), busy_days(of, beyond).tolist()) == ([], [0, 0, 0])


def test_of_many_choices_of_busy_people_ten_are_offered() -> None:
    held = meeting("a", window=days(1), staff={"KL": 2})
    of = problem([held], StaffFree(), staff=team("KL", 6), staff_busy=busy(6, {n: [1] for n in range(6)}))
    found = [each for each in StaffFree().relaxations(of, frozenset({0})) if each.code == "comes_anyway"]
    assert len({str(each.values) for each in found}) == 10
