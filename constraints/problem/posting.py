"""What a rule posts: linear expressions over columns, and the model as rules see it.

A rule ties meetings together in `post`, where it asks the `Model` for expressions ("has begun by that day", "is at that
venue") and requires or charges sums of them. `constraints.model` makes the model; rules need not know how.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from calendars.days import Hours
    from constraints.problem.candidates import Candidates
    from constraints.problem.problem import Bools, Ints, Problem


@dataclass(slots=True)
class LinearExpr:
    """A constant plus coefficients times columns; built by adding, subtracting and multiplying by numbers."""

    columns: list[int] = field(default_factory=list)
    coefficients: list[int] = field(default_factory=list)
    constant: int = 0

    @classmethod
    def of(cls, columns: Iterable[int], coefficient: int = 1) -> LinearExpr:
        """The sum of these columns."""
        found = [int(column) for column in columns]
        return cls(found, [coefficient] * len(found))

    @classmethod
    def total(cls, sums: Iterable[LinearExpr]) -> LinearExpr:
        """All of them added."""
        out = cls()
        for each in sums:
            out.columns += each.columns
            out.coefficients += each.coefficients
            out.constant += each.constant
        return out

    def __add__(self, other: LinearExpr | int) -> LinearExpr:
        if isinstance(other, int):
            return LinearExpr(self.columns, self.coefficients, self.constant + other)
        return LinearExpr.total((self, other))

    def __sub__(self, other: LinearExpr | int) -> LinearExpr:
        return self + other * -1

    def __mul__(self, factor: int) -> LinearExpr:
        return LinearExpr(self.columns, [c * factor for c in self.coefficients], self.constant * factor)

    __rmul__ = __mul__


EACH = -1
"""Stands for whichever meeting asks for the duty."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A kind of work: first day, length in days, hours, class of venue, and the meeting if only that is meant."""

    day: int
    days: int
    hours: Hours
    venues: int
    meeting: int = EACH

    @property
    def last(self) -> int:
        """Index of its last day."""
        return self.day + self.days - 1


class ShiftColumns(Protocol):
    """Who of the staff works on which day: columns "this person has that shift"."""

    def demands(self) -> Sequence[tuple[str, Shift]]:
        """Every team with every shift that some candidate of a meeting that is not settled would ask of it."""

    def asked(self, team: str, duty: Shift, /) -> LinearExpr:
        """How many of the team the chosen meetings ask for that shift."""

    def given(self, team: str, duty: Shift, /) -> LinearExpr:
        """How many of the team have that shift."""

    def speaking(self) -> Sequence[tuple[int, Shift]]:
        """Return every speaker with every shift at which a meeting not yet past may need them in person."""

    def spoken(self, person: int, duty: Shift, /, besides: int | None = None) -> LinearExpr:
        """Return the number of chosen candidates that need a speaker for a shift, without those of one meeting."""

    def of_person(self, person: int, /) -> dict[Shift, int]:
        """Every shift the person may have with its column, in order of days."""

    def duty_of(self, candidate: int, /) -> Shift:
        """The shift that a candidate asks for."""

    def venue_of(self, duty: Shift, /) -> int:
        """A venue (index) of the shift's class: whatever tells classes apart may be asked of any of them."""


class RoomColumns(Protocol):
    """Which rooms are let where several meetings may want the same."""

    @property
    def contested(self) -> Sequence[int]:
        """Candidates whose rooms are not simply the cheapest ones that fit."""

    def rent(self, meeting: int, /) -> LinearExpr:
        """Price of the rooms of the meeting if a contested candidate is chosen, else 0."""

    def clashes(self) -> Iterator[list[int]]:
        """Columns of which at most one may be 1."""

    def using(self, candidates: Bools, parts: frozenset[int], /) -> list[int]:
        """Columns that take one of these parts of rooms for one of these candidates (a mask)."""


class Model(Protocol):
    """A problem stated in columns and rows, as rules see it; column n is candidate n, then come all others."""

    @property
    def problem(self) -> Problem:
        """What is decided on."""

    @property
    def candidates(self) -> Candidates:
        """The choices left to every meeting."""

    @property
    def shifts(self) -> ShiftColumns:
        """Who of the staff works on which day."""

    @property
    def room_assignment(self) -> RoomColumns:
        """Which rooms are let where several meetings may want the same."""

    # --- what rules ask ---------------------------------------------------------------------------------------

    def begun_by(self, meeting: int, day: int) -> LinearExpr:
        """1 if the meeting begins on that day or earlier."""

    def begins_on(self, meeting: int, day: int) -> LinearExpr:
        """1 if the meeting begins on that day."""

    def first_days(self, meeting: int) -> list[int]:
        """The days on which the meeting may begin, in order."""

    def of_day(self, meeting: int, values: Ints) -> LinearExpr:
        """The value of the day on which the meeting begins, given one for each of its `first_days`."""

    def starts(self, meeting: int) -> list[tuple[int, int]]:
        """The starts that the meeting may have, in order: first day, and index of its hours in `Meeting.choices`."""

    def of_start(self, meeting: int, values: Ints) -> LinearExpr:
        """The value of the start of the meeting, given one for each of its `starts`."""

    def day_of(self, meeting: int) -> LinearExpr:
        """The index of the day on which the meeting begins."""

    def venues_of(self, meeting: int) -> list[int]:
        """The venues at which the meeting may be, in order."""

    def at_venue(self, meeting: int, venue: int) -> LinearExpr:
        """1 if the meeting is at that venue."""

    def used(self, venue: int) -> LinearExpr:
        """1 if any meeting is at that venue, and no more than 1 if none is; it is to be charged for."""

    def where(self, mask: Bools) -> LinearExpr:
        """The number of chosen candidates for which the mask (shape (candidates,)) holds."""

    def weighed(self, weights: Ints) -> LinearExpr:
        """The weights (shape (candidates,)) of the chosen candidates added up."""

    def rent(self, meeting: int) -> LinearExpr:
        """Price of the rooms of the meeting."""

    # --- what rules state -------------------------------------------------------------------------------------

    def about(self, meetings: Iterable[int]) -> AbstractContextManager[None]:
        """What is required within this `with` is about these meetings together, and is waived with them."""

    def require(self, left: LinearExpr, *, at_least: float = -math.inf, at_most: float = math.inf) -> bool:
        """The sum lies between the two; return False if it need not, as for settled meetings alone."""

    def vary(self, meetings: Sequence[int], at_most: int) -> None:
        """At most so many of the meetings are at any one venue."""

    def open_within(self, meetings: Sequence[int], max_days: int) -> None:
        """The meetings begin on a day when the first of them opens, or at most so many days after it."""

    def limit_shifts(self, most: int, length: int, first: int = 0) -> None:
        """What is required elsewhere: nobody begins more shifts in any period of `length` days, one from day `first`.

        It is only told what to make tighter rows of.
        """

    def bound_by_cases(self, value: LinearExpr, sums: Sequence[LinearExpr], cases: Ints, least: Ints) -> None:
        """Tell how much a quantity is at least for each of all the values that some sums can have together.

        It is only told what to make tighter rows of; what is required says the same.

        Args:
            value: the quantity, a column.
            sums: the sums.
            cases: their values, shape (cases, sums).
            least: what the quantity is at least, shape (cases,).
        """

    def forbid_duty(self, person: int, duty: Shift) -> None:
        """The person cannot have that duty, unless it is done already."""

    def at_most(self, count: int, columns: Iterable[int]) -> None:
        """At most so many of these columns are 1; those of settled meetings take places, but are never too many."""

    def quantity(self, *, at_most: float = math.inf) -> LinearExpr:
        """A new number of at least 0, whole wherever everything it is required against is."""

    def whole(self, *, at_most: float = 1) -> LinearExpr:
        """A new whole number of at least 0."""

    def charge(self, points: LinearExpr) -> None:
        """Add points to what is minimised, times the weight of the rule."""

    def charge_pairs(self, first: int, second: int, points: Ints) -> None:
        """Add points, none negative, for each pair of starts: shape (starts of `first`, starts of `second`)."""
