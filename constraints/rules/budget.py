"""Rooms and meals cost no more than there is, for each meeting and for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Sentence
from constraints.linear import Sum
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.model import Model
    from constraints.problem import Bools, Ints, Problem

ALL = Sentence(
    en="Rooms and meals of all meetings cost {cost} {currency}; there are {limit} {currency}.",
    da="Lokaler og mad til alle møder koster {cost} {currency}; der er {limit} {currency}.",
)
ALL_BY_PRICES = Sentence(
    en="Rooms and meals of all meetings cost {cost} {currency}; {members} {members:member|members} at {price} "
    "{currency} bring in {limit} {currency}.",
    da="Lokaler og mad til alle møder koster {cost} {currency}; {members} {members:medlem|medlemmer} à {price} "
    "{currency} giver {limit} {currency}.",
)
ONE = Sentence(
    en="{meeting} costs {cost} {currency} ({rent} for rooms, {meals} for meals); at most {limit} {currency} may be "
    "spent.",
    da="{meeting} koster {cost} {currency} ({rent} til lokaler, {meals} til mad); der må højst bruges {limit} "
    "{currency}.",
)


class Budget(Rule):
    """Meals are for all expected, every day; the price limit of a single meeting stands on the meeting."""

    title: ClassVar = Sentence(en="budget", da="budget")

    total: int | None = Field(
        default=None, ge=0, description="Most that rooms and meals of all meetings may cost; leave out for no limit."
    )
    from_prices: bool = Field(
        default=False, description="Whether they may cost no more than the members pay for the whole series."
    )

    def allows(self, candidates: Candidates) -> Bools:
        limits = [meeting.price_limit for meeting in candidates.problem.meetings]
        most = np.array([np.inf if limit is None else limit for limit in limits])
        return np.asarray(candidates.rent + _meals(candidates) <= most[candidates.meeting])

    def post(self, model: Model) -> None:
        meals = _meals(model.candidates)
        for index in _contested(model):
            limit = model.problem.meetings[index].price_limit
            if limit is not None:
                mine = np.where(model.candidates.meeting == index, meals, 0)
                model.require(model.rent(index) + model.weighed(mine), at_most=limit)
        for limit in self._totals(model.problem).values():
            rents = Sum.total(model.rent(index) for index in range(len(model.problem.meetings)))
            model.require(rents + model.weighed(meals), at_most=limit)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._one(schedule, held)
        problem = schedule.problem
        cost = sum(schedule.rent(held) + _meals_of(problem, held) for held in schedule)
        for sentence, limit in self._totals(problem).items():
            if cost > limit:
                yield self.finding(
                    [held.id for held in schedule], sentence, cost=cost, limit=limit, currency=problem.currency,
                    members=len(problem.members), price=problem.price_per_member,
                )  # fmt: skip

    def _one(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        rent, meals, limit = schedule.rent(held), _meals_of(schedule.problem, held), held.meeting.price_limit
        if limit is not None and rent + meals > limit:
            yield self.finding(
                [held.id], ONE, meeting=schedule.name(held), cost=rent + meals, rent=rent, meals=meals, limit=limit,
                currency=schedule.problem.currency,
            )  # fmt: skip

    def _totals(self, problem: Problem) -> dict[Sentence, int]:
        """What all meetings may cost, by the sentence for when they cost more."""
        totals = {}
        if self.total is not None:
            totals[ALL] = self.total
        if self.from_prices and problem.price_per_member is not None:
            totals[ALL_BY_PRICES] = problem.price_per_member * len(problem.members)
        return totals


def _meals(candidates: Candidates) -> Ints:
    days = candidates.last_day - candidates.day + 1
    return candidates.problem.meal * candidates.expected * days


def _meals_of(problem: Problem, held: Held) -> int:
    return problem.meal * held.expected * len(held.span)


def _contested(model: Model) -> list[int]:
    """Meetings whose rent depends on what other meetings take."""
    return sorted({int(model.candidates.meeting[candidate]) for candidate in model.room_use.contested})
