"""From the values of a model's columns to a plan."""

from __future__ import annotations

from collections import defaultdict
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
    """For each chosen candidate its people: those on duty that day, handed out in order of meetings."""
    problem, duties = model.problem, model.duties
    free: dict[tuple[str, Duty], list[int]] = defaultdict(list)
    for index, person in enumerate(problem.staff):
        for duty, column in duties.of_person(index).items():
            if values[column] > HALF:
                free[person.team, duty].append(index)
    staff: dict[int, list[int]] = {}
    for candidate in chosen:
        meeting = problem.meetings[int(model.candidates.meeting[candidate])]
        duty = duties.duty_of(candidate)
        staff[candidate] = [
            free[team, duty].pop(0) for team, number in sorted(meeting.staff.items()) for _ in range(number)
        ]
    return staff
