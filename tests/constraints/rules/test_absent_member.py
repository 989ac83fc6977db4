from constraints.problem.registrations import Answer, Registration
from constraints.rules.absent_member import AbsentMember
from tests.constraints.builders import JOINT, busy, judged, meeting, planned, problem
from tests.constraints.solving import paid

AWAY = busy(8, {0: [2], 1: [2], 4: [2, 3]})


def test_each_absent_member_of_the_meeting_costs_points() -> None:
    of = problem([meeting("a")], AbsentMember(points=10), member_busy=AWAY)
    assert paid(of, (2, 0)) == [(
        20,
        "2 members are busy on Wednesday 8 March 2023 and miss Møde a, Nord.",
        "2 medlemmer er optaget onsdag den 8. marts 2023 og går glip af Møde a, Nord.",
    )]  # fmt: skip


def test_everybody_is_counted_at_a_joint_meeting_and_on_each_of_its_days_once() -> None:
    of = problem([meeting("a", JOINT, days=2, guests=7)], AbsentMember(points=10), member_busy=AWAY)
    assert [points for points, *_ in paid(of, (2, 0))] == [30]
    assert paid(of, (3, 0)) == [(
        10,
        "1 member is busy on Thursday 9 March 2023 and misses Møde a.",
        "1 medlem er optaget torsdag den 9. marts 2023 og går glip af Møde a.",
    )]  # fmt: skip


def test_the_absent_are_told_by_id() -> None:
    of = problem([meeting("a")], AbsentMember(points=1), member_busy=AWAY)
    (finding,) = judged(of, planned(of, "a", 2)).findings
    assert finding.about == ("m0", "m1")


def test_who_declined_or_waits_is_absent_and_said_to_be() -> None:
    answers = (Registration(0, Answer.YES), Registration(1, Answer.YES), Registration(2, Answer.NO))
    of = problem([meeting("a", places=1, registrations=answers)], AbsentMember(points=10), member_busy=AWAY)
    assert paid(of, (2, 0)) == [(
        30,
        "3 members miss Møde a, Nord on Wednesday 8 March 2023; 2 of them declined or wait for a place.",
        ("3 medlemmer går glip af Møde a, Nord onsdag den 8. marts 2023; 2 af dem har meldt afbud eller venter på en "
        "plads."),
    )]  # fmt: skip


def test_a_meeting_everyone_can_attend_costs_nothing() -> None:
    of = problem([meeting("a")], AbsentMember(points=10), member_busy=AWAY)
    assert paid(of, (3, 0)) == []
    assert not AbsentMember().active
