"""Rooms and staff that are in reserve for a meeting are not given to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np

from calendars.days import ONE_DAY
from calendars.language import BoundMessage, Message
from constraints.problem.busy import minutes_of_day
from constraints.problem.naming import days_name, meeting_name, person_name, room_name
from constraints.problem.plan import ScheduledMeeting
from constraints.problem.posting import LinearExpr
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit
from constraints.problem.reserves import HeldReserve, reserves_held
from constraints.problem.rooms import DAY_MINUTES
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from calendars.days import Hours
    from constraints.problem.plan import Block, Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Booking, Problem

ROOM = Message(
    "reserve_free.room", "{meeting} is on {day} at {venue} in a room ({room}) that is in reserve for {other} then."
)
PERSON = Message("reserve_free.person", "{person} is put on {meeting} on {day}, but is in reserve for {other} then.")
LEFT_FREE = Message("reserve_free.left_free", "What is in reserve must be left free of other meetings: {reserves}.")
HELD = Message("reserve_free.held", "{venue} on {day} for {meeting}")
RELEASE = Message("reserve_free.release", "Release what is in reserve for {meeting} at {venue} on {day}.")
_Time = TypeVar("_Time", int, datetime)
SHORT = {
    ROOM: Message("reserve_free.short_room", "{room} is in reserve for {other}"),
    PERSON: Message("reserve_free.short_person", "{person} is in reserve for {other}"),
}


class ReserveFree(Rule):
    """That holds for the rooms and the staff that the row in bookings.csv names, at its hours or those of its meeting.

    It holds until the reserve is released (*until*), or its meeting is past or on one of its days.
    """

    title: ClassVar = Message("reserve_free.title", "reserves are left free")
    short: ClassVar = SHORT
    contests_rooms: ClassVar = True

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        held = [each.own for each in reserves_held(problem)]
        if any(meeting in own for own in held):
            return range(len(problem.meetings))
        return frozenset().union(*held)

    def post(self, model: Model) -> None:
        table, problem = model.candidates, model.problem
        for held in reserves_held(problem):
            span = held.booking.span
            first, last = problem.index(span.first), problem.index(span.last)
            own = np.isin(table.meeting, sorted(held.own))
            used = model.where(own & (table.day <= last) & (table.last_day >= first))
            columns: list[int] = []
            if held.booking.rooms:
                then = held.lets_at(problem, table.choices, table.choice, table.day, table.venue)
                columns += model.room_assignment.using(then & ~own & ~table.frozen, held.parts(problem))
            mine = _minutes(held.meeting.hours, len(span), first)
            for person in held.booking.staff:
                for duty, column in model.shifts.of_person(person).items():
                    settled = duty.meeting >= 0 and problem.meetings[duty.meeting].frozen
                    if not settled and _meet(mine, _minutes(duty.hours, duty.days, duty.day)):
                        columns.append(column)
            for column in columns:
                model.require(LinearExpr.of([column]) - used, at_most=0)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for reserve in reserves_held(problem):
            if reserve.used(schedule):
                continue
            place, parts = reserve.place(problem), reserve.parts(problem)
            for held in schedule:
                if held.index in reserve.own:
                    continue
                said: dict[str, Any] = {
                    "meeting": schedule.name(held), "day": days_name(held.span),
                    "other": meeting_name(problem, reserve.meeting),
                }  # fmt: skip
                rooms = [room for room in schedule.rooms(held) if room.parts & parts]
                if rooms and held.venue == place.venue and _meet(schedule.let(held), schedule.let(place)):
                    yield self.finding([held.id], ROOM, **said, venue=schedule.venue(held).name,
                                       room=room_name(rooms[0]))  # fmt: skip
                if _meet(_times(held), _times(place)):
                    for index in sorted({*held.staff} & {*place.staff}):
                        person = problem.staff[index]
                        yield self.finding([held.id], PERSON, about=[person.id], **said, person=person_name(person))

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(LEFT_FREE, {
            "reserves": [BoundMessage(HELD, _values(problem, each)) for each in reserves_held(problem)],
        })  # fmt: skip

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for each in reserves_held(problem):
            values = _values(problem, each)
            yield Relaxation(
                self.key(), "release", frozenset(), Unit.CHOICE, ConcessionKind.HOUSES, 1,
                apply=partial(_released, each.booking), say=partial(_release, values),
                values={"meeting": each.meeting.id, "venue": problem.venues[each.booking.venue].id},
            )  # fmt: skip


def _values(problem: Problem, reserve: HeldReserve) -> dict[str, object]:
    venue, days = problem.venues[reserve.booking.venue].name, days_name(reserve.booking.span)
    return {"venue": venue, "day": days, "meeting": meeting_name(problem, reserve.meeting)}


def _released(booking: Booking, problem: Problem, _amount: int) -> Problem:
    return replace(problem, bookings=tuple(each for each in problem.bookings if each != booking))


def _release(values: dict[str, object], _amount: int) -> BoundMessage:
    return BoundMessage(RELEASE, values)


def _minutes(hours: Hours, days: int, first: int) -> list[tuple[int, int]]:
    """Return the minutes from the start of the horizon between which something is held, by day."""
    spells = ((day, minutes_of_day(hours, day, days)) for day in range(days))
    return [((first + day) * DAY_MINUTES + begin, (first + day) * DAY_MINUTES + end) for day, (begin, end) in spells]


def _times(held: ScheduledMeeting) -> list[Block]:
    """Return the times of a meeting by the wall clock: on each of its days, or all of a continuous stay."""
    first, last = (each.replace(tzinfo=None, fold=0) for each in (held.start, held.end))
    if held.overnight:
        return [(first, last)]
    return [(first + n * ONE_DAY, datetime.combine(first, last.time()) + n * ONE_DAY) for n in range(held.length)]


def _meet(times: Sequence[tuple[_Time, _Time]], others: Sequence[tuple[_Time, _Time]]) -> bool:
    return any(first < end and begin < after for (first, after), (begin, end) in product(times, others))
