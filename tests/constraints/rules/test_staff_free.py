from constraints.problem.busy import Busy
from constraints.problem.problem import Meeting, Problem, StaffPerson
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import busy, days, hours, meeting, planned, problem, said
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


def test_someone_busy_who_is_not_put_on_the_meeting_does_not_matter() -> None:
    of = network(meeting("a"), 1)
    assert said(of, planned(of, "a", 1)) == []
    assert accepts(of, {"a": (1, 0)})
