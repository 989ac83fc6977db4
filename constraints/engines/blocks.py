"""Blocks of meetings that are planned together while all others stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.joining import joined

if TYPE_CHECKING:
    from constraints.problem import Ints, Problem

MOST = 45
"""Meetings of a block: one network of four years is solved whole in a few seconds."""


def by_day(day: Ints) -> list[Ints]:
    """All meetings in order of their days, shape (meetings,), in blocks that overlap by half."""
    order = np.argsort(day, kind="stable")
    if len(order) <= MOST:
        return [order]
    return [order[start : start + MOST] for start in range(0, len(order) - MOST // 2, MOST // 2)]


def by_people(problem: Problem, day: Ints) -> list[Ints]:
    """Meetings that ask the same people, as far as they fit into one block; else those of each region.

    What is too large for a block even so comes in order of day, shape (meetings,); small ones share a block.
    """
    found: list[Ints] = []
    for group in _asking_the_same(problem, np.arange(len(problem.meetings))):
        if len(group) <= MOST:
            found.append(group)
        else:
            joint = np.array([problem.meetings[number].joint for number in group.tolist()])
            found += _asking_the_same(problem, group[~joint])
    return _packed(group[part] for group in found for part in by_day(day[group]))


def _asking_the_same(problem: Problem, meetings: Ints) -> list[Ints]:
    """These meetings, apart where nobody is asked to meetings of both."""
    asked = [np.array(problem.meetings[number].members, dtype=np.int64) for number in meetings.tolist()]
    starts = np.cumsum([0, *(len(each) for each in asked)])
    people = np.concatenate([np.zeros(0, dtype=np.int64), *asked])
    asks = sparse.csr_array((np.ones(len(people)), people, starts), shape=(len(asked), len(problem.members)))
    group, groups = joined(len(asked), *(asks @ asks.T).nonzero())
    return [meetings[group == each] for each in range(groups)]


def _packed(parts: Iterable[Ints]) -> list[Ints]:
    found: list[Ints] = []
    for part in parts:
        if found and len(found[-1]) + len(part) <= MOST:
            found[-1] = np.concatenate([found[-1], part])
        else:
            found.append(part)
    return found
