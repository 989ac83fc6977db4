"""What is settled: it stays as announced, and what it broke is not held against a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calendars.language import Sentence
from constraints.naming import meeting_name
from constraints.rule import Finding

if TYPE_CHECKING:
    from constraints.plan import Plan, PlannedMeeting
    from constraints.problem import Problem

REWRITTEN = Sentence(
    en="{meeting} is past: it was announced for {day} at {venue}, and is no longer planned otherwise.",
    da="{meeting} er overstået: det var meldt ud til {day} ({venue}) og kan ikke længere lægges om.",
)


def rewritten(problem: Problem, plan: Plan, rule: str) -> Iterator[Finding]:
    """Settled meetings that the plan does not have as they were announced; findings under that key."""
    names = {venue.id: venue.name for venue in problem.venues}
    for planned in plan.meetings:
        meeting = problem.meeting(planned.meeting)
        told = meeting.announced if meeting and meeting.settled else None
        if meeting and told and _said(planned) != _said(told):
            values = {
                "meeting": meeting_name(problem, meeting), "day": told.start.astimezone(problem.zone).date(),
                "venue": names.get(told.venue, told.venue),
            }  # fmt: skip
            yield Finding(rule, (meeting.id,), REWRITTEN, values)


def still_open(problem: Problem, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without what settled meetings alone have broken."""
    settled = {meeting.id for meeting in problem.meetings if meeting.settled}
    return (each for each in findings if not each.broken or not {*each.meetings} <= settled)


def _said(planned: PlannedMeeting) -> tuple[object, ...]:
    """All that is said of a meeting, whatever the order of its breakout rooms and people."""
    breakouts, people = frozenset(planned.rooms[1:]), frozenset(planned.staff)
    return planned.start, planned.end, planned.venue, planned.rooms[:1], breakouts, people
