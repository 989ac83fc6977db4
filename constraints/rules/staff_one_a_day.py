"""Nobody of the staff has two meetings on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names, person_name
from constraints.problem.plan import on_one_day
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.staffing import fewer_people, more_people

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem
    from constraints.problem.relaxations import Relaxation

TWO = Message(
    "staff_one_a_day.two", "{person} is put on both {first} and {second} on {day}; one meeting a day is the most."
)

ONE_A_DAY = Message("staff_one_a_day.one_a_day", "Nobody of the staff may have two meetings on one day ({meetings}).")


class StaffOneADay(Rule):
    """Each day of a meeting of several days counts."""

    title: ClassVar = Message("staff_one_a_day.title", "one meeting a day for staff")
    joins_shifts: ClassVar = True

    def post(self, model: Model) -> None:
        model.limit_shifts(1, length=1)
        for person in range(len(model.problem.staff)):
            by_day: dict[int, list[int]] = defaultdict(list)
            for duty, column in model.shifts.of_person(person).items():
                for day in range(duty.day, duty.last + 1):
                    by_day[day].append(column)
            for columns in by_day.values():
                if len(columns) > 1:
                    model.at_most(1, columns)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for index, meetings in schedule.by_person().items():
            for first, second in on_one_day(meetings):
                person = schedule.problem.staff[index]
                yield self.finding(
                    [first.id, second.id], TWO, about=[person.id], person=person_name(person),
                    first=schedule.name(first), second=schedule.name(second), day=second.day,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(ONE_A_DAY, {"meetings": meeting_names(problem, meetings)})

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)
