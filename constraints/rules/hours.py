"""A meeting is held at its hours and for its number of days, and the hours lie within the day's limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field, ValidationInfo, field_validator

from calendars.days import Hours as ClockHours
from calendars.language import BoundMessage, Message, WrongValueError
from constraints.problem.busy import minutes
from constraints.problem.naming import for_each, meeting_name
from constraints.problem.relaxations import QUARTER, ConcessionKind, Relaxation, Unit, chosen, with_rule
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem

OTHER_HOURS = Message(
    "hours.other_hours", "{meeting} is planned on {day} from {start} to {end}; its hours are {first} to {last}."
)
OTHER_LENGTH = Message("hours.other_length", "{meeting} takes {days} {days:day|days} from {day}; it lasts {needed}.")
TOO_EARLY = Message("hours.too_early", "{meeting} begins on {day} at {start}; no meeting may begin before {limit}.")
TOO_LATE = Message("hours.too_late", "{meeting} ends on {day} at {end}; no meeting may end after {limit}.")

CROSSED = Message("hours.crossed", "no meeting fits between {earliest} (earliest) and {latest}; latest must come after")
SKIPPED = Message(
    "hours.skipped",
    "{meeting} would begin or end at {clock} on {day}, but there is no such time that day: the clock is put forward.",
)

AS_STATED = Message(
    "hours.as_stated", "{meeting} is held from {start} to {end}, and only on days on which the clock shows both."
)
NOT_EARLIER = Message("hours.not_earlier", "{meeting} begins at {start}; no meeting may begin before {limit}.")
NOT_LATER = Message("hours.not_later", "{meeting} ends at {end}; no meeting may end after {limit}.")
BEGIN = Message("hours.begin", "Let meetings begin from {to} instead of {have}.")
END = Message("hours.end", "Let meetings end by {to} instead of {have}.")


class MeetingHours(Rule):
    """The hours of a meeting are data; the limits catch those that no meeting should have.

    Hours that the clock skips on a day (summer time begins) rule out that day. A meeting of several days is held on
    consecutive days at one venue. Either it has the same hours on each of them, or it is one continuous stay
    (`overnight`) from its start on the first day to its end on the last. Whoever is busy at some time while it is held
    is busy for it, also in the night of a stay, but not between the days of the other kind.
    """

    title: ClassVar = Message("hours.title", "hours")

    earliest: time | None = Field(default=None, description="Clock time before which no meeting begins.")
    latest: time | None = Field(default=None, description="Clock time after which no meeting ends.")

    @field_validator("latest")
    @classmethod
    def _after_earliest(cls, latest: time | None, before: ValidationInfo) -> time | None:
        earliest = before.data.get("earliest")
        if latest is not None and earliest is not None and latest <= earliest:
            raise WrongValueError(BoundMessage(CROSSED, {"earliest": earliest, "latest": latest}))
        return latest

    def allows(self, candidates: Candidates) -> Bools:
        fine = [self._within(meeting) for meeting in candidates.choices]
        return np.array(fine, dtype=np.bool_)[candidates.choice] & _exist(candidates)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._as_stated(schedule, held)
            yield from self._inside_limits(schedule, held)
            yield from self._skipped(schedule, held)

    def _within(self, meeting: Meeting) -> bool:
        early = self.earliest is not None and meeting.hours.start < self.earliest
        late = self.latest is not None and meeting.hours.end > self.latest
        return not early and not late

    def _as_stated(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        name, stated = schedule.name(held), held.meeting.hours
        if (held.start.time(), held.end.time()) not in {
            (at.start, at.end) for at in (stated, *held.meeting.other_hours)
        }:
            yield self.finding(
                [held.id], OTHER_HOURS, meeting=name, day=held.day, start=held.start, end=held.end,
                first=stated.start, last=stated.end,
            )  # fmt: skip
        if held.length != held.meeting.days:
            needed = held.meeting.days
            yield self.finding([held.id], OTHER_LENGTH, meeting=name, day=held.day, days=held.length, needed=needed)

    def _inside_limits(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        name = schedule.name(held)
        if self.earliest is not None and held.start.time() < self.earliest:
            yield self.finding([held.id], TOO_EARLY, meeting=name, day=held.day, start=held.start, limit=self.earliest)
        if self.latest is not None and held.end.time() > self.latest:
            yield self.finding([held.id], TOO_LATE, meeting=name, day=held.span.last, end=held.end, limit=self.latest)

    def _skipped(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        for moment in (held.start, held.end):
            if not _exists(moment):
                name, day = schedule.name(held), moment.date()
                yield self.finding([held.id], SKIPPED, meeting=name, day=day, clock=moment.time())

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def limits(_number: int, meeting: Meeting) -> BoundMessage:
            hours = meeting.hours
            values = {"meeting": meeting_name(problem, meeting), "start": hours.start, "end": hours.end}
            if self.earliest is not None and hours.start < self.earliest:
                return BoundMessage(NOT_EARLIER, {**values, "limit": self.earliest})
            if self.latest is not None and hours.end > self.latest:
                return BoundMessage(NOT_LATER, {**values, "limit": self.latest})
            return BoundMessage(AS_STATED, values)

        return for_each(problem, meetings, limits, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        stated = [each.hours for number in chosen(problem, meetings) for each in problem.meetings[number].choices]
        first, last = min(each.start for each in stated), max(each.end for each in stated)
        if self.earliest is not None and first < self.earliest:
            yield _moved("earliest", self.earliest, _quarters(first, self.earliest), meetings, BEGIN)
        if self.latest is not None and last > self.latest:
            yield _moved("latest", self.latest, _quarters(self.latest, last), meetings, END)


def _exist(candidates: Candidates) -> Bools:
    """Return whether the start and the end of each candidate exist on the wall clock, shape (candidates,)."""
    problem = candidates.problem
    clocks = {clock for meeting in candidates.choices for clock in (meeting.hours.start, meeting.hours.end)}
    used = np.unique(np.concatenate([candidates.day, candidates.last_day]))
    moments = {
        clock: [datetime.combine(problem.date(day), clock, problem.zone) for day in used.tolist()] for clock in clocks
    }
    shown = {clock: np.array([_exists(each) for each in found], dtype=np.bool_) for clock, found in moments.items()}

    def judge(meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
        start, end = shown[meeting.hours.start], shown[meeting.hours.end]
        return np.asarray(start[np.searchsorted(used, days)] & end[np.searchsorted(used, days + meeting.days - 1)])

    return candidates.by_meeting(judge).astype(np.bool_)


def _exists(moment: datetime) -> bool:
    """Return whether the time exists on the wall clock: it is not skipped when daylight saving begins."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def _quarters(earlier: time, later: time) -> int:
    """Return the number of quarters of an hour between two times of day, rounded up."""
    first, last = minutes(ClockHours(earlier, later))
    return -(-(last - first) // QUARTER)


def _moved(parameter: str, have: time, most: int, meetings: frozenset[int], sentence: Message) -> Relaxation:
    """Return the relaxation that moves a limit by quarters of an hour, at most to the beginning or end of the day."""
    sign = -1 if parameter == "earliest" else 1

    def to(amount: int) -> time:
        minute = have.hour * 60 + have.minute + sign * QUARTER * amount
        return time(*divmod(min(max(minute, 0), 24 * 60 - 1), 60))

    return Relaxation(
        MeetingHours.key(), parameter, meetings, Unit.MINUTES, ConcessionKind.SETTING, most,
        apply=lambda problem, amount: with_rule(problem, MeetingHours.key(), **{parameter: to(amount)}),
        say=lambda amount: BoundMessage(sentence, {"to": to(amount), "have": have}),
        step=QUARTER, values={"have": have},
    )  # fmt: skip
