"""Budgets that not even the cheapest day, venue and rooms of every meeting keep to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import Said, Sentence
from constraints.cancelling import fees
from constraints.check import check
from constraints.contradictions.trial import trial
from constraints.past import still_open
from constraints.plan import Plan
from constraints.rule import Finding
from constraints.rules.budget import Budget

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Problem

EVEN_SO = Sentence(
    en="Even with every meeting on its cheapest day at its cheapest venue: {said}",
    da="Selv med hvert møde på den billigste dag og det billigste sted: {said}",
)


def budget_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """What the budget says of the cheapest plan there could be, whatever other rules say of it."""
    meals = problem.meal * possible.expected * (possible.last_day - possible.day + 1)
    cost = possible.rent + meals + fees(possible)
    lines = [possible.of(number) for number in range(len(problem.meetings))]
    cheapest = [each.start + int(np.argmin(cost[each])) for each in lines]
    plan = Plan.of([trial(possible, candidate) for candidate in cheapest])
    for rule in problem.rules:
        if isinstance(rule, Budget):
            for finding in still_open(problem, rule.check(check(problem, plan).schedule)):
                said = Said(finding.sentence, finding.values)
                yield Finding(finding.rule, finding.meetings, EVEN_SO, {"said": said})
