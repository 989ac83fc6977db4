"""Blocks of meetings that are planned anew together while all others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from constraints.problem import Ints, Problem

MOST = 45
"""Meetings of a block: one network of four years is solved whole in a few seconds."""


def blocks(problem: Problem, day: Ints) -> list[Ints]:
    """Meetings that ask the same people, in order of the day each is held on; if they are many, overlapping parts."""
    asked = [np.array(meeting.members, dtype=np.int64) for meeting in problem.meetings]
    starts = np.cumsum([0, *(len(each) for each in asked)])
    people = np.concatenate([np.zeros(0, dtype=np.int64), *asked])
    shape = (len(problem.meetings), len(problem.members))
    asks = sparse.csr_array((np.ones(len(people)), people, starts), shape=shape)
    count, group = csgraph.connected_components(asks @ asks.T, directed=False)
    found = []
    for each in range(count):
        meetings = np.flatnonzero(group == each)
        found += _parts(meetings[np.argsort(day[meetings], kind="stable")])
    return found


def _parts(meetings: Ints) -> list[Ints]:
    if len(meetings) <= MOST:
        return [meetings]
    return [meetings[start : start + MOST] for start in range(0, len(meetings) - MOST // 2, MOST // 2)]
