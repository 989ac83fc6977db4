"""Shifts of the staff: who works when.

Within a team people are interchangeable between meetings of equal hours and length on one day, so a column says that
a person works then, not at which meeting. Venues that differ in which venues can be reached from them between meetings
have different classes and shifts. Speakers count with their team and must have the shift of their meeting. Past
meetings have shifts of their own; so have all where a staff rule is waived, or a rule tells meetings of a day apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from constraints.model.linear import ModelBuilder
from constraints.problem.posting import EACH, LinearExpr, Shift

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.problem import Ints


class Shifts:
    """Columns "this person has that shift", and the demand of the meetings for each team.

    Args:
        linear: builder to which the columns are added.
        candidates: the candidates.
        venue_classes: class of each venue, shape (venues,).
        apart: whether each meeting has shifts of its own.
    """

    def __init__(
        self, linear: ModelBuilder, candidates: Candidates, venue_classes: Ints, *, apart: bool = False
    ) -> None:
        self._apart = apart
        self._linear = linear
        self._candidates = candidates
        self._classes = venue_classes
        self._asking: dict[tuple[str, Shift], list[tuple[int, int]]] = defaultdict(list)
        self._speaking: dict[tuple[int, Shift], list[int]] = defaultdict(list)
        self._find_demand()
        self._columns: dict[int, dict[Shift, int]] = defaultdict(dict)
        settled = self._settled()
        for person, duty in sorted([*self._possible(), *settled], key=lambda each: (each[1], each[0])):
            self._columns[person][duty] = linear.add_columns([0])
        linear.settle(self._columns[person][duty] for person, duty in settled)

    def demands(self) -> list[tuple[str, Shift]]:
        """Return every team with every shift that a candidate of a meeting not yet past needs of it."""
        return sorted(self._asking)

    def asked(self, team: str, duty: Shift) -> LinearExpr:
        """Return the expression for the number of people of a team that the chosen candidates need for a shift."""
        pairs = self._asking[team, duty]
        return LinearExpr([column for column, _ in pairs], [number for _, number in pairs])

    def given(self, team: str, duty: Shift) -> LinearExpr:
        """Return the expression for the number of people of a team who have a shift."""
        people = (n for n, person in enumerate(self._candidates.problem.staff) if person.team == team)
        return LinearExpr.of(self._columns[n][duty] for n in people)

    def speaking(self) -> list[tuple[int, Shift]]:
        """Return every speaker with every shift at which a meeting not yet past may need them in person."""
        return sorted(self._speaking)

    def spoken(self, person: int, duty: Shift, besides: int | None = None) -> LinearExpr:
        """Return the number of chosen candidates that need a speaker for a shift, without those of one meeting."""
        candidates = self._speaking.get((person, duty), ())
        return LinearExpr.of(each for each in candidates if self._candidates.meeting[each] != besides)

    def of_person(self, person: int) -> dict[Shift, int]:
        """Return the column of every shift that the person may have, in order of days."""
        return self._columns[person]

    def forbid(self, person: int, duty: Shift) -> None:
        """Forbid the person that shift."""
        self._linear.forbid([self._columns[person][duty]])

    def duty_of(self, candidate: int) -> Shift:
        """Return the shift that a candidate needs."""
        table = self._candidates
        return self._duty(
            int(table.meeting[candidate]),
            int(table.choice[candidate]),
            int(table.day[candidate]),
            int(self._classes[table.venue[candidate]]),
        )

    def venue_of(self, duty: Shift) -> int:
        """Return a venue (index) of the shift's class."""
        return int(np.argmax(self._classes == duty.venues))

    def _duty(self, number: int, choice: int, day: int, venues: int) -> Shift:
        meeting = self._candidates.choices[choice]
        return Shift(day, meeting.days, meeting.hours, venues, number if self._apart else EACH)

    def _find_demand(self) -> None:
        table = self._candidates
        days, classes, choices = table.day.tolist(), self._classes[table.venue].tolist(), table.choice.tolist()
        for index, meeting in enumerate(table.problem.meetings):
            if meeting.frozen:
                continue
            duties: dict[Shift, list[int]] = defaultdict(list)
            for candidate in range(*table.of(index).indices(len(table))):
                duties[self._duty(index, choices[candidate], days[candidate], classes[candidate])].append(candidate)
            for team, number in meeting.staff.items():
                if number:
                    for duty, asking in duties.items():
                        self._asking[team, duty] += [(candidate, number) for candidate in asking]
            for person, (duty, asking) in product(meeting.speakers, duties.items()):
                self._speaking[person, duty] += asking

    def _possible(self) -> list[tuple[int, Shift]]:
        people: dict[str, list[int]] = defaultdict(list)
        for index, person in enumerate(self._candidates.problem.staff):
            people[person.team].append(index)
        return [(person, duty) for team, duty in self.demands() for person in people[team]]

    def _settled(self) -> list[tuple[int, Shift]]:
        """Return everyone who worked at a past meeting, each with a shift that only that meeting has."""
        table, found = self._candidates, []
        for candidate in np.flatnonzero(table.frozen).tolist():
            number = int(table.meeting[candidate])
            announced = table.published[number]
            duty = replace(self.duty_of(candidate), meeting=number)
            found += [(person, duty) for person in announced.staff] if announced else []
        return found


def one_class(venues: int) -> Ints:
    """Return the same class for all venues, shape (venues,)."""
    return np.zeros(venues, dtype=np.int64)
