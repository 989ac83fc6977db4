from constraints.rules.left_out_municipality import LeftOutMunicipality
from tests.constraints.builders import busy, judged, meeting, planned, problem
from tests.constraints.solving import paid

RULE = LeftOutMunicipality(points=9)


def test_a_municipality_without_a_member_at_any_meeting_of_the_year_costs_points() -> None:
    of = problem([meeting("a"), meeting("b")], RULE, member_busy=busy(8, {2: [1, 8], 3: [1, 8], 0: [1, 8]}))
    assert paid(of, (1, 0), (8, 0)) == [(
        9,
        (
            "No member from Beta can attend any of the 2 meetings of Nord in 2023: "
            "Tuesday 7 March 2023 and Tuesday 14 March 2023."
        ),
        (
            "Ingen medlemmer fra Beta kan deltage i nogen af de 2 møder i Nord i 2023: "
            "tirsdag den 7. marts 2023 og tirsdag den 14. marts 2023."
        ),
    )]  # fmt: skip
    (finding,) = judged(of, planned(of, "a", 1), planned(of, "b", 8)).findings
    assert finding.about == ("beta",)


def test_one_member_at_one_meeting_is_enough() -> None:
    of = problem([meeting("a"), meeting("b")], RULE, member_busy=busy(8, {2: [1, 8], 3: [1]}))
    assert paid(of, (1, 0), (8, 0)) == []


def test_three_meetings_leave_out_those_who_miss_all_three() -> None:
    away = busy(8, {0: [1, 8, 15], 1: [1, 8, 15], 2: [1, 8], 3: [1, 15]})
    of = problem([meeting("a"), meeting("b"), meeting("c")], RULE, member_busy=away)
    assert [points for points, *_ in paid(of, (1, 0), (8, 0), (15, 0))] == [9]


def test_municipalities_left_out_by_the_same_meetings_are_named_together() -> None:
    away = busy(8, {member: [1, 8] for member in range(4)})
    of = problem([meeting("a"), meeting("b")], RULE, member_busy=away)
    ((points, english, danish),) = paid(of, (1, 0), (8, 0))
    assert points == 18
    assert english.startswith("No member from Alfa and Beta can attend")
    assert danish.startswith("Ingen medlemmer fra Alfa og Beta kan deltage")
