"""Nobody of the staff has more than so many meetings in a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names, person_name
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, by_parameter, up
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.staffing import fewer_people, more_people

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

TOO_MANY = Message(
    "staff_week.too_many", "{person} has {n} meetings in week {week} of {year}; at most {limit} {limit:is|are} allowed."
)
WEEK = 7

A_WEEK = Message(
    "staff_week.a_week",
    "Nobody of the staff may have more than {limit} {limit:meeting|meetings} in a week ({meetings}).",
)
MORE_A_WEEK = Message("staff_week.more_a_week", "Let the staff have up to {to} meetings in a week instead of {have}.")


class StaffWeek(Rule):
    """Weeks run from Monday to Sunday (ISO 8601); a meeting counts in the week of its first day."""

    title: ClassVar = Message("staff_week.title", "meetings a week for staff")

    max_meetings: int | None = Field(
        default=None, ge=1, description="Most meetings of one person in a week; leave out for no limit."
    )

    @property
    def active(self) -> bool:
        return self.max_meetings is not None

    def post(self, model: Model) -> None:
        if self.max_meetings is None:
            return
        first_weekday = model.problem.horizon.first.weekday()
        for person in range(len(model.problem.staff)):
            by_week: dict[int, list[int]] = defaultdict(list)
            for duty, column in model.shifts.of_person(person).items():
                by_week[(duty.day + first_weekday) // WEEK].append(column)
            for columns in by_week.values():
                model.at_most(self.max_meetings, columns)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for index, meetings in schedule.by_person().items():
            by_week: dict[tuple[int, int], list[ScheduledMeeting]] = defaultdict(list)
            for held in meetings:
                by_week[held.day.isocalendar()[:2]].append(held)
            for (year, week), found in by_week.items():
                if self.max_meetings is not None and len(found) > self.max_meetings:
                    person = schedule.problem.staff[index]
                    yield self.finding(
                        [held.id for held in found], TOO_MANY, about=[person.id], person=person_name(person),
                        n=len(found), week=week, year=str(year), limit=self.max_meetings,
                    )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(A_WEEK, {"limit": self.max_meetings, "meetings": meeting_names(problem, meetings)})

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if self.max_meetings is not None:
            asked = Requirement(self.key(), meetings)
            found = by_parameter(asked, "max_meetings", up(self.max_meetings, WEEK), MORE_A_WEEK, Unit.TIMES)
            yield replace(found, asks=ConcessionKind.PEOPLE)
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)
