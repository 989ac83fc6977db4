"""Nobody of the staff has meetings on neighbouring days at venues too far from each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.days import ONE_DAY
from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names, person_name
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, by_parameter, up
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.staffing import more_people, venue_classes
from constraints.rules.staff_one_at_a_time import StaffOneAtATime, two_a_day

if TYPE_CHECKING:
    from datetime import date

    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model, ShiftColumns
    from constraints.problem.problem import Bools, Ints, Problem

TOO_FAR = Message(
    "staff_travel.too_far",
    "{person} has {minutes} {minutes:minute|minutes} to travel from {place} ({earlier}, {day}) to {next_place} "
    "({later}, the day after); at most {limit} {limit:is|are} allowed.",
)

NOT_FURTHER = Message(
    "staff_travel.not_further",
    "Nobody of the staff may travel more than {limit} {limit:minute|minutes} between meetings on neighbouring days "
    "({meetings}).",
)
FURTHER = Message(
    "staff_travel.further",
    "Let the staff travel up to {to} minutes between meetings on neighbouring days instead of {have}.",
)


class StaffTravel(Rule):
    """Neighbouring: the first day of one meeting is the day after the last day of the other."""

    title: ClassVar = Message("staff_travel.title", "staff travel between days")
    needs_venue_travel: ClassVar = True

    max_minutes: int | None = Field(
        default=None,
        ge=0,
        description="Most minutes between the venues of one person's meetings on neighbouring days; "
        "leave out for no limit.",
    )

    @property
    def active(self) -> bool:
        return self.max_minutes is not None

    def venue_classes(self, problem: Problem) -> Ints | None:
        """Return classes of venues that are too far from the same venues, in both directions, shape (venues,)."""
        if self.max_minutes is None:
            return None
        return venue_classes([problem.venue_travel > self.max_minutes])

    def post(self, model: Model) -> None:
        if self.max_minutes is None:
            return
        too_far = model.problem.venue_travel > self.max_minutes
        timed = any(isinstance(rule, StaffOneAtATime) for rule in model.problem.rules)
        one_a_day = timed and not two_a_day(model.problem)
        for person in range(len(model.problem.staff)):
            for ending, far in _exclusive(model.shifts, person, too_far):
                for columns in [(*ending, *far)] if one_a_day else product(ending, far):
                    model.at_most(1, columns)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for person, meetings in schedule.by_person().items():
            begins: dict[date, list[ScheduledMeeting]] = defaultdict(list)
            for held in meetings:
                begins[held.day].append(held)
            for earlier in meetings:
                for later in begins.get(earlier.span.last + ONE_DAY, ()):
                    yield from self._journey(schedule, person, earlier, later)

    def _journey(
        self, schedule: Schedule, index: int, earlier: ScheduledMeeting, later: ScheduledMeeting
    ) -> Iterator[Finding]:
        minutes = int(schedule.problem.venue_travel[earlier.venue, later.venue])
        if self.max_minutes is not None and minutes > self.max_minutes:
            person = schedule.problem.staff[index]
            yield self.finding(
                [earlier.id, later.id], TOO_FAR, about=[person.id], person=person_name(person), minutes=minutes,
                place=schedule.venue(earlier).name, earlier=schedule.name(earlier), day=earlier.span.last,
                next_place=schedule.venue(later).name, later=schedule.name(later), limit=self.max_minutes,
            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(NOT_FURTHER, {"limit": self.max_minutes, "meetings": meeting_names(problem, meetings)})

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if self.max_minutes is not None:
            furthest = up(self.max_minutes, int(problem.venue_travel.max(initial=0)))
            found = by_parameter(Requirement(self.key(), meetings), "max_minutes", furthest, FURTHER, Unit.MINUTES)
            yield replace(found, asks=ConcessionKind.COMFORT)
        yield from more_people(self.key(), problem, meetings)


def _exclusive(shifts: ShiftColumns, person: int, too_far: Bools) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the columns of shifts that end on a day, and those that begin too far off the day after."""
    ends: dict[tuple[int, int], list[int]] = defaultdict(list)
    begins: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for duty, column in shifts.of_person(person).items():
        venue = shifts.venue_of(duty)
        ends[duty.last, venue].append(column)
        begins[duty.day][venue].append(column)
    for (day, here), ending in ends.items():
        far = [each for there, columns in sorted(begins[day + 1].items()) if too_far[here, there] for each in columns]
        if far:
            yield ending, far
