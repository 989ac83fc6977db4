"""The reference network's problem for CP-SAT, as a textbook on constraint programming would model it.

Every meeting has an integer variable for its day and one for its venue; attendance, points and rents are element
constraints on them; rooms and staff are optional intervals that must not overlap. Hard rules and points are those of
the problem, so a plan found here has the same cost by the independent check. It is the baseline for our own encodings.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.textbook_parameters import Parameters
from benchmarks.textbook_people import Staff
from benchmarks.textbook_rooms import Rooms
from calendars.blackouts import BlackoutScope
from calendars.days import Span
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting

if TYPE_CHECKING:
    from constraints.problem.problem import Bools, Ints, Meeting, Problem

Whole = cp_model.IntVar
MEETINGS_TO_MISS_ALL_MIN = 2
"""Regional meetings of a year from which missing all of them costs points."""


class Textbook:
    """The model, and the conversion of a solution to a plan.

    Raises:
        ValueError: if the problem has a rule or a kind of meeting that this model does not support.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rules = Parameters.of(problem)
        self.model = cp_model.CpModel()
        self.points: list[cp_model.LinearExprT] = []
        self._busy = problem.member_busy.by_day(problem.horizon, problem.meetings[0].hours)
        self.day = [self._day(meeting) for meeting in problem.meetings]
        self.venue = [self._venue(meeting) for meeting in problem.meetings]
        self._post_closed_venues()
        self._post_spacing()
        self._post_joint()
        self._post_one_a_day()
        self._post_attendance()
        self._post_travel()
        self.rooms = Rooms(self)
        self.staff = Staff(self)
        self.model.minimize(sum(self.points))

    def looked_up(self, values: Ints, place: Whole) -> Whole:
        """Return a variable equal to the value at that index (an element constraint)."""
        found = self.model.new_int_var(int(values.min()), int(values.max()), "")
        self.model.add_element(place, values.tolist(), found)
        return found

    def absent(self, meeting: Meeting) -> Bools:
        """Return who is absent when, shape (members of the meeting, days of the horizon)."""
        return np.asarray(self._busy[list(meeting.members)])

    def plan(self, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Plan:
        """Return the plan of the solution that the solver holds."""
        problem, planned = self.problem, []
        for index, meeting in enumerate(problem.meetings):
            day = problem.date(solver.value(self.day[index]))
            start, end = meeting.hours.on(Span(day, day), problem.zone)
            rooms = [problem.rooms[room].id for room in self.rooms.chosen(index, solver)]
            staff = [problem.staff[person].id for person in self.staff.chosen(index, solver)]
            venue = problem.venues[solver.value(self.venue[index])].id
            planned.append(PlannedMeeting(meeting.id, start, end, venue, tuple(rooms), tuple(staff)))
        return Plan.of(planned)

    def _day(self, meeting: Meeting) -> Whole:
        """Return a variable over the weekdays of the window not closed for all or its region (any region, if joint)."""
        problem = self.problem
        targets = {region.id for region in problem.regions} if meeting.region is None else set()
        targets |= set() if meeting.region is None else {problem.regions[meeting.region].id}
        closed = [
            blackout.span
            for blackout in problem.blackouts
            if blackout.scope is BlackoutScope.EVERYONE
            or (blackout.scope is BlackoutScope.REGION and blackout.target in targets)
        ]
        window = meeting.window.within(problem.horizon)
        days = [day for day in window or () if day.weekday() in self.rules.weekdays]
        allowed = [int(problem.index(day)) for day in days if not any(day in span for span in closed)]
        return self.model.new_int_var_from_domain(cp_model.Domain.from_values(allowed), meeting.id)

    def _venue(self, meeting: Meeting) -> Whole:
        return self.model.new_int_var_from_domain(cp_model.Domain.from_values(sorted(meeting.venues)), meeting.id)

    def _post_closed_venues(self) -> None:
        problem = self.problem
        number = {venue.id: index for index, venue in enumerate(problem.venues)}
        closed = [
            (problem.index(day), number[blackout.target])
            for blackout in problem.blackouts
            if blackout.scope is BlackoutScope.VENUE and blackout.target in number
            for day in blackout.span
        ]
        for meeting, day, venue in zip(problem.meetings, self.day, self.venue, strict=True):
            first, last = problem.index(meeting.window.first), problem.index(meeting.window.last)
            pairs = sorted({pair for pair in closed if first <= pair[0] <= last and pair[1] in meeting.venues})
            if pairs:
                self.model.add_forbidden_assignments([day, venue], pairs)

    def _post_one_a_day(self) -> None:
        for (one, day), (other, other_day) in combinations(zip(self.problem.meetings, self.day, strict=True), 2):
            if one.window.overlaps(other.window) and {*one.members} & {*other.members}:
                self.model.add(day != other_day)

    def _post_spacing(self) -> None:
        model, rules, problem = self.model, self.rules, self.problem
        for earlier, later in problem.successive:
            model.add_linear_constraint(self.day[later] - self.day[earlier], rules.min_gap, rules.max_gap)
            if rules.venues_differ:
                model.add(self.venue[later] != self.venue[earlier])
        for together in problem.rounds:
            if together.regional and rules.round_span is not None:
                self._post_span([self.day[meeting] for meeting in together.meetings], rules.round_span)

    def _post_joint(self) -> None:
        """Post the order of joint meetings and the rounds next to them, with the days between."""
        rules, problem = self.rules, self.problem
        for place, joint in enumerate(problem.rounds):
            if not joint.regional:
                before, after = problem.rounds[:place][::-1], problem.rounds[place + 1 :]
                for meeting in joint.meetings:
                    for earlier in next((each.meetings for each in before if each.regional), ()):
                        self._post_order(earlier, meeting, rules.gap_to_joint)
                    for later in next((each.meetings for each in after if each.regional), ()):
                        self._post_order(meeting, later, rules.joint_gap)
                    for later in after[0].meetings if after and not after[0].regional else ():
                        self._post_order(meeting, later, min(rules.gap_to_joint, 0))

    def _post_order(self, earlier: int, later: int, least: int) -> None:
        """Post that so many days lie between two meetings; mere order only if somebody is asked to both."""
        one, other = ({*self.problem.meetings[each].members} for each in (earlier, later))
        if least or one & other:
            self.model.add(self.day[later] - self.day[earlier] >= least)

    def _post_span(self, days: list[Whole], most: int) -> None:
        first, last = (self.model.new_int_var(0, self.problem.days, "") for _ in range(2))
        self.model.add_min_equality(first, days)
        self.model.add_max_equality(last, days)
        self.model.add(last - first <= most)

    def _post_attendance(self) -> None:
        """Post the points for absence by weekday, and for missing all of a year's regional meetings."""
        problem, rules = self.problem, self.rules
        weekday = (problem.horizon.first.weekday() + np.arange(problem.days)) % 7
        asked: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, meeting in enumerate(problem.meetings):
            points = rules.absent_points * self.absent(meeting).sum(axis=0) + rules.weekday_points[weekday]
            self.points.append(self.looked_up(points, self.day[index]))
            for member in () if meeting.joint else meeting.members:
                asked[meeting.year, member].append(index)
        for (_, member), meetings in asked.items():
            if len(meetings) >= MEETINGS_TO_MISS_ALL_MIN and rules.left_out_points:
                self._post_left_out(member, meetings)

    def _post_left_out(self, member: int, meetings: list[int]) -> None:
        missed = [self.looked_up(self._busy[member].astype(np.int64), self.day[meeting]) for meeting in meetings]
        left_out = self.model.new_bool_var("")
        self.model.add(sum(missed) <= len(meetings) - 1 + left_out)
        self.points.append(self.rules.left_out_points * left_out)

    def _post_travel(self) -> None:
        problem, rules = self.problem, self.rules
        by_region: dict[int, list[int]] = defaultdict(list)
        for index, meeting in enumerate(problem.meetings):
            homes = np.bincount(problem.municipality_of[list(meeting.members)], minlength=len(problem.municipalities))
            self.points.append(rules.travel_points * self.looked_up(homes @ problem.travel, self.venue[index]))
            if meeting.region is not None:
                by_region[meeting.region].append(index)
        for meetings in by_region.values() if rules.worst_points else ():
            self._post_worst(meetings)

    def _post_worst(self, meetings: list[int]) -> None:
        problem = self.problem
        worst = self.model.new_int_var(0, int(problem.travel.max(initial=0)) * len(meetings), "")
        homes: dict[int, list[int]] = defaultdict(list)
        for index in meetings:
            for home in np.unique(problem.municipality_of[list(problem.meetings[index].members)]).tolist():
                homes[home].append(index)
        for home, its in homes.items():
            self.model.add(sum(self.looked_up(problem.travel[home], self.venue[index]) for index in its) <= worst)
        self.points.append(self.rules.worst_points * worst)
