"""Nobody of the staff has two meetings at one time, or two on one day with too little time to travel between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pydantic import Field

from calendars.days import ONE_DAY, Hours
from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names, person_name
from constraints.problem.plan import on_one_day
from constraints.problem.posting import Shift
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, by_parameter, up
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.staffing import fewer_people, more_people, venue_classes

if TYPE_CHECKING:
    from datetime import date

    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Bools, Ints, Problem

TWO = Message(
    "staff_one_at_a_time.two", "{person} is put on both {first} and {second} on {day}, and their hours overlap."
)
TOO_SHORT = Message(
    "staff_one_at_a_time.too_short",
    "{person} has {minutes} {minutes:minute|minutes} on {day} from {first} ({place}) to {second} ({next_place}); the "
    "journey takes {needed}.",
)
UNKNOWN = Message(
    "staff_one_at_a_time.unknown",
    "{person} is put on both {first} ({place}) and {second} ({next_place}) on {day}, and how long the journey takes is "
    "not known: give the venues coordinates, or minutes in venue_travel.csv.",
)
TOO_MANY = Message(
    "staff_one_at_a_time.too_many",
    "{person} is put on {n} meetings on {day}; at most {limit} {limit:is|are} allowed.",
)

AT_A_TIME = Message(
    "staff_one_at_a_time.at_a_time",
    "Nobody of the staff may have two meetings at one time, nor on one day without time for the journey ({meetings}).",
)
AT_ONE_VENUE = Message(
    "staff_one_at_a_time.at_one_venue",
    "Nobody of the staff may have two meetings at one time, nor on one day without time for the journey; between "
    "{venues} it is not known ({meetings}).",
)
MORE_A_DAY = Message(
    "staff_one_at_a_time.more_a_day", "Let the staff have up to {to} meetings on a day instead of {have}."
)

MOST_A_DAY = 4
_MINUTES_A_DAY = 24 * 60


class StaffOneAtATime(Rule):
    """Between two meetings on one day there is time to travel from the one venue to the other, in minutes.

    Meetings that overlap by the clock cannot be had by one person; one that begins at the minute the other ends can, at
    the same venue. A meeting of several days takes its hours on each of them, or all the time from its beginning to its
    end if it is one continuous stay. Where the minutes between two venues are not known, nobody has meetings at both on
    one day.
    """

    title: ClassVar = Message("staff_one_at_a_time.title", "one meeting at a time for staff")
    joins_shifts: ClassVar = True

    max_meetings: int | None = Field(
        default=None, ge=1, description="Most meetings of one person on a day; leave out for no limit."
    )

    def venue_classes(self, problem: Problem) -> Ints | None:
        """Return classes of venues from which the same venues are reached between meetings, shape (venues,)."""
        gaps = _gaps(problem)
        if not gaps or self.max_meetings == 1:
            return None
        return venue_classes([_out_of_reach(problem, gap) for gap in sorted(gaps)])

    def post(self, model: Model) -> None:
        most = _most_a_day(model.problem)
        model.limit_shifts(most if self.max_meetings is None else min(most, self.max_meetings), length=1)
        cliques = _Cliques(model)
        for person in range(len(model.problem.staff)):
            by_day: dict[int, list[Shift]] = defaultdict(list)
            columns = model.shifts.of_person(person)
            for duty in columns:
                for day in range(duty.day, duty.last + 1):
                    by_day[day].append(duty)
            done = set()
            for day, duties in by_day.items():
                if self.max_meetings is not None:
                    model.at_most(self.max_meetings, [columns[duty] for duty in duties])
                for clique in cliques.of(day, duties) if self.max_meetings != 1 else ():
                    together = frozenset(columns[duty] for duty in clique)
                    if together not in done:
                        done.add(together)
                        model.at_most(1, sorted(together))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for index, meetings in schedule.by_person().items():
            for pair in on_one_day(meetings):
                found = self._between(schedule, index, *pair)
                if found is not None:
                    yield found
            yield from self._too_many(schedule, index, meetings)

    def _between(
        self, schedule: Schedule, index: int, first: ScheduledMeeting, second: ScheduledMeeting
    ) -> Finding | None:
        """Return what keeps a person from two meetings that have a day in common."""
        person = schedule.problem.staff[index]
        values: dict[str, object] = {
            "person": person_name(person),
            "first": schedule.name(first),
            "second": schedule.name(second),
        }
        one, other = _times(first), _times(second)
        if any(start < until and begin < end for (start, end), (begin, until) in product(one, other)):
            return Finding(self.key(), (first.id, second.id), TWO, {**values, "day": second.day}, about=(person.id,))
        for earlier, later in ((first, second), (second, first)):
            needed = int(schedule.problem.venue_travel[earlier.venue, later.venue])
            values |= {
                "first": schedule.name(earlier), "place": schedule.venue(earlier).name,
                "second": schedule.name(later), "next_place": schedule.venue(later).name,
            }  # fmt: skip
            for (_, end), (begin, _) in product(_times(earlier), _times(later)):
                minutes = (begin - end) // timedelta(minutes=1)
                if begin >= end and not 0 <= needed <= minutes:
                    said = UNKNOWN if needed < 0 else TOO_SHORT
                    about = {"day": begin.date(), "minutes": minutes, "needed": needed}
                    return Finding(self.key(), (first.id, second.id), said, values | about, about=(person.id,))
        return None

    def _too_many(self, schedule: Schedule, index: int, meetings: Sequence[ScheduledMeeting]) -> Iterator[Finding]:
        by_day: dict[date, list[ScheduledMeeting]] = defaultdict(list)
        for held in meetings:
            for day in held.span:
                by_day[day].append(held)
        for day, found in by_day.items():
            if self.max_meetings is not None and len(found) > self.max_meetings:
                person = schedule.problem.staff[index]
                yield self.finding(
                    [held.id for held in found], TOO_MANY, about=[person.id], person=person_name(person), n=len(found),
                    day=day, limit=self.max_meetings,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        names = meeting_names(problem, meetings)
        unknown = _without_journeys(problem, meetings) if two_a_day(problem) else []
        if unknown:
            return BoundMessage(AT_ONE_VENUE, {"meetings": names, "venues": unknown})
        return BoundMessage(AT_A_TIME, {"meetings": names})

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if self.max_meetings is not None:
            asked = Requirement(self.key(), meetings)
            found = by_parameter(asked, "max_meetings", up(self.max_meetings, MOST_A_DAY), MORE_A_DAY, Unit.TIMES)
            yield replace(found, asks=ConcessionKind.PEOPLE)
        yield from fewer_people(self.key(), problem, meetings)
        yield from more_people(self.key(), problem, meetings)


def two_a_day(problem: Problem) -> bool:
    """Return whether the hours of any two meetings leave one person time for both on one day."""
    return bool(_gaps(problem))


def _without_journeys(problem: Problem, meetings: frozenset[int]) -> list[str]:
    """Return the names of the venues of the meetings, all if none are given, from which some journey is not known."""
    asked = [problem.meetings[number] for number in sorted(meetings) or range(len(problem.meetings))]
    at = sorted({venue for each in asked if any(each.staff.values()) for venue in each.venues})
    return [problem.venues[venue].name for venue in at if (problem.venue_travel[venue, at] < 0).any()]


def _times(held: ScheduledMeeting) -> list[tuple[datetime, datetime]]:
    """Return when a meeting takes its staff, by the wall clock."""
    start, end = (moment.replace(tzinfo=None) for moment in (held.start, held.end))
    if held.overnight:
        return [(start, end)]
    first = datetime.combine(start, end.time())
    return [(start + n * ONE_DAY, first + n * ONE_DAY) for n in range(held.length)]


class _Kind(NamedTuple):
    """Hours and number of days of a meeting."""

    hours: Hours
    days: int


def _kinds(problem: Problem) -> set[_Kind]:
    return {_Kind(each.hours, each.days) for one in problem.meetings if any(one.staff.values()) for each in one.choices}


def _minutes(kind: _Kind, day: int) -> list[tuple[int, int]]:
    """Return from when until when a meeting that begins on a day takes its staff, in minutes since the first day."""
    start, end = (clock.hour * 60 + clock.minute for clock in (kind.hours.start, kind.hours.end))
    if kind.hours.overnight:
        return [(_MINUTES_A_DAY * day + start, _MINUTES_A_DAY * (day + kind.days - 1) + end)]
    return [(_MINUTES_A_DAY * each + start, _MINUTES_A_DAY * each + end) for each in range(day, day + kind.days)]


def _between(one: _Kind, other: _Kind, later: int) -> tuple[int | None, int | None] | None:
    """Return the least minutes from one meeting to another that begins `later` days after it, and back.

    None instead of minutes if the one is never before the other; None if they overlap.
    """
    forth, back = [], []
    for (start, end), (begin, until) in product(_minutes(one, 0), _minutes(other, later)):
        if start < until and begin < end:
            return None
        if begin >= end:
            forth.append(begin - end)
        if start >= until:
            back.append(start - until)
    return min(forth, default=None), min(back, default=None)


def _gaps(problem: Problem) -> set[int]:
    """Return the minutes that lie between the hours of any two meetings that may share a day."""
    found: set[int] = set()
    for one, other in product(_kinds(problem), repeat=2):
        for later in range(one.days):
            minutes = _between(one, other, later)
            found |= {each for each in minutes or () if each is not None}
    return found


def _out_of_reach(problem: Problem, minutes: int) -> Bools:
    """Return from which venue one does not come to which in so many minutes, shape (venues, venues)."""
    travel = problem.venue_travel
    return (travel < 0) | (travel > minutes)


def _most_a_day(problem: Problem) -> int:
    """Return a bound on the meetings that one person can begin on a day, whatever the journeys."""
    most, until = 0, -1
    for start, end in sorted((_minutes(each, 0)[0] for each in _kinds(problem)), key=lambda each: each[1]):
        if start >= until:
            most, until = most + 1, end
    return max(most, 1)


class _Cliques:
    """Sets of shifts of which nobody can have two, found once for all people and days that are alike."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._known: dict[tuple[Shift, ...], list[list[int]]] = {}

    def of(self, day: int, duties: Sequence[Shift]) -> list[list[Shift]]:
        """Return sets that cover every two of the shifts, which have a day in common, that nobody can have both."""
        alike = tuple(replace(each, day=each.day - day) for each in duties)
        if alike not in self._known:
            self._known[alike] = self._cover(alike)
        return [[duties[n] for n in found] for found in self._known[alike]]

    def _cover(self, duties: Sequence[Shift]) -> list[list[int]]:
        every = range(len(duties))
        excluded = {n: {n} for n in every}
        for n, other in combinations(every, 2):
            if self._exclude(duties[n], duties[other]):
                excluded[n].add(other)
                excluded[other].add(n)
        left = {(n, other) for n in every for other in excluded[n] if n < other}
        found = []
        for pair in sorted(left):
            if pair in left:
                clique = sorted([*pair, *_others(pair, every, excluded)])
                found.append(clique)
                left -= {(n, other) for n in clique for other in clique}
        return found

    def _exclude(self, one: Shift, other: Shift) -> bool:
        minutes = _between(_Kind(one.hours, one.days), _Kind(other.hours, other.days), other.day - one.day)
        if minutes is None:
            return True
        travel = self._model.problem.venue_travel
        here, there = self._model.shifts.venue_of(one), self._model.shifts.venue_of(other)
        return any(
            have is not None and not 0 <= needed <= have
            for have, needed in zip(minutes, (travel[here, there], travel[there, here]), strict=True)
        )


def _others(clique: Sequence[int], every: Iterable[int], excluded: dict[int, set[int]]) -> list[int]:
    """Return those that can be added to a set one after another so that each excludes all others."""
    taken = [*clique]
    for each in every:
        if each not in taken and excluded[each].issuperset(taken):
            taken.append(each)
    return taken[len(clique) :]
