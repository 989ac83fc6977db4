"""Nobody of the staff is put on a meeting while busy with something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Message, Said
from constraints.problem.naming import chained, days_name, meeting_name, meeting_names, person_name
from constraints.problem.rule import Finding, Rule, each_meeting
from constraints.rules.shared.staffing import comes_anyway, fewer_people, free_people, more_people, short_teams

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem
    from constraints.problem.relaxations import Relaxation

BUSY = Message("staff_free.busy", "{person} is busy on {day} while {meeting} is held.")
BUSY_LONGER = Message("staff_free.busy_longer", "{person} is busy from {first} to {last}, {meeting} on {day} included.")

FREE = Message(
    "staff_free.free",
    "{meeting} needs {needed} from {team} who {needed:is|are} not busy; on no day of its window "
    "{most:is|are} more than {most} of them free.",
)
NOT_BUSY = Message(
    "staff_free.not_busy", "Nobody of the staff may be busy with anything else while they have a meeting ({meetings})."
)
SHORT = {
    BUSY: Message("staff_free.short_busy", "{person} is busy"),
    BUSY_LONGER: Message("staff_free.short_busy_longer", "{person} is busy from {first:date} to {last:date}"),
}


class StaffFree(Rule):
    """Somebody busy at any time of a meeting of several days cannot take it."""

    title: ClassVar = Message("staff_free.title", "staff are free")
    short: ClassVar = SHORT

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def parts(self, problem: Problem) -> list[frozenset[int]]:
        return each_meeting(problem)

    def post(self, model: Model) -> None:
        attendance, duties = model.candidates.attendance, model.duties
        for person in range(len(model.problem.staff)):
            for duty in duties.of_person(person):
                busy = attendance.staff_busy(duty.hours)[person, duty.day : duty.last + 1]
                if busy.any():
                    model.forbid_duty(person, duty)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for index in sorted(held.busy_staff.intersection(held.staff)):
                person = schedule.problem.staff[index]
                spell = schedule.problem.staff_busy.spell(index, held.start, held.end)
                longer = spell.first < held.span.first or spell.last > held.span.last
                yield self.finding(
                    [held.id], BUSY_LONGER if longer else BUSY, about=[person.id], person=person_name(person),
                    day=days_name(held.span), meeting=schedule.name(held), first=spell.first, last=spell.last,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> Said:
        asked = [(number, team) for number in sorted(meetings) for team in short_teams(problem, number)]
        if len(meetings) != 1 or not asked:
            return Said(NOT_BUSY, {"meetings": meeting_names(problem, meetings)})
        return chained([_free(problem, number, team) for number, team in asked])

    def loosenings(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        yield from comes_anyway(self.key(), problem, meetings)
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)


def _free(problem: Problem, number: int, team: str) -> Said:
    meeting = problem.meetings[number]
    free = free_people(problem, meeting, team)
    values = {"meeting": meeting_name(problem, meeting), "team": team, "needed": meeting.staff[team]}
    return Said(FREE, {**values, "most": max(free, default=0)})
