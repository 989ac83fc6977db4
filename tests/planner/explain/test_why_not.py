"""Why not another day: the answer, its codes and its sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from calendars.language import Locale
from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem, RoomClosure, StaffPerson
from constraints.rules.blackout import NoBlackout
from constraints.rules.staff_free import StaffFree
from constraints.rules.weekday_points import WeekdayPoints
from constraints.solve import solve
from planner.explain.possibilities import possibilities
from planner.explain.subject import NoSuchNameError, Subject
from planner.explain.why import why_not
from planner.schemas.explanations import Answer, WhyNot
from tests.constraints.builders import busy, days, domain_rules, meeting, on, planned, problem, team

LIMITS = Limits(seconds=20, workers=1)


def solved(of: Problem) -> Outcome:
    """A real solve."""
    return solve(of, LIMITS)


def never(of: Problem) -> Outcome:
    """For questions that need no solve."""
    raise AssertionError(of.name)


def out_of_time(_of: Problem) -> Outcome:
    """What a solve without enough time comes to."""
    return Outcome(OutcomeStatus.UNKNOWN)


def subject(locale: Locale = "da") -> Subject:
    """Two meetings of Nord on days 1 and 2; day 4 is closed, day 7 is dear, Kim is busy on days 8 to 10."""
    closed = Blackout(days(4), "Vinterferie uge 7", scope=BlackoutScope.REGION, target="nord", source="folkeskolen.dk")
    of = problem(
        [meeting("a", venues=(0,), staff={"KL": 1}), meeting("b", venues=(0,))],
        *domain_rules(), NoBlackout(), StaffFree(), WeekdayPoints(monday=5),
        blackouts=(closed,), staff=(StaffPerson("KL-2", "KL"),), staff_busy=busy(1, {0: [8, 9, 10]}),
    )  # fmt: skip
    of = replace(of, locale=locale)
    plan = [planned(of, "a", 1, staff=("KL-2",)), planned(of, "b", 2)]
    return Subject.of(of, Plan.of(plan), 3)


def asked(day: int, locale: Locale = "da", others: OtherMeetings = OtherMeetings.STAY) -> WhyNot:
    """Why the first meeting is not on that day."""
    return why_not(subject(locale), 0, (on(day), None), solved, others)


@pytest.mark.parametrize(
    ("locale", "sentence", "reason"),
    [
        (
            "da",
            "Møde a, Nord kan ikke holdes fredag den 10. marts 2023.",
            (
                "Møde a, Nord ligger fredag den 10. marts 2023, hvor der er lukket for Nord: Vinterferie uge 7 "
                "(kilde: folkeskolen.dk)."
            ),
        ),
        (
            "en",
            "Møde a, Nord cannot be held on Friday 10 March 2023.",
            (
                "Møde a, Nord is on Friday 10 March 2023, which is closed for Nord: Vinterferie uge 7 "
                "(source: folkeskolen.dk)."
            ),
        ),
    ],
)
def test_a_broken_rule_is_named_with_its_reason_and_source_and_nothing_is_solved(
    locale: Locale, sentence: str, reason: str
) -> None:
    answer = why_not(subject(locale), 0, (on(4), None), never)
    assert (answer.answer, answer.sentence, answer.revision) == (Answer.BROKEN, sentence, 3)
    assert [(each.code, each.sentence) for each in answer.reasons] == [("blackout.closed", reason)]
    assert answer.reasons[0].values["day"] == "2023-03-10"
    assert (answer.solved, answer.proof) == (None, None)


def test_what_costs_points_is_solved_and_proved() -> None:
    answer = asked(7)
    assert answer.sentence == (
        "Møde a, Nord kan holdes mandag den 13. marts 2023, Kroen, uden at andre møder flyttes. "
        "Planen koster så 5 point mere."
    )
    assert answer.solved is not None
    assert answer.proof is not None
    assert (answer.solved.points, answer.solved.moves, answer.proof.proved) == (5, (), True)
    assert [(each.rule, each.points) for each in answer.solved.rules] == [("weekday_points", 5)]


def test_what_else_has_to_move_is_told() -> None:
    answer = asked(2, "en")
    assert answer.sentence == (
        "Møde a, Nord can be held on Wednesday 8 March 2023 at Kroen if 1 other meeting moves. "
        "The plan then costs the same number of points."
    )
    assert [each.code for each in answer.clashes] == ["member_one_a_day.both"]
    assert answer.solved is not None
    assert [move.meeting.id for move in answer.solved.moves] == ["b"]


def test_the_day_it_is_planned_on_needs_no_answer() -> None:
    answer = why_not(subject(), 0, (on(1), None), never)
    assert (answer.answer, answer.sentence) == (
        Answer.PLANNED, "Møde a, Nord er planlagt tirsdag den 7. marts 2023, Kroen.",
    )  # fmt: skip


def test_an_answer_without_enough_time_says_so() -> None:
    answer = why_not(subject(), 0, (on(7), 0), out_of_time)
    assert answer.sentence == "Om Møde a, Nord kan holdes mandag den 13. marts 2023, Kroen, vides endnu ikke."
    assert answer.proof is not None
    assert not answer.proof.proved


def test_somebody_busy_is_named_with_the_days() -> None:
    of = subject()
    (reason,) = why_not(of, 0, (on(9), None), never).reasons
    assert reason.sentence == "KL-2 er optaget onsdag den 15. marts 2023, når Møde a, Nord holdes."


def test_meetings_and_venues_go_by_id_or_name() -> None:
    of = subject()
    assert [of.meeting(name) for name in ("a", "A", "Møde a, Nord", "møde B, nord")] == [0, 0, 0, 1]
    assert of.venue("Kroen") == 0
    with pytest.raises(NoSuchNameError) as caught:
        of.meeting("Møde c, Nord")
    assert caught.value.said.say("da") == "der er intet møde Møde c, Nord; mente du b (Møde b, Nord)?"


def test_a_day_outside_the_window_and_a_venue_that_is_not_its_own_are_broken_rules() -> None:
    answer = why_not(subject(), 0, (date(2023, 4, 3), 1), never)
    assert [each.code for each in answer.reasons] == ["window.outside", "venue_allowed.elsewhere"]


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2022, 1, 1), date(2024, 1, 1), date(2199, 12, 31)])
def test_a_day_that_no_meeting_may_be_on_is_answered_where_rooms_are_needed_too(day: date) -> None:
    of = problem([meeting("a", venues=(0,))], *domain_rules(), room_closures=(RoomClosure(0, days(20), "Maling"),))
    answer = why_not(Subject.of(of, Plan.of([planned(of, "a", 1)]), 3), 0, (day, None), never)
    assert (answer.answer, [each.code for each in answer.reasons]) == (Answer.BROKEN, ["window.outside"])


def test_free_others_move_for_fewer_points_where_staying_ones_do_not() -> None:
    rules = (*domain_rules(), WeekdayPoints(monday=5))
    of = problem([meeting("a", window=days(1, 4)), meeting("b", window=days(7, 8))], *rules)
    plan = Plan.of([planned(of, "a", 1), planned(of, "b", 7)])
    told = {others: why_not(Subject.of(of, plan), 0, (on(2), 0), solved, others) for others in OtherMeetings}
    assert {others: len(each.solved.moves) for others, each in told.items() if each.solved} == {
        OtherMeetings.STAY: 0, OtherMeetings.FREE: 1,
    }  # fmt: skip
    assert told[OtherMeetings.FREE].sentence == (
        "Møde a, Nord kan holdes onsdag den 8. marts 2023, Kroen, hvis 1 andet møde flyttes. "
        "Planen koster så 5 point mindre."
    )
    assert [each.proof.proved for each in told.values() if each.proof] == [True, True]


def test_a_team_with_too_few_free_has_a_code_and_everybody_busy_in_it() -> None:
    of = problem(
        [meeting("a", staff={"KL": 2})], *domain_rules(), StaffFree(), staff=team("KL", 3),
        staff_busy=busy(3, {1: [3], 2: [3]}),
    )  # fmt: skip
    plan = Plan.of([planned(of, "a", 1, staff=("KL-1", "KL-2"))])
    asked_about = Subject.of(of, plan)
    (reason,) = why_not(asked_about, 0, (on(3), 0), never).reasons
    assert (reason.code, reason.about) == ("staff_free.too_few", ("KL-2", "KL-3"))
    assert (reason.values["needed"], reason.values["free"], reason.values["people"]) == (2, 1, ["KL-2", "KL-3"])
    (day,) = (each for each in possibilities(asked_about, 0).days if each.day == on(3))
    assert day.first_reason == reason
