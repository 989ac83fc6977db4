"""What a plan costs in money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.held import Schedule


@dataclass(frozen=True, slots=True)
class Price:
    """Whole units of the network's currency.

    Attributes:
        rent: of all rooms for all days of the meetings.
        meals: of those expected, guests among them, on all days.
        paid: what all members together pay for the series, or None if the network does not say.
    """

    rent: int
    meals: int
    paid: int | None

    @property
    def total(self) -> int:
        """Rent and meals."""
        return self.rent + self.meals


def price(schedule: Schedule) -> Price:
    """The price of a plan."""
    problem = schedule.problem
    fee = problem.price_per_member
    return Price(
        rent=sum(schedule.rent(held) for held in schedule),
        meals=sum(problem.meal * held.expected * len(held.span) for held in schedule),
        paid=None if fee is None else fee * len(problem.members),
    )
