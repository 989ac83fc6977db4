"""What has been announced weighs: other days, venues, rooms and people cost points, the more the sooner it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.naming import person_name, room_name
from constraints.problem.published import hours_index
from constraints.problem.rule import Aim, Finding, Rule
from constraints.rules.shared.absences import charge_taken_off

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Ints, PlannedMeeting, Problem
    from constraints.problem.published import PublishedState

DAY = Message("kept.day", "{meeting} is moved from {old} to {day}.")
HOURS = Message("kept.hours", "{meeting} on {day} is moved from {start}–{end} to {now}–{until}.")
VENUE = Message("kept.venue", "{meeting} on {day} is moved from {old} to {venue}.")
ROOMS = Message("kept.rooms", "{meeting} on {day} at {venue} has other rooms than announced: {rooms} instead of {old}.")
STAFF = Message("kept.staff", "{names} {n:was|were} announced for {meeting} on {day} and {n:does|do} not come.")


class _Change(NamedTuple):
    """A change of a meeting against what was announced.

    Attributes:
        points: cost of one such change that is not near.
        sentence: message that states the change.
        values: values of the message.
        times: number of such changes.
        about: ids of the people concerned.
    """

    points: int
    sentence: Message
    values: Mapping[str, object]
    times: int = 1
    about: tuple[str, ...] = ()


class KeepPublished(Rule):
    """Counted against what was announced; a meeting changed in more than one way pays for each.

    Rooms count where day, hours and venue are kept, people where the day is. The sooner of the old and the new day says
    how near a change is: `near_times` as many points today, evenly fewer up to `near_days` from now, rounded down.
    """

    title: ClassVar = Message("kept.title", "kept as announced")
    aim: ClassVar = Aim.LEAST_CHANGE

    day: int = Field(
        default=5000, ge=0, description="Points for each meeting moved to another day, or to other hours of it."
    )
    venue: int = Field(default=2000, ge=0, description="Points for each meeting moved to another venue.")
    room: int = Field(default=500, ge=0, description="Points for each meeting in other rooms, all else as announced.")
    staff: int = Field(default=200, ge=0, description="Points for each of the staff taken off a meeting on its day.")
    near_days: int = Field(default=60, ge=0, description="Changes sooner than so many days from now cost more.")
    near_times: int = Field(default=3, ge=1, description="How many times as much a change of today costs.")

    @property
    def active(self) -> bool:
        return any((self.day, self.venue, self.room, self.staff))

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def charges(self, candidates: Candidates) -> Ints:
        total = np.zeros(len(candidates), dtype=np.int64)
        for number, announced in enumerate(candidates.published):
            if announced is not None and not candidates.problem.meetings[number].frozen:
                total[candidates.of(number)] = self._of_meeting(candidates, number, announced)
        return total

    def post(self, model: Model) -> None:
        for number, announced in enumerate(model.candidates.published):
            if self.staff and announced is not None and not model.problem.meetings[number].frozen:
                points = self._near_points(model.problem, self.staff, np.array([announced.day]))
                charge_taken_off(model, number, announced, int(points[0]))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            told = held.meeting.published
            if told is None or held.meeting.frozen:
                continue
            sooner = min(held.day, _day(schedule, told))
            for change in self._changes(schedule, held, told):
                points = change.times * self._price(change.points, sooner, schedule.problem.as_of)
                if points:
                    values = {"meeting": schedule.name(held), "day": held.day, **change.values}
                    yield self.finding([held.id], change.sentence, points=points, about=change.about, **values)

    def _of_meeting(self, candidates: Candidates, number: int, announced: PublishedState) -> Ints:
        lines = candidates.of(number)
        day, elsewhere = candidates.day[lines], candidates.venue[lines] != announced.venue
        moved = day != announced.day
        if announced.hours is not None:
            moved |= candidates.hours[lines] != announced.hours
        rooms = ~moved & ~elsewhere & ~candidates.as_published[lines]
        changes = (self.day, moved), (self.venue, elsewhere), (self.room, rooms)
        sooner = np.minimum(day, announced.day)
        found = [self._near_points(candidates.problem, points, sooner) * changed for points, changed in changes]
        return np.asarray(np.sum(found, axis=0))

    def _near_points(self, problem: Problem, points: int, sooner: Ints) -> Ints:
        """Return the points of changes, given the sooner of the old and the new day of each (indices)."""
        if problem.as_of is None or not self.near_days:
            return np.full_like(sooner, points)
        missing = np.clip(self.near_days - (sooner - problem.index(problem.as_of)), 0, self.near_days)
        return np.asarray(points * (self.near_days + (self.near_times - 1) * missing) // self.near_days)

    def _price(self, points: int, sooner: date, today: date | None) -> int:
        """Return the points of a change, given the sooner of its old and its new day."""
        nearness = 0 if today is None else self.near_days - max((sooner - today).days, 0)
        if nearness <= 0:
            return points
        return (points * self.near_days + points * nearness * (self.near_times - 1)) // self.near_days

    def _changes(self, schedule: Schedule, held: ScheduledMeeting, told: PlannedMeeting) -> Iterator[_Change]:
        old, venue = _day(schedule, told), schedule.venue(held)
        start, end = (moment.astimezone(schedule.problem.zone) for moment in (told.start, told.end))
        other_hours = (start.time(), end.time()) != (held.start.time(), held.end.time())
        other_hours &= hours_index(schedule.problem, held.meeting, told) is not None
        if held.day != old:
            yield _Change(self.day, DAY, {"old": old})
        elif other_hours:
            yield _Change(self.day, HOURS, {"start": start, "end": end, "now": held.start, "until": held.end})
        if venue.id != told.venue:
            names = {each.id: each.name for each in schedule.problem.venues}
            yield _Change(self.venue, VENUE, {"old": names.get(told.venue, told.venue), "venue": venue.name})
        elif (
            held.day == old
            and not other_hours
            and _plenary_and_others(told.rooms) != _plenary_and_others([room.id for room in schedule.rooms(held)])
        ):
            rooms = [room_name(room) for room in schedule.rooms(held)]
            values = {"old": _room_names(schedule, held, told), "rooms": rooms, "venue": venue.name}
            yield _Change(self.room, ROOMS, values)
        if held.day == old:
            yield from self._taken_off(schedule, held, told)

    def _taken_off(self, schedule: Schedule, held: ScheduledMeeting, told: PlannedMeeting) -> Iterator[_Change]:
        names = {person.id: person_name(person) for person in schedule.problem.staff}
        gone = sorted({*told.staff} - {schedule.problem.staff[person].id for person in held.staff})
        if gone:
            values = {"n": len(gone), "names": [names.get(person, person) for person in gone]}
            yield _Change(self.staff, STAFF, values, times=len(gone), about=tuple(gone))


def _day(schedule: Schedule, told: PlannedMeeting) -> date:
    """Return the first day that was announced."""
    return told.start.astimezone(schedule.problem.zone).date()


def _plenary_and_others(rooms: Iterable[str]) -> tuple[str, frozenset[str]]:
    """Return the plenary room ("" for none) and the set of the others, whose order does not matter."""
    plenary, *others = [*rooms] or [""]
    return plenary, frozenset(others)


def _room_names(schedule: Schedule, held: ScheduledMeeting, told: PlannedMeeting) -> list[str]:
    names = {room.id: room_name(room) for room in schedule.problem.rooms if room.venue == held.venue}
    return [names.get(room, room) for room in told.rooms]
