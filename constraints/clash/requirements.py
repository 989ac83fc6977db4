"""What the rules require, as the pieces that a clash is made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.requirement import Requirement
from constraints.restricted import restricted
from constraints.waiving import VENUES, WINDOW

if TYPE_CHECKING:
    from constraints.problem import Problem
    from constraints.rule import Rule

TOGETHER = 2
MANY = 8
"""With more meetings than this their windows and venues are taken as given: any day anywhere is too much to search."""
GIVEN = (WINDOW, VENUES)


def without_soft_rules(problem: Problem) -> Problem:
    """The problem without the rules that only charge points."""
    return replace(problem, rules=tuple(rule for rule in problem.rules if rule.hard))


class Requirements:
    """Everything the rules require of some meetings of a problem.

    Args:
        problem: without soft rules.
        meetings: indices.
    """

    def __init__(self, problem: Problem, meetings: Collection[int]) -> None:
        self._problem = problem
        self.meetings = frozenset(meetings)
        given = GIVEN if len(meetings) > MANY else ()
        # Earlier ones are waived last: without windows and venues there is much more to search.
        self._rules = sorted(problem.rules, key=lambda rule: rule.key() not in GIVEN)
        self.rules = [Requirement(rule.key()) for rule in self._rules if rule.key() not in given]

    def parts(self, rules: Collection[Requirement]) -> list[Requirement]:
        """What those rules require, each piece by itself where a rule comes apart."""
        wanted = {each.rule for each in rules}
        return [part for rule in self._rules if rule.key() in wanted for part in self._parts_of(rule)]

    def wide(self, most: int) -> frozenset[Requirement]:
        """What is required of more than so many meetings together."""
        return frozenset(part for part in self.parts(self.rules) if len(part.meetings) > most)

    def alone(self, kept: Iterable[Requirement], parts: Sequence[Requirement] = ()) -> Problem:
        """The problem of these meetings under the requirements kept alone.

        Args:
            kept: rules as a whole, or some of the `parts`.
            parts: what the rules kept require in all.
        """
        left = frozenset(kept)
        in_force = {each.rule for each in left}
        waived = {rule for rule in self.rules if rule.rule not in in_force} | (frozenset(parts) - left)
        return restricted(replace(self._problem, waived=self._problem.waived | waived), self.meetings)

    def _parts_of(self, rule: Rule) -> list[Requirement]:
        parts = rule.parts(self._problem)
        if parts is None:
            return [Requirement(rule.key())]
        inside = (part for part in parts if len(part & self.meetings) >= min(len(part), TOGETHER))
        return [Requirement(rule.key(), part) for part in inside]
