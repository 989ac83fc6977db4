"""A meeting has a second day in reserve, or at least could have one, that no single event is likely to take too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from calendars.blackouts import BlackoutScope
from calendars.days import Span
from calendars.language import BoundMessage, Message
from calendars.risks import MILLION
from constraints.problem.naming import days_name, for_each, meeting_name
from constraints.problem.plan import ScheduledMeeting
from constraints.problem.reserves import ReserveTerms, closes, kept_away, takes
from constraints.problem.rule import Finding, RoundId, Rule, each_meeting
from constraints.rules.shared.risks import reached

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model, Shift
    from constraints.problem.problem import Bools, Ints, Meeting, Problem, Risk

TAKEN = Message(
    "reserve.taken",
    "The reserve of {meeting} is on {day}; with a chance of {percent}% {reason} takes it and {first:date} too; at most "
    "{limit}% is allowed.",
)
NO_SECOND = Message(
    "reserve.no_second",
    "{meeting} is on {day}; with a chance of {percent}% {reason} takes it and every day for a reserve up to "
    "{last:date} too; at most {limit}% is allowed.",
)
NEEDS = Message(
    "reserve.needs",
    "{meeting} must leave a day for a reserve, at most {days} {days:day|days} later, that no single event takes with "
    "it with a chance of more than {limit}%.",
)
AVOIDS = Message(
    "reserve.avoids",
    "The reserve of {meeting} must have a day, a venue and staff that no single event takes together with {first:date} "
    "with a chance of more than {limit}%.",
)


class Reserve(Rule):
    """`planner reserve` books the second days; they lie later than the first, each at its own venue, with its staff.

    Of a plan itself the rule asks only that there is a day left for one in the time that is planned, whatever it is
    otherwise like; points make that a wish. It asks nothing of meetings that were announced. What may come stands in
    [[risks]]; the chance is counted as for the rule exposure. A risk of single venues is counted where both days are at
    such a venue, and one of people where somebody of the staff of both days may be missing; members do not count.
    """

    title: ClassVar = Message("reserve.title", "a day in reserve")

    rounds: tuple[RoundId, ...] = Field(default=(), description="Ids of the rounds that have days in reserve.")
    chance: Annotated[float, Field(ge=0, le=100)] = Field(
        default=1.0, description="Greatest chance, in percent, that a single event takes both days."
    )
    within_days: int = Field(default=183, ge=1, le=1000, description="Most days from the first day to the second.")
    release_days: int = Field(
        default=0, ge=0, le=1000, description="How many days before the first day the second is released."
    )
    members: bool = Field(
        default=False, description="Whether members see reserves in their calendars of dates to keep free."
    )
    points: int | None = Field(
        default=None,
        ge=1,
        description="Points for a first day that leaves none for a reserve; if left out, there is no such day.",
    )

    @property
    def active(self) -> bool:
        return bool(self.rounds)

    @property
    def reserves(self) -> ReserveTerms:
        return ReserveTerms(self.rounds, self.limit, self.within_days, self.release_days, self.members)

    @property
    def hard(self) -> bool:
        return self.points is None

    @property
    def limit(self) -> int:
        """The greatest chance in millionths."""
        return round(self.chance * MILLION / 100)

    def last_for(self, problem: Problem, meeting: Meeting, first: date) -> date:
        """Return the last day on which a reserve may begin if the meeting begins on `first`; not before that day."""
        planned = problem.horizon.last - timedelta(meeting.days - 1)
        return max(min(first + timedelta(self.within_days), planned), first)

    def allows(self, candidates: Candidates) -> Bools | None:
        bad = self._too_likely(candidates, reserves=True)
        return ~(bad | self._too_likely(candidates, reserves=False) if self.points is None else bad)

    def charges(self, candidates: Candidates) -> Ints | None:
        if self.points is None:
            return None
        return np.where(self._too_likely(candidates, reserves=False), self.points, 0)

    def _too_likely(self, candidates: Candidates, *, reserves: bool) -> Bools:
        """Return the candidates, of reserves or of meetings that are to have one, for which the chance is too great."""
        problem, found = candidates.problem, np.zeros(len(candidates), dtype=np.bool_)

        def taken(risk: Risk, meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
            place = _first_place(problem, meeting) if reserves else None
            if not (place is not None and takes(problem, risk, place) if reserves else self._first(meeting)):
                return np.zeros(len(days), dtype=np.bool_)
            known: dict[int, bool] = {}
            for day in np.unique(days).tolist():
                begins = problem.date(day)
                if place is None:
                    millionths = risk.when.both(_today(problem), begins, self.last_for(problem, meeting, begins))
                else:
                    millionths = _both(problem, risk, place, begins)
                known[day] = millionths > self.limit
            return np.array([known[day] for day in days.tolist()], dtype=np.bool_)

        for risk in problem.risks:
            counted = risk if reserves else _of_people(risk)
            found |= reached(candidates, counted) & candidates.by_meeting(partial(taken, counted)).astype(np.bool_)
        return found

    def post(self, model: Model) -> None:
        for number, meeting in enumerate(model.problem.meetings):
            place = _first_place(model.problem, meeting)
            if place is not None:
                for person, duty in self._kept_from(model, number, place):
                    model.forbid_duty(person, duty)

    def _kept_from(self, model: Model, number: int, place: ScheduledMeeting) -> Iterator[tuple[int, Shift]]:
        """Yield the people, with their shifts, whom a reserve (index) may not have as an event may take both."""
        problem = model.problem
        taking = [risk for risk in problem.risks if takes(problem, risk, place)]
        for person, risk in product(range(len(problem.staff)), taking):
            away = [*kept_away(problem, risk, person)]
            for duty in model.shifts.of_person(person) if away else ():
                held = Span.of_days(problem.date(duty.day), duty.days)
                missing = duty.meeting == number and any(each.overlaps(held) for each in away)
                if missing and _both(problem, risk, place, held.first) > self.limit:
                    yield person, duty

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def parts(self, problem: Problem) -> list[frozenset[int]]:
        return each_meeting(problem)

    def tells_shifts_apart(self, problem: Problem) -> bool:
        people = any(each.scope is BlackoutScope.PERSON for risk in problem.risks for each in risk.blackouts)
        return people and any(each.stands_in is not None for each in problem.meetings)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            place = _first_place(problem, held.meeting)
            if place is None and not self._first(held.meeting):
                continue
            for risk in problem.risks:
                if place is not None:
                    likely = takes(problem, risk, place) and takes(problem, risk, held)
                    first, second = place.day, max(held.day, place.day)
                else:
                    likely = closes(problem, _of_people(risk), held)
                    first, second = held.day, self.last_for(problem, held.meeting, held.day)
                millionths = risk.when.both(_today(problem), first, second) if likely else 0
                if millionths > self.limit:
                    yield self.finding(
                        [held.id], NO_SECOND if place is None else TAKEN, meeting=schedule.name(held),
                        points=(self.points or 0) if place is None else 0,
                        day=days_name(held.span), first=first, last=second, reason=risk.reason,
                        percent=round(millionths / (MILLION / 100), 2), limit=self.chance,
                    )  # fmt: skip
                    break

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def asked(_number: int, meeting: Meeting) -> BoundMessage:
            place, name = _first_place(problem, meeting), meeting_name(problem, meeting)
            if place is None:
                return BoundMessage(NEEDS, {"meeting": name, "days": self.within_days, "limit": self.chance})
            return BoundMessage(AVOIDS, {"meeting": name, "first": place.day, "limit": self.chance})

        return for_each(problem, meetings, asked, self.title)

    def _first(self, meeting: Meeting) -> bool:
        """Return whether a meeting must leave a day for a reserve."""
        of_round = meeting.round in self.rounds and meeting.stands_in is None
        return of_round and not meeting.apart and meeting.published is None


def _today(problem: Problem) -> date:
    return problem.as_of or problem.horizon.first


def _both(problem: Problem, risk: Risk, place: ScheduledMeeting, day: date) -> int:
    """Return the chance, in millionths, that the risk takes a place and its reserve, which begins on a day."""
    return risk.when.both(_today(problem), place.day, max(day, place.day))


def _of_people(risk: Risk) -> Risk:
    """Return the risk without the venues that it closes: there are others."""
    return replace(risk, blackouts=tuple(each for each in risk.blackouts if each.scope is not BlackoutScope.VENUE))


def _first_place(problem: Problem, meeting: Meeting) -> ScheduledMeeting | None:
    """Return the place that a meeting is a reserve of; None if it is not one, or if the venue is not known."""
    planned = meeting.stands_in
    venue = next((n for n, each in enumerate(problem.venues) if planned and each.id == planned.venue), None)
    if planned is None or venue is None:
        return None
    staff = tuple(n for n, each in enumerate(problem.staff) if each.id in planned.staff)
    start, end = planned.start.astimezone(problem.zone), planned.end.astimezone(problem.zone)
    members, nobody = problem.invited(meeting, start.date()), frozenset[int]()
    return ScheduledMeeting(-1, meeting, start, end, venue, (), staff, members, nobody, nobody)
