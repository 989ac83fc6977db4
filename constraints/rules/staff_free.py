"""Nobody of the staff is put on a meeting while busy with something else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.naming import days_name, person_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.model import Model

BUSY = Sentence(
    en="{person} is busy on {day} while {meeting} is held.",
    da="{person} er optaget {day}, når {meeting} holdes.",
)


class StaffFree(Rule):
    """Somebody busy at any time of a meeting of several days cannot take it."""

    title: ClassVar = Sentence(en="staff are free", da="medarbejderne er ledige")

    def post(self, model: Model) -> None:
        attendance, duties = model.candidates.attendance, model.duties
        for person in range(len(model.problem.staff)):
            for duty in duties.of_person(person):
                busy = attendance.staff_busy(duty.hours)[person, duty.day : duty.last + 1]
                if busy.any():
                    duties.forbid(person, duty)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for index in sorted(held.busy_staff.intersection(held.staff)):
                person = schedule.problem.staff[index]
                yield self.finding(
                    [held.id], BUSY, about=[person.id],
                    person=person_name(person), day=days_name(held.span), meeting=schedule.name(held),
                )  # fmt: skip
