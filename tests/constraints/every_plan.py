"""Every plan of a small problem, by brute force, and what the check makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, combinations, product
from operator import mul

from calendars.span import ONE_DAY, Span
from constraints.check import check
from constraints.held import Held, Schedule
from constraints.plan import Plan, PlannedMeeting
from constraints.problem import Meeting, Problem
from constraints.rule import Rule

Choice = tuple[int, int]
"""Number of the first day and index of the venue of a meeting."""
Choices = tuple[Choice, ...]
"""One for each meeting."""


class EveryPlan:
    """Every plan with as many rooms and staff as the meetings need, by the days and venues of the meetings.

    Args:
        always: rules in force; what breaks one of them for a meeting alone is sorted out at once.
    """

    def __init__(self, problem: Problem, always: Sequence[Rule]) -> None:
        self._problem = replace(problem, rules=tuple(always))
        self._options = [self._sorted_out(meeting) for meeting in problem.meetings]

    @property
    def size(self) -> int:
        """Number of plans that have to be looked at."""
        return reduce(mul, (sum(len(held) for held in options.values()) for options in self._options), 1)

    def choices(self) -> Iterator[Choices]:
        """Every choice of days and venues, also those that no plan can have."""
        return product(*self._options)

    def least(self, choices: Choices, rules: Sequence[Rule]) -> int | None:
        """Fewest points of the plans with these days and venues that break no rule; None if all do."""
        found = product(*(options[choice] for options, choice in zip(self._options, choices, strict=True)))
        points = (self._points(held, rules) for held in found)
        return min((each for each in points if each is not None), default=None)

    def _points(self, held: Sequence[Held], rules: Sequence[Rule]) -> int | None:
        schedule = Schedule(self._problem, tuple(sorted(held, key=lambda each: (each.start, each.index))))
        total = 0
        for finding in chain.from_iterable(rule.check(schedule) for rule in (*self._problem.rules, *rules)):
            if finding.broken:
                return None
            total += finding.points
        return total

    def _sorted_out(self, meeting: Meeting) -> Mapping[Choice, list[Held]]:
        found: dict[Choice, list[Held]] = defaultdict(list)
        for choice, planned in _planned(self._problem, meeting):
            verdict = check(replace(self._problem, rules=()), Plan((planned,)))
            held = verdict.schedule.held[0]
            fine = self._points([held], ()) is not None
            found[choice] += [held] if fine else []
        return found


def _planned(problem: Problem, meeting: Meeting) -> Iterator[tuple[Choice, PlannedMeeting]]:
    """The meeting on every day from one before its window to one after, at every venue."""
    around = Span(meeting.window.first - ONE_DAY, meeting.window.last + ONE_DAY)
    for day, venue in product(around, range(len(problem.venues))):
        start, end = meeting.hours.on(Span.of_days(day, meeting.days), problem.zone)
        for rooms, staff in product(_room_sets(problem, meeting, venue), _staff(problem, meeting)):
            planned = PlannedMeeting(meeting.id, start, end, problem.venues[venue].id, rooms, staff)
            yield (problem.index(day), venue), planned


def _room_sets(problem: Problem, meeting: Meeting, venue: int) -> Iterator[tuple[str, ...]]:
    rooms = [room.id for room in problem.rooms if room.venue == venue]
    for plenary in rooms:
        others = [room for room in rooms if room != plenary]
        yield from ((plenary, *found) for found in combinations(others, meeting.rooms.breakouts))


def _staff(problem: Problem, meeting: Meeting) -> list[tuple[str, ...]]:
    teams = {team: [person.id for person in problem.staff if person.team == team] for team in meeting.staff}
    found = product(*(combinations(teams[team], number) for team, number in meeting.staff.items()))
    return [tuple(chain.from_iterable(groups)) for groups in found]
