"""Concessions: loosenings by a certain amount, and how dear they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calendars.language import Said
    from constraints.clash.clash import Clash
    from constraints.held import Schedule
    from constraints.loosening import Loosening
    from constraints.problem import Problem


@dataclass(frozen=True, slots=True)
class Concession:
    """So much of a loosening."""

    loosening: Loosening
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


def loosenings_of(problem: Problem, clashes: Sequence[Clash]) -> list[Loosening]:
    """Every way to demand less of what clashes, each once; always in the same order for the same problem.

    What loosens several of the clashes is about the meetings of all of these.
    """
    found: dict[tuple[object, ...], Loosening] = {}
    rules = {rule.key(): rule for rule in problem.rules}
    for clash in clashes:
        for requirement in clash.requirements:
            for each in rules[requirement.rule].loosenings(problem, requirement.meetings or clash.meetings):
                if each.most > 0:
                    key = each.code, each.say(each.most).say("en")
                    known = found.setdefault(key, each)
                    found[key] = replace(known, meetings=known.meetings | clash.meetings)
    return list(found.values())
