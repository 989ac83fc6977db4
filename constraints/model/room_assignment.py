"""Assignment of rooms where two meetings may need the same ones.

A meeting that is alone at its venue has the cheapest rooms that fit. A candidate is contested if rooms may be let at
the same time for a candidate of another meeting at its venue, and the rules let both be chosen; `RoomAssignment` has a
column for each room that such a candidate may have. There may be a million of these, and they hardly tighten a
relaxation, so they are lazy columns and built as whole arrays.

`VenueAssignment` is a restriction that needs no columns: no two meetings are at one venue at the same time, and
every meeting has the cheapest rooms that fit. Its solutions are valid plans, though perhaps not the best.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from constraints.model.domains import least_distances
from constraints.model.linear import ModelBuilder
from constraints.problem.posting import LinearExpr
from constraints.problem.reserves import reserves_held
from constraints.problem.rooms import DAY_MINUTES, NO_ROOMS, RoomSet, RoomSets, closed_rooms, let_minutes

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
        self.contested = sorted({*contested(candidates), *_beside_reserves(candidates)}) if shared else []
        self._candidate, self._room, self._plenary = _fitting(candidates, np.array(self.contested, dtype=np.int64))
        self._first = linear.add_columns(np.zeros(len(self._room), dtype=np.int64), late=True)
        linear.settle((self._first + np.flatnonzero(candidates.frozen[self._candidate])).tolist())
        self._add_room_rows(linear)

    def rent(self, meeting: int) -> LinearExpr:
        """Return the expression for the price of the meeting's rooms if a contested candidate is chosen, else 0."""
        problem = self._candidates.problem
        lines = self._candidates.of(meeting)
        mine = slice(*np.searchsorted(self._candidate, (lines.start, lines.stop)).tolist())
        sheets, which = problem.tariffs
        sheet = which[self._candidates.day[self._candidate[mine]]]
        rates = np.array(sheets, dtype=np.int64).reshape(len(sheets), -1)[sheet, self._room[mine]]
        paid = rates * self._candidates.units[self._candidate[mine]]
        return LinearExpr([*range(self._first + mine.start, self._first + mine.stop)], paid.tolist())

    def clashes(self) -> Iterator[list[int]]:
        """Yield lists of columns of which at most one may be 1: those that use one part of a room at one time."""
        line, slot = self._part_uses()
        order = np.lexsort((line, slot))
        line, slot = line[order], slot[order]
        groups = np.split(line + self._first, np.flatnonzero(np.diff(slot)) + 1)
        several = {columns.tobytes(): columns for columns in groups if len(columns) > 1}
        yield from (columns.tolist() for columns in several.values())

    def using(self, candidates: Bools, parts: frozenset[int]) -> list[int]:
        """Return the columns that take one of these parts of rooms for one of these candidates (a mask)."""
        alone = candidates.copy()
        alone[self.contested] = False
        rooms = [n for n, room in enumerate(self._candidates.problem.rooms) if room.parts & parts]
        shared = np.flatnonzero(candidates[self._candidate] & np.isin(self._room, rooms))
        return [*_taking(self._candidates, alone, parts), *(self._first + shared).tolist()]

    def chosen(self, candidate: int, values: Floats) -> RoomSet:
        """Return the rooms of a chosen candidate in a solution (values by column)."""
        mine = np.arange(*np.searchsorted(self._candidate, (candidate, candidate + 1)))
        if not len(mine):
            return self._candidates.sets[int(self._candidates.room_set[candidate])]
        taken = mine[values[self._first + mine] > INTEGRALITY_THRESHOLD]
        plenary, breakouts = (self._room[taken[self._plenary[taken] == kind]].tolist() for kind in (True, False))
        sheets, which = self._candidates.problem.tariffs
        rates = sheets[int(which[self._candidates.day[candidate]])]
        rate = sum(rates[room] for room in (*plenary, *breakouts))
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
        """Return the uses of parts of rooms.

        Returns:
            For each use the row of the table, and a number of the combination of slot (`let_slots`) and part.
        """
        parts = [np.array(sorted(room.parts), dtype=np.int64) for room in self._candidates.problem.rooms]
        names = 1 + max((int(part.max()) for part in parts), default=0)
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        row, slot = let_slots(self._candidates, self._candidate)
        count = sizes[self._room[row]]
        part = np.concatenate([np.zeros(0, dtype=np.int64), *(parts[room] for room in self._room[row].tolist())])
        return np.repeat(row, count), np.repeat(slot, count) * names + part


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
            large, small = candidates.sets[announced].rooms[:1], candidates.sets[announced].breakouts
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
    for number, meeting in enumerate(candidates.choices if problem.room_closures else ()):
        lines = np.flatnonzero(candidates.choice == number)
        for venue in np.unique(candidates.venue[lines]).tolist():
            sets, which = closed_rooms(problem, meeting, venue)
            there = lines[candidates.venue[lines] == venue]
            place[there] = len(found) + which[candidates.day[there]]
            found += sets
    return found, place


def contested(candidates: Candidates) -> list[int]:
    """Return the candidates that may need a room at the same time as a candidate of another meeting, in order.

    Meetings that the rules keep so far apart that they can never need rooms at one time do not count.
    """
    meetings = len(candidates.problem.meetings)
    candidate, slot = let_slots(candidates, np.arange(len(candidates)))
    places, place = np.unique(slot, return_inverse=True)
    rivals = ~_never_together(candidates)
    np.fill_diagonal(rivals, val=False)
    wanted = np.zeros((len(places), meetings), dtype=np.bool_)
    wanted[place, candidates.meeting[candidate]] = True
    several = np.flatnonzero(wanted.sum(axis=1) > 1)
    contest = np.zeros_like(wanted)
    contest[several] = (wanted[several].astype(np.float32) @ rivals.astype(np.float32)) > 0
    return [*map(int, np.unique(candidate[contest[place, candidates.meeting[candidate]]]))]


def _beside_reserves(candidates: Candidates) -> list[int]:
    """Return the candidates at the venue and time of rooms that are in reserve."""
    found = np.zeros(len(candidates), dtype=np.bool_)
    for held in reserves_held(candidates.problem):
        if held.booking.rooms:
            found |= held.lets_at(
                candidates.problem, candidates.choices, candidates.choice, candidates.day, candidates.venue
            )
    return [*map(int, np.flatnonzero(found & (candidates.room_set >= 0)))]


def _taking(candidates: Candidates, mask: Bools, parts: frozenset[int]) -> list[int]:
    """Return the candidates of a mask whose cheapest rooms have one of these parts."""
    rooms = candidates.problem.rooms
    taking = [any(rooms[room].parts & parts for room in each.rooms) for each in candidates.sets]
    lines = np.flatnonzero(mask & (candidates.room_set >= 0))
    return [*map(int, lines[np.array([*taking, False], dtype=np.bool_)[candidates.room_set[lines]]])]


def _never_together(candidates: Candidates) -> Bools:
    """Return whether the rules keep two meetings from ever needing rooms at one time, shape (meetings, meetings)."""
    first, after = _let_times(candidates, np.arange(len(candidates)))
    let = first < after
    before, behind = np.zeros((2, len(candidates.problem.meetings)), dtype=np.int64)
    np.maximum.at(before, candidates.meeting, np.where(let, -first, 0).max(axis=1))
    np.maximum.at(behind, candidates.meeting, np.where(let, after, 0).max(axis=1))
    apart = DAY_MINUTES * least_distances(candidates.problem) >= behind[:, None] + before[None, :]
    return np.asarray(apart | apart.T)


def _let_times(candidates: Candidates, which: Ints) -> tuple[Ints, Ints]:
    """Return the times for which rooms are let for these candidates.

    Returns:
        Begin and end in minutes from the start of the first day, each of shape (candidates, most times); a time that
        ends as it begins is none.
    """
    problem = candidates.problem
    let = [[let_minutes(meeting, venue) for venue in problem.venues] for meeting in candidates.choices]
    most = max((len(times) for row in let for times in row), default=1)
    ends = np.array([[[*times, *[(0, 0)] * (most - len(times))] for times in row] for row in let], dtype=np.int64)
    found = ends.reshape(-1, len(problem.venues), most, 2)[candidates.choice[which], candidates.venue[which]]
    return found[:, :, 0], found[:, :, 1]


def let_slots(candidates: Candidates, which: Ints) -> tuple[Ints, Ints]:
    """Return when rooms are let for these candidates, so that two at one venue overlap just if they share a slot.

    A slot is a moment at which rooms of a venue may begin to be let.

    Returns:
        For each slot of each of the candidates its place in `which` and the number of the slot, both of shape (uses,).
    """
    times = _let_times(candidates, which)
    place = np.repeat(np.arange(len(which)), times[0].shape[1])
    first, after = (each.ravel() + DAY_MINUTES * candidates.day[which][place] for each in times)
    place, first, after = (each[first < after] for each in (place, first, after))
    low, high = int(first.min(initial=0)), int(after.max(initial=0))
    offset = candidates.venue[which][place] * (high - low + 1) - low
    begins = np.unique(first + offset)
    start, stop = np.searchsorted(begins, first + offset), np.searchsorted(begins, after + offset)
    count = stop - start
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(place, count), np.repeat(start, count) + step


class VenueAssignment:
    """The interface of `RoomAssignment` where no two meetings share a venue, so that no candidate is contested."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self.contested: list[int] = []

    def rent(self, _meeting: int) -> LinearExpr:
        """Return 0: the rent is that of the candidates."""
        return LinearExpr()

    def clashes(self) -> Iterator[list[int]]:
        """Yield lists of candidates of which at most one may be chosen: those at one venue at one time."""
        several = contested(self._candidates)
        place, slot = let_slots(self._candidates, np.array(several, dtype=np.int64))
        wanted: dict[int, list[int]] = defaultdict(list)
        for which, when in zip(place.tolist(), slot.tolist(), strict=True):
            wanted[when].append(several[which])
        yield from (list(columns) for columns in {tuple(each) for each in wanted.values()} if len(columns) > 1)

    def using(self, candidates: Bools, parts: frozenset[int]) -> list[int]:
        """Return those of the candidates (a mask) whose rooms have one of these parts."""
        return _taking(self._candidates, candidates, parts)

    def chosen(self, candidate: int, _values: Floats) -> RoomSet:
        """Return the rooms of a chosen candidate."""
        return self._candidates.sets[int(self._candidates.room_set[candidate])]
