"""Assignment of rooms where two meetings may need the same ones.

A meeting that is alone at its venue has the cheapest rooms that fit. A candidate is contested if a candidate of
another meeting shares a half-day of its venue; `RoomAssignment` has a column for each room that such a candidate may
have. There may be a million of these, and they hardly tighten a relaxation, so they are lazy columns and built as
whole arrays.

`VenueAssignment` is a restriction that needs no columns: no two meetings are at one venue in the same half-day, and
every meeting has the cheapest rooms that fit. Its solutions are valid plans, though perhaps not the best.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from constraints.model.linear import ModelBuilder
from constraints.problem.posting import LinearExpr
from constraints.problem.rooms import NO_ROOMS, RoomSet, RoomSets, closed_rooms, let_half_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constraints.model.linear import Floats
    from constraints.problem.candidates import Candidates
    from constraints.problem.problem import Bools, Ints


INTEGRALITY_THRESHOLD = 0.5
"""Value above which a 0/1 column counts as 1."""


class RoomAssignment:
    """Columns for the rooms of contested candidates, linked to the candidates' own columns.

    A table sorted by candidates gives for each of these columns a candidate, a room, and whether it is the plenary.

    Attributes:
        contested: the contested candidates, in order.
    """

    def __init__(self, linear: ModelBuilder, candidates: Candidates) -> None:
        self._candidates = candidates
        shared = any(rule.contests_rooms for rule in candidates.problem.rules)
        self.contested = contested(candidates) if shared else []
        self._candidate, self._room, self._plenary = _fitting(candidates, np.array(self.contested, dtype=np.int64))
        self._first = linear.add_columns(np.zeros(len(self._room), dtype=np.int64), late=True)
        linear.settle((self._first + np.flatnonzero(candidates.frozen[self._candidate])).tolist())
        self._add_room_rows(linear)

    def rent(self, meeting: int) -> LinearExpr:
        """Return the expression for the price of the meeting's rooms if a contested candidate is chosen, else 0."""
        problem = self._candidates.problem
        lines = self._candidates.of(meeting)
        mine = slice(*np.searchsorted(self._candidate, (lines.start, lines.stop)).tolist())
        rates = np.array([room.rate for room in problem.rooms], dtype=np.int64) * problem.meetings[meeting].days
        return LinearExpr([*range(self._first + mine.start, self._first + mine.stop)], rates[self._room[mine]].tolist())

    def clashes(self) -> Iterator[list[int]]:
        """Yield lists of columns of which at most one may be 1: those that use one part of a room in one half-day."""
        line, slot = self._part_uses()
        order = np.lexsort((line, slot))
        line, slot = line[order], slot[order]
        groups = np.split(line + self._first, np.flatnonzero(np.diff(slot)) + 1)
        several = {columns.tobytes(): columns for columns in groups if len(columns) > 1}
        yield from (columns.tolist() for columns in several.values())

    def chosen(self, candidate: int, values: Floats) -> RoomSet:
        """Return the rooms of a chosen candidate in a solution (values by column)."""
        mine = np.arange(*np.searchsorted(self._candidate, (candidate, candidate + 1)))
        if not len(mine):
            return self._candidates.sets[int(self._candidates.room_set[candidate])]
        taken = mine[values[self._first + mine] > INTEGRALITY_THRESHOLD]
        plenary, breakouts = (self._room[taken[self._plenary[taken] == kind]].tolist() for kind in (True, False))
        rate = sum(self._candidates.problem.rooms[room].rate for room in (*plenary, *breakouts))
        return RoomSet(plenary[0], tuple(breakouts), rate)

    def _add_room_rows(self, linear: ModelBuilder) -> None:
        """Add the rows that give a contested candidate one plenary room and its breakout rooms if it is chosen."""
        contested = np.array(self.contested, dtype=np.int64)
        sizes = np.array([len(each.breakouts) for each in self._candidates.sets], dtype=np.int64)
        needed = sizes[self._candidates.room_set[contested]]
        for kind, number, whom in ((True, np.ones_like(needed), contested), (False, needed, contested[needed > 0])):
            lines = np.flatnonzero(self._plenary == kind)
            owner = np.concatenate([self._candidate[lines], whom])
            columns = np.concatenate([lines + self._first, whom])
            numbers = -number[np.searchsorted(contested, whom)]
            order = np.argsort(owner, kind="stable")
            values = np.concatenate([np.ones_like(lines), numbers])[order]
            linear.define_each(np.searchsorted(whom, owner[order]), columns[order], values)

    def _part_uses(self) -> tuple[Ints, Ints]:
        """Return the uses of parts of rooms in half-days.

        Returns:
            For each use the row of the table, and a number of the combination of venue, half-day and part.
        """
        problem, table = self._candidates.problem, self._candidates
        parts = [np.array(sorted(room.parts), dtype=np.int64) for room in problem.rooms]
        names = 1 + max((int(part.max()) for part in parts), default=0)
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        line = np.repeat(np.arange(len(self._room)), sizes[self._room])
        part = np.concatenate([np.zeros(0, dtype=np.int64), *(parts[room] for room in self._room.tolist())])
        first, after = let_of(table, self._candidate)
        low, high = int(first.min(initial=0)), int(after.max(initial=0))
        place = (table.venue[self._candidate] * (high - low) - low) * names
        count = (after - first)[line]
        line, part = np.repeat(line, count), np.repeat(part, count)
        step = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
        return line, place[line] + (first[line] + step) * names + part


def _fitting(candidates: Candidates, contested: Ints) -> tuple[Ints, Ints, Bools]:
    """Return the rooms large enough for each of these candidates, as a table.

    Returns:
        Candidate, room (index), and whether the room is for the plenary, each of shape (rows,).
    """
    problem, sets = candidates.problem, RoomSets(candidates.problem)
    closed, which = _closed(candidates)
    table = (
        candidates.meeting,
        candidates.venue,
        candidates.expected,
        np.where(candidates.as_published, candidates.room_set, -1),
        which,
    )
    needs = np.stack([each[contested] for each in table])
    kinds, kind = np.unique(needs, axis=1, return_inverse=True)
    rooms, plenary = [], []
    for meeting, venue, expected, announced, shut in kinds.T.tolist():
        need = problem.meetings[meeting].rooms
        large, small = sets.fitting(need, venue, expected, closed[shut])
        small = small if need.breakouts else ()
        if announced >= 0:
            large, small = (candidates.sets[announced].plenary,), candidates.sets[announced].breakouts
        rooms.append(np.array([*large, *small], dtype=np.int64))
        plenary.append(np.arange(len(large) + len(small)) < len(large))
    each = kind.ravel().tolist()
    owner = np.repeat(contested, np.array([len(rooms[n]) for n in each], dtype=np.int64))
    none = np.zeros(0, dtype=np.int64)
    return (
        owner, np.concatenate([none, *(rooms[n] for n in each)]),
        np.concatenate([none.astype(np.bool_), *(plenary[n] for n in each)]),
    )  # fmt: skip


def _closed(candidates: Candidates) -> tuple[list[frozenset[int]], Ints]:
    """Return the sets of closed rooms, and the place in the list of each candidate's, shape (candidates,)."""
    problem, found = candidates.problem, [NO_ROOMS]
    place = np.zeros(len(candidates), dtype=np.int64)
    for number, meeting in enumerate(problem.meetings if problem.room_closures else ()):
        lines = candidates.of(number)
        for venue in np.unique(candidates.venue[lines]).tolist():
            sets, which = closed_rooms(problem, meeting, venue)
            there = lines.start + np.flatnonzero(candidates.venue[lines] == venue)
            place[there] = len(found) + which[candidates.day[there]]
            found += sets
    return found, place


def contested(candidates: Candidates) -> list[int]:
    """Return the candidates that share a half-day of their venue with a candidate of another meeting, in order."""
    found: list[int] = []
    begin, end = let_of(candidates, np.arange(len(candidates)))
    for venue in np.unique(candidates.venue).tolist():
        there = np.flatnonzero(candidates.venue == venue)
        first, after = begin[there], end[there]
        low = int(first.min())
        wanted = np.zeros(int(after.max()) - low + 1, dtype=np.int64)  # number of meetings by half-day
        for meeting in np.unique(candidates.meeting[there]).tolist():
            mine = candidates.meeting[there] == meeting
            edges = np.zeros_like(wanted)
            np.add.at(edges, first[mine] - low, 1)
            np.add.at(edges, after[mine] - low, -1)
            wanted += edges.cumsum() > 0
        shared = np.concatenate([[0], (wanted > 1).cumsum()])
        found += there[shared[after - low] > shared[first - low]].tolist()
    return sorted(found)


def let_of(candidates: Candidates, which: Ints) -> tuple[Ints, Ints]:
    """Return for these candidates the first half-day for which rooms are let, and the one after the last."""
    problem = candidates.problem
    let = [[let_half_days(meeting, venue, 0) for venue in problem.venues] for meeting in problem.meetings]
    ends = np.array([[(each.start, each.stop) for each in row] for row in let], dtype=np.int64)
    found = ends.reshape(len(problem.meetings), len(problem.venues), 2)[
        candidates.meeting[which], candidates.venue[which]
    ]
    return 2 * candidates.day[which] + found[:, 0], 2 * candidates.day[which] + found[:, 1]


class VenueAssignment:
    """The interface of `RoomAssignment` where no two meetings share a venue, so that no candidate is contested."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self.contested: list[int] = []

    def rent(self, _meeting: int) -> LinearExpr:
        """Return 0: the rent is that of the candidates."""
        return LinearExpr()

    def clashes(self) -> Iterator[list[int]]:
        """Yield lists of candidates of which at most one may be chosen: those at one venue in one half-day."""
        several = contested(self._candidates)
        first, after = let_of(self._candidates, np.array(several, dtype=np.int64))
        wanted: dict[tuple[int, int], list[int]] = defaultdict(list)
        for candidate, start, stop in zip(several, first.tolist(), after.tolist(), strict=True):
            for half_day in range(start, stop):
                wanted[int(self._candidates.venue[candidate]), half_day].append(candidate)
        yield from (list(columns) for columns in {tuple(each) for each in wanted.values()} if len(columns) > 1)

    def chosen(self, candidate: int, _values: Floats) -> RoomSet:
        """Return the rooms of a chosen candidate."""
        return self._candidates.sets[int(self._candidates.room_set[candidate])]
