"""Rooms in the textbook model: a Boolean for each room and meeting, enough seats, and no overlaps in a room."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from benchmarks.textbook import Textbook
    from constraints.problem.problem import Ints, Meeting

Choices = dict[int, cp_model.IntVar]


class Rooms:
    """The assignment of plenary and group rooms to meetings."""

    def __init__(self, textbook: Textbook) -> None:
        self._textbook = textbook
        self._plenary: list[Choices] = []
        self._groups: list[Choices] = []
        self._intervals: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
        for index, meeting in enumerate(textbook.problem.meetings):
            self._add(index, meeting)
        for intervals in self._intervals.values():
            textbook.model.add_no_overlap(intervals)

    def chosen(self, index: int, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> list[int]:
        """Return the rooms of a meeting, the plenary room first."""
        choices = (*self._plenary[index].items(), *self._groups[index].items())
        return [room for room, choice in choices if solver.boolean_value(choice)]

    def _add(self, index: int, meeting: Meeting) -> None:
        textbook, model, need = self._textbook, self._textbook.model, meeting.rooms
        houses = [room for room, each in enumerate(textbook.problem.rooms) if each.venue in meeting.venues]
        present = len(meeting.members) - textbook.absent(meeting).sum(axis=0)
        each_group = np.array([-(-int(heads) * need.share.numerator // need.share.denominator) for heads in present])
        plenary = {room: model.new_bool_var("") for room in houses}
        groups = {room: model.new_bool_var("") for room in houses} if need.breakouts else {}
        model.add_exactly_one(plenary.values())
        model.add(sum(groups.values()) == need.breakouts)
        self._post_seats(index, plenary, np.maximum(present, 1), need.layout)
        self._post_seats(index, groups, np.maximum(each_group, 1), need.breakout_layout)
        self._post_intervals(index, plenary, groups)
        self._charge(plenary, groups)
        self._plenary.append(plenary)
        self._groups.append(groups)

    def _post_seats(self, index: int, choices: Choices, needed: Ints, layout: str) -> None:
        textbook = self._textbook
        if not choices:
            return
        seats = textbook.looked_up(needed, textbook.day[index])
        for room, choice in choices.items():
            found = textbook.problem.rooms[room]
            textbook.model.add(textbook.venue[index] == found.venue).only_enforce_if(choice)
            textbook.model.add(seats <= found.seats.get(layout, 0)).only_enforce_if(choice)

    def _post_intervals(self, index: int, plenary: Choices, groups: Choices) -> None:
        """Post that no part of a room is used twice at a time, not even within one meeting."""
        textbook = self._textbook
        for choices in (plenary, groups):
            for room, choice in choices.items():
                let = textbook.model.new_optional_fixed_size_interval_var(textbook.day[index], 1, choice, "")
                for part in textbook.problem.rooms[room].parts:
                    self._intervals[part].append(let)

    def _charge(self, plenary: Choices, groups: Choices) -> None:
        textbook, rules = self._textbook, self._textbook.rules
        rooms = textbook.problem.rooms
        terms = [rooms[room].rate * choice for choices in (plenary, groups) for room, choice in choices.items()]
        units = textbook.model.new_int_var(0, sum(room.rate for room in rooms) // rules.rent_per, "")
        textbook.model.add_division_equality(units, sum(terms), rules.rent_per)
        textbook.points.append(rules.rent_points * units)
