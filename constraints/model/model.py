"""The model of a problem: columns and rows that rules post, and from the values of the columns to a plan."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import Span
from constraints.model.domains import possible_candidates, propagated
from constraints.model.linear import INFINITY, CaseTable, Matrix, ModelBuilder, PairCost
from constraints.model.room_assignment import RoomAssignment, VenueAssignment
from constraints.model.shifts import Shifts, one_class
from constraints.problem.candidates import Candidates
from constraints.problem.plan import Plan
from constraints.problem.posting import LinearExpr
from constraints.problem.problem import PlannedMeeting, Requirement
from constraints.problem.relaxations import is_waived
from constraints.problem.waivers import waived_rules

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.posting import Shift
    from constraints.problem.problem import Bools, Ints, Problem


@dataclass(frozen=True, slots=True)
class Opening:
    """Meetings that begin within so many days of the first of them, with a column "opened by" for each possible day."""

    meetings: tuple[int, ...]
    max_days: int
    days: list[int]
    columns: list[LinearExpr]

    def by(self, day: int) -> LinearExpr:
        """1 if the first of them begins on that day or earlier."""
        place = bisect_right(self.days, day)
        return self.columns[place - 1] if place else LinearExpr()


class MipModel:
    """A problem stated in columns and rows; column n is candidate n for every n below `len(candidates)`.

    Attributes:
        problem: the problem, with waived requirements removed.
        candidates: the candidates.
        charging: keys of the rules that charge points in `post`.
        openings: meetings that open together.
        opening_days: the days on which those of them open of which that is known, by meetings.
        shared_houses: see above.
    """

    def __init__(
        self,
        problem: Problem,
        candidates: Candidates | None = None,
        opening_days: Mapping[tuple[int, ...], Collection[int]] = MappingProxyType({}),
        *,
        shared_houses: bool = True,
    ) -> None:
        self.shared_houses = shared_houses
        self.opening_days = opening_days
        self.candidates = possible_candidates(problem, reachable=True) if candidates is None else candidates
        self.problem = problem = self.candidates.problem
        self._linear = ModelBuilder()
        self._linear.add_columns([0] * len(self.candidates))
        self._begun = [self._chain(meeting) for meeting in range(len(problem.meetings))]
        self._at_venue: dict[tuple[int, int], int] = {}
        self._used: dict[int, LinearExpr] = {}
        self._varied: list[tuple[tuple[int, ...], int]] = []
        self.openings: list[Opening] = []
        self._shift_limits: list[tuple[int, int, int]] = []
        self._tables: list[CaseTable] = []
        self._about: frozenset[int] = frozenset()
        self.charging: set[str] = set()
        for rule in problem.rules:
            self._linear.owner = rule.key()
            rule.post(self)
        self._linear.owner = ""
        self._tie_uses()
        self._tie_openings()
        _ = self.shifts  # creates its columns, from which plans are read, even if no rule has used them

    def matrix(self, weights: Mapping[str, int] | None = None) -> Matrix:
        """Return the model as arrays, with these weights of rules instead of the problem's, if they are given."""
        chosen = self.problem.weights if weights is None else weights
        found = self._linear.matrix(len(self.candidates), chosen)
        found.cost[: len(self.candidates)] += self.candidates.weighed(chosen)
        openings = tuple(
            (
                np.array([each.columns[0] for each in opening.columns], dtype=np.int64),
                np.flatnonzero(np.isin(self.candidates.meeting, opening.meetings)),
            )
            for opening in self.openings
            if opening.meetings in self.opening_days
        )
        return replace(
            found, decisions=self._decisions(), tables=tuple(self._tables), openings=openings,
            series=self._series(),
        )  # fmt: skip

    def _series(self) -> tuple[Ints, ...]:
        """Return the candidates of the meetings of each region."""
        regions = [-1 if each.region is None else each.region for each in self.problem.meetings]
        of = np.array(regions, dtype=np.int64)[self.candidates.meeting]
        return tuple(np.flatnonzero(of == region) for region in sorted({*regions} - {-1}))

    # --- expressions for rules ----------------------------------------------------------------------------------

    def begun_by(self, meeting: int, day: int) -> LinearExpr:
        days, first_column = self._begun[meeting]
        place = bisect_right(days, day)
        if place == 0:
            return LinearExpr()
        return LinearExpr(constant=1) if place == len(days) else LinearExpr.of([first_column + place - 1])

    def begins_on(self, meeting: int, day: int) -> LinearExpr:
        lines = self.candidates.of(meeting)
        low, high = np.searchsorted(self.candidates.day[lines], (day, day + 1))
        return LinearExpr.of(range(lines.start + int(low), lines.start + int(high)))

    def first_days(self, meeting: int) -> list[int]:
        return self._begun[meeting][0]

    def of_day(self, meeting: int, values: Ints) -> LinearExpr:
        if len(values) == 0:
            return LinearExpr()
        _, first_column = self._begun[meeting]
        steps = values[:-1] - values[1:]
        changes = np.flatnonzero(steps)
        return LinearExpr((first_column + changes).tolist(), steps[changes].tolist(), int(values[-1]))

    def starts(self, meeting: int) -> list[tuple[int, int]]:
        lines = self.candidates.of(meeting)
        pairs = zip(self.candidates.day[lines].tolist(), self.candidates.hours[lines].tolist(), strict=True)
        return [*dict.fromkeys(pairs)]

    def of_start(self, meeting: int, values: Ints) -> LinearExpr:
        if not self.problem.meetings[meeting].other_hours:
            return self.of_day(meeting, values)
        lines, weights = self.candidates.of(meeting), np.zeros(len(self.candidates), dtype=np.int64)
        weights[lines] = values[self._start_of(lines)]
        return self.weighed(weights)

    def day_of(self, meeting: int) -> LinearExpr:
        return self.of_day(meeting, np.array(self.first_days(meeting), dtype=np.int64))

    def venues_of(self, meeting: int) -> list[int]:
        return sorted({*self.candidates.venue[self.candidates.of(meeting)].tolist()})

    def at_venue(self, meeting: int, venue: int) -> LinearExpr:
        key = (meeting, venue)
        if self.venues_of(meeting) == [venue]:
            return LinearExpr(constant=1)
        if key not in self._at_venue:
            lines = self.candidates.of(meeting)
            there = lines.start + np.flatnonzero(self.candidates.venue[lines] == venue)
            self._at_venue[key] = self._linear.add_columns([0])
            self._linear.define(LinearExpr.of(there.tolist()) - LinearExpr.of([self._at_venue[key]]))
        return LinearExpr.of([self._at_venue[key]])

    def used(self, venue: int) -> LinearExpr:
        if venue not in self._used:
            self._used[venue] = used = self.whole()
            for meeting in np.unique(self.candidates.meeting[self.candidates.venue == venue]).tolist():
                self._linear.add_row(used - self.at_venue(meeting, venue), 0)
        return self._used[venue]

    def where(self, mask: Bools) -> LinearExpr:
        return LinearExpr.of(np.flatnonzero(mask).tolist())

    def weighed(self, weights: Ints) -> LinearExpr:
        columns = np.flatnonzero(weights)
        return LinearExpr(columns.tolist(), weights[columns].tolist())

    @cached_property
    def shifts(self) -> Shifts:
        told_apart = [rule.venue_classes(self.problem) for rule in self.problem.rules]
        classes = one_class(len(self.problem.venues))
        for found in told_apart:
            if found is not None:
                classes = np.unique(np.stack([classes, found]), axis=1, return_inverse=True)[1].reshape(-1)
        apart = any(rule.joins_shifts for rule in waived_rules(self.problem))
        apart |= any(rule.tells_shifts_apart(self.problem) for rule in self.problem.rules)
        return Shifts(self._linear, self.candidates, classes, apart=apart)

    @cached_property
    def room_assignment(self) -> RoomAssignment | VenueAssignment:
        return RoomAssignment(self._linear, self.candidates) if self.shared_houses else VenueAssignment(self.candidates)

    def rent(self, meeting: int) -> LinearExpr:
        alone = np.zeros(len(self.candidates), dtype=np.int64)
        lines = self.candidates.of(meeting)
        alone[lines] = self.candidates.rent[lines]
        alone[self.room_assignment.contested] = 0
        return self.weighed(alone) + self.room_assignment.rent(meeting)

    # --- constraints and costs of rules -------------------------------------------------------------------------

    @contextmanager
    def about(self, meetings: Iterable[int]) -> Iterator[None]:
        self._about = frozenset(meetings)
        yield
        self._about = frozenset()

    def require(self, left: LinearExpr, *, at_least: float = -INFINITY, at_most: float = INFINITY) -> bool:
        asked = Requirement(self._linear.owner, self._about)
        past = bool(self._about) and all(self.problem.meetings[meeting].frozen for meeting in self._about)
        wanted = not past and asked not in self.problem.waived
        if wanted:
            self._linear.add_row(left, at_least, at_most)
        return wanted

    def vary(self, meetings: Sequence[int], at_most: int) -> None:
        common = set.intersection(*(set(self.venues_of(meeting)) for meeting in meetings))
        with self.about((meetings[0], meetings[-1])):
            rows = [
                self.require(LinearExpr.total(self.at_venue(each, venue) for each in meetings), at_most=at_most)
                for venue in sorted(common)
                if not self.problem.venues[venue].online
            ]
        if all(rows):
            self._varied.append((tuple(meetings), at_most))

    def open_within(self, meetings: Sequence[int], max_days: int) -> None:
        begin = {day for meeting in meetings for day in self.first_days(meeting)}
        days = sorted(self.opening_days.get(tuple(meetings), begin))  # also if nothing is left that begins then
        opening = Opening(tuple(meetings), max_days, days, [self.quantity(at_most=1) for _ in days])
        rows = [
            self.require(row, at_most=0)
            for (day, until), opened in zip(pairwise([*days, self.problem.days]), opening.columns, strict=True)
            for meeting in meetings
            for row in (self.begun_by(meeting, until - 1) - opened, opened - self.begun_by(meeting, day + max_days))
        ]
        if rows and all(rows):
            self.openings.append(opening)

    def opened_on(self, days: Mapping[tuple[int, ...], Collection[int]]) -> MipModel:
        """Return the model in which meetings that open together do so on these days, by meetings."""
        table, kept = self.candidates, np.full(len(self.candidates), fill_value=True)
        for each in self.openings:
            opens = [*days.get(each.meetings, each.days)]
            reached = np.isin(table.day, np.add.outer(opens, np.arange(each.max_days + 1)))
            kept &= reached | np.isin(table.meeting, each.meetings, invert=True)
        return MipModel(self.problem, propagated(table.where(kept)), days, shared_houses=self.shared_houses)

    def limit_shifts(self, most: int, length: int, first: int = 0) -> None:
        self._shift_limits.append((most, length, first))

    def bound_by_cases(self, value: LinearExpr, sums: Sequence[LinearExpr], cases: Ints, least: Ints) -> None:
        self._tables.append(CaseTable(value.columns[0], tuple(sums), cases, least))

    def forbid_duty(self, person: int, duty: Shift) -> None:
        done = self._linear.is_settled(self.shifts.of_person(person)[duty])
        if not done and not is_waived(self.problem, self._linear.owner, [duty.meeting]):
            self.shifts.forbid(person, duty)

    def at_most(self, count: int, columns: Iterable[int]) -> None:
        found = [*columns]
        left = [column for column in found if not self._linear.is_settled(column)]
        most = max(count - len(found) + len(left), 0)
        if len(left) > most:
            self.require(LinearExpr.of(left), at_most=most)

    def quantity(self, *, at_most: float = INFINITY) -> LinearExpr:
        return LinearExpr.of([self._linear.add_columns([0], upper=at_most, integer=False)])

    def whole(self, *, at_most: float = 1) -> LinearExpr:
        return LinearExpr.of([self._linear.add_columns([0], upper=at_most)])

    def charge(self, points: LinearExpr) -> None:
        self.charging.add(self._linear.owner)
        self._linear.add_cost(points)

    def charge_pairs(self, first: int, second: int, points: Ints) -> None:
        self.charging.add(self._linear.owner)
        self._linear.add_pair_cost(PairCost(self._start_options(first), self._start_options(second), points))

    def _decisions(self) -> tuple[tuple[Ints, ...], ...]:
        """Return columns to branch on: by when meetings open together and which venues are used; when each begins."""
        opened = [[column for each in opening.columns for column in each.columns] for opening in self.openings]
        begun = [[*range(first, first + len(days) - 1)] for days, first in self._begun]
        common = [*opened, *(each.columns for each in self._used.values())]
        return tuple(
            tuple(np.array(columns, dtype=np.int64) for columns in found if columns) for found in (common, begun)
        )

    # --- implementation -----------------------------------------------------------------------------------------

    def _tie_uses(self) -> None:
        """Add rows that follow from others and tighten the relaxation, where uses of venues are counted.

        If at most k of some meetings are at one venue, then none is where no meeting is, and together they use at
        least one venue for every k of them.
        """
        for meetings, most in self._varied:
            held = {venue: [each for each in meetings if venue in self.venues_of(each)] for venue in self._used}
            for venue, there in held.items():
                if len(there) > 1:
                    at = LinearExpr.total(self.at_venue(each, venue) for each in there)
                    self._linear.add_row(at - min(most, len(there)) * self._used[venue], upper=0)
            if {venue for each in meetings for venue in self.venues_of(each)} <= self._used.keys():
                uses = LinearExpr.total(self._used[venue] for venue, there in held.items() if there)
                self._linear.add_row(uses, -(-len(meetings) // most))

    def _tie_openings(self) -> None:
        """Add rows that follow from others: in a period a team serves as many meetings as it can if they open near it.

        Of meetings that lie so near each other none is in a period that the opening does not reach.
        """
        for opening in self.openings:
            for most, length, first in self._shift_limits:
                if opening.max_days >= length:
                    continue  # of longer openings the rows slow the relaxation down for little
                for start in sorted({day - (day - first) % length for day in opening.days}):
                    self._tie_opening(opening, range(start, start + length), most)

    def _tie_opening(self, opening: Opening, period: range, most: int) -> None:
        reached = opening.by(period.stop - 1) - opening.by(period.start - opening.max_days - 1)
        meetings = self.problem.meetings
        for team in sorted({team for each in opening.meetings for team in meetings[each].staff}):
            asked = [
                (meetings[each].staff.get(team, 0), LinearExpr.total(self.begins_on(each, day) for day in period))
                for each in opening.meetings
            ]
            served = self._most_served(team, period, most)
            if sum(number for number, begins in asked if begins.columns) > served:
                total = LinearExpr.total(number * begins for number, begins in asked)
                self._linear.add_row(total - served * reached, upper=0)

    def _most_served(self, team: str, period: range, most: int) -> int:
        """Return a bound on the shifts that a team begins in a period if each of its people begins at most `most`."""
        return sum(
            min(most, self._shifts_begun[person][period.start : period.stop].sum())
            for person, each in enumerate(self.problem.staff)
            if each.team == team
        )

    @cached_property
    def _shifts_begun(self) -> Ints:
        """The number of shifts each of the staff may begin on each day, shape (staff, days)."""
        found = np.zeros((len(self.problem.staff), self.problem.days), dtype=np.int64)
        for person in range(len(self.problem.staff)):
            for duty, column in self.shifts.of_person(person).items():
                found[person, duty.day] += not self._linear.is_forbidden(column)
        return found

    def _start_options(self, meeting: int) -> tuple[Ints, ...]:
        """Return the candidates of each possible start of the meeting."""
        lines = self.candidates.of(meeting)
        start = self._start_of(lines)
        return tuple(lines.start + each for each in np.split(np.arange(len(start)), np.flatnonzero(np.diff(start)) + 1))

    def _start_of(self, lines: slice) -> Ints:
        """Return the place in `starts` of each of the candidates of a meeting, shape (candidates of the meeting,)."""
        table = self.candidates
        changes = (np.diff(table.day[lines], prepend=-1) != 0) | (np.diff(table.hours[lines], prepend=-1) != 0)
        return np.cumsum(changes) - 1

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


def plan_of(model: MipModel, values: Floats) -> Plan:
    """The plan that a solution of the model stands for.

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


def _planned(model: MipModel, values: Floats, candidate: int, staff: list[int]) -> PlannedMeeting:
    problem, table = model.problem, model.candidates
    meeting = problem.meetings[int(table.meeting[candidate])]
    if meeting.frozen and meeting.published:
        return meeting.published
    days = Span.of_days(problem.date(int(table.day[candidate])), meeting.days)
    start, end = table.choices[int(table.choice[candidate])].hours.on(days, problem.zone)
    rooms = model.room_assignment.chosen(candidate, values)
    return PlannedMeeting(
        meeting=meeting.id,
        start=start,
        end=end,
        venue=problem.venues[int(table.venue[candidate])].id,
        rooms=tuple(problem.rooms[room].id for room in rooms.rooms),
        staff=tuple(problem.staff[person].id for person in sorted(staff)),
    )


def _staff_of(model: MipModel, values: Floats, chosen: list[int]) -> dict[int, list[int]]:
    """For each chosen candidate its people: those on duty that day, handed out in order of meetings.

    People with a shift are assigned to its meetings in order; speakers come first, then those announced for a meeting
    that keeps its day.
    """
    problem, duties = model.problem, model.shifts
    free = _on_duty(model, values)
    meetings = {each: problem.meetings[int(model.candidates.meeting[each])] for each in chosen}
    chosen = [each for each in chosen if not meetings[each].frozen]
    staff: dict[int, list[int]] = {each: [] for each in meetings}
    for turn, candidate in product(range(3), chosen):
        first = (meetings[candidate].speakers, _announced_for(model, candidate), range(len(problem.staff)))[turn]
        for team, number in sorted(meetings[candidate].staff.items()):
            there = free[team, duties.duty_of(candidate)]
            have = sum(problem.staff[person].team == team for person in staff[candidate])
            taken = [person for person in there if person in first][: number - have]
            staff[candidate] += taken
            there[:] = [person for person in there if person not in taken]
    return staff


def _on_duty(model: MipModel, values: Floats) -> dict[tuple[str, Shift], list[int]]:
    """The people of each team who have each duty."""
    found: dict[tuple[str, Shift], list[int]] = defaultdict(list)
    for index, person in enumerate(model.problem.staff):
        for duty, column in model.shifts.of_person(index).items():
            if values[column] > INTEGRALITY_THRESHOLD:
                found[person.team, duty].append(index)
    return found


def _announced_for(model: MipModel, candidate: int) -> tuple[int, ...]:
    """Those announced for the meeting if the candidate keeps its day, else nobody."""
    announced = model.candidates.published[int(model.candidates.meeting[candidate])]
    return announced.staff if announced and announced.day == int(model.candidates.day[candidate]) else ()
