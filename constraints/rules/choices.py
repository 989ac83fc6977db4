"""Days and venues that planners have fixed or ruled out for a meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, chained, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem

FIXED_DAY = Message("choices.fixed_day", "{meeting} is on {day}, but is fixed to {fixed}.")
RULED_OUT_DAY = Message("choices.ruled_out_day", "{meeting} begins on {day}, which is ruled out for it.")
FIXED_VENUE = Message("choices.fixed_venue", "The venue of {meeting} is {venue}, but is fixed to {fixed}.")
RULED_OUT_VENUE = Message("choices.ruled_out_venue", "The venue of {meeting} is {venue}, which is ruled out for it.")

TO_DAY = Message("choices.to_day", "{meeting} is fixed to {day}.")
TO_VENUE = Message("choices.to_venue", "{meeting} is fixed to {venue}.")
NOT_DAYS = Message("choices.not_days", "{meeting} may not begin on {days}.")
NOT_VENUES = Message("choices.not_venues", "{venues} {n:is|are} ruled out for {meeting}.")
ANOTHER_DAY = Message("choices.another_day", "Let {meeting} be held on another day than {day}.")
ANOTHER_VENUE = Message("choices.another_venue", "Let {meeting} be held elsewhere than at {venue}.")
THESE_DAYS = Message(
    "choices.these_days", "Let {meeting} be held on the {n:day that is|days that are} ruled out for it: {days}."
)
THESE_VENUES = Message(
    "choices.these_venues", "Let {meeting} be held at the {n:venue that is|venues that are} ruled out for it: {venues}."
)
SHORT = {
    FIXED_DAY: Message("choices.short_fixed_day", "fixed to {fixed:date}"),
    RULED_OUT_DAY: Message("choices.short_ruled_out_day", "this day is ruled out"),
    FIXED_VENUE: Message("choices.short_fixed_venue", "fixed to {fixed}"),
    RULED_OUT_VENUE: Message("choices.short_ruled_out_venue", "{venue} is ruled out"),
}


class Choices(Rule):
    """Days are first days; the choices stand on the meetings."""

    title: ClassVar = Message("choices.title", "fixed choices")
    short: ClassVar = SHORT
    fixes_choices: ClassVar = True

    def decided(self, problem: Problem, meeting: Meeting) -> tuple[int | None, int | None]:
        return None if meeting.fixed_day is None else problem.index(meeting.fixed_day), meeting.fixed_venue

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem

        def open_to(meeting: Meeting, days: Ints, venues: Ints) -> Bools:
            out = np.isin(days, [problem.index(day) for day in meeting.forbidden_days])
            out |= np.isin(venues, list(meeting.forbidden_venues))
            if meeting.fixed_day is not None:
                out |= days != problem.index(meeting.fixed_day)
            if meeting.fixed_venue is not None:
                out |= venues != meeting.fixed_venue
            return ~out

        return candidates.by_meeting(open_to)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._day(schedule, held)
            yield from self._venue(schedule, held)

    def _day(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        name, fixed = schedule.name(held), held.meeting.fixed_day
        if fixed is not None and held.day != fixed:
            yield self.finding([held.id], FIXED_DAY, meeting=name, day=held.day, fixed=fixed)
        if held.day in held.meeting.forbidden_days:
            yield self.finding([held.id], RULED_OUT_DAY, meeting=name, day=held.day)

    def _venue(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        name, fixed, venue = schedule.name(held), held.meeting.fixed_venue, schedule.venue(held).name
        if fixed is not None and held.venue != fixed:
            wanted = schedule.problem.venues[fixed].name
            yield self.finding([held.id], FIXED_VENUE, meeting=name, venue=venue, fixed=wanted)
        if held.venue in held.meeting.forbidden_venues:
            yield self.finding([held.id], RULED_OUT_VENUE, meeting=name, venue=venue)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        said = [
            BoundMessage(choice.demand, choice.values)
            for number in sorted(meetings)
            for choice in _choices(problem, problem.meetings[number])
        ]
        return chained(said) if said else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            for choice in _choices(problem, problem.meetings[number]):
                yield Relaxation(
                    self.key(), choice.code, frozenset({number}), Unit.CHOICE, ConcessionKind.SETTING, 1,
                    apply=partial(_released, number, choice), say=partial(_release, choice),
                    exact=choice.exact,
                )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Choice:
    """A decision about a meeting.

    Attributes:
        code: code of the relaxation that releases it.
        without: returns the meeting without the decision.
        demand: message that states the decision.
        release: message that asks to release it.
        values: values of both messages.
    """

    code: str
    without: Callable[[Meeting], Meeting]
    demand: Message
    release: Message
    values: Mapping[str, object]
    exact: bool = False


def _choices(problem: Problem, meeting: Meeting) -> Iterator[_Choice]:
    name, days = {"meeting": meeting_name(problem, meeting)}, sorted(meeting.forbidden_days)
    if meeting.fixed_day is not None:
        values: dict[str, object] = {**name, "day": meeting.fixed_day}
        yield _Choice("fixed_day", lambda one: replace(one, fixed_day=None), TO_DAY, ANOTHER_DAY, values, exact=True)
    if meeting.fixed_venue is not None:
        values = {**name, "venue": problem.venues[meeting.fixed_venue].name}
        yield _Choice(
            "fixed_venue", lambda one: replace(one, fixed_venue=None), TO_VENUE, ANOTHER_VENUE, values, exact=True
        )
    if days:
        values = {**name, "days": days, "n": len(days)}
        yield _Choice("days", lambda one: replace(one, forbidden_days=frozenset()), NOT_DAYS, THESE_DAYS, values)
    if meeting.forbidden_venues:
        venues = [problem.venues[number].name for number in sorted(meeting.forbidden_venues)]
        values = {**name, "venues": venues, "n": len(venues)}
        yield _Choice(
            "venues", lambda one: replace(one, forbidden_venues=frozenset()), NOT_VENUES, THESE_VENUES, values
        )


def _released(number: int, choice: _Choice, problem: Problem, _amount: int) -> Problem:
    return with_meetings(problem, [number], choice.without)


def _release(choice: _Choice, _amount: int) -> BoundMessage:
    return BoundMessage(choice.release, choice.values)
