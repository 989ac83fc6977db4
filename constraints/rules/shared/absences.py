"""People who miss meetings: members who miss all meetings of a year, and announced staff who are taken off a meeting.

Functions that begin with `charge_` add the costs to the model; `left_out` finds the members in a finished plan.

The model knows only who has a shift. Whoever was announced for a meeting and has its shift is assigned to it before
others (see `constraints.model.model.plan_of`), and so works at it as long as it needs as many people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from constraints.problem.posting import LinearExpr

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model, Shift
    from constraints.problem.problem import Bools, Ints, Problem
    from constraints.problem.published import PublishedState


@dataclass(frozen=True, slots=True)
class Absence:
    """The starts of a meeting at which those invited to it cannot come.

    Attributes:
        who: indices of the members or municipalities invited on some of the days, in rising order.
        absent: whether they are invited and cannot come, shape (who, starts of the meeting).
        present: whether they are invited and can come, of the same shape.
    """

    who: Ints
    absent: Bools
    present: Bools

    @classmethod
    def of(cls, who: Ints, absent: Bools, present: Bools) -> Absence:
        """Return the absence of those of them who are invited on some of the days."""
        asked = (absent | present).any(axis=1)
        return cls(who[asked], absent[asked], present[asked])

    def some(self, who: Sequence[int]) -> tuple[Bools, Bools]:
        """Return the rows of `absent` and `present` for some of them (indices)."""
        rows = np.searchsorted(self.who, who)
        return self.absent[rows], self.present[rows]


def charge_left_out(model: Model, points: int, absence: Callable[[int], Absence]) -> None:
    """Charge points for each one who misses all regional meetings of a year to which they are invited, at least two.

    Args:
        model: the model.
        points: points for each one.
        absence: returns the absence for a regional meeting (an index).
    """
    known = {index: absence(index) for index, meeting in enumerate(model.problem.meetings) if not meeting.joint}
    for meetings, who in _invited_to_the_same(model.problem, known).items():
        lines = [known[meeting].some(who) for meeting in meetings]
        if len(meetings) == 2:  # noqa: PLR2004 - a pair
            first, second = (absent.astype(np.int64) for absent, _ in lines)
            model.charge_pairs(*meetings, points * (first.T @ second))
        else:
            _charge_each(model, points, meetings, lines)


def absent_and_invited(model: Model, index: int) -> tuple[Bools, Bools]:
    """Return who is busy, and who is invited, at each start of a meeting, shapes (members of the meeting, starts)."""
    meeting, attendance = model.problem.meetings[index], model.candidates.attendance
    starts = model.starts(index)
    days, hours = np.array(starts, dtype=np.int64).reshape(len(starts), 2).T
    absent = np.stack([attendance.members_absent(each) for each in meeting.choices])
    return absent[hours, :, days].T, attendance.invited(meeting)[:, days]


def asked_in_the_year_of(problem: Problem, meeting: int) -> list[int]:
    """Return the regional meetings (indices) of the year of a regional meeting; none of a joint one."""
    one = problem.meetings[meeting]
    year = [n for n, each in enumerate(problem.meetings) if each.year == one.year and not each.joint]
    return [] if one.joint else year


def _charge_each(model: Model, points: int, meetings: Sequence[int], lines: Sequence[tuple[Bools, Bools]]) -> None:
    """Add one column for each one who might miss all meetings; those absent and present on the same days share it."""
    absences, presences = [absent for absent, _ in lines], [present for _, present in lines]
    at_risk = np.logical_and.reduce([~present.all(axis=1) for present in presences])
    at_risk &= np.sum([absent.any(axis=1) for absent in absences], axis=0) > 1
    alike, count = np.unique(np.hstack([*absences, *presences])[at_risk], axis=0, return_counts=True)
    ends = np.cumsum([days.shape[1] for days in (*absences, *presences)])[:-1]
    for days, number in zip(alike, count.tolist(), strict=True):
        found = np.split(days.astype(np.int64), ends)
        absent, present = found[: len(meetings)], found[len(meetings) :]
        left_out = model.quantity()
        always = all((one + other == 1).all() for one, other in zip(absent, present, strict=True))
        if always:
            missed = LinearExpr.total(map(model.of_start, meetings, absent))
            model.require(left_out - missed, at_least=1 - len(meetings))
        else:
            _require_two_missed(model, left_out, meetings, (absent, present))
        model.charge(points * number * left_out)


def _require_two_missed(
    model: Model, left_out: LinearExpr, meetings: Sequence[int], days: tuple[Sequence[Ints], Sequence[Ints]]
) -> None:
    """Require `left_out` to be 1 if two of the meetings are missed and none is attended.

    Args:
        model: the model.
        left_out: the column.
        meetings: the meetings (indices), to which somebody need not be invited on every day.
        days: for each of them whether that somebody is absent, and present, by first day.
    """
    missed, attended = ([*map(model.of_start, meetings, each)] for each in days)
    for pair in combinations(range(len(meetings)), 2):
        both = LinearExpr.total(missed[place] for place in pair)
        others = LinearExpr.total(each for place, each in enumerate(attended) if place not in pair)
        model.require(left_out - both + others, at_least=-1)


def _invited_to_the_same(problem: Problem, known: dict[int, Absence]) -> dict[tuple[int, ...], list[int]]:
    """Return who may be invited to the same regional meetings of a year, where these are at least two."""
    asked: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, absence in known.items():
        for one in absence.who.tolist():
            asked[problem.meetings[index].year, one].append(index)
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for (_, one), meetings in sorted(asked.items()):
        if len(meetings) > 1:
            groups[tuple(meetings)].append(one)
    return groups


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Those who miss all these meetings of a year.

    Attributes:
        meetings: the meetings.
        who: indices of the members or municipalities, in rising order.
    """

    meetings: tuple[ScheduledMeeting, ...]
    who: tuple[int, ...]

    def places(self, schedule: Schedule) -> dict[str, object]:
        """Return region, year, number and days of the meetings, as values of messages."""
        regions = dict.fromkeys(each.meeting.region for each in self.meetings)
        return {
            "region": [schedule.problem.regions[region].name for region in regions if region is not None],
            "year": str(self.meetings[0].meeting.year),
            "count": len(self.meetings),
            "days": [each.day for each in self.meetings],
        }


def left_out(
    schedule: Schedule,
    asked: Callable[[ScheduledMeeting], Iterable[int]],
    missing: Callable[[ScheduledMeeting], Iterable[int]],
) -> Iterator[LeftOut]:
    """Return those who miss all meetings of a year in a finished plan, grouped by equal meetings.

    Args:
        schedule: the plan.
        asked: returns who is invited to a meeting (indices).
        missing: returns who cannot come to it (indices).
    """
    for year in sorted({held.meeting.year for held in schedule}):
        meetings = [held for held in schedule if held.meeting.year == year and not held.meeting.joint]
        invited = [frozenset(asked(held)) for held in meetings]
        misses = Counter(one for held in meetings for one in missing(held))
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for one in sorted(one for one, number in misses.items() if number > 1):
            places = tuple(n for n, people in enumerate(invited) if one in people)
            if len(places) == misses[one]:
                groups[places].append(one)
        for places, who in groups.items():
            yield LeftOut(tuple(meetings[n] for n in places), tuple(who))


def charge_taken_off(model: Model, number: int, announced: PublishedState, points: int) -> None:
    """Charge points for each of the announced staff who is taken off a meeting that keeps its day.

    Args:
        model: the model.
        number: index of the meeting.
        announced: its announced state.
        points: points for each person.
    """
    table, staff = model.candidates, model.problem.staff
    lines = table.of(number)
    kept = (lines.start + np.flatnonzero(table.day[lines] == announced.day)).tolist()
    missed = {person: _missed(model, number, person, kept) for person in announced.staff}
    for team, needed in _needed(model, number, announced).items():
        too_many = sum(staff[person].team == team for person in announced.staff) - needed
        of_team = LinearExpr.total(missed[person] for person in announced.staff if staff[person].team == team)
        model.require(of_team - max(too_many, 0) * LinearExpr.of(kept), at_least=0)
    model.charge(points * (LinearExpr.total(missed.values()) + announced.gone * LinearExpr.of(kept)))


def _missed(model: Model, number: int, person: int, kept: list[int]) -> LinearExpr:
    """Return an expression that is at least 1 if a candidate is chosen whose shift the person does not have.

    Nor do speakers have it who are needed at another meeting then.
    """
    by_duty: dict[Shift, list[int]] = defaultdict(list)
    for candidate in kept:
        by_duty[model.shifts.duty_of(candidate)].append(candidate)
    missed, theirs = model.quantity(at_most=1), model.shifts.of_person(person)
    for duty, candidates in by_duty.items():
        has = LinearExpr.of([theirs[duty]] if duty in theirs else [])
        spoken = model.shifts.spoken(person, duty, besides=number)
        model.require(missed + has - LinearExpr.of(candidates) - spoken, at_least=0)
    return missed


def _needed(model: Model, number: int, announced: PublishedState) -> dict[str, int]:
    """Return how many of each announced team the meeting has room for now, beside speakers who were not announced."""
    asked, staff = model.problem.meetings[number], model.problem.staff
    new = Counter(staff[person].team for person in {*asked.speakers} - {*announced.staff})
    return {team: asked.staff.get(team, 0) - new[team] for team in {staff[person].team for person in announced.staff}}
