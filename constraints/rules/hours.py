"""A meeting is held at its hours and for its number of days, and the hours lie within the day's limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field, ValidationInfo, field_validator

from calendars.language import Said, Sentence, WrongValueError
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.problem import Bools, Ints, Meeting

OTHER_HOURS = Sentence(
    en="{meeting} is planned on {day} from {start} to {end}; its hours are {first} to {last}.",
    da="{meeting} er lagt {day} kl. {start} til {end}; det skal holdes kl. {first} til {last}.",
)
OTHER_LENGTH = Sentence(
    en="{meeting} takes {days} {days:day|days} from {day}; it lasts {needed}.",
    da="{meeting} varer {days} {days:dag|dage} fra {day}; det skal vare {needed}.",
)
TOO_EARLY = Sentence(
    en="{meeting} begins on {day} at {start}; no meeting may begin before {limit}.",
    da="{meeting} begynder {day} kl. {start}; møder må tidligst begynde kl. {limit}.",
)
TOO_LATE = Sentence(
    en="{meeting} ends on {day} at {end}; no meeting may end after {limit}.",
    da="{meeting} slutter {day} kl. {end}; møder må senest slutte kl. {limit}.",
)

CROSSED = Sentence(
    en="no meeting fits between {earliest} (earliest) and {latest}; latest must come after",
    da="der er ikke plads til et møde mellem {earliest} (earliest) og {latest}; latest skal ligge efter",
)
SKIPPED = Sentence(
    en="{meeting} would begin or end at {clock} on {day}, but there is no such time that day: "
    "the clock is put forward.",
    da="{meeting} ville begynde eller slutte {day} kl. {clock}, men det klokkeslæt findes ikke den dag: "
    "uret stilles frem.",
)


class Hours(Rule):
    """The hours of a meeting are data; the limits catch those that no meeting should have.

    Hours that the clock skips on a day (summer time begins) rule out that day.
    """

    title: ClassVar = Sentence(en="hours", da="klokkeslæt")

    earliest: time | None = Field(default=None, description="Clock time before which no meeting begins.")
    latest: time | None = Field(default=None, description="Clock time after which no meeting ends.")

    @field_validator("latest")
    @classmethod
    def _after_earliest(cls, latest: time | None, before: ValidationInfo) -> time | None:
        earliest = before.data.get("earliest")
        if latest is not None and earliest is not None and latest <= earliest:
            raise WrongValueError(Said(CROSSED, {"earliest": earliest, "latest": latest}))
        return latest

    def allows(self, candidates: Candidates) -> Bools:
        fine = [self._within(meeting) for meeting in candidates.problem.meetings]
        return np.array(fine, dtype=np.bool_)[candidates.meeting] & _shown(candidates)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._as_stated(schedule, held)
            yield from self._inside_limits(schedule, held)
            yield from self._skipped(schedule, held)

    def _within(self, meeting: Meeting) -> bool:
        early = self.earliest is not None and meeting.hours.start < self.earliest
        late = self.latest is not None and meeting.hours.end > self.latest
        return not early and not late

    def _as_stated(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name, stated = schedule.name(held), held.meeting.hours
        if (held.start.time(), held.end.time()) != (stated.start, stated.end):
            yield self.finding(
                [held.id], OTHER_HOURS, meeting=name, day=held.day, start=held.start, end=held.end,
                first=stated.start, last=stated.end,
            )  # fmt: skip
        if len(held.span) != held.meeting.days:
            needed = held.meeting.days
            yield self.finding([held.id], OTHER_LENGTH, meeting=name, day=held.day, days=len(held.span), needed=needed)

    def _inside_limits(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name = schedule.name(held)
        if self.earliest is not None and held.start.time() < self.earliest:
            yield self.finding([held.id], TOO_EARLY, meeting=name, day=held.day, start=held.start, limit=self.earliest)
        if self.latest is not None and held.end.time() > self.latest:
            yield self.finding([held.id], TOO_LATE, meeting=name, day=held.span.last, end=held.end, limit=self.latest)

    def _skipped(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        for moment in (held.start, held.end):
            if not _is_shown(moment):
                name, day = schedule.name(held), moment.date()
                yield self.finding([held.id], SKIPPED, meeting=name, day=day, clock=moment.time())


def _shown(candidates: Candidates) -> Bools:
    """Whether the clock shows when each candidate begins and ends."""
    problem = candidates.problem
    clocks = {clock for meeting in problem.meetings for clock in (meeting.hours.start, meeting.hours.end)}
    moments = {clock: [datetime.combine(day, clock, problem.zone) for day in problem.horizon] for clock in clocks}
    shown = {clock: np.array([_is_shown(each) for each in found]) for clock, found in moments.items()}

    def judge(meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
        start, end = shown[meeting.hours.start], shown[meeting.hours.end]
        return np.asarray(start[days] & end[days + meeting.days - 1])

    return candidates.by_meeting(judge).astype(np.bool_)


def _is_shown(moment: datetime) -> bool:
    """Whether that time is not one that the clock skips on its day."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return back.replace(tzinfo=None) == moment.replace(tzinfo=None)
