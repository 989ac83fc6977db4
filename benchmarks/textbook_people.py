"""Staff in the textbook model: a Boolean for each person and meeting, and no overlaps of a person's intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from benchmarks.textbook import Textbook

DAYS_PER_WEEK = 7


class Staff:
    """The assignment of staff to meetings."""

    def __init__(self, textbook: Textbook) -> None:
        self._textbook = textbook
        problem, model = textbook.problem, textbook.model
        self._goes = [{} if not any(meeting.staff.values()) else self._choices(index)
                      for index, meeting in enumerate(problem.meetings)]  # fmt: skip
        self._week = [self._week_of(day) for day in textbook.day]
        busy = problem.staff_busy.by_day(problem.horizon, problem.meetings[0].hours)
        for person in range(len(problem.staff)):
            at_work = self._intervals(person, self._textbook.day)
            closed = [model.new_fixed_size_interval_var(int(day), 1, "") for day in np.flatnonzero(busy[person])]
            model.add_no_overlap([*at_work, *closed])
            weeks = self._intervals(person, self._week)
            model.add_cumulative(weeks, [1] * len(weeks), min(textbook.rules.staff_week, len(problem.meetings)))

    def chosen(self, index: int, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> list[int]:
        """Return the people at a meeting."""
        return [person for person, choice in self._goes[index].items() if solver.boolean_value(choice)]

    def _choices(self, index: int) -> dict[int, cp_model.IntVar]:
        """Return the Booleans of a meeting, with the required number of each team."""
        problem, model = self._textbook.problem, self._textbook.model
        needed = problem.meetings[index].staff
        goes = {n: model.new_bool_var("") for n, person in enumerate(problem.staff) if needed.get(person.team)}
        for team, number in needed.items():
            model.add(sum(choice for n, choice in goes.items() if problem.staff[n].team == team) == number)
        return goes

    def _week_of(self, day: cp_model.IntVar) -> cp_model.IntVar:
        """Return the ISO week of a day, counted from the first of the horizon."""
        problem, model = self._textbook.problem, self._textbook.model
        week = model.new_int_var(0, problem.days // DAYS_PER_WEEK + 1, "")
        model.add_division_equality(week, day + problem.horizon.first.weekday(), DAYS_PER_WEEK)
        return week

    def _intervals(self, person: int, when: list[cp_model.IntVar]) -> list[cp_model.IntervalVar]:
        """Return the intervals of a person's meetings, each one time unit long."""
        model = self._textbook.model
        return [
            model.new_optional_fixed_size_interval_var(when[index], 1, goes[person], "")
            for index, goes in enumerate(self._goes)
            if person in goes
        ]
