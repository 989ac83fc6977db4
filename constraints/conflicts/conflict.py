"""Minimal conflicts, their symmetries, and the concessions that end them.

Minimal conflicts are found by the algorithm of U. Junker, QUICKXPLAIN: Preferred explanations and relaxations for
over-constrained problems, AAAI 2004. It sets aside half of the items at a time, and so finds a small subset of many
items with few tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from constraints.problem.problem import Requirement
from constraints.problem.relaxations import restricted

if TYPE_CHECKING:
    from calendars.language import BoundMessage
    from constraints.problem.plan import Plan, Schedule
    from constraints.problem.problem import Problem
    from constraints.problem.relaxations import Relaxation
    from constraints.problem.rule import Rule


COMPLETE = "complete"
"""The last message of a search that has found all conflicts."""


@dataclass(frozen=True, slots=True)
class NeededRequirement:
    """Evidence that a requirement is needed for a conflict: a plan without it.

    Attributes:
        without: the requirement.
        plan: a plan of the meetings of the conflict that satisfies all its other requirements.
    """

    without: Requirement
    plan: Plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """A minimal conflict: requirements that some meetings cannot all satisfy, but all except any one of them.

    Attributes:
        requirements: in order of rules and meetings; indices are those of the whole problem.
        meetings: indices of the meetings concerned, also where a requirement is a rule as a whole.
        confirmed: whether two engines find no plan, and every step has one.
        steps: evidence for each requirement, in the same order.
    """

    requirements: tuple[Requirement, ...]
    meetings: frozenset[int]
    confirmed: bool
    steps: tuple[NeededRequirement, ...]


T = TypeVar("T")
TooMuch = Callable[[Sequence[T]], bool]


class TooManyError(Exception):
    """A minimal subset has more items than allowed."""


def minimal_subset(items: Sequence[T], too_much: TooMuch[T], most: int = sys.maxsize) -> list[T]:
    """Return a minimal subset of the items that is too much, in the given order and with earlier items preferred.

    Args:
        items: a sequence of items that is too much.
        too_much: monotone predicate: a superset of items that are too much is too much.
        most: greatest number of items to return.

    Raises:
        TooManyError: if the subset has more.
    """
    if not items or too_much(()):
        return []
    return sorted(_QuickXplain(too_much, most).minimal((), (), items), key=items.index)


class _QuickXplain(Generic[T]):
    def __init__(self, too_much: TooMuch[T], most: int) -> None:
        self._too_much = too_much
        self._left = most

    def minimal(self, kept: Sequence[T], new: Sequence[T], items: Sequence[T]) -> Sequence[T]:
        """Return a minimal subset of `items` that is too much together with `kept`.

        Args:
            kept: items that are taken for granted.
            new: items added to `kept` since the predicate was last called.
            items: items to choose from.
        """
        if new and self._too_much(kept):
            return ()
        if len(items) == 1:
            self._left -= 1
            if self._left < 0:
                raise TooManyError
            return items
        first, second = items[: len(items) // 2], items[len(items) // 2 :]
        needed = self.minimal((*kept, *first), first, second)
        return (*self.minimal((*kept, *needed), needed, first), *needed)


def siblings(problem: Problem, meetings: frozenset[int]) -> Iterator[frozenset[int]]:
    """Yield the counterparts of meetings (indices) of one region, perhaps with joint ones, in each other region.

    Counterparts are the meetings of the same rounds.
    """
    region_of = {number: problem.meetings[number].region for number in meetings}
    joint = {number for number, region in region_of.items() if region is None}
    regions = {*region_of.values()} - {None}
    if len(regions) != 1:
        return
    rounds = {problem.meetings[number].round for number in meetings - joint}
    for region in range(len(problem.regions)):
        held = {n for n, each in enumerate(problem.meetings) if each.region == region and each.round in rounds}
        if region not in regions and len(held) == len(meetings - joint):
            yield frozenset(held | joint)


def carried_over(clash: Conflict, meetings: frozenset[int]) -> list[Requirement] | None:
    """Return the requirements of a conflict, transferred to other meetings in order of their indices.

    Returns None if the conflict cannot be transferred.
    """
    if len(meetings) != len(clash.meetings):
        return None
    to = dict(zip(sorted(clash.meetings), sorted(meetings), strict=True))
    if not all(each.meetings <= to.keys() for each in clash.requirements):
        return None
    return [Requirement(each.rule, frozenset(to[number] for number in each.meetings)) for each in clash.requirements]


@dataclass(frozen=True, slots=True)
class Concession:
    """A relaxation with an amount."""

    loosening: Relaxation
    amount: int

    def apply(self, problem: Problem) -> Problem:
        """Return the problem with the concession made."""
        return self.loosening.apply(problem, self.amount)

    def say(self) -> BoundMessage:
        """Return what is given up, as a message."""
        return self.loosening.say(self.amount)

    def told(self, schedule: Schedule) -> BoundMessage:
        """Return what is given up, with the figures of a plan for which it suffices."""
        in_plan = self.loosening.in_plan
        return self.say() if in_plan is None else in_plan(schedule)

    @property
    def dear(self) -> tuple[int, float]:
        """The cost for comparisons: first the kind of the relaxation, then the amount as a fraction of the largest."""
        return int(self.loosening.asks), self.amount / self.loosening.most


def dearness(concessions: Sequence[Concession]) -> tuple[int, list[tuple[int, float]]]:
    """Return the sort key of repairs: the number of concessions, then their costs, the greatest first."""
    return len(concessions), sorted((each.dear for each in concessions), reverse=True)


def apply_concessions(problem: Problem, concessions: Iterable[Concession]) -> Problem:
    """Return the problem with all these concessions made."""
    for each in concessions:
        problem = each.apply(problem)
    return problem


def loosenings_of(problem: Problem, clashes: Sequence[Conflict]) -> list[Relaxation]:
    """Return the distinct relaxations of the requirements of these conflicts, in a deterministic order.

    The meetings of a relaxation that weakens several conflicts are those of all of them.
    """
    found: dict[tuple[object, ...], Relaxation] = {}
    rules = {rule.key(): rule for rule in problem.rules}
    for clash in clashes:
        for requirement in clash.requirements:
            for each in rules[requirement.rule].relaxations(problem, requirement.meetings or clash.meetings):
                if each.most > 0:
                    key = each.code, each.say(each.most).say("en")
                    known = found.setdefault(key, each)
                    found[key] = replace(known, meetings=known.meetings | clash.meetings)
    return list(found.values())


MOST_WIDE_OPEN = 8
"""Greatest number of meetings whose windows and venues may be waived: of more the search space is too large."""
MOST_OPEN_DAYS = 4_000
"""Greatest number of days of the horizon for all of them together: the same in a long horizon."""
FEWEST_SHARED = 2
"""Meetings that a requirement on several meetings must have in common with those of a conflict, to be part of it."""


class Requirements:
    """The requirements of the rules on some meetings of a problem.

    Args:
        problem: the problem, without soft rules.
        meetings: indices of the meetings.

    Attributes:
        meetings: the same.
        rules: the rules as wholes that may be waived; earlier ones are to be kept.
    """

    def __init__(self, problem: Problem, meetings: Collection[int]) -> None:
        self._problem = problem
        self.meetings = frozenset(meetings)
        given = len(meetings) > MOST_WIDE_OPEN or len(meetings) * problem.days > MOST_OPEN_DAYS
        # Earlier ones are waived last: without windows and venues the search space is much larger.
        self._rules = sorted(problem.rules, key=lambda rule: not rule.bounds_candidates)
        self.rules = [Requirement(rule.key()) for rule in self._rules if not (given and rule.bounds_candidates)]

    def parts(self, rules: Collection[Requirement]) -> list[Requirement]:
        """Return the requirements of these rules, divided as far as `Rule.parts` allows."""
        wanted = {each.rule for each in rules}
        return [part for rule in self._rules if rule.key() in wanted for part in self._parts_of(rule)]

    def wide(self, most: int) -> frozenset[Requirement]:
        """Return the requirements on more than `most` meetings together."""
        return frozenset(part for part in self.parts(self.rules) if len(part.meetings) > most)

    def alone(self, kept: Iterable[Requirement], parts: Sequence[Requirement] = ()) -> Problem:
        """Return the problem of these meetings under only some requirements.

        Args:
            kept: the requirements: rules as wholes, or some of `parts`.
            parts: all requirements of the rules of which `kept` has some.
        """
        left = frozenset(kept)
        in_force = {each.rule for each in left}
        waived = {rule for rule in self.rules if rule.rule not in in_force} | (frozenset(parts) - left)
        return restricted(replace(self._problem, waived=self._problem.waived | waived), self.meetings)

    def _parts_of(self, rule: Rule) -> list[Requirement]:
        parts = rule.parts(self._problem)
        if parts is None:
            return [Requirement(rule.key())]
        inside = (part for part in parts if len(part & self.meetings) >= min(len(part), FEWEST_SHARED))
        return [Requirement(rule.key(), part) for part in inside]


def demanded(problem: Problem, clash: Conflict, requirement: Requirement) -> BoundMessage:
    """Return what one of the requirements of a conflict demands, as a message."""
    rule = next(each for each in problem.rules if each.key() == requirement.rule)
    return rule.demand(problem, requirement.meetings or _named(problem, clash))


def _named(problem: Problem, clash: Conflict) -> frozenset[int]:
    """Return the meetings of a conflict, or none if it concerns all meetings."""
    return frozenset() if len(clash.meetings) == len(problem.meetings) else clash.meetings
