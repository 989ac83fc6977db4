"""Plans of the curve as points to choose from: without and with days in reserve, with what is expected of each."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import Message
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.rule import Rule, all_rules
from planner.changes.change import with_settings
from planner.network.problem import build_problem
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead, expected
from planner.reschedule.lost import Losses, Lost, expected_lost
from planner.reschedule.moves import held_fields
from planner.reschedule.reserves import Wanted, find_reserves, in_reserve, reserves_shown, without_found
from planner.reschedule.search import FoundPlan, proof
from planner.reschedule.trade import CurvePlan
from planner.schemas.figures import price
from planner.schemas.foresight import InReserve, ProtectedPlan
from planner.schemas.proposals import MeetingHeld, Proof

if TYPE_CHECKING:
    from datetime import date

    from calendars.language import Locale
    from planner.network.network import Network
    from planner.reschedule.search import SearchResources

TOLERANCE = 1e-9

TODAY = Message("protected.today", "It is the plan of today, which was not searched for.")
CHARGED = Message(
    "protected.charged", "{n} of these points {n:is|are} what [rules.exposure] charges for meetings that may be hit."
)


def _or_today(found: CurvePlan, today: CurvePlan | None) -> CurvePlan:
    """Return the plan of today in place of one that is no better."""
    if today is None or today.points != found.points or today.disruption > found.disruption + TOLERANCE:
        return found
    return replace(found, plan=today.plan, verdict=today.verdict, disruption=today.disruption)


def _reserve_rule(network: Network) -> Rule:
    """Return the rule of days in reserve as the network states it, for all rounds if it names none."""
    kind = next(rule for rule in all_rules().values() if rule.reserves is not Rule.reserves)
    rule = network.settings.rules.get(kind.key()) or kind()
    every = tuple(each.round.id for each in network.rounds)
    return rule if rule.active else rule.model_copy(update={"rounds": every})


@dataclass(frozen=True)
class _Point:
    """A plan, and what of it is in reserve."""

    found: CurvePlan
    lost: Lost
    held: tuple[InReserve, ...] = ()
    today: bool = False


class Points:
    """Makes points of the plans of a curve: each without days in reserve, and with them."""

    def __init__(self, network: Network, as_of: date, percent: int, solving: SearchResources) -> None:
        self._network, self._as_of, self._percent, self._solving = network, as_of, percent, solving
        self._bare, self._sums = without_found(network), dict[CurvePlan, tuple[float, float]]()
        self._rule, self._risks = _reserve_rule(network), RiskAhead.all(network, as_of)

    @property
    def rounds(self) -> tuple[str, ...]:
        """Ids of the rounds that days in reserve are looked for."""
        return self._rule.reserves.rounds if self._rule.reserves else ()

    def all(self, plans: Sequence[CurvePlan], today: CurvePlan | None, until: float) -> Iterator[ProtectedPlan]:
        """Return a point for each, in order of points, then of money.

        Args:
            plans: of the curve, at least one.
            today: the accepted plan, if there is one.
            until: when the time for days in reserve and for what is lost is up, as `time.monotonic` counts.
        """
        plans = tuple(_or_today(each, today) for each in plans)
        points = [point for done, found in enumerate(plans) for point in self._pair(found, len(plans) - done, until)]
        if today is not None:
            held = tuple(each for each in in_reserve(self._network, today.plan, self._as_of) if each.second)
            same = next((n for n, each in enumerate(points) if _same(each.found, today) and not each.held), None)
            if same is None or held:
                losses = Losses(self._ahead(self._network, today), self._percent, self._solving, until)
                found = today if same is None else points[same].found
                points.append(_Point(found, losses.without_reserves(), held, today=True))
            else:
                points[same] = replace(points[same], today=True)
        shown = [self._shown(each, plans[0]) for each in points]
        marked = (each.model_copy(update={"beaten": any(_beats(other, each) for other in shown)}) for each in shown)
        return iter(sorted(marked, key=lambda each: (each.points, -each.moved, each.money)))

    def _ahead(self, network: Network, found: CurvePlan) -> PlanAhead:
        return PlanAhead(found.plan, network, self._as_of)

    def _pair(self, found: CurvePlan, left: int, end: float) -> Iterator[_Point]:
        """Yield a plan without and with days in reserve; `left` plans share the time until the end."""
        now = time.monotonic()
        until = now + max(end - now, 0.0) / left
        losses = Losses(self._ahead(self._bare, found), self._percent, self._solving, until)
        lost = losses.without_reserves()
        yield _Point(found, lost)
        seconds = (until - time.monotonic()) / 2
        if seconds <= 0 or self._solving.stopped:
            return
        held = self._reserves(found, seconds)
        if held:
            rows = (each.booking for each in held if each.booking is not None)
            booked = self._bare.model_copy(update={"bookings": (*self._bare.bookings, *rows)})
            yield _Point(found, losses.with_reserves(booked, lost), held)

    def _reserves(self, found: CurvePlan, seconds: float) -> tuple[InReserve, ...]:
        """Return what `planner reserve` would find for a plan."""
        rules = {**self._network.settings.rules, self._rule.key(): self._rule}
        problem = build_problem(with_settings(self._bare, rules=rules))
        wanted = Wanted.of(problem, found.plan, self._as_of)
        if wanted is None:
            return ()
        limits = replace(self._solving.limits, seconds=seconds)
        second = find_reserves(wanted, replace(self._solving, limits=limits))
        return tuple(each for each in reserves_shown(wanted, second) if each.second)

    def _hit(self, found: CurvePlan) -> tuple[float, float]:
        """Return how many meetings are hit and how many people are told, on average; exact under the assumptions."""
        if found not in self._sums:
            ahead = self._ahead(self._network, found)
            sums = [expected(ahead, risk, Hits(ahead, risk)) for risk in self._risks]
            self._sums[found] = (math.fsum(each.meetings for each in sums), math.fsum(each.people for each in sums))
        return self._sums[found]

    def _shown(self, point: _Point, cheapest: CurvePlan) -> ProtectedPlan:
        """Return a point as it is shown."""
        found, locale = point.found, self._network.settings.locale
        schedule, (moved, told) = found.verdict.schedule, self._hit(found)
        where = {held.id: (held.day, held.venue) for held in cheapest.verdict.schedule}
        charged = found.price.model_dump() if found.price else {}
        rent = sum(each.rent or 0 for each in point.held)
        return ProtectedPlan(
            points=found.points,
            more_percent=100 * (found.points - cheapest.points) / max(cheapest.points, 1),
            money=price(schedule).total + rent,
            rent=rent,
            moved=moved,
            told=told,
            meetings_lost=expected_lost(point.lost),
            lost=sum(len(held.absent) for held in schedule),
            differs=sum(where.get(held.id) != (held.day, held.venue) for held in schedule),
            rule={name: points for name, points in charged.items() if points},
            proof=_proof(found, locale),
            on_curve=found.searched,
            today=point.today,
            plan=tuple(MeetingHeld(meeting=held.id, **held_fields(schedule, held)) for held in schedule),
            reserves=point.held,
        )


def _proof(found: CurvePlan, locale: Locale) -> Proof:
    """Return how sure it is that no plan is better at the price of a point."""
    if not found.searched:
        return Proof(status=OutcomeStatus.FEASIBLE, aim=None, differs=False, gap=None, sentences=(TODAY.say(locale),))
    shown = proof(FoundPlan(found.plan, found.verdict, found.outcome, None, differs=False), locale)
    if not found.charge:
        return shown
    return shown.model_copy(update={"sentences": (*shown.sentences, CHARGED.say(locale, n=found.charge))})


def _same(one: CurvePlan, other: CurvePlan) -> bool:
    places = [{each.meeting: (each.start, each.end, each.venue) for each in found.plan.meetings}
              for found in (one, other)]  # fmt: skip
    return places[0] == places[1]


def _beats(one: ProtectedPlan, other: ProtectedPlan) -> bool:
    """Return whether a plan is better in something that is weighed here and worse in nothing."""
    if one.meetings_lost is None or other.meetings_lost is None:
        return False
    pairs = [
        (one.points, other.points), (one.money, other.money), (one.moved, other.moved), (one.told, other.told),
        (one.meetings_lost, other.meetings_lost),
    ]  # fmt: skip
    return all(a <= b + TOLERANCE for a, b in pairs) and any(a < b - TOLERANCE for a, b in pairs)
