"""Marked days in rows, asked for many stretches of days at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from calendars.blackout import Scope

if TYPE_CHECKING:
    from calendars.span import Span
    from constraints.problem import Bools, Ints, Problem


class MarkedDays:
    """Rows of days, of which the spans given for each row are marked; days may lie outside the horizon.

    Args:
        rows: the marked spans of each row.
    """

    def __init__(self, problem: Problem, rows: Sequence[Iterable[Span]]) -> None:
        index = problem.index
        marks = [(row, index(span.first), index(span.last)) for row, spans in enumerate(rows) for span in spans]
        row, first, last = np.array(marks, dtype=np.int64).reshape(-1, 3).T
        self._low = int(first.min(initial=0))
        self._size = int(last.max(initial=0)) - self._low + 1
        edges = np.zeros((len(rows), self._size + 1), dtype=np.int64)
        np.add.at(edges, (row, first - self._low), 1)
        np.add.at(edges, (row, last - self._low + 1), -1)
        marked = edges.cumsum(axis=1)[:, :-1] > 0
        self._before = np.zeros_like(edges)
        marked.cumsum(axis=1, out=self._before[:, 1:])

    def touch(self, row: Ints, first: Ints, last: Ints) -> Bools:
        """Whether the row has a marked day from `first` to `last` (day indices, one shape; never if last < first)."""
        begin = np.clip(first - self._low, 0, self._size)
        end = np.clip(last + 1 - self._low, 0, self._size)
        return np.asarray(self._before[row, end] > self._before[row, begin])


def venue_closed(problem: Problem) -> MarkedDays:
    """A row for each venue: the days on which it is closed."""
    hard = [blackout for blackout in problem.blackouts if blackout.hard and blackout.scope is Scope.VENUE]
    return MarkedDays(
        problem, [[blackout.span for blackout in hard if blackout.target == venue.id] for venue in problem.venues]
    )
