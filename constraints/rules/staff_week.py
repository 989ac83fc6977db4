"""Nobody of the staff has more than so many meetings in a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Sentence
from constraints.linear import Sum
from constraints.naming import person_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from constraints.model import Model

TOO_MANY = Sentence(
    en="{person} has {n} meetings in week {week} of {year}; at most {limit} {limit:is|are} allowed.",
    da="{person} har {n} møder i uge {week} i {year}; højst {limit} er tilladt.",
)
WEEK = 7


class StaffWeek(Rule):
    """Weeks run from Monday to Sunday (ISO 8601); a meeting counts in the week of its first day."""

    title: ClassVar = Sentence(en="meetings a week for staff", da="møder om ugen for medarbejdere")

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
            for duty, column in model.duties.of_person(person).items():
                by_week[(duty.day + first_weekday) // WEEK].append(column)
            for columns in by_week.values():
                if len(columns) > self.max_meetings:
                    model.require(Sum.of(columns), at_most=self.max_meetings)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for index, meetings in schedule.by_person().items():
            by_week: dict[tuple[int, int], list[Held]] = defaultdict(list)
            for held in meetings:
                by_week[held.day.isocalendar()[:2]].append(held)
            for (year, week), found in by_week.items():
                if self.max_meetings is not None and len(found) > self.max_meetings:
                    person = schedule.problem.staff[index]
                    yield self.finding(
                        [held.id for held in found], TOO_MANY, about=[person.id], person=person_name(person),
                        n=len(found), week=week, year=str(year), limit=self.max_meetings,
                    )  # fmt: skip
