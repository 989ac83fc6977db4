"""Figures of a plan: its price, and who is worst off under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from constraints.problem.plan import percent_from_home

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule


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
        meals=sum(problem.meal_at(held.meeting) * held.coming * len(held.span) for held in schedule),
        paid=None if fee is None else fee * len(problem.members),
    )


ALL = 100
"""Everybody of a municipality, in percent."""
FEW = 5
"""As many as are named."""


@dataclass(frozen=True, slots=True)
class WorstOff:
    """One member or municipality.

    Attributes:
        id: of the member or the municipality.
        municipality, name: id and name of the member's municipality, or of the municipality itself.
        amount: meetings missed, or minutes one way.
        meetings: how many meetings it takes part in.
    """

    id: str
    municipality: str
    name: str
    amount: int
    meetings: int


@dataclass(frozen=True, slots=True)
class RegionOff:
    """How a region fares at its own meetings.

    Attributes:
        missed, asked: times a member misses a meeting, and is asked to one.
        minutes: one way, of all members to all of its meetings, whether they come or not.
    """

    id: str
    name: str
    missed: int
    asked: int
    minutes: int

    @property
    def share_missed(self) -> float:
        """Of the times a member is asked."""
        return self.missed / self.asked if self.asked else 0.0

    @property
    def mean_minutes(self) -> int:
        """Of one member to one meeting, one way, rounded."""
        return round(self.minutes / self.asked) if self.asked else 0


def absent_members(schedule: Schedule) -> list[WorstOff]:
    """Members who miss most meetings, those who miss none left out; the worst first."""
    problem = schedule.problem
    asked = Counter(member for held in schedule for member in held.members)
    missed = Counter(member for held in schedule for member in held.absent)

    def shown(member: int) -> WorstOff:
        home = problem.municipalities[problem.members[member].municipality]
        return WorstOff(problem.members[member].id, home.id, home.name, missed[member], asked[member])

    return [shown(member) for member in _most(missed)]


def far_municipalities(schedule: Schedule) -> list[WorstOff]:
    """Municipalities that travel most, one way and one traveller each; the worst first."""
    problem = schedule.problem
    asked: Counter[int] = Counter()
    minutes: Counter[int] = Counter()
    for held in schedule:
        for home in {problem.members[member].municipality for member in held.members}:
            if percent_from_home(problem, held.meeting, home, held.venue) == ALL:
                continue
            asked[home] += 1
            minutes[home] += int(problem.travel[home, held.venue])
    found = ((problem.municipalities[home], home) for home in _most(minutes))
    return [WorstOff(each.id, each.id, each.name, minutes[home], asked[home]) for each, home in found]


def regions_by_absence(schedule: Schedule) -> list[RegionOff]:
    """Every region by the share of its members' regional meetings that they miss; the worst first."""
    found = [_region(schedule, region) for region in schedule.by_region()]
    return sorted(found, key=lambda each: (-each.share_missed, each.name))


def _region(schedule: Schedule, region: int) -> RegionOff:
    problem, meetings = schedule.problem, schedule.by_region()[region]
    minutes = [
        int(problem.travel[problem.members[member].municipality, held.venue])
        for held in meetings
        for member in held.members
    ]
    what = problem.regions[region]
    missed, asked = sum(len(held.absent) for held in meetings), sum(len(held.members) for held in meetings)
    return RegionOff(what.id, what.name, missed, asked, sum(minutes))


def _most(amounts: Mapping[int, int]) -> list[int]:
    """The few with the largest amounts above 0; of equals the first."""
    return sorted((key for key, amount in amounts.items() if amount), key=lambda key: (-amounts[key], key))[:FEW]
