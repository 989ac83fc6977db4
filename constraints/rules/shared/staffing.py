"""Relaxations for a lack of staff: fewer people, more people, or people who come although they are busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations, islice
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.busy import BusyTimes
from constraints.problem.naming import meeting_name, person_name
from constraints.problem.problem import StaffPerson
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings

if TYPE_CHECKING:
    from calendars.days import Span
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


FEWER = Message("staffing.fewer", "Hold {meeting} with {to} from {team} instead of {have}.")
WITHOUT = Message("staffing.without", "Hold {meeting} without anybody from {team}.")
ANOTHER = Message("staffing.another", "Hold {meeting} with somebody else from {team} than {person}.")
NO_SPEAKER = Message("staffing.no_speaker", "Hold {meeting} without {person}.")
EXTRA = Message("staffing.extra", "Find {n} more {n:person|people} for {team}.")
ANYWAY = Message(
    "staffing.anyway", "Let {people} come to {meeting} although {n:that person is|they are} busy in its window."
)
MOST_CHOICES = 10
"""Greatest number of choices of busy people of one team that are offered."""
MOST_EXTRA = 3
"""Greatest number of additional people for a team."""


def venue_classes(too_far: Sequence[Bools]) -> Ints:
    """Return the same number for venues with equal rows and equal columns in every matrix, shape (venues,)."""
    every = np.concatenate([part for each in too_far for part in (each, each.T)], axis=1)
    return np.unique(every, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def teams_of(problem: Problem, meetings: frozenset[int]) -> list[str]:
    """Return the teams that these meetings (indices) need people of; all meetings if none are given."""
    numbers = meetings or range(len(problem.meetings))
    return sorted({team for number in numbers for team, needed in problem.meetings[number].staff.items() if needed})


def people_of(problem: Problem, team: str) -> list[int]:
    """Return the people of a team (indices)."""
    return [number for number, person in enumerate(problem.staff) if person.team == team]


def fewer_people(key: str, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
    """Yield relaxations by which each of these meetings has fewer people of a team."""
    for number in chosen(problem, meetings):
        for team, needed in sorted(problem.meetings[number].staff.items()):
            if needed > _speakers_of(problem, problem.meetings[number], team):
                yield _fewer(key, problem, number, team, needed)


def without_speaker(key: str, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
    """Yield relaxations by which a speaker need not come: another of the team comes instead, else one fewer."""
    for number in chosen(problem, meetings):
        for person in problem.meetings[number].speakers:
            yield _without_speaker(key, problem, number, person)


def _speakers_of(problem: Problem, meeting: Meeting, team: str) -> int:
    return sum(problem.staff[person].team == team for person in meeting.speakers)


def more_people(key: str, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
    """Yield relaxations that add people who are free every day to a team that these meetings need."""
    for team in teams_of(problem, meetings):
        yield Relaxation(
            key, "more_people", meetings, Unit.PEOPLE, ConcessionKind.PEOPLE, MOST_EXTRA,
            apply=lambda given, amount, team=team: _extended(given, team, amount),  # type: ignore[misc]
            say=lambda amount, team=team: BoundMessage(EXTRA, {"n": amount, "team": team}),  # type: ignore[misc]
            values={"team": team},
        )  # fmt: skip


def _fewer(key: str, problem: Problem, number: int, team: str, needed: int) -> Relaxation:
    name = meeting_name(problem, problem.meetings[number])
    most = needed - _speakers_of(problem, problem.meetings[number], team)

    def without(meeting: Meeting, amount: int) -> Meeting:
        return replace(meeting, staff={**meeting.staff, team: needed - amount})

    def said(amount: int) -> BoundMessage:
        sentence = WITHOUT if amount == needed else FEWER
        return BoundMessage(sentence, {"meeting": name, "to": needed - amount, "team": team, "have": needed})

    return Relaxation(
        key, "fewer_people", frozenset({number}), Unit.PEOPLE, ConcessionKind.PEOPLE, most,
        apply=lambda given, amount: with_meetings(given, [number], lambda one: without(one, amount)),
        say=said, values={"team": team, "have": needed},
    )  # fmt: skip


def _without_speaker(key: str, problem: Problem, number: int, person: int) -> Relaxation:
    meeting, one = problem.meetings[number], problem.staff[person]
    others = len(people_of(problem, one.team)) > meeting.staff[one.team]
    values = {"meeting": meeting_name(problem, meeting), "team": one.team, "person": person_name(one)}

    def without(given: Meeting, amount: int) -> Meeting:
        fewer = 0 if others and amount == 1 else 1
        speakers = tuple(each for each in given.speakers if each != person)
        return replace(given, speakers=speakers, staff={**given.staff, one.team: given.staff[one.team] - fewer})

    return Relaxation(
        key, "without_speaker", frozenset({number}), Unit.CHOICE, ConcessionKind.PEOPLE, 2 if others else 1,
        apply=lambda given, amount: with_meetings(given, [number], lambda one: without(one, amount)),
        say=lambda amount: BoundMessage(ANOTHER if others and amount == 1 else NO_SPEAKER, values),
        values={"person": one.id},
    )  # fmt: skip


def _extended(problem: Problem, team: str, more: int) -> Problem:
    people = (StaffPerson(f"+{team}-{n}", team) for n in range(1, more + 1))
    busy: BusyTimes = replace(problem.staff_busy, people=problem.staff_busy.people + more)
    return replace(problem, staff=(*problem.staff, *people), staff_busy=busy)


def busy_days(problem: Problem, meeting: Meeting) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the number of first days in a meeting's window that each person is too busy for, shape (staff,)."""
    window = meeting.window.within(problem.horizon)
    if window is None:
        return np.zeros(len(problem.staff), dtype=np.int64)
    busy = np.any([problem.staff_busy.by_first_day(window, at.hours, meeting.days) for at in meeting.choices], axis=0)
    return np.asarray(busy.sum(axis=1), dtype=np.int64)


def free_people(problem: Problem, meeting: Meeting, team: str) -> list[int]:
    """Return the number of free people of a team on each first day in the meeting's window."""
    window = meeting.window.within(problem.horizon)
    if window is None:
        return []
    busy = [problem.staff_busy.by_first_day(window, at.hours, meeting.days) for at in meeting.choices]
    free_people = [(~each[people_of(problem, team)]).sum(axis=0) for each in busy]
    return [int(free) for free in np.max(free_people, axis=0)[: len(window) - meeting.days + 1]]


def short_teams(problem: Problem, number: int) -> list[str]:
    """Return the teams that never have as many free people as the meeting needs; all its teams if there are none."""
    meeting, needed = problem.meetings[number], teams_of(problem, frozenset({number}))
    short = [team for team in needed if _short(problem, meeting, team) > 0]
    return short or needed


def comes_anyway(key: str, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
    """Yield relaxations by which as many people as a team lacks come to a meeting although they are busy.

    Speakers come first, all of them, then people who are busy on the fewest days. Each choice of people is a relaxation
    of its own, as other meetings may need others.
    """
    for number in chosen(problem, meetings):
        meeting = problem.meetings[number]
        days = busy_days(problem, meeting)
        for team in teams_of(problem, frozenset({number})):
            busy = sorted((who for who in people_of(problem, team) if days[who]), key=lambda who: int(days[who]))
            speaking = tuple(who for who in busy if who in meeting.speakers)
            choices = combinations(busy, max(_short(problem, meeting, team), 1))
            first = [speaking] if speaking else []
            found = dict.fromkeys(chain(first, islice(choices, MOST_CHOICES)))
            yield from (_anyway(key, problem, number, [*people]) for people in found)


def _short(problem: Problem, meeting: Meeting, team: str) -> int:
    """Return the number of people that the team lacks on the day when most are free."""
    return meeting.staff[team] - max(free_people(problem, meeting, team), default=0)


def _anyway(key: str, problem: Problem, number: int, people: list[int]) -> Relaxation:
    meeting = problem.meetings[number]
    name = meeting_name(problem, meeting)

    def said(_amount: int) -> BoundMessage:
        names = [person_name(problem.staff[who]) for who in people]
        return BoundMessage(ANYWAY, {"people": names, "n": len(people), "meeting": name})

    def freed(given: Problem, _amount: int) -> Problem:
        return replace(given, staff_busy=_freed(given.staff_busy, people, meeting.window))

    return Relaxation(
        key, "comes_anyway", frozenset({number}), Unit.CHOICE, ConcessionKind.PEOPLE, 1,
        apply=freed, say=said, values={"people": [problem.staff[who].id for who in people]},
    )  # fmt: skip


def _freed(busy: BusyTimes, people: list[int], days: Span) -> BusyTimes:
    """Return the busy periods without those of these people that overlap these days."""
    touched = (busy.first <= days.last.toordinal()) & (busy.last >= days.first.toordinal())
    return busy.where(~(touched & np.isin(busy.person, people)))
