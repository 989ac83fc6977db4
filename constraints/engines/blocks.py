"""Blocks of meetings that are planned together while all others stay."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.joining import joined

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
    found: list[list[int]] = []
    for group in _asking_the_same(problem, range(len(problem.meetings))):
        small = len(group) <= MOST
        regional = [number for number in group if not problem.meetings[number].joint]
        found += [group] if small else _asking_the_same(problem, regional)
    parts = chain.from_iterable(([group[n] for n in part] for part in by_day(day[group])) for group in found)
    return [np.array(block) for block in _packed(parts)]


def _asking_the_same(problem: Problem, meetings: Sequence[int]) -> list[list[int]]:
    """These meetings, apart where nobody is asked to meetings of both."""
    asked = [np.array(problem.meetings[number].members, dtype=np.int64) for number in meetings]
    starts = np.cumsum([0, *(len(each) for each in asked)])
    people = np.concatenate([np.zeros(0, dtype=np.int64), *asked])
    asks = sparse.csr_array((np.ones(len(people)), people, starts), shape=(len(asked), len(problem.members)))
    group, groups = joined(len(asked), *(asks @ asks.T).nonzero())
    numbers = np.array(meetings, dtype=np.int64)
    return [numbers[group == each].tolist() for each in range(groups)]


def _packed(parts: Sequence[list[int]] | chain[list[int]]) -> list[list[int]]:
    found: list[list[int]] = []
    for part in parts:
        if found and len(found[-1]) + len(part) <= MOST:
            found[-1] += part
        else:
            found.append(part)
    return found
