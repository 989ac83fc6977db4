"""Which hard rules a plan has no slack left in: asked for one unit more, it would break them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from pydantic import ValidationError

from calendars.span import Span
from constraints.held import Schedule
from constraints.loosening import Unit

if TYPE_CHECKING:
    from constraints.loosening import Loosening
    from constraints.problem import Earliest, Meeting, Problem
    from constraints.rule import Rule

MEASURED = frozenset({Unit.DAYS, Unit.SEATS, Unit.MINUTES, Unit.MONEY, Unit.PERCENT, Unit.PLACES, Unit.TIMES})
"""What there can be slack in; a choice is kept or given up."""


@dataclass(frozen=True, slots=True)
class Tight:
    """A limit without slack.

    Attributes:
        loosening: how it can be loosened, by one unit and more.
        meetings: ids of the meetings that are at the limit, in order of time.
    """

    loosening: Loosening
    meetings: tuple[str, ...]

    def loosened(self, problem: Problem) -> Problem:
        """The problem with the limit loosened by one unit."""
        return self.loosening.apply(problem, 1)


def tight(schedule: Schedule) -> list[Tight]:
    """Every limit of the rules in force in which a plan has no slack."""
    found = (_at_limit(schedule, loosening) for loosening in _measured(schedule.problem))
    return [each for each in found if each is not None]


def _measured(problem: Problem) -> Iterator[Loosening]:
    for rule in problem.rules:
        yield from (each for each in rule.loosenings(problem, frozenset()) if each.unit in MEASURED)


def _at_limit(schedule: Schedule, loosening: Loosening) -> Tight | None:
    problem = schedule.problem
    stricter = tightened(problem, loosening.apply(problem, 1))
    rule = None if stricter is None else next((each for each in stricter.rules if each.key() == loosening.rule), None)
    if stricter is None or rule is None:
        return None
    there = Schedule(stricter, tuple(replace(held, meeting=stricter.meetings[held.index]) for held in schedule))
    ids = {meeting for finding in rule.check(there) if finding.broken for meeting in finding.meetings}
    return Tight(loosening, tuple(held.id for held in schedule if held.id in ids)) if ids else None


def tightened(problem: Problem, loosened: Problem) -> Problem | None:
    """The problem as much stricter as the other is looser; None if what differs cannot be made stricter."""
    rules = tuple(_stricter_rule(old, new) for old, new in _pairs(problem.rules, loosened.rules))
    meetings = tuple(_stricter_meeting(old, new) for old, new in zip(problem.meetings, loosened.meetings, strict=True))
    price, dearer = problem.price_per_member, loosened.price_per_member
    price = None if price is None or dearer is None else 2 * price - dearer
    stricter = replace(problem, rules=rules, meetings=meetings, price_per_member=price)
    same = (stricter.rules, stricter.meetings, price) == (problem.rules, problem.meetings, problem.price_per_member)
    return None if same else stricter


def _pairs(rules: Sequence[Rule], others: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    by_key = {rule.key(): rule for rule in others}
    return ((rule, by_key.get(rule.key(), rule)) for rule in rules)


def _stricter_rule(rule: Rule, looser: Rule) -> Rule:
    """The rule itself where its parameters cannot be stricter."""
    try:
        return type(rule).model_validate({**vars(rule), **dict(_mirrored(vars(rule), vars(looser)))})
    except ValidationError:
        return rule


def _mirrored(values: Mapping[str, object], looser: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Numbers that differ, moved as far the other way."""
    for name, value in values.items():
        other = looser.get(name)
        numbers = isinstance(value, int | Decimal) and isinstance(other, int | Decimal)
        if numbers and value != other and not isinstance(value, bool):
            yield name, 2 * cast("int", value) - cast("int", other)


def _stricter_meeting(meeting: Meeting, looser: Meeting) -> Meeting:
    if meeting == looser:
        return meeting
    return replace(
        meeting,
        window=_shorter(meeting.window, looser.window),
        earliest=tuple(_later(*pair) for pair in zip(meeting.earliest, looser.earliest, strict=True)),
        price_limit=_less(meeting.price_limit, looser.price_limit),
        rooms=replace(meeting.rooms, short=2 * meeting.rooms.short - looser.rooms.short),
    )


def _shorter(window: Span, longer: Span) -> Span:
    first, last = window.first + (window.first - longer.first), window.last - (longer.last - window.last)
    return Span(first, last) if first <= last else window


def _later(earliest: Earliest, sooner: Earliest) -> Earliest:
    return replace(earliest, day=earliest.day + (earliest.day - sooner.day))


def _less(limit: int | None, more: int | None) -> int | None:
    return None if limit is None or more is None else 2 * limit - more
