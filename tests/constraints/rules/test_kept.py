from dataclasses import replace
from typing import Any

import pytest

from calendars.days import Hours
from constraints.model.model import plan_of
from constraints.problem.problem import Problem, RoomNeed, StaffPerson
from constraints.rules.hours import MeetingHours
from constraints.rules.kept import KeepPublished
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_one_at_a_time import StaffOneAtATime
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import SYD, busy, days, hours, judged, meeting, on, planned, problem, team
from tests.constraints.solving import Chooser, paid

RULE = KeepPublished(day=50, venue=20, room=10, staff=5, near_days=0)


def announced(rule: KeepPublished = RULE, day: int = 5, **changes: Any) -> Problem:
    """One meeting, announced for that day at Kroen."""
    plain = problem([meeting("a")], rule, RoomsFit(), **changes)
    return problem([meeting("a", published=planned(plain, "a", day, rooms=("r1",)))], rule, RoomsFit(), **changes)


def with_staff(*names: str, rule: KeepPublished = RULE, **changes: Any) -> Problem:
    """Two meetings of one KL person each, announced for day 5 with these people."""
    rules = (rule, StaffTeams(), StaffOneAtATime(), StaffFree())
    plain = problem([meeting("a", staff={"KL": 1}), meeting("b", SYD, staff={"KL": 1})], staff=team("KL", 3))
    told = {
        each.id: planned(plain, each.id, 5, number, staff=(name,))
        for number, (each, name) in enumerate(zip(plain.meetings, names, strict=True))
    }
    meetings = [meeting(name, region, staff={"KL": 1}, published=told[name]) for name, region in (("a", 0), ("b", SYD))]
    return problem(meetings, *rules, **{"staff": team("KL", 3), **changes})


def least(of: Problem, *choices: tuple[int, int]) -> int:
    """Least points that the model finds with these days and venues; the check must find as many in its plan."""
    chooser = Chooser(of)
    best = chooser.best(choices)
    assert best is not None
    verdict = judged(of, *plan_of(chooser.model, best[1]).meetings)
    assert not verdict.broken
    assert verdict.objective == best[0]
    return best[0]


def test_another_day_costs_points() -> None:
    of = announced()
    assert paid(of, (6, 0)) == [(
        50,
        "Møde a, Nord is moved from Saturday 11 March 2023 to Sunday 12 March 2023.",
        "Møde a, Nord er flyttet fra lørdag den 11. marts 2023 til søndag den 12. marts 2023.",
    )]  # fmt: skip


def test_another_venue_costs_points() -> None:
    assert paid(announced(), (5, 1)) == [(
        20,
        "Møde a, Nord on Saturday 11 March 2023 is moved from Kroen to Hallen.",
        "Møde a, Nord lørdag den 11. marts 2023 er flyttet fra Kroen til Hallen.",
    )]  # fmt: skip


def test_another_day_at_another_venue_costs_both() -> None:
    assert [points for points, *_ in paid(announced(), (6, 1))] == [50, 20]


def test_other_rooms_cost_points_where_day_and_venue_are_kept() -> None:
    of = announced()
    (found,) = judged(of, planned(of, "a", 5)).findings
    assert found.points == 10
    assert found.say("en") == (
        "Møde a, Nord on Saturday 11 March 2023 at Kroen has other rooms than announced: Lokale 0 instead of Lokale 1."
    )
    assert found.say("da") == (
        "Møde a, Nord lørdag den 11. marts 2023 (Kroen) har andre lokaler end meldt ud: Lokale 0 i stedet for Lokale 1."
    )
    assert judged(of, planned(of, "a", 5, rooms=("r1",))).objective == 0
    elsewhere = tuple(replace(each, name=f"Sal {n}") if each.venue else each for n, each in enumerate(of.rooms))
    assert judged(replace(of, rooms=elsewhere), planned(of, "a", 5)).findings[0].say("en") == found.say("en")


def test_announced_rooms_are_kept_though_others_are_cheaper() -> None:
    plain = problem([meeting("a")])
    of = problem([meeting("a", published=planned(plain, "a", 5))], RULE, RoomsFit())
    assert paid(of, (5, 0)) == []  # `paid` takes the first room, the dearest


def test_announced_rooms_that_are_too_small_are_given_up() -> None:
    plain = problem([meeting("a")])
    of = problem([meeting("a", guests=3, published=planned(plain, "a", 5, rooms=("r1",)))], RULE, RoomsFit())
    assert least(of, (5, 0)) == 10


def test_announced_rooms_are_kept_where_another_meeting_may_want_them() -> None:
    rules = (RULE, RoomsFit(), OneMeetingPerRoom())
    plain = problem([meeting("a"), meeting("b", SYD)])
    of = problem([meeting("a", published=planned(plain, "a", 5)), meeting("b", SYD)], *rules)
    assert least(of, (5, 0), (5, 0)) == 0
    chooser = Chooser(of)
    best = chooser.best([(5, 0), (5, 0)])
    assert best is not None
    assert {each.meeting: each.rooms for each in plan_of(chooser.model, best[1]).meetings}["a"] == ("r0",)


def test_the_order_of_breakout_rooms_says_nothing() -> None:
    need = RoomNeed(breakouts=2)
    plain = problem([meeting("a", rooms=need)])
    told = planned(plain, "a", 5, rooms=("r0", "r2", "r1"))
    of = problem([meeting("a", rooms=need, published=told)], RULE)
    assert judged(of, planned(of, "a", 5, rooms=("r0", "r1", "r2"))).objective == 0


def test_whoever_was_announced_is_kept_on_the_day() -> None:
    of = with_staff("KL-3", "KL-1")
    chooser = Chooser(of)
    best = chooser.best([(5, 0), (5, 1)])
    assert best is not None
    assert best[0] == 0
    assert {each.meeting: each.staff for each in plan_of(chooser.model, best[1]).meetings} == {
        "a": ("KL-3",), "b": ("KL-1",),
    }  # fmt: skip


def test_people_taken_off_a_meeting_on_its_day_cost_points() -> None:
    of = with_staff("KL-3", "KL-1", staff_busy=busy(3, {2: [5]}))
    assert least(of, (5, 0), (5, 1)) == 5
    plan = (planned(of, "a", 5, staff=("KL-2",)), planned(of, "b", 5, 1, staff=("KL-1",)))
    (found,) = judged(of, *plan).findings
    assert (found.points, found.about, found.say("en"), found.say("da")) == (
        5,
        ("KL-3",),
        "KL-3 was announced for Møde a, Nord on Saturday 11 March 2023 and does not come.",
        "KL-3 var meldt ud til Møde a, Nord lørdag den 11. marts 2023 og kommer ikke.",
    )


def test_speakers_leave_another_meeting_and_take_the_seat_of_who_was_announced() -> None:
    of = with_staff("KL-3", "KL-1")
    speaking = replace(of.meetings[0], speakers=(0,))
    assert least(of, (5, 0), (5, 1)) == 0
    assert least(replace(of, meetings=(speaking, of.meetings[1])), (5, 0), (5, 1)) == 10


def test_people_are_not_kept_on_another_day() -> None:
    of = with_staff("KL-3", "KL-1", staff_busy=busy(3, {2: [6], 0: [6]}))
    assert least(of, (5, 0), (6, 1)) == 50


def test_people_whom_nobody_knows_any_more_count_as_taken_off() -> None:
    of = with_staff("KL-3", "KL-1", staff=(*team("KL", 1), StaffPerson("ny", "KL")))
    assert least(of, (5, 0), (5, 1)) == 5


def test_fewer_people_needed_means_people_taken_off() -> None:
    plain = problem([meeting("a", staff={"KL": 2})], staff=team("KL", 2))
    told = planned(plain, "a", 5, staff=("KL-1", "KL-2"))
    of = problem([meeting("a", staff={"KL": 1}, published=told)], RULE, StaffTeams(), staff=team("KL", 2))
    assert least(of, (5, 0)) == 5


@pytest.mark.parametrize(
    ("today", "day", "points"),
    [(0, 15, 50 + 50), (0, 4, 50 + 60), (5, 15, 50 + 100), (7, 15, 50 + 100), (-5, 6, 50), (-4, 6, 50 + 10)],
)
def test_what_is_near_costs_more(today: int, day: int, points: int) -> None:
    """Announced for day 5: the sooner of the old and the new day counts; up to 3 times as much within 10 days."""
    of = announced(RULE.model_copy(update={"near_days": 10}), as_of=on(today))
    assert [found[0] for found in paid(of, (day, 0))] == [points]


@pytest.mark.parametrize(("today", "near"), [(None, 10), (5, 0)])
def test_nothing_is_near_where_no_day_or_no_time_is_said(today: int | None, near: int) -> None:
    of = announced(RULE.model_copy(update={"near_days": near}), as_of=None if today is None else on(today))
    assert [found[0] for found in paid(of, (6, 0))] == [50]


def with_hours(*told: Hours) -> list[Problem]:
    """Meetings from 10 to 15 or from 9 to 12, announced for day 5 at these hours."""
    plain = problem([meeting("a")])
    return [
        problem(
            [meeting("a", other_hours=(hours(9, 12),), published=replace(
                planned(plain, "a", 5), start=each.on(days(5), plain.zone)[0], end=each.on(days(5), plain.zone)[1]
            ))], RULE, RoomsFit(), MeetingHours(),
        )
        for each in told
    ]  # fmt: skip


def test_other_hours_on_the_day_cost_as_much_as_another_day() -> None:
    morning, gone = with_hours(hours(9, 12), hours(8, 9))
    assert paid(morning, (5, 0)) == [(
        50,
        "Møde a, Nord on Saturday 11 March 2023 is moved from 09:00–12:00 to 10:00–15:00.",
        "Møde a, Nord lørdag den 11. marts 2023 flyttes fra kl. 09.00–12.00 til kl. 10.00–15.00.",
    )]  # fmt: skip
    best = Chooser(morning).best([(5, 1, 0)])
    assert best is not None
    assert best[0] == 0
    assert [found[0] for found in paid(morning, (6, 0))] == [50]
    assert paid(gone, (5, 0)) == []


def test_what_is_settled_costs_nothing() -> None:
    plain = problem([meeting("a")])
    told = planned(plain, "a", 5, rooms=("r3",))
    of = problem([meeting("a", published=told, frozen=True)], RULE, RoomsFit())
    assert least(of, (5, 0)) == 0


def test_without_an_announcement_nothing_is_charged() -> None:
    assert paid(problem([meeting("a")], KeepPublished()), (6, 0)) == []
