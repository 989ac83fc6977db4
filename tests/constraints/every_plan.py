"""Every plan of a small problem by brute force, and the result of the check for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain, combinations, product
from operator import mul

from calendars.days import ONE_DAY, Span
from constraints.check import check
from constraints.problem.plan import Plan, Schedule, ScheduledMeeting
from constraints.problem.problem import Meeting, PlannedMeeting, Problem, Requirement, RoomNeed
from constraints.problem.rule import Rule

Choice = tuple[int, int, int]
"""First day (number), hours (index in its choices) and venue (index) of a meeting."""
Choices = tuple[Choice, ...]
"""The choice of each meeting."""


class EveryPlan:
    """Every plan with as many rooms and staff as the meetings need, grouped by the days and venues of the meetings.

    Args:
        problem: the problem.
        always: rules in force; whatever breaks one of them for a single meeting is excluded early.
    """

    def __init__(self, problem: Problem, always: Sequence[Rule]) -> None:
        self._problem = replace(problem, rules=tuple(always))
        self._under: tuple[Sequence[Rule], Problem] = ((), self._problem)
        self._settled = {meeting.id for meeting in problem.meetings if meeting.frozen}
        self._number = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
        self._options = [self._sorted_out(self._loose(meeting)) for meeting in problem.meetings]

    @property
    def size(self) -> int:
        """Number of plans to examine."""
        return reduce(mul, (sum(len(held) for held in options.values()) for options in self._options), 1)

    def choices(self, also: Callable[[int, Choice], bool] | None = None) -> Iterator[Choices]:
        """Yield every choice of days and venues, including infeasible ones.

        Left out is what no meeting can be held as even alone; `also` says what is yielded nevertheless.
        """
        return product(
            *(
                [choice for choice, held in options.items() if held or (also and also(meeting, choice))]
                for meeting, options in enumerate(self._options)
            )
        )

    def least(self, choices: Choices, rules: Sequence[Rule]) -> int | None:
        """Return the fewest points of plans with these choices that break no rule; None if there is none."""
        found = product(*(options[choice] for options, choice in zip(self._options, choices, strict=True)))
        if self._under[0] is not rules:  # what one rule charges may rest on another
            self._under = rules, replace(self._problem, rules=(*self._problem.rules, *rules))
        points = (self._points(held, rules) for held in found)
        return min((each for each in points if each is not None), default=None)

    def _points(self, held: Sequence[ScheduledMeeting], rules: Sequence[Rule]) -> int | None:
        schedule = Schedule(
            self._under[1] if self._under[0] is rules else self._problem,
            tuple(sorted(held, key=lambda each: (each.start, each.index))),
        )
        total = 0
        in_force = (rule for rule in (*self._problem.rules, *rules) if not self._waived(rule.key(), ()))
        for finding in chain.from_iterable(rule.check(schedule) for rule in in_force):
            if (
                finding.broken
                and not self._waived(finding.rule, finding.meetings)
                and not self._settled.issuperset(finding.meetings)
            ):
                return None
            total += finding.points * self._problem.weights.get(finding.rule, 1)
        return total

    def _waived(self, rule: str, meetings: Iterable[str]) -> bool:
        if not self._problem.waived:
            return False
        about = frozenset(self._number[each] for each in meetings)
        return bool({Requirement(rule), Requirement(rule, about)} & self._problem.waived)

    def _loose(self, meeting: Meeting) -> Meeting:
        """Return the meeting with everything that may be chosen for it if its own requirements are waived."""
        if meeting.frozen:
            return meeting
        if self._waived("window", [meeting.id]):
            horizon = self._problem.horizon
            meeting = replace(meeting, window=Span(horizon.first + ONE_DAY, horizon.last - meeting.days * ONE_DAY))
        if self._waived("rooms_fit", [meeting.id]):
            meeting = replace(meeting, rooms=RoomNeed())
        return replace(meeting, staff={}, speakers=()) if self._waived("staff_teams", [meeting.id]) else meeting

    def _sorted_out(self, meeting: Meeting) -> Mapping[Choice, list[ScheduledMeeting]]:
        planned = _planned(self._problem, meeting)
        found: dict[Choice, list[ScheduledMeeting]] = {choice: [] for choice, _ in planned}
        looked_up = check(replace(self._problem, rules=()), Plan(tuple(each for _, each in planned))).schedule.held
        for held in looked_up:
            if self._points([held], ()) is not None:
                hours = [(each.hours.start, each.hours.end) for each in meeting.choices]
                at = 0 if meeting.frozen else hours.index((held.start.time(), held.end.time()))
                found[self._problem.index(held.day), at, held.venue].append(held)
        return {choice: _in_announced_rooms(self._problem, held) for choice, held in found.items()}


def _in_announced_rooms(problem: Problem, held: list[ScheduledMeeting]) -> list[ScheduledMeeting]:
    """Return only those with day, venue and rooms as published, if there are any."""
    told = held[0].meeting.published if held else None
    if told is None:
        return held
    hours = {(each.hours.start, each.hours.end) for each in held[0].meeting.choices}
    if (told.start.time(), told.end.time()) in hours - {(held[0].start.time(), held[0].end.time())}:
        return held
    announced = told.start.date(), told.venue, told.rooms[:1], {*told.rooms[1:]}
    return [each for each in held if _place(problem, each) == announced] or held


def _place(problem: Problem, held: ScheduledMeeting) -> tuple[object, ...]:
    rooms = tuple(problem.rooms[room].id for room in held.rooms)
    return held.day, problem.venues[held.venue].id, rooms[:1], {*rooms[1:]}


def _planned(problem: Problem, meeting: Meeting) -> list[tuple[Choice, PlannedMeeting]]:
    """Return the meeting on each day from one before its window to one after, at each venue; as published if frozen."""
    return [*_each_planned(problem, meeting)]


def _each_planned(problem: Problem, meeting: Meeting) -> Iterator[tuple[Choice, PlannedMeeting]]:
    if meeting.frozen and meeting.published:
        place = next(n for n, venue in enumerate(problem.venues) if venue.id == meeting.published.venue)
        yield (problem.index(meeting.published.start.date()), 0, place), meeting.published
        return
    around = Span(meeting.window.first - ONE_DAY, meeting.window.last + ONE_DAY)
    for day, (at, choice), venue in product(around, enumerate(meeting.choices), range(len(problem.venues))):
        start, end = choice.hours.on(Span.of_days(day, meeting.days), problem.zone)
        for rooms, staff in product(_room_sets(problem, meeting, venue), _staff(problem, meeting)):
            planned = PlannedMeeting(meeting.id, start, end, problem.venues[venue].id, rooms, staff)
            yield (problem.index(day), at, venue), planned


def _room_sets(problem: Problem, meeting: Meeting, venue: int) -> Iterator[tuple[str, ...]]:
    if problem.venues[venue].online:
        yield ()
        return
    rooms = [room.id for room in problem.rooms if room.venue == venue]
    for plenary in rooms:
        others = [room for room in rooms if room != plenary]
        yield from ((plenary, *found) for found in combinations(others, meeting.rooms.breakouts))


def _staff(problem: Problem, meeting: Meeting) -> list[tuple[str, ...]]:
    teams = {team: [person.id for person in problem.staff if person.team == team] for team in meeting.staff}
    found = product(*(combinations(teams[team], number) for team, number in meeting.staff.items()))
    return [tuple(chain.from_iterable(groups)) for groups in found]
