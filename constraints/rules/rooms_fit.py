"""The plenary and breakout rooms of a meeting are large enough, in the right layout, and as many as needed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, Literal

from calendars.language import BoundMessage, Message
from constraints.problem.attendance import Attendance
from constraints.problem.naming import chained, days_name, for_each, layout_name, meeting_name, room_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rooms import ANY_ROOM, cheapest_set, seats_needed
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Meeting, Problem, Room, RoomNeed

PLENARY = Message(
    "rooms_fit.plenary",
    "{room} at {venue} has {seats} {seats:seat|seats} ({layout}); {meeting} needs {needed}: {heads}.",
)
BREAKOUT = Message(
    "rooms_fit.breakout",
    "{room} at {venue} has {seats} {seats:seat|seats} ({layout}); a group of {meeting} needs {needed} for "
    "its share of {heads}.",
)
HEADS = Message("rooms_fit.heads", "{expected} expected")
HEADROOM = Message("rooms_fit.headroom", "{expected} expected and {headroom} % headroom")
CLOSED = Message(
    "rooms_fit.closed", "{meeting} is on {day}, when {room} at {venue} cannot be had, as it is closed: {reason}."
)
CLOSED_WITHIN = Message("rooms_fit.closed_within", "Rooms closed within its window: {rooms}.")
CLOSED_ROOM = Message("rooms_fit.closed_room", "{room}, {venue} ({reason}, {days})")
NUMBER = Message("rooms_fit.number", "{meeting} has {found} breakout {found:room|rooms}; it needs {needed}.")

SAME_ROOM = Message(
    "rooms_fit.same_room", "{meeting} has both {room} and {other} at {venue}, which are wholly or partly the same room."
)
SEATS = Message(
    "rooms_fit.seats",
    "{meeting} needs {needed} {needed:seat|seats} ({layout}) in one room: at least {heads}; {largest}.",
)
SEATS_AND_GROUPS = Message(
    "rooms_fit.seats_and_groups",
    "{meeting} needs {needed} {needed:seat|seats} ({layout}) in one room and {rooms} {rooms:room|rooms} of {group} "
    "{group:seat|seats} ({group_layout}) for groups: at least {heads}; {largest}.",
)
LARGEST = Message("rooms_fit.largest", "the largest room has {seats} ({room}, {venue})")
NONE = Message("rooms_fit.none", "there is no room")
MOST_ROOMS = Message(
    "rooms_fit.most_rooms", "no venue has more rooms of {group} {group:seat|seats} than {venue}, which has {n} in all"
)
NOT_APART = Message(
    "rooms_fit.not_apart",
    "beside {room} at {venue} only {n} {n:room|rooms} of {group} {group:seat|seats} can be let, as {others} "
    "{k:is|are} wholly or partly the same {k:room|rooms}",
)
NONE_APART = Message(
    "rooms_fit.none_apart",
    "beside {room} at {venue} no room of {group} {group:seat|seats} can be let, as {others} "
    "{k:is|are} wholly or partly the same room",
)
NONE_SO_LARGE = Message("rooms_fit.none_so_large", "no venue has a room of {group} {group:seat|seats} for groups")
SHORT = Message("rooms_fit.short", "Accept {n} {n:seat|seats} fewer than needed in the plenary room of {meeting}.")
GROUP_SHORT = Message(
    "rooms_fit.group_short", "Accept {n} {n:seat|seats} fewer than needed in each breakout room of {meeting}."
)
SHORT_THERE = Message(
    "rooms_fit.short_there",
    "Accept {have} {have:seat|seats} in the plenary room of {meeting} ({room}, {venue}), where {needed} are needed.",
)
GROUP_SHORT_THERE = Message(
    "rooms_fit.group_short_there",
    "Accept {have} {have:seat|seats} in a breakout room of {meeting} ({room}, {venue}), where {needed} are needed.",
)
FEWER_ROOMS = Message(
    "rooms_fit.fewer_rooms", "Make do with {to} breakout {to:room|rooms} instead of {have} at {meeting}."
)

NO_ROOMS = Message("rooms_fit.no_rooms", "Make do without breakout rooms at {meeting}.")
SHORTER = {
    CLOSED: Message("rooms_fit.short_closed", "{room} at {venue} is closed: {reason}"),
    PLENARY: Message(
        "rooms_fit.short_plenary",
        "{room} at {venue} has {seats} {seats:seat|seats} ({layout}); {needed} {needed:is|are} needed: {heads}",
    ),
    BREAKOUT: Message(
        "rooms_fit.short_breakout",
        "{room} at {venue} has {seats} {seats:seat|seats} ({layout}); a group needs {needed} for its share of {heads}",
    ),
    NUMBER: Message("rooms_fit.short_number", "{found} breakout {found:room|rooms}; {needed} {needed:is|are} needed"),
}


class RoomsFit(Rule):
    """Large enough for members free that day, guests and headroom, and not closed; candidates carry such rooms.

    Who joins a hybrid meeting from home needs no seat, and a meeting online needs no rooms.
    """

    title: ClassVar = Message("rooms_fit.title", "rooms large enough")
    short: ClassVar = SHORTER

    def allows(self, candidates: Candidates) -> Bools:
        return candidates.room_set >= 0

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            if schedule.venue(held).online:
                continue
            need = held.meeting.rooms
            heads = held.coming * (1 + Fraction(need.headroom, 100))
            plenary, *breakouts = schedule.rooms(held)
            if plenary.seats.get(need.layout, 0) < _seats(heads, need.short):
                yield self._too_small(schedule, held, PLENARY, plenary, heads)
            for room in breakouts:
                if room.seats.get(need.breakout_layout, 0) < _seats(heads * need.share, need.group_short):
                    yield self._too_small(schedule, held, BREAKOUT, room, heads * need.share)
            if len(breakouts) != need.breakouts:
                name = schedule.name(held)
                yield self.finding([held.id], NUMBER, meeting=name, found=len(breakouts), needed=need.breakouts)
            yield from self._apart(schedule, held)
            yield from self._closed(schedule, held)

    def _closed(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        rooms, begin, end = schedule.problem.rooms, held.start.time(), held.end.time()
        for closure in schedule.problem.room_closures:
            days, hours = closure.span.within(held.span), closure.hours
            met = hours is None or held.overnight or (begin < hours.end and hours.start < end)
            for room in schedule.rooms(held) if days and met else ():
                if room.parts & rooms[closure.room].parts:
                    yield self.finding(
                        [held.id], CLOSED, meeting=schedule.name(held), day=days.first if days else held.day,
                        room=room_name(room), venue=schedule.venue(held).name, reason=closure.reason,
                    )  # fmt: skip

    def _apart(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        for room, other in combinations(schedule.rooms(held), 2):
            if room.parts & other.parts:
                yield self.finding(
                    [held.id], SAME_ROOM, meeting=schedule.name(held), room=room_name(room), other=room_name(other),
                    venue=schedule.venue(held).name,
                )  # fmt: skip

    def _too_small(
        self, schedule: Schedule, held: ScheduledMeeting, sentence: Message, room: Room, heads: Fraction
    ) -> Finding:
        need = held.meeting.rooms
        plenary = sentence is PLENARY
        layout, short = (need.layout, need.short) if plenary else (need.breakout_layout, need.group_short)
        return self.finding(
            [held.id], sentence, room=room_name(room), venue=schedule.venue(held).name,
            seats=room.seats.get(layout, 0), layout=layout_name(layout), meeting=schedule.name(held),
            needed=_seats(heads, short), expected=held.coming, heads=_expected(need, held.coming),
        )  # fmt: skip

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        return replace(meeting, rooms=ANY_ROOM)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        attendance = Attendance(problem)

        def seats(_number: int, meeting: Meeting) -> BoundMessage:
            need, expected = meeting.rooms, attendance.fewest(meeting)
            plenary, group = seats_needed(need, expected)
            asked = BoundMessage(SEATS_AND_GROUPS if need.breakouts else SEATS, {
                "meeting": meeting_name(problem, meeting), "needed": plenary, "layout": layout_name(need.layout),
                "expected": expected, "heads": _expected(need, expected), "rooms": need.breakouts, "group": group,
                "group_layout": layout_name(need.breakout_layout),
                "largest": _nearest(problem, meeting, plenary, group),
            })  # fmt: skip
            closed = _closed_within(problem, meeting)
            return chained([asked, BoundMessage(CLOSED_WITHIN, {"rooms": closed})]) if closed else asked

        return for_each(problem, meetings, seats, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        attendance = Attendance(problem)
        for number in chosen(problem, meetings):
            meeting = problem.meetings[number]
            plenary, group = seats_needed(meeting.rooms, attendance.fewest(meeting))
            if plenary > 1:
                yield _fewer_seats(problem, number, plenary, "short")
            if meeting.rooms.breakouts and group > 1:
                yield _fewer_seats(problem, number, group, "group_short")
            if meeting.rooms.breakouts:
                yield _fewer_rooms(problem, number)


def _closed_within(problem: Problem, meeting: Meeting) -> list[BoundMessage]:
    """Return the rooms of its venues that are closed in its window."""
    found = []
    for closure in problem.room_closures:
        room, days = problem.rooms[closure.room], closure.span.within(meeting.window)
        if days and room.venue in meeting.venues and any(closure.closes_during(each.hours) for each in meeting.choices):
            values = {"room": room_name(room), "venue": problem.venues[room.venue].name, "reason": closure.reason}
            found.append(BoundMessage(CLOSED_ROOM, {**values, "days": days_name(days)}))
    return found


def _seats(heads: Fraction, short: int) -> int:
    """Return the seats that a room needs for an attendance if `short` seats may be missing."""
    return max(math.ceil(heads) - short, 1)


def _expected(need: RoomNeed, expected: int) -> BoundMessage:
    """Return those for whom a room must be large enough, in words, with the seats to spare if any are asked for."""
    return BoundMessage(HEADROOM if need.headroom else HEADS, {"expected": expected, "headroom": need.headroom})


def _nearest(problem: Problem, meeting: Meeting, plenary: int, group: int) -> BoundMessage:
    """Return what its venues offer: the largest room or, if that is large enough, the most breakout rooms."""
    need, rooms = meeting.rooms, [room for room in problem.rooms if room.venue in meeting.venues]
    largest = max(rooms, key=lambda room: room.seats.get(need.layout, 0), default=None)
    if largest is None:
        return BoundMessage(NONE)
    seats = largest.seats.get(need.layout, 0)
    if need.breakouts and seats >= plenary:
        found = Counter(room.venue for room in rooms if room.seats.get(need.breakout_layout, 0) >= group)
        if not found:
            return BoundMessage(NONE_SO_LARGE, {"group": group})
        if apart := _apart_at_most(problem, meeting, plenary, group):
            return apart
        venue, most = max(found.items(), key=itemgetter(1))
        return BoundMessage(MOST_ROOMS, {"venue": problem.venues[venue].name, "n": most, "group": group})
    return BoundMessage(
        LARGEST, {"seats": seats, "room": room_name(largest), "venue": problem.venues[largest.venue].name}
    )


def _apart_at_most(problem: Problem, meeting: Meeting, plenary: int, group: int) -> BoundMessage | None:
    """Return how many rooms for groups the best venue can let beside a plenary room, if others are parts of these."""
    need, best, sentence = meeting.rooms, -1, None
    for venue in sorted(meeting.venues):
        here = [n for n, room in enumerate(problem.rooms) if room.venue == venue]
        large, small = (
            [n for n in here if problem.rooms[n].seats.get(layout, 0) >= seats]
            for layout, seats in ((need.layout, plenary), (need.breakout_layout, group))
        )
        rates = problem.tariffs[0][0]
        sets = (
            (number, cheapest_set(problem.rooms, large, small, number, rates))
            for number in range(need.breakouts, -1, -1)
        )
        number, found = next(((number, each) for number, each in sets if each is not None), (-1, None))
        if found is not None and number > best:
            best, others = number, [problem.rooms[n] for n in small if n not in found.rooms]
            sentence = BoundMessage(NOT_APART if number else NONE_APART, {
                "room": room_name(problem.rooms[found.rooms[0]]), "venue": problem.venues[venue].name, "n": number,
                "group": group, "others": [room_name(room) for room in others], "k": len(others),
            }) if others and number < need.breakouts else None  # fmt: skip
    return sentence


def _fewer_seats(problem: Problem, number: int, needed: int, field: Literal["short", "group_short"]) -> Relaxation:
    name = meeting_name(problem, problem.meetings[number])

    def short(meeting: Meeting, amount: int) -> Meeting:
        need = meeting.rooms
        if field == "short":
            return replace(meeting, rooms=replace(need, short=need.short + amount))
        return replace(meeting, rooms=replace(need, group_short=need.group_short + amount))

    sentence = SHORT if field == "short" else GROUP_SHORT
    asked = problem.meetings[number].rooms
    there = _short_plenary if field == "short" else _short_group
    return Relaxation(
        RoomsFit.key(), "seats" if field == "short" else "group_seats", frozenset({number}), Unit.SEATS,
        ConcessionKind.COMFORT,
        needed - 1,
        apply=lambda given, amount: with_meetings(given, [number], lambda one: short(one, amount)),
        say=lambda amount: BoundMessage(sentence, {"meeting": name, "n": amount}),
        in_plan=lambda schedule: (
            there(schedule, schedule[number], asked)
            if schedule[number].rooms
            else BoundMessage(sentence, {"meeting": name, "n": 1})
        ),
        both_ways=True,
    )  # fmt: skip


def _short_plenary(schedule: Schedule, held: ScheduledMeeting, need: RoomNeed) -> BoundMessage:
    """Return the plenary room that the meeting has, with the seats it has and needs."""
    room = schedule.rooms(held)[0]
    plenary, _ = seats_needed(need, held.coming)
    return _short(SHORT_THERE, schedule, held, room, (room.seats.get(need.layout, 0), plenary))


def _short_group(schedule: Schedule, held: ScheduledMeeting, need: RoomNeed) -> BoundMessage:
    """Return the smallest breakout room that the meeting has, with the seats it has and needs."""
    room = min(schedule.rooms(held)[1:], key=lambda each: each.seats.get(need.breakout_layout, 0))
    _, group = seats_needed(need, held.coming)
    return _short(GROUP_SHORT_THERE, schedule, held, room, (room.seats.get(need.breakout_layout, 0), group))


def _short(
    sentence: Message, schedule: Schedule, held: ScheduledMeeting, room: Room, seats: tuple[int, int]
) -> BoundMessage:
    venue, (have, needed) = schedule.venue(held).name, seats
    return BoundMessage(sentence, {
        "meeting": schedule.name(held), "room": room_name(room), "venue": venue, "have": have, "needed": needed,
    })  # fmt: skip


def _fewer_rooms(problem: Problem, number: int) -> Relaxation:
    meeting = problem.meetings[number]
    name, have = meeting_name(problem, meeting), meeting.rooms.breakouts

    def without(one: Meeting, amount: int) -> Meeting:
        return replace(one, rooms=replace(one.rooms, breakouts=have - amount))

    def said(amount: int) -> BoundMessage:
        sentence = NO_ROOMS if amount == have else FEWER_ROOMS
        return BoundMessage(sentence, {"to": have - amount, "have": have, "meeting": name})

    return Relaxation(
        RoomsFit.key(), "breakouts", frozenset({number}), Unit.ROOMS, ConcessionKind.COMFORT, have,
        apply=lambda problem, amount: with_meetings(problem, [number], lambda one: without(one, amount)),
        say=said,
        values={"have": have},
    )  # fmt: skip
