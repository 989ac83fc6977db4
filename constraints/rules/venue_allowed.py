"""A meeting is held at one of its venues: those of its region, or those in its list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.attendance import Attendance
from constraints.problem.naming import for_each, listed, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rooms import RoomSets
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Meeting, Problem

ELSEWHERE = Message("venue_allowed.elsewhere", "{venue} is not among the venues at which {meeting} may be held.")
MUST_BE_ONLINE = Message("venue_allowed.must_be_online", "{meeting} is at {venue}, but is to be held online.")

AMONG = Message("venue_allowed.among", "{meeting} must be held at one of its {n} {n:venue|venues}: {venues}.")
NOWHERE = Message("venue_allowed.nowhere", "{meeting} must be held at one of its venues, and it has none.")
ONLY_AT = Message("venue_allowed.only_at", "{meeting} has only one venue: {venues}.")
ALSO_AT = Message("venue_allowed.also_at", "Add {venues} to the venues of {meeting}.")
OUTSIDE = Message("venue_allowed.outside", "Let {meeting} use {n:a venue|venues} outside its region: {venues}.")
ALSO_ONLINE = Message("venue_allowed.also_online", "Hold {meeting} online.")
NO_VENUE = Message("venue_allowed.no_venue", "{meeting} cannot be held: there is no venue for it.")
UNKNOWN_TRAVEL = 24 * 60
"""Minutes assumed for a journey for which there is neither a table nor coordinates."""
SHORT = {
    MUST_BE_ONLINE: Message("venue_allowed.short_must_be_online", "it is to be held online"),
    ELSEWHERE: Message("venue_allowed.short_elsewhere", "{venue} is not among its venues"),
}


class VenueAllowed(Rule):
    """Candidates are only ever made at these venues, so there is nothing to post."""

    title: ClassVar = Message("venue_allowed.title", "at one of its venues")
    short: ClassVar = SHORT
    bounds_candidates: ClassVar = True

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            if held.venue not in held.meeting.venues:
                venue, allowed = schedule.venue(held).name, held.meeting.venues
                online = bool(allowed) and all(schedule.problem.venues[each].online for each in allowed)
                said = MUST_BE_ONLINE if online else ELSEWHERE
                yield self.finding([held.id], said, venue=venue, meeting=schedule.name(held))

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        return replace(meeting, venues=tuple(range(len(problem.venues))))

    @classmethod
    def no_candidates(cls, problem: Problem, meeting: Meeting) -> Finding | None:
        if meeting.venues:
            return None
        return Finding(cls.key(), (meeting.id,), NO_VENUE, {"meeting": meeting_name(problem, meeting)})

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def among(_number: int, meeting: Meeting) -> BoundMessage:
            names = [problem.venues[number].name for number in sorted(meeting.venues)]
            values = {"meeting": meeting_name(problem, meeting), "n": len(names), "venues": listed(names)}
            return BoundMessage((NOWHERE, ONLY_AT, AMONG)[min(len(names), 2)], values)

        return for_each(problem, meetings, among, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        """Yield the relaxation to other venues that are large enough, the nearest to the members first."""
        room_sets, attendance = RoomSets(problem), Attendance(problem)
        for number in chosen(problem, meetings):
            meeting = problem.meetings[number]
            expected = np.array([attendance.fewest(meeting)])
            others = {*range(len(problem.venues))} - {*meeting.venues}
            if online := [venue for venue in sorted(others) if problem.venues[venue].online]:
                yield _also_online(problem, number, online[0])
                others -= {*online}
            large = [venue for venue in others if room_sets.cheapest(meeting, venue, expected)[0] >= 0]
            if large:
                yield _also_at(
                    problem, number, sorted(large, key=lambda venue: (_minutes(problem, meeting, venue), venue))
                )


def _also_online(problem: Problem, number: int, venue: int) -> Relaxation:
    name = meeting_name(problem, problem.meetings[number])

    def more(meeting: Meeting) -> Meeting:
        return replace(meeting, venues=tuple(sorted({*meeting.venues, venue})), online=True)

    return Relaxation(
        VenueAllowed.key(), "also_online", frozenset({number}), Unit.CHOICE, ConcessionKind.HOUSES, 1,
        apply=lambda given, _amount: with_meetings(given, [number], more),
        say=lambda _amount: BoundMessage(ALSO_ONLINE, {"meeting": name}),
    )  # fmt: skip


def _minutes(problem: Problem, meeting: Meeting, venue: int) -> int:
    """Return the one-way travel of all members to a venue, in minutes."""
    minutes = problem.travel[problem.municipality_of[list(meeting.members)], venue]
    return int(np.where(minutes > 0, minutes, UNKNOWN_TRAVEL).sum())


def _also_at(problem: Problem, number: int, venues: list[int]) -> Relaxation:
    name, region = meeting_name(problem, problem.meetings[number]), problem.meetings[number].region
    outside = region is not None and all(problem.venues[venue].region != region for venue in venues)

    def more(meeting: Meeting, amount: int) -> Meeting:
        return replace(meeting, venues=tuple(sorted({*meeting.venues, *venues[:amount]})))

    def said(amount: int) -> BoundMessage:
        names = listed([problem.venues[venue].name for venue in venues[:amount]])
        return BoundMessage(OUTSIDE if outside else ALSO_AT, {"meeting": name, "venues": names, "n": amount})

    return Relaxation(
        VenueAllowed.key(), "also_at", frozenset({number}), Unit.PLACES, ConcessionKind.HOUSES, len(venues),
        apply=lambda given, amount: with_meetings(given, [number], lambda one: more(one, amount)),
        say=said, values={"venues": [problem.venues[venue].id for venue in venues]},
    )  # fmt: skip
