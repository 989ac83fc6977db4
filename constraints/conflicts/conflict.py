"""Conflicts: requirements that cannot all be kept, minimal ones, symmetric ones, and what can be given up.

U. Junker, QUICKXPLAIN: Preferred explanations and relaxations for over-constrained problems, AAAI 2004: half of the
items are set aside at a time, so a small set among many is found with few questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.language import Said

if TYPE_CHECKING:
    from constraints.problem.problem import Problem, Requirement

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from constraints.problem.problem import Requirement
from constraints.problem.relaxations import restricted

if TYPE_CHECKING:
    from calendars.language import Said
    from constraints.problem.plan import Plan, Schedule
    from constraints.problem.problem import Problem
    from constraints.problem.relaxations import Relaxation
    from constraints.problem.rule import Rule


COMPLETE = "complete"
"""What a search tells last if it has found every clash."""


@dataclass(frozen=True, slots=True)
class Step:
    """One requirement left out, and how the meetings of the clash can then be held.

    Attributes:
        without: the requirement.
        plan: of the meetings of the clash; keeps its other requirements, by the check.
    """

    without: Requirement
    plan: Plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """Requirements that cannot all be kept for some meetings; without any one of them the others can.

    Attributes:
        requirements: in order of rules and meetings; indices are those of the whole problem.
        meetings: indices of the meetings it is about, also where a requirement is a rule as a whole.
        confirmed: whether two engines find no plan, and every step has one.
        steps: one for each requirement, in their order.
    """

    requirements: tuple[Requirement, ...]
    meetings: frozenset[int]
    confirmed: bool
    steps: tuple[Step, ...]


T = TypeVar("T")
TooMuch = Callable[[Sequence[T]], bool]


class TooManyError(Exception):
    """More items are needed than were allowed."""


def minimal_subset(items: Sequence[T], too_much: TooMuch[T], most: int = sys.maxsize) -> list[T]:
    """Items that are too much together, and not without any one of them, in the order given; earlier ones preferred.

    Args:
        items: too much together.
        too_much: whether some items are; more items are never less.
        most: more items than this are not looked for.

    Raises:
        TooManyError: if more are needed.
    """
    if not items or too_much(()):
        return []
    return sorted(_Search(too_much, most).fewest((), (), items), key=items.index)


class _Search(Generic[T]):
    def __init__(self, too_much: TooMuch[T], most: int) -> None:
        self._too_much = too_much
        self._left = most

    def fewest(self, kept: Sequence[T], new: Sequence[T], items: Sequence[T]) -> Sequence[T]:
        """The fewest of `items` that are too much with those kept; `new` were added since it was last asked."""
        if new and self._too_much(kept):
            return ()
        if len(items) == 1:
            self._left -= 1
            if self._left < 0:
                raise TooManyError
            return items
        first, second = items[: len(items) // 2], items[len(items) // 2 :]
        needed = self.fewest((*kept, *first), first, second)
        return (*self.fewest((*kept, *needed), needed, first), *needed)


def siblings(problem: Problem, meetings: frozenset[int]) -> Iterator[frozenset[int]]:
    """For meetings of one region, perhaps with joint ones, those of the same rounds for each other region."""
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
    """What would clash if these meetings, in their order, clashed as those of another clash; None if they cannot."""
    if len(meetings) != len(clash.meetings):
        return None
    to = dict(zip(sorted(clash.meetings), sorted(meetings), strict=True))
    if not all(each.meetings <= to.keys() for each in clash.requirements):
        return None
    return [Requirement(each.rule, frozenset(to[number] for number in each.meetings)) for each in clash.requirements]


@dataclass(frozen=True, slots=True)
class Concession:
    """So much of a loosening."""

    loosening: Relaxation
    amount: int

    def apply(self, problem: Problem) -> Problem:
        """The problem when that is given up."""
        return self.loosening.apply(problem, self.amount)

    def say(self) -> Said:
        """What is given up."""
        return self.loosening.say(self.amount)

    def told(self, schedule: Schedule) -> Said:
        """What is given up, with the numbers of a plan that shows that it is enough."""
        in_plan = self.loosening.in_plan
        return self.say() if in_plan is None else in_plan(schedule)

    @property
    def dear(self) -> tuple[int, float]:
        """The dearer the greater: first of whom it asks something, then how much of what could be asked."""
        return int(self.loosening.asks), self.amount / self.loosening.most


def dearness(concessions: Sequence[Concession]) -> tuple[int, list[tuple[int, float]]]:
    """In what order ways out are shown: few concessions first, then those whose dearest is the least dear."""
    return len(concessions), sorted((each.dear for each in concessions), reverse=True)


def given_up(problem: Problem, concessions: Iterable[Concession]) -> Problem:
    """The problem with all of these given up."""
    for each in concessions:
        problem = each.apply(problem)
    return problem


def loosenings_of(problem: Problem, clashes: Sequence[Conflict]) -> list[Relaxation]:
    """Every way to demand less of what clashes, each once; always in the same order for the same problem.

    What loosens several of the clashes is about the meetings of all of these.
    """
    found: dict[tuple[object, ...], Relaxation] = {}
    rules = {rule.key(): rule for rule in problem.rules}
    for clash in clashes:
        for requirement in clash.requirements:
            for each in rules[requirement.rule].loosenings(problem, requirement.meetings or clash.meetings):
                if each.most > 0:
                    key = each.code, each.say(each.most).say("en")
                    known = found.setdefault(key, each)
                    found[key] = replace(known, meetings=known.meetings | clash.meetings)
    return list(found.values())


TOGETHER = 2
MANY = 8
"""With more meetings than this their windows and venues are taken as given: any day anywhere is too much to search."""


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
        given = len(meetings) > MANY
        # Earlier ones are waived last: without windows and venues there is much more to search.
        self._rules = sorted(problem.rules, key=lambda rule: not rule.bounds_candidates)
        self.rules = [Requirement(rule.key()) for rule in self._rules if not (given and rule.bounds_candidates)]

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


def demanded(problem: Problem, clash: Conflict, requirement: Requirement) -> Said:
    """What one of the requirements of a clash demands."""
    rule = next(each for each in problem.rules if each.key() == requirement.rule)
    return rule.demand(problem, requirement.meetings or _named(problem, clash))


def _named(problem: Problem, clash: Conflict) -> frozenset[int]:
    """The meetings of a clash, or none if it is about all of them."""
    return frozenset() if len(clash.meetings) == len(problem.meetings) else clash.meetings
