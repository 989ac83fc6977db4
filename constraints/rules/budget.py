"""Rooms and meals cost no more than there is, for each meeting and for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.candidates import fees
from constraints.problem.naming import about, chained, meeting_name
from constraints.problem.posting import LinearExpr
from constraints.problem.published import fee
from constraints.problem.relaxations import LOT, ConcessionKind, Relaxation, Unit, with_meetings, with_rule
from constraints.problem.rule import Finding, NeedsSetting, Rule, each_meeting
from constraints.rules.cancellation_fee import CancellationFee
from constraints.rules.meals import Meals
from constraints.rules.rent import Rent

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Bools, Ints, Meeting, Problem

ALL = Message("budget.all", "{what} of all meetings cost {cost} {currency}; there are {limit} {currency}.")
ALL_BY_PRICES = Message(
    "budget.all_by_prices",
    "{what} of all meetings cost {cost} {currency}; {members} {members:member|members} at {price} "
    "{currency} bring in {limit} {currency}.",
)
ROOMS_AND_MEALS = Message("budget.rooms_and_meals", "Rooms and meals")
FEES_TOO = Message("budget.fees_too", "Rooms, meals and cancellation fees")
ONE = Message(
    "budget.one",
    "{meeting} costs {cost} {currency} ({rent} for rooms, {meals} for meals); at most {limit} {currency} may be spent.",
)

NO_PRICE = Message(
    "budget.no_price", "there is no price to count from; write price_per_member at the top, or total here instead"
)

TOTAL = Message("budget.total", "Rooms and meals of all meetings together may cost at most {limit} {currency}.")
TOTAL_BY_PRICES = Message(
    "budget.total_by_prices",
    "Rooms and meals of all meetings together may cost at most the {limit} {currency} that {members} "
    "{members:member|members} at {price} {currency} bring in.",
)
SINGLE = Message("budget.single", "Rooms and meals of {meeting} may cost at most {limit} {currency}.")
MORE_TOTAL = Message("budget.more_total", "Raise the budget by {more} {currency}, to {to} {currency}.")
MORE_PRICE = Message("budget.more_price", "Let each member pay {more} {currency} more, {to} {currency} in all.")
MORE_SINGLE = Message("budget.more_single", "Let {meeting} cost {more} {currency} more, up to {to} {currency}.")
PRICE_STEP = 10
"""Step by which a member's price is raised, in whole units of currency."""
MOST_RAISE = 10
"""Greatest raise of a limit, as a multiple of the limit itself."""


class Budget(Rule):
    """Meals are for all expected, every day; the price limit of a single meeting stands on the meeting.

    What venues ask for when announced meetings leave them counts in what all meetings cost, not in what one may cost.
    """

    title: ClassVar = Message("budget.title", "budget")
    limits_costs: ClassVar = True

    total: int | None = Field(
        default=None, ge=0, description="Most that rooms and meals of all meetings may cost; leave out for no limit."
    )
    from_prices: Annotated[bool, NeedsSetting("price_per_member", NO_PRICE)] = Field(
        default=False, description="Whether they may cost no more than the members pay for the whole series."
    )

    def allows(self, candidates: Candidates) -> Bools:
        limits = [meeting.price_limit for meeting in candidates.problem.meetings]
        most = np.array([np.inf if limit is None else limit for limit in limits])
        return np.asarray(candidates.rent + _meals(candidates) <= most[candidates.meeting])

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return range(len(problem.meetings)) if self._totals(problem) else ()

    def parts(self, problem: Problem) -> list[frozenset[int]]:
        together = [frozenset(range(len(problem.meetings)))] if self._totals(problem) else []
        return [*each_meeting(problem), *together]

    def post(self, model: Model) -> None:
        meals = _meals(model.candidates)
        for index in _contested(model):
            limit = model.problem.meetings[index].price_limit
            if limit is not None:
                mine = np.where(model.candidates.meeting == index, meals, 0)
                with model.about([index]):
                    model.require(model.rent(index) + model.weighed(mine), at_most=limit)
        limits = self._totals(model.problem).values()
        if limits and not all(meeting.frozen for meeting in model.problem.meetings):
            rents = LinearExpr.total(model.rent(index) for index in range(len(model.problem.meetings)))
            with model.about(range(len(model.problem.meetings))):
                model.require(rents + model.weighed(meals + fees(model.candidates)), at_most=min(limits))
                if model.room_assignment.contested:  # those rooms are not in relaxations, the cheapest that fit are
                    least = model.candidates.rent + meals + fees(model.candidates)
                    model.require(model.weighed(least), at_most=min(limits))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._one(schedule, held)
        problem = schedule.problem
        cost = sum(schedule.rent(held) + _meals_of(problem, held) for held in schedule)
        given_up = sum(fee(problem, held.index, problem.index(held.day), held.venue) for held in schedule)
        for sentence, limit in self._totals(problem).items():
            if cost + given_up > limit:
                yield self.finding(
                    [held.id for held in schedule], sentence, what=FEES_TOO if given_up else ROOMS_AND_MEALS,
                    cost=cost + given_up, limit=limit, currency=problem.currency, members=problem.paying,
                    price=problem.price_per_member,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        single = [_single(problem, problem.meetings[number]) for number in _limited(problem, meetings)]
        found = single if len(meetings) == 1 else []
        if not found or len(problem.meetings) == 1:
            found = [*found, *self._together(problem)]
        return chained(found) if found else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        limited = _limited(problem, meetings).items() if len(meetings) == 1 else ()
        yield from (_higher_limit(problem, number, limit) for number, limit in limited)
        if self.total is not None:
            yield _more_money(problem, meetings, self.total)
        if self.from_prices and problem.price_per_member:
            yield _higher_price(problem, meetings, problem.price_per_member)

    def _together(self, problem: Problem) -> Iterator[BoundMessage]:
        for sentence, limit in self._totals(problem).items():
            yield BoundMessage(TOTAL if sentence is ALL else TOTAL_BY_PRICES, {
                "limit": limit, "currency": problem.currency, "members": problem.paying,
                "price": problem.price_per_member,
            })  # fmt: skip

    def _one(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        limit = held.meeting.price_limit
        if limit is None:
            return
        rent, meals = schedule.rent(held), _meals_of(schedule.problem, held)
        if rent + meals > limit:
            yield self.finding(
                [held.id], ONE, meeting=schedule.name(held), cost=rent + meals, rent=rent, meals=meals, limit=limit,
                currency=schedule.problem.currency,
            )  # fmt: skip

    def _totals(self, problem: Problem) -> dict[Message, int]:
        """Return the limits on the cost of all meetings, by the message for exceeding them."""
        totals = {}
        if self.total is not None:
            totals[ALL] = self.total
        if self.from_prices and problem.income is not None:
            totals[ALL_BY_PRICES] = problem.income
        return totals


def _meals(candidates: Candidates) -> Ints:
    days = candidates.last_day - candidates.day + 1
    return candidates.problem.meals[candidates.meeting] * candidates.expected * days


def _meals_of(problem: Problem, held: ScheduledMeeting) -> int:
    return problem.meal_at(held.meeting) * held.coming * held.length


def _contested(model: Model) -> list[int]:
    """Return the meetings (indices) whose rent depends on the rooms of other meetings."""
    return sorted({int(model.candidates.meeting[candidate]) for candidate in model.room_assignment.contested})


def _limited(problem: Problem, meetings: frozenset[int]) -> dict[int, int]:
    """Return the price limits of those of the meetings (indices) that have one of their own."""
    limits = {number: problem.meetings[number].price_limit for number in sorted(meetings)}
    return {number: limit for number, limit in limits.items() if limit is not None}


def _single(problem: Problem, meeting: Meeting) -> BoundMessage:
    values = {"meeting": meeting_name(problem, meeting), "limit": meeting.price_limit}
    return BoundMessage(SINGLE, {**values, "currency": problem.currency})


def _more_money(problem: Problem, meetings: frozenset[int], total: int) -> Relaxation:
    def said(amount: int) -> BoundMessage:
        more = LOT * amount
        return BoundMessage(MORE_TOTAL, {"more": more, "to": total + more, "currency": problem.currency})

    return Relaxation(
        Budget.key(), "total", meetings, Unit.MONEY, ConcessionKind.MONEY, max(LOT, total) // LOT * MOST_RAISE,
        apply=lambda given, amount: with_rule(given, Budget.key(), total=total + LOT * amount),
        say=said, step=LOT, values={"have": total}, measured=_minimising_cost, both_ways=True,
    )  # fmt: skip


def _higher_price(problem: Problem, meetings: frozenset[int], price: int) -> Relaxation:
    def said(amount: int) -> BoundMessage:
        more = PRICE_STEP * amount
        return BoundMessage(MORE_PRICE, {"more": more, "to": price + more, "currency": problem.currency})

    return Relaxation(
        Budget.key(), "price_per_member", meetings, Unit.MONEY, ConcessionKind.MONEY,
        max(PRICE_STEP, price) // PRICE_STEP * MOST_RAISE,
        apply=lambda given, amount: replace(given, price_per_member=price + PRICE_STEP * amount),
        say=said, step=PRICE_STEP, values={"have": price}, measured=_minimising_cost, both_ways=True,
    )  # fmt: skip


def _minimising_cost(problem: Problem) -> Problem:
    """Return the problem in which every unit of currency costs a point, and only single meetings have a limit."""
    loose = with_rule(problem, Budget.key(), total=None, from_prices=False)
    return replace(loose, rules=(*loose.rules, Rent(points=1), Meals(points=1), CancellationFee(points=1)))


def _higher_limit(problem: Problem, number: int, limit: int) -> Relaxation:
    name = meeting_name(problem, problem.meetings[number])

    def raised(one: Meeting, amount: int) -> Meeting:
        return replace(one, price_limit=limit + LOT * amount)

    def said(amount: int) -> BoundMessage:
        more = LOT * amount
        values = {"meeting": name, "more": more, "to": limit + more, "currency": problem.currency}
        return BoundMessage(MORE_SINGLE, values)

    return Relaxation(
        Budget.key(), "price_limit", frozenset({number}), Unit.MONEY, ConcessionKind.MONEY,
        max(LOT, limit) // LOT * MOST_RAISE,
        apply=lambda given, amount: with_meetings(given, [number], lambda one: raised(one, amount)),
        say=said, step=LOT, values={"have": limit}, both_ways=True,
    )  # fmt: skip
