"""Nobody of the staff is put on a meeting while busy with something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import chained, days_name, meeting_name, meeting_names, person_name
from constraints.problem.rule import Finding, Rule, each_meeting
from constraints.rules.shared.staffing import (
    comes_anyway,
    fewer_people,
    free_people,
    more_people,
    people_of,
    short_teams,
    without_speaker,
)
from constraints.rules.staff_teams import StaffTeams

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Ints, Meeting, Problem
    from constraints.problem.relaxations import Relaxation

BUSY = Message("staff_free.busy", "{person} is busy on {day} while {meeting} is held.")
BUSY_LONGER = Message("staff_free.busy_longer", "{person} is busy from {first} to {last}, {meeting} on {day} included.")
NOT_THEN = Message("staff_free.not_then", "{person} cannot come on {day}, when {meeting} is held: {reason}.")

FREE = Message(
    "staff_free.free",
    "{meeting} needs {needed} from {team} who {needed:is|are} not busy; on no day of its window "
    "{most:is|are} more than {most} of them free.",
)
SPEAKER = Message("staff_free.speaker", "{meeting} needs {person}, who is busy on every day of its window.")
NOT_BUSY = Message(
    "staff_free.not_busy", "Nobody of the staff may be busy with anything else while they have a meeting ({meetings})."
)

TOO_BUSY = Message(
    "staff_free.too_busy",
    "{meeting} needs {needed} from {team}, but on the {days} {days:day|days} it can be held on at most {most}"
    " {most:is|are} free.",
)
SPEAKER_BUSY = Message(
    "staff_free.speaker_busy",
    "{meeting} needs {person} as a speaker, who is busy on {days:the|all} {days} {days:day|days} it can be held on.",
)
TOO_FEW = Message(
    "staff_free.too_few",
    "{meeting} needs {needed} from {team}, but only {free} {free:is|are} free on {day}: {people} are busy.",
)
NOBODY = Message(
    "staff_free.nobody", "{meeting} needs {needed} from {team}, but nobody is free on {day}: {people} are busy."
)
SHORT = {
    BUSY: Message("staff_free.short_busy", "{person} is busy"),
    BUSY_LONGER: Message("staff_free.short_busy_longer", "{person} is busy from {first:date} to {last:date}"),
    NOT_THEN: Message("staff_free.short_not_then", "{person} cannot come: {reason}"),
    TOO_FEW: Message(
        "staff_free.short_too_few",
        "{needed} from {team} are needed, but only {free} {free:is|are} free: {people} are busy",
    ),
    NOBODY: Message(
        "staff_free.short_nobody", "{needed} from {team} {needed:is|are} needed, but nobody is free: {people} are busy"
    ),
}


class StaffFree(Rule):
    """Somebody busy at any time of a meeting of several days cannot take it."""

    title: ClassVar = Message("staff_free.title", "staff are free")
    short: ClassVar = SHORT
    joins_shifts: ClassVar = True

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def parts(self, problem: Problem) -> list[frozenset[int]]:
        return each_meeting(problem)

    def post(self, model: Model) -> None:
        attendance, duties = model.candidates.attendance, model.shifts
        for person in range(len(model.problem.staff)):
            for duty in duties.of_person(person):
                if attendance.staff_busy(duty.hours, duty.days)[person, duty.day]:
                    model.forbid_duty(person, duty)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for index in sorted(held.busy_staff.intersection(held.staff)):
                person, busy = schedule.problem.staff[index], schedule.problem.staff_busy
                why = busy.why(index, held.start, held.end, overnight=held.overnight)
                if why is not None:
                    yield self.finding(
                        [held.id], NOT_THEN, about=[person.id], person=person_name(person), day=days_name(held.span),
                        meeting=schedule.name(held), reason=why,
                    )  # fmt: skip
                    continue
                spell = busy.spell(index, held.start, held.end, overnight=held.overnight)
                longer = spell.first < held.span.first or spell.last > held.span.last
                yield self.finding(
                    [held.id], BUSY_LONGER if longer else BUSY, about=[person.id], person=person_name(person),
                    day=days_name(held.span), meeting=schedule.name(held), first=spell.first, last=spell.last,
                )  # fmt: skip

    def counted(self, problem: Problem, possible: Candidates, meeting: int) -> Iterator[Finding]:
        """Each team of which the meeting needs more than are free on any day; too small ones are another rule's."""
        one = problem.meetings[meeting]
        days = np.unique(possible.day[possible.of(meeting)])
        numbers_asked = any(isinstance(rule, StaffTeams) for rule in problem.rules)
        yield from self._busy_speakers(problem, possible, one, days)
        for team, needed in sorted(one.staff.items()):
            people = people_of(problem, team)
            if needed and len(days) and not (numbers_asked and len(people) < needed):
                busy = np.all([possible.attendance.staff_busy(at.hours, one.days) for at in one.choices], axis=0)
                most = int((~busy[people][:, days]).sum(axis=0).max())
                if most < needed:
                    yield self.finding(
                        [one.id], TOO_BUSY, meeting=meeting_name(problem, one), team=team, needed=needed,
                        days=len(days), most=most,
                    )  # fmt: skip

    def _busy_speakers(self, problem: Problem, possible: Candidates, one: Meeting, days: Ints) -> Iterator[Finding]:
        if one.speakers and len(days):
            busy = np.all([possible.attendance.staff_busy(at.hours, one.days) for at in one.choices], axis=0)
            for person in one.speakers:
                if busy[person, days].all():
                    yield self.finding(
                        [one.id], SPEAKER_BUSY, meeting=meeting_name(problem, one), days=len(days),
                        person=person_name(problem.staff[person]),
                    )  # fmt: skip

    def summed_up(self, problem: Problem, held: ScheduledMeeting, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Those about busy people give way to one about their team if more of it are busy than they name."""
        named = {person for each in findings for person in each.about}
        short = {person: finding for finding in self._short_teams(problem, held, named) for person in finding.about}
        return [short.get(each.about[0], each) for each in findings]

    def _short_teams(self, problem: Problem, held: ScheduledMeeting, named: set[str]) -> Iterator[Finding]:
        for team, needed in held.meeting.staff.items():
            people = people_of(problem, team)
            busy = [number for number in people if number in held.busy_staff]
            ids, free = {problem.staff[number].id for number in busy}, len(people) - len(busy)
            if free < needed and ids & named and ids - named:
                yield self.finding(
                    [held.id], TOO_FEW if free else NOBODY, about=sorted(ids),
                    meeting=meeting_name(problem, held.meeting), needed=needed, team=team, free=free,
                    day=days_name(held.span), people=[person_name(problem.staff[number]) for number in busy],
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        away = [each for number in sorted(meetings) for each in _speakers_away(problem, problem.meetings[number])]
        if away and len(meetings) == 1:
            return chained(away)
        asked = [(number, team) for number in sorted(meetings) for team in short_teams(problem, number)]
        if len(meetings) != 1 or not asked:
            return BoundMessage(NOT_BUSY, {"meetings": meeting_names(problem, meetings)})
        return chained([_free(problem, number, team) for number, team in asked])

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        yield from comes_anyway(self.key(), problem, meetings)
        yield from without_speaker(self.key(), problem, meetings)
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)


def _speakers_away(problem: Problem, meeting: Meeting) -> list[BoundMessage]:
    """Return that each of the speakers is busy who is free on no day of the window at any of the hours."""
    window = meeting.window.within(problem.horizon)
    if window is None or not meeting.speakers:
        return []
    busy = np.all([problem.staff_busy.by_first_day(window, at.hours, meeting.days) for at in meeting.choices], axis=0)
    days = len(window) - meeting.days + 1
    names = [person_name(problem.staff[person]) for person in meeting.speakers if busy[person, :days].all()]
    return [BoundMessage(SPEAKER, {"meeting": meeting_name(problem, meeting), "person": name}) for name in names]


def _free(problem: Problem, number: int, team: str) -> BoundMessage:
    meeting = problem.meetings[number]
    free = free_people(problem, meeting, team)
    values = {"meeting": meeting_name(problem, meeting), "team": team, "needed": meeting.staff[team]}
    return BoundMessage(FREE, {**values, "most": max(free, default=0)})
