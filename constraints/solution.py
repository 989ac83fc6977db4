"""From the values of a model's columns to a plan."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from calendars.span import Span
from constraints.plan import Plan, PlannedMeeting

if TYPE_CHECKING:
    from constraints.duties import Duty
    from constraints.linear import Floats
    from constraints.model import Model

HALF = 0.5


def plan_of(model: Model, values: Floats) -> Plan:
    """The plan that a solution of the model stands for.

    Args:
        model: the model that was solved.
        values: one for each column of the model, 0/1 columns within a small tolerance.

    Raises:
        ValueError: if some meeting has not exactly one candidate chosen.
    """
    chosen = np.flatnonzero(values[: len(model.candidates)] > HALF).tolist()
    if model.candidates.meeting[chosen].tolist() != list(range(len(model.problem.meetings))):
        message = "a solution must choose exactly one day and venue for every meeting"
        raise ValueError(message)
    staff = _staff_of(model, values, chosen)
    return Plan.of([_planned(model, values, candidate, staff[candidate]) for candidate in chosen])


def _planned(model: Model, values: Floats, candidate: int, staff: list[int]) -> PlannedMeeting:
    problem, table = model.problem, model.candidates
    meeting = problem.meetings[int(table.meeting[candidate])]
    if meeting.settled and meeting.announced:
        return meeting.announced
    days = Span.of_days(problem.date(int(table.day[candidate])), meeting.days)
    start, end = meeting.hours.on(days, problem.zone)
    rooms = model.room_use.chosen(candidate, values)
    return PlannedMeeting(
        meeting=meeting.id,
        start=start,
        end=end,
        venue=problem.venues[int(table.venue[candidate])].id,
        rooms=tuple(problem.rooms[room].id for room in rooms.rooms),
        staff=tuple(problem.staff[person].id for person in sorted(staff)),
    )


def _staff_of(model: Model, values: Floats, chosen: list[int]) -> dict[int, list[int]]:
    """For each chosen candidate its people: those on duty that day, handed out in order of meetings.

    Those announced for a meeting that keeps its day are handed to it before anybody else is.
    """
    problem, duties = model.problem, model.duties
    free = _on_duty(model, values)
    meetings = {each: problem.meetings[int(model.candidates.meeting[each])] for each in chosen}
    chosen = [each for each in chosen if not meetings[each].settled]
    staff: dict[int, list[int]] = {each: [] for each in meetings}
    for anybody, candidate in product((False, True), chosen):
        announced = _announced_for(model, candidate)
        for team, number in sorted(meetings[candidate].staff.items()):
            there = free[team, duties.duty_of(candidate)]
            have = sum(problem.staff[person].team == team for person in staff[candidate])
            taken = [person for person in there if anybody or person in announced][: number - have]
            staff[candidate] += taken
            there[:] = [person for person in there if person not in taken]
    return staff


def _on_duty(model: Model, values: Floats) -> dict[tuple[str, Duty], list[int]]:
    """The people of each team who have each duty."""
    found: dict[tuple[str, Duty], list[int]] = defaultdict(list)
    for index, person in enumerate(model.problem.staff):
        for duty, column in model.duties.of_person(index).items():
            if values[column] > HALF:
                found[person.team, duty].append(index)
    return found


def _announced_for(model: Model, candidate: int) -> tuple[int, ...]:
    """Those announced for the meeting if the candidate keeps its day, else nobody."""
    announced = model.candidates.announced[int(model.candidates.meeting[candidate])]
    return announced.staff if announced and announced.day == int(model.candidates.day[candidate]) else ()
