"""The model that rules post to: a problem in columns and rows; and the plan that a solution stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import Span
from constraints.model.candidates import Candidates
from constraints.model.linear import INFINITY, LinearExpr, Matrix, ModelBuilder, PairCost
from constraints.model.room_assignment import RoomAssignment, VenueAssignment
from constraints.model.shifts import Shifts, one_class
from constraints.problem.plan import Plan, PlannedMeeting
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import STAFF_RULES, is_waived

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.model.shifts import Shift
    from constraints.problem.problem import Bools, Ints, Problem


class Model:
    """A problem as a mixed-integer linear model; column n is candidate n for every n below `len(candidates)`.

    Args:
        problem: the problem.
        candidates: the candidates of all meetings, or None for all possible ones.
        shared_houses: whether two meetings may be at one venue at the same time, if there are rooms for both.

    Attributes:
        problem: the problem, with waived requirements removed.
        candidates: the candidates.
        charging: keys of the rules that charge points in `post`.
        shared_houses: see above.
    """

    def __init__(self, problem: Problem, candidates: Candidates | None = None, *, shared_houses: bool = True) -> None:
        self.shared_houses = shared_houses
        self.candidates = Candidates.possible(problem, reachable=True) if candidates is None else candidates
        self.problem = problem = self.candidates.problem
        self._linear = ModelBuilder()
        self._linear.add_columns([0] * len(self.candidates))
        self._begun = [self._chain(meeting) for meeting in range(len(problem.meetings))]
        self._at_venue: dict[tuple[int, int], int] = {}
        self._about: frozenset[int] = frozenset()
        self.charging: set[str] = set()
        for rule in problem.rules:
            self._linear.owner = rule.key()
            rule.post(self)
        _ = self.duties  # creates its columns, from which plans are read, even if no rule has used them

    def matrix(self, weights: Mapping[str, int] | None = None) -> Matrix:
        """Return the model as arrays, with these weights of rules instead of the problem's, if they are given."""
        chosen = self.problem.weights if weights is None else weights
        found = self._linear.matrix(len(self.candidates), chosen)
        found.cost[: len(self.candidates)] += self.candidates.weighed(chosen)
        return found

    # --- expressions for rules ----------------------------------------------------------------------------------

    def begun_by(self, meeting: int, day: int) -> LinearExpr:
        """Return the expression that is 1 if the meeting begins on that day or earlier, else 0."""
        days, first_column = self._begun[meeting]
        place = bisect_right(days, day)
        if place == 0:
            return LinearExpr()
        return LinearExpr(constant=1) if place == len(days) else LinearExpr.of([first_column + place - 1])

    def begins_on(self, meeting: int, day: int) -> LinearExpr:
        """Return the expression that is 1 if the meeting begins on that day, else 0."""
        lines = self.candidates.of(meeting)
        low, high = np.searchsorted(self.candidates.day[lines], (day, day + 1))
        return LinearExpr.of(range(lines.start + int(low), lines.start + int(high)))

    def first_days(self, meeting: int) -> list[int]:
        """Return the possible first days of the meeting, in order."""
        return self._begun[meeting][0]

    def of_day(self, meeting: int, values: Ints) -> LinearExpr:
        """Return the expression for the value of the meeting's first day.

        Args:
            meeting: index of the meeting.
            values: one value for each of its `first_days`.
        """
        if len(values) == 0:
            return LinearExpr()
        _, first_column = self._begun[meeting]
        steps = values[:-1] - values[1:]
        changes = np.flatnonzero(steps)
        return LinearExpr((first_column + changes).tolist(), steps[changes].tolist(), int(values[-1]))

    def day_of(self, meeting: int) -> LinearExpr:
        """Return the expression for the index of the meeting's first day."""
        return self.of_day(meeting, np.array(self.first_days(meeting), dtype=np.int64))

    def venues_of(self, meeting: int) -> list[int]:
        """Return the possible venues of the meeting, in order."""
        return sorted({*self.candidates.venue[self.candidates.of(meeting)].tolist()})

    def at_venue(self, meeting: int, venue: int) -> LinearExpr:
        """Return the expression that is 1 if the meeting is at that venue, else 0."""
        key = (meeting, venue)
        if self.venues_of(meeting) == [venue]:
            return LinearExpr(constant=1)
        if key not in self._at_venue:
            lines = self.candidates.of(meeting)
            there = lines.start + np.flatnonzero(self.candidates.venue[lines] == venue)
            self._at_venue[key] = self._linear.add_columns([0])
            self._linear.define(LinearExpr.of(there.tolist()) - LinearExpr.of([self._at_venue[key]]))
        return LinearExpr.of([self._at_venue[key]])

    def where(self, mask: Bools) -> LinearExpr:
        """Return the number of chosen candidates for which the mask, shape (candidates,), is true."""
        return LinearExpr.of(np.flatnonzero(mask).tolist())

    def weighed(self, weights: Ints) -> LinearExpr:
        """Return the sum of the weights, shape (candidates,), of the chosen candidates."""
        columns = np.flatnonzero(weights)
        return LinearExpr(columns.tolist(), weights[columns].tolist())

    @cached_property
    def duties(self) -> Shifts:
        """The shifts of the staff."""
        told_apart = [rule.venue_classes(self.problem) for rule in self.problem.rules]
        classes = next((found for found in told_apart if found is not None), one_class(len(self.problem.venues)))
        apart = any(each.rule in STAFF_RULES for each in self.problem.waived)
        return Shifts(self._linear, self.candidates, classes, apart=apart)

    @cached_property
    def room_use(self) -> RoomAssignment | VenueAssignment:
        """The assignment of rooms where several meetings may need the same ones."""
        return RoomAssignment(self._linear, self.candidates) if self.shared_houses else VenueAssignment(self.candidates)

    def rent(self, meeting: int) -> LinearExpr:
        """Return the expression for the price of the meeting's rooms, in whole units of currency."""
        alone = np.zeros(len(self.candidates), dtype=np.int64)
        lines = self.candidates.of(meeting)
        alone[lines] = self.candidates.rent[lines]
        alone[self.room_use.contested] = 0
        return self.weighed(alone) + self.room_use.rent(meeting)

    # --- constraints and costs of rules -------------------------------------------------------------------------

    @contextmanager
    def about(self, meetings: Iterable[int]) -> Iterator[None]:
        """Relate what is required in the `with` block to these meetings (indices), for which it can be waived."""
        self._about = frozenset(meetings)
        yield
        self._about = frozenset()

    def require(self, left: LinearExpr, *, at_least: float = -INFINITY, at_most: float = INFINITY) -> None:
        """Require at_least <= left <= at_most, unless that is waived or concerns only past meetings."""
        asked = Requirement(self._linear.owner, self._about)
        past = bool(self._about) and all(self.problem.meetings[meeting].settled for meeting in self._about)
        if not past and asked not in self.problem.waived:
            self._linear.add_row(left, at_least, at_most)

    def forbid_duty(self, person: int, duty: Shift) -> None:
        """Forbid the person that shift, unless it is past or the rule is waived for its meeting."""
        done = self._linear.is_settled(self.duties.of_person(person)[duty])
        if not done and not is_waived(self.problem, self._linear.owner, [duty.meeting]):
            self.duties.forbid(person, duty)

    def at_most(self, count: int, columns: Iterable[int]) -> None:
        """Require that at most `count` of these columns are 1.

        Columns fixed at 1 for past meetings count too, but never violate the requirement by themselves.
        """
        found = [*columns]
        left = [column for column in found if not self._linear.is_settled(column)]
        if left:
            self.require(LinearExpr.of(left), at_most=max(count - len(found) + len(left), 0))

    def quantity(self, *, at_most: float = INFINITY) -> LinearExpr:
        """Return a new continuous column from 0 to `at_most`; integral where the rows it occurs in make it so."""
        return LinearExpr.of([self._linear.add_columns([0], upper=at_most, integer=False)])

    def whole(self, *, at_most: float = 1) -> LinearExpr:
        """Return a new integer column from 0 to `at_most`."""
        return LinearExpr.of([self._linear.add_columns([0], upper=at_most)])

    def charge(self, points: LinearExpr) -> None:
        """Add points to the objective, to be multiplied by the weight of the rule."""
        self.charging.add(self._linear.owner)
        self._linear.add_cost(points)

    def charge_pairs(self, first: int, second: int, points: Ints) -> None:
        """Add points to the objective for each pair of first days of two meetings.

        Args:
            first: index of a meeting.
            second: index of the other meeting.
            points: shape (first days of `first`, first days of `second`), none negative.
        """
        self.charging.add(self._linear.owner)
        self._linear.add_pair_cost(PairCost(self._day_options(first), self._day_options(second), points))

    # --- implementation -----------------------------------------------------------------------------------------

    def _day_options(self, meeting: int) -> tuple[Ints, ...]:
        """Return the candidates of each possible first day of the meeting."""
        days = self.first_days(meeting)
        return tuple(np.array(self.begins_on(meeting, day).columns, dtype=np.int64) for day in days)

    def _chain(self, meeting: int) -> tuple[list[int], int]:
        """Add the columns "has begun by" for all possible first days of a meeting but the last.

        Returns:
            The possible first days, and the first of the columns.
        """
        lines = self.candidates.of(meeting)
        days, starts = np.unique(self.candidates.day[lines], return_index=True)
        bounds = [*(starts + lines.start).tolist(), lines.stop]
        columns = self._linear.add_columns([0] * max(len(days) - 1, 0))
        if len(days) == 0:
            self._linear.add_row(LinearExpr(), 1, 1)
        for place in range(len(days)):
            begins = LinearExpr.of(range(bounds[place], bounds[place + 1]))
            before = LinearExpr.of([columns + place - 1]) if place else LinearExpr()
            by = LinearExpr.of([columns + place]) if place < len(days) - 1 else LinearExpr(constant=1)
            self._linear.define(by - before - begins)
        return days.tolist(), columns


INTEGRALITY_THRESHOLD = 0.5
"""Value above which a 0/1 column counts as 1."""


def plan_of(model: Model, values: Floats) -> Plan:
    """Return the plan that a solution of the model stands for.

    Args:
        model: the model that was solved.
        values: value of each column, shape (columns,); 0/1 columns within a small tolerance.

    Raises:
        ValueError: if not exactly one candidate is chosen for some meeting.
    """
    chosen = np.flatnonzero(values[: len(model.candidates)] > INTEGRALITY_THRESHOLD).tolist()
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
    """Return the staff (indices) of each chosen candidate.

    People with a shift are assigned to its meetings in order; those announced for a meeting that keeps its day come
    first.
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


def _on_duty(model: Model, values: Floats) -> dict[tuple[str, Shift], list[int]]:
    """Return the people (indices) of each team who have each shift."""
    found: dict[tuple[str, Shift], list[int]] = defaultdict(list)
    for index, person in enumerate(model.problem.staff):
        for duty, column in model.duties.of_person(index).items():
            if values[column] > INTEGRALITY_THRESHOLD:
                found[person.team, duty].append(index)
    return found


def _announced_for(model: Model, candidate: int) -> tuple[int, ...]:
    """Return the staff announced for the candidate's meeting if the candidate keeps its day, else nobody."""
    announced = model.candidates.announced[int(model.candidates.meeting[candidate])]
    return announced.staff if announced and announced.day == int(model.candidates.day[candidate]) else ()
