"""What protection from events that may come costs: less exposed days, and days in reserve, as plans to choose from."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import Message
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.plan import Plan
from constraints.rules.reserve import Reserve
from planner.changes.change import with_settings
from planner.network.problem import build_problem
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead, expected
from planner.reschedule.lost import Losses, Lost, expected_lost
from planner.reschedule.moves import held_fields
from planner.reschedule.reserves import Wanted, booking_rows, find_reserves
from planner.reschedule.search import FoundPlan, proof
from planner.reschedule.trade import CurvePlan, CurveSearch
from planner.schemas.figures import price
from planner.schemas.foresight import InReserve, ProtectedPlan, TradeOff
from planner.schemas.proposals import MeetingHeld, Proof
from planner.use_cases.defaults import FORESEE_PERCENT, TRADE_PLANS
from planner.use_cases.foreseeing import (
    assumption,
    in_reserve,
    require_risks,
    reserves_shown,
    supposed,
    without_found,
)

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.network.tables import BookingRow
    from planner.reschedule.search import SearchResources
    from planner.use_cases.planning import PlanOn

CURVE_SHARE = 0.5
"""The share of the time that may be taken for the curve; the rest is for reserves and for what is lost."""
TOLERANCE = 1e-9

COMPLETE = Message(
    "protecting.complete", "It is proved that each plan is the best at its price, and that none lies between them."
)
NOT_COMPLETE = Message(
    "protecting.not_complete",
    "There may be better plans between them: the time, or the number of plans, was at its end.",
)
STATED_ROUNDS = Message(
    "protecting.stated_rounds", "Days in reserve: for the {n:round|rounds} that [rules.reserve] names ({rounds})."
)
ALL_ROUNDS = Message(
    "protecting.all_rounds",
    "Days in reserve: for whatever an event may hit, as [rules.reserve] names no rounds; to have them, write there "
    "rounds = [{rounds}].",
)
TODAY = Message("protecting.today", "It is the plan of today, which was not searched for.")


@dataclass(frozen=True, slots=True)
class TradeRequest:
    """What a curve is to be of.

    Attributes:
        on: the accepted plan to go on from; None for a first plan.
        as_of: the day taken for today where there is no plan yet; None for the first that is planned.
        plans: most plans of the curve; each is shown with and without days in reserve.
        percent: how long an event is supposed to take where one length is needed, as a quantile.
    """

    on: PlanOn | None = None
    as_of: date | None = None
    plans: int = TRADE_PLANS
    percent: int = FORESEE_PERCENT


def trade_off(
    network: Network,
    request: TradeRequest,
    solving: SearchResources,
    on_plan: Callable[[int], None] = lambda _n: None,
) -> TradeOff:
    """Return what protection from the risks of a network costs, as plans from the cheapest to the safest.

    Args:
        network: what is planned.
        request: what is asked.
        solving: what solves, and the limits of everything together.
        on_plan: told how many plans there are before each further one is searched for.

    Raises:
        NoRisksError: if the network names none.
        BrokenPlanError: if the network no longer has what a meeting that has been held needs.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun, on = time.monotonic(), request.on
    require_risks(network)
    as_of = on.as_of if on else request.as_of or network.settings.first_day
    problem = build_problem(network)
    problem = on.problem(problem) if on else replace(problem, as_of=as_of)
    limits = replace(solving.limits, seconds=solving.limits.seconds * CURVE_SHARE)
    search = CurveSearch(problem, replace(solving, limits=limits), on_plan)
    curve = search.curve(request.plans)
    today = _today(search, on) if on else None
    points = _Points(network, as_of, request.percent, solving, begun + solving.limits.seconds)
    shown = [*points.all(tuple(_or_today(each, today) for each in curve.plans), today)] if curve.plans else []
    left = [each for each in shown if not (each.beaten and each.reserves) or each.today]
    locale = network.settings.locale
    risks = [RiskAhead.of(section, network, as_of) for section in network.settings.risks]
    rounds, stated = points.rule.rounds, _stated(network) is not None
    said = STATED_ROUNDS if stated else ALL_ROUNDS
    names = ", ".join(rounds if stated else (f'"{each}"' for each in rounds))
    return TradeOff(
        revision=on.record.revision.number if on else None,
        as_of=as_of,
        assumptions=tuple(assumption(risk, locale) for risk in risks),
        supposed=tuple(supposed(risk, request.percent, locale) for risk in risks),
        currency=network.settings.currency,
        reserve_rounds=rounds,
        reserves=said.say(locale, rounds=names, n=len(rounds)),
        plans=tuple(left),
        left_out=len(shown) - len(left),
        complete=curve.complete,
        sentence=(COMPLETE if curve.complete else NOT_COMPLETE).say(locale),
        seconds=round(time.monotonic() - begun, 3),
    )


def _today(search: CurveSearch, on: PlanOn) -> CurvePlan | None:
    """Return the accepted plan as one of the curve; None if it breaks a rule today."""
    problem = search.problem
    left = tuple(each for each in on.record.content.plan.meetings if problem.meeting(each.meeting) is not None)
    return search.judged(Plan(left))


def _or_today(found: CurvePlan, today: CurvePlan | None) -> CurvePlan:
    """Return the plan of today in place of one that is no better."""
    if today is None or today.points != found.points or today.disruption > found.disruption + TOLERANCE:
        return found
    return replace(found, plan=today.plan, verdict=today.verdict, disruption=today.disruption)


def _stated(network: Network) -> Reserve | None:
    """Return the rule that names rounds that have days in reserve; None if none does."""
    rule = network.settings.rules.get(Reserve.key())
    return rule if isinstance(rule, Reserve) and rule.active else None


@dataclass(frozen=True)
class _Point:
    """A plan, and what of it is in reserve."""

    found: CurvePlan
    lost: Lost
    held: tuple[InReserve, ...] = ()
    today: bool = False


class _Points:
    """Makes points of the plans of a curve: each without days in reserve, and with them."""

    def __init__(self, network: Network, as_of: date, percent: int, solving: SearchResources, until: float) -> None:
        self._network, self._as_of, self._percent = network, as_of, percent
        self._solving, self._until = solving, until
        self._bare, self._sums = without_found(network), dict[CurvePlan, tuple[float, float]]()
        plain, every = network.settings.rules.get(Reserve.key()), tuple(each.round.id for each in network.rounds)
        usual = plain if isinstance(plain, Reserve) else Reserve()
        self.rule = _stated(network) or usual.model_copy(update={"rounds": every})

    def all(self, plans: tuple[CurvePlan, ...], today: CurvePlan | None) -> Iterator[ProtectedPlan]:
        """Return a point for each, in order of points, then of money."""
        points = [point for left, found in enumerate(plans) for point in self._pair(found, len(plans) - left)]
        if today is not None:
            held = tuple(each for each in in_reserve(self._network, today.plan, self._as_of) if each.second)
            same = next((n for n, each in enumerate(points) if _same(each.found, today) and not each.held), None)
            if same is None or held:
                losses = Losses(self._ahead(self._network, today), self._percent, self._solving, self._until)
                found = today if same is None else points[same].found
                points.append(_Point(found, losses.without_reserves(), held, today=True))
            else:
                points[same] = replace(points[same], today=True)
        shown = [self._shown(each, plans[0]) for each in points]
        marked = (each.model_copy(update={"beaten": any(_beats(other, each) for other in shown)}) for each in shown)
        return iter(sorted(marked, key=lambda each: (each.points, -each.moved, each.money)))

    def _ahead(self, network: Network, found: CurvePlan) -> PlanAhead:
        return PlanAhead(found.plan, network, self._as_of)

    def _pair(self, found: CurvePlan, left: int) -> Iterator[_Point]:
        """Yield a plan without and with days in reserve; `left` plans share the time."""
        now = time.monotonic()
        until = now + max(self._until - now, 0.0) / left
        losses = Losses(self._ahead(self._bare, found), self._percent, self._solving, until)
        lost = losses.without_reserves()
        yield _Point(found, lost)
        seconds = (until - time.monotonic()) / 2
        if seconds <= 0 or self._solving.stopped:
            return
        held, rows = self._reserves(found, seconds)
        if held:
            booked = self._bare.model_copy(update={"bookings": (*self._bare.bookings, *rows)})
            yield _Point(found, losses.with_reserves(booked, lost), held)

    def _reserves(self, found: CurvePlan, seconds: float) -> tuple[tuple[InReserve, ...], tuple[BookingRow, ...]]:
        rules = {**self._network.settings.rules, self.rule.key(): self.rule}
        problem = build_problem(with_settings(self._bare, rules=rules))
        wanted = Wanted.of(problem, found.plan, self._as_of)
        if wanted is None:
            return (), ()
        limits = replace(self._solving.limits, seconds=seconds)
        second = find_reserves(wanted, replace(self._solving, limits=limits))
        rows = booking_rows(wanted, second)
        return tuple(each for each in reserves_shown(wanted, second, rows) if each.second), rows

    def _hit(self, found: CurvePlan) -> tuple[float, float]:
        """Return how many meetings are hit and how many people are told, on average; exact under the assumptions."""
        if found not in self._sums:
            ahead = self._ahead(self._network, found)
            risks = [RiskAhead.of(section, self._network, self._as_of) for section in self._network.settings.risks]
            sums = [expected(ahead, risk, Hits(ahead, risk)) for risk in risks]
            self._sums[found] = (math.fsum(each.meetings for each in sums), math.fsum(each.people for each in sums))
        return self._sums[found]

    def _shown(self, point: _Point, cheapest: CurvePlan) -> ProtectedPlan:
        """Return a point as it is shown."""
        found, locale = point.found, self._network.settings.locale
        schedule, (moved, told) = found.verdict.schedule, self._hit(found)
        where = {held.id: (held.day, held.venue) for held in cheapest.verdict.schedule}
        charged = found.price.model_dump() if found.price else {}
        rent = sum(each.rent or 0 for each in point.held)
        searched = FoundPlan(found.plan, found.verdict, found.outcome, None, differs=False)
        today = Proof(
            status=OutcomeStatus.FEASIBLE, aim=None, differs=False, gap=None, sentences=(TODAY.say(locale),)
        )  # fmt: skip
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
            proof=proof(searched, locale) if found.searched else today,
            on_curve=found.searched,
            today=point.today,
            plan=tuple(MeetingHeld(meeting=held.id, **held_fields(schedule, held)) for held in schedule),
            reserves=point.held,
        )


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
