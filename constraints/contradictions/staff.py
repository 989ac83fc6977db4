"""Meetings that a team of the staff is too small or too busy for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import Sentence
from constraints.attendance import stretched
from constraints.naming import meeting_name
from constraints.rule import Finding

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Meeting, Problem

TOO_SMALL = Sentence(
    en="{meeting} needs {needed} from {team}, and there {found:is|are} only {found}.",
    da="{meeting} kræver {needed} fra {team}, og der er kun {found}.",
)
TOO_BUSY = Sentence(
    en="{meeting} needs {needed} from {team}, but on the {days} {days:day|days} it can be held on at most {most}"
    " {most:is|are} free.",
    da="{meeting} kræver {needed} fra {team}, men på {days:den|de} {days} {days:dag|dage}, det kan holdes, er der højst"
    " {most} {most:ledig|ledige}.",
)


def staff_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """One for each meeting and team that cannot send as many as it asks for, on any day."""
    asked = {rule.key() for rule in problem.rules}
    for number, meeting in enumerate(problem.meetings):
        if meeting.settled:
            continue
        days = np.unique(possible.day[possible.of(number)])
        for team, needed in sorted(meeting.staff.items()):
            people = [n for n, person in enumerate(problem.staff) if person.team == team]
            values = {"meeting": meeting_name(problem, meeting), "team": team, "needed": needed}
            if len(people) < needed and "staff_teams" in asked:
                yield Finding("staff_teams", (meeting.id,), TOO_SMALL, {**values, "found": len(people)})
            elif needed and len(days) and "staff_free" in asked:
                most = _most_free(possible, meeting, people, days)
                if most < needed:
                    values |= {"days": len(days), "most": most}
                    yield Finding("staff_free", (meeting.id,), TOO_BUSY, values)


def _most_free(
    possible: Candidates, meeting: Meeting, people: list[int], days: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> int:
    """The most of those people who are free on one of the days."""
    busy = stretched(possible.attendance.staff_busy(meeting.hours), meeting.days)
    return int((~busy[people][:, days]).sum(axis=0).max())
