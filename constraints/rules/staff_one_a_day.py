"""Nobody of the staff has two meetings on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.linear import Sum
from constraints.naming import person_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.model import Model

TWO = Sentence(
    en="{person} is put on both {first} and {second} on {day}; one meeting a day is the most.",
    da="{person} er sat på både {first} og {second} {day}; højst ét møde om dagen er muligt.",
)


class StaffOneADay(Rule):
    """Each day of a meeting of several days counts."""

    title: ClassVar = Sentence(en="one meeting a day for staff", da="ét møde om dagen for medarbejdere")

    def post(self, model: Model) -> None:
        for person in range(len(model.problem.staff)):
            by_day: dict[int, list[int]] = defaultdict(list)
            for duty, column in model.duties.of_person(person).items():
                for day in range(duty.day, duty.last + 1):
                    by_day[day].append(column)
            for columns in by_day.values():
                if len(columns) > 1:
                    model.require(Sum.of(columns), at_most=1)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for index, meetings in schedule.by_person().items():
            for first, second in combinations(meetings, 2):
                common = first.span.within(second.span)
                if common:
                    person = schedule.problem.staff[index]
                    yield self.finding(
                        [first.id, second.id], TWO, about=[person.id], person=person_name(person),
                        first=schedule.name(first), second=schedule.name(second), day=common.first,
                    )  # fmt: skip
