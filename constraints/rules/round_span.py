"""The meetings of one regional round begin within so many days of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, permutations, product
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, chained
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation, by_parameter, up
from constraints.problem.rule import Apart, Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

TOO_LONG = Message(
    "round_span.too_long",
    "The meetings of {round} lie up to {days} days apart, from {first} on {first_day} to {last} on {last_day}; at "
    "most {limit} {limit:is|are} allowed.",
)

WITHIN = Message("round_span.within", "The meetings of {round} must begin within {most} {most:day|days} of each other.")
LONGER = Message("round_span.longer", "Let the meetings of a round lie up to {to} days apart instead of {have}.")
SHORT = {
    TOO_LONG: Message(
        "round_span.short_too_long",
        "the meetings of its round lie up to {days} days apart, from {first_day:date} to {last_day:date}; at most "
        "{limit} {limit:is|are} allowed",
    ),
}


class RoundSpan(Rule):
    """Counted from the earliest first day to the latest first day of the round, without meetings that stand apart."""

    title: ClassVar = Message("round_span.title", "span of a round")
    short: ClassVar = SHORT

    max_days: int | None = Field(
        default=None,
        ge=0,
        description="Most days from a round's earliest to its latest meeting; leave out for no limit.",
    )

    @property
    def active(self) -> bool:
        return self.max_days is not None

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return chain.from_iterable(found for found in _spanned(problem) if meeting in found)

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return (frozenset(found) for found in _spanned(problem) if len(found) > 1)

    def apart(self, problem: Problem) -> Iterator[Apart]:
        if self.max_days is None:
            return
        for found in _spanned(problem):
            for one, other in permutations(found, 2):
                yield Apart(frozenset(found), one, other, -self.max_days)

    def post(self, model: Model) -> None:
        if self.max_days is None:
            return
        for found in _spanned(model.problem):
            if len(found) > 1:
                with model.about(found):
                    _require_span(model, found, self.max_days)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for each in schedule.problem.rounds:
            counted = (schedule[meeting] for meeting in each.meetings if meeting in schedule)
            held = [meeting for meeting in counted if not meeting.meeting.apart]
            if not each.regional or not held or self.max_days is None:
                continue
            first, last = _furthest_apart(held)
            days = (last.day - first.day).days
            if days > self.max_days:
                yield self.finding(
                    [one.id for one in held], TOO_LONG, round=each.title, days=days, limit=self.max_days,
                    first=schedule.name(first), first_day=first.day, last=schedule.name(last), last_day=last.day,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        rounds = [each for each in problem.rounds if {*each.meetings} & meetings]
        said = [BoundMessage(WITHIN, {"round": each.title, "most": self.max_days}) for each in rounds]
        return chained(said) if said else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if self.max_days is not None:
            asked = Requirement(self.key(), meetings)
            yield by_parameter(asked, "max_days", up(self.max_days, problem.days), LONGER)


def _spanned(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Yield the meetings of each regional round that are held together."""
    for each in problem.rounds:
        if each.regional:
            yield tuple(meeting for meeting in each.meetings if not problem.meetings[meeting].apart)


def _furthest_apart(held: Sequence[ScheduledMeeting]) -> tuple[ScheduledMeeting, ScheduledMeeting]:
    """Return the two meetings, not both past, with the greatest distance of first days, in order of days."""
    in_order = sorted(held, key=lambda each: each.day)
    pairs = [pair for pair in combinations(in_order, 2) if not all(each.meeting.frozen for each in pair)]
    return max(pairs, key=lambda pair: pair[1].day - pair[0].day, default=(in_order[0], in_order[0]))


def _require_span(model: Model, meetings: Sequence[int], max_days: int) -> None:
    """Require that all meetings begin within `max_days` after the first one.

    Past meetings may violate this among themselves, so each is related separately to those that are not past.
    """
    to_come = [meeting for meeting in meetings if not model.problem.meetings[meeting].frozen]
    model.open_within(to_come, max_days)
    for past in {*meetings} - {*to_come}:
        for day, meeting in product(model.first_days(past), to_come):
            model.require(model.begun_by(meeting, day - max_days - 1), at_most=0)
            model.require(model.begun_by(meeting, day + max_days), at_least=1)
