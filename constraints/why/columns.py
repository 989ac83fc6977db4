"""What the rules that tie no meetings together say of all days and venues of one meeting, in whole columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from constraints.candidates import Candidates
from constraints.rule import Rule
from constraints.waiving import in_force, is_waived, loosened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from constraints.problem import Bools, Problem


@dataclass(frozen=True)
class Columns:
    """Every day of the meeting's window at every venue it may be held at, in order of days and venues.

    Attributes:
        candidates: of the meeting, as if there were no other.
        struck_out: by key of each rule that strikes some out, which ones, shape (candidates,).
    """

    candidates: Candidates
    struck_out: Mapping[str, Bools]

    @classmethod
    def of(cls, problem: Problem, meeting: int) -> Columns:
        """The columns of one meeting of the problem (index)."""
        alone = loosened(problem).meetings[meeting]
        by_itself = replace(problem, meetings=(alone,), rounds=(), successive=())
        candidates = Candidates.grid(by_itself)
        struck_out: dict[str, Bools] = {}
        for rule in in_force(problem):
            mask = rule.allows(candidates) if posts_nothing(rule) else None
            if mask is not None and not mask.all() and not is_waived(problem, rule.key(), [meeting]):
                struck_out[rule.key()] = ~mask
        return cls(candidates, struck_out)

    def __iter__(self) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Number of the first day, index of the venue, and the keys of the rules that strike it out."""
        found: list[set[str]] = [set() for _ in range(len(self.candidates))]
        for rule, mask in self.struck_out.items():
            for line in np.flatnonzero(mask).tolist():
                found[line].add(rule)
        days, venues = self.candidates.day.tolist(), self.candidates.venue.tolist()
        return zip(days, venues, map(frozenset, found), strict=True)


def posts_nothing(rule: Rule) -> bool:
    """Whether the rule judges every meeting by itself."""
    return type(rule).post is Rule.post
