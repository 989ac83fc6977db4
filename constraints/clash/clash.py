"""A clash: requirements that cannot all be kept, and what shows that they are the fewest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.plan import Plan
    from constraints.requirement import Requirement


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
class Clash:
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
