"""What protection from what may come costs, as plans from the cheapest to the safest."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import Message
from constraints.problem.naming import meeting_name
from constraints.problem.plan import Plan
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foresight import RiskAhead
from planner.reschedule.protected import Points
from planner.reschedule.trade import CurvePlan, CurveSearch
from planner.schemas.common import NamedJson
from planner.schemas.foresight import (
    TradeOff,
)
from planner.use_cases.defaults import FORESEE_PERCENT, TRADE_PLANS
from planner.use_cases.foresight.assumptions import assumption, require_risks, supposed
from planner.use_cases.foresight.reserves import asks_for_reserves

if TYPE_CHECKING:
    from planner.reschedule.search import SearchResources
    from planner.use_cases.planning import PlanOn


CURVE_SHARE = 0.5
"""The share of the time that may be taken for the curve; the rest is for reserves and for what is lost."""

COMPLETE = Message(
    "trade.complete", "It is proved that each plan is the best at its price, and that none lies between them."
)
NOT_COMPLETE = Message(
    "trade.not_complete",
    "There may be better plans between them: the time, or the number of plans, was at its end.",
)
STATED_ROUNDS = Message(
    "trade.stated_rounds", "Days in reserve: for the {n:round|rounds} that [rules.reserve] names ({rounds})."
)
ALL_ROUNDS = Message(
    "trade.all_rounds",
    "Days in reserve: for whatever an event may hit, as [rules.reserve] names no rounds; to have them, write there "
    "rounds = [{rounds}].",
)


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
    on_better: Callable[[int, Callable[[], TradeOff]], None] = lambda _n, _so_far: None,
) -> TradeOff:
    """Return what protection from the risks of a network costs, as plans from the cheapest to the safest.

    Args:
        network: what is planned.
        request: what is asked.
        solving: what solves, and the limits of everything together.
        on_better: told how many plans of the curve there are whenever that changes, and what makes the answer of them,
            in which days in reserve and what is lost are not known yet.

    Raises:
        NoRisksError: if the network names none.
        BrokenPlanError: if the network no longer has what a meeting that has been held needs.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    require_risks(network)
    asked = _Trade(network, request, solving)
    limits = replace(solving.limits, seconds=solving.limits.seconds * CURVE_SHARE)

    def tell(plans: Sequence[CurvePlan], *, complete: bool = False) -> None:
        on_better(len(plans), lambda: asked.answer(plans, complete=complete, until=0.0))

    search = CurveSearch(asked.problem, replace(solving, limits=limits), tell)
    asked.today = _today(search, request.on) if request.on else None
    curve = search.curve(request.plans)
    tell(curve.plans, complete=curve.complete)
    return asked.answer(curve.plans, complete=curve.complete, until=asked.begun + solving.limits.seconds)


class _Trade:
    """What was asked of a curve, and what it rests on; makes the answer of its plans.

    Attributes:
        begun: when it was asked, as `time.monotonic` counts.
        problem: what is planned, with the accepted plan if there is one.
        today: the accepted plan, as one beside the curve.
    """

    def __init__(self, network: Network, request: TradeRequest, solving: SearchResources) -> None:
        self.begun = time.monotonic()
        self.today: CurvePlan | None = None
        self._network, self._request, on = network, request, request.on
        self._as_of = on.as_of if on else request.as_of or network.settings.first_day
        problem = build_problem(network)
        self.problem = on.problem(problem) if on else replace(problem, as_of=self._as_of)
        self._points = Points(network, self._as_of, request.percent, solving)

    def answer(self, plans: Sequence[CurvePlan], *, complete: bool, until: float) -> TradeOff:
        """Return the answer; what is not known by `until`, as `time.monotonic` counts, is said to be not known."""
        shown = [*self._points.all(plans, self.today, until)] if plans else []
        left = [each for each in shown if not (each.beaten and each.reserves) or each.today]
        settings, on = self._network.settings, self._request.on
        locale, risks = settings.locale, RiskAhead.all(self._network, self._as_of)
        rounds, stated = self._points.rounds, asks_for_reserves(self._network)
        said = STATED_ROUNDS if stated else ALL_ROUNDS
        names = ", ".join(rounds if stated else (f'"{each}"' for each in rounds))
        return TradeOff(
            revision=on.record.revision.number if on else None,
            as_of=self._as_of,
            assumptions=tuple(assumption(risk, locale) for risk in risks),
            supposed=tuple(supposed(risk, self._request.percent, locale) for risk in risks),
            currency=settings.currency,
            meetings=tuple(
                NamedJson(id=each.id, name=meeting_name(self.problem, each)) for each in self.problem.meetings
            ),
            reserve_rounds=rounds,
            reserves=said.say(locale, rounds=names, n=len(rounds)),
            plans=tuple(left),
            left_out=len(shown) - len(left),
            complete=complete,
            sentence=(COMPLETE if complete else NOT_COMPLETE).say(locale),
            seconds=round(time.monotonic() - self.begun, 3),
        )


def _today(search: CurveSearch, on: PlanOn) -> CurvePlan | None:
    """Return the accepted plan as one of the curve; None if it breaks a rule today."""
    problem = search.problem
    left = tuple(each for each in on.record.content.plan.meetings if problem.meeting(each.meeting) is not None)
    return search.judged(Plan(left))
