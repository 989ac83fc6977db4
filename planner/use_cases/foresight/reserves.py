"""Days in reserve: find the best for a plan, and say what is held."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from calendars.risks import MILLION
from constraints.problem.outcome import OutcomeStatus
from planner.errors import SETTINGS_FILE
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foresight import RiskAhead
from planner.reschedule.reserves import (
    FoundReserves,
    Wanted,
    find_reserves,
    in_reserve,
    reserves_shown,
    without_found,
)
from planner.reschedule.search import FoundPlan, proof
from planner.schemas.foresight import (
    HeldReserves,
    Reserves,
)
from planner.schemas.proposals import Proof
from planner.use_cases.foresight.assumptions import assumption, require_risks

if TYPE_CHECKING:
    from planner.reschedule.search import SearchResources
    from planner.store.archive import RevisionRecord
    from planner.store.documents import Content
    from planner.use_cases.foresight.assumptions import ForesightRequest


NO_RESERVE_RULE = Message(
    "reserves.no_reserve_rule",
    "no rounds have days in reserve in {file}: write a section [rules.reserve] with rounds = [...], as "
    "docs/foresight.md shows.",
)
RESERVES = Message(
    "reserves.reserves", "{n} of {all} meetings that may be hit {n:has|have} a day in reserve; {proved}.{without}"
)
BEST_RESERVES = Message(
    "reserves.best_reserves", "it is proved that no others have fewer points with the plan as it is"
)
SOME_RESERVES = Message("reserves.some_reserves", "it is not proved that no others have fewer points")
WITHOUT_RESERVE = Message(
    "reserves.without_reserve",
    " For the others there is no day that fits the plan, the rules and the other reserves, or none was found in the"
    " time.",
)
NOTHING_TO_HIT = Message("reserves.nothing_to_hit", "No event can hit a meeting of the rounds with days in reserve.")


class NoReserveRuleError(WrongValueError):
    """The network names no rounds that have days in reserve."""

    def __init__(self) -> None:
        super().__init__(BoundMessage(NO_RESERVE_RULE, {"file": SETTINGS_FILE}))


def require_reserves(network: Network) -> None:
    """Raise an error if a network asks for no days in reserve.

    Raises:
        NoRisksError: if it names no risks.
        NoReserveRuleError: if it names no rounds.
    """
    require_risks(network)
    if not asks_for_reserves(network):
        raise NoReserveRuleError


def asks_for_reserves(network: Network) -> bool:
    """Return whether a network names rounds that have days in reserve."""
    return any(rule.active and rule.reserves for rule in network.settings.rules.values())


def reserve(
    content: Content, revision: int | None, request: ForesightRequest, solving: SearchResources,
    on_try: Callable[[int], None] = lambda _n: None,
) -> Reserves:  # fmt: skip
    """Return the best days in reserve for a plan.

    Args:
        content: a network and the plan that is accepted for it, or would be.
        revision: its number; None if it is not accepted.
        request: the day, and the network of today.
        solving: what solves, and the limits of all solves together.
        on_try: told before each solve for how many meetings it is.

    Raises:
        NoRisksError, NoReserveRuleError: if the network asks for none.
        BrokenPlanError: if what is still to come of the plan breaks a rule.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun, ahead = time.monotonic(), request.ahead(content, require_reserves)
    today, as_of = ahead.network, ahead.as_of
    wanted = Wanted.of(build_problem(without_found(today)), content.plan, as_of)
    if wanted is None:
        raise NoReserveRuleError
    found = find_reserves(wanted, solving, on_try)
    locale = today.settings.locale
    meetings = tuple(reserves_shown(wanted, found))
    return Reserves(
        locale=locale,
        revision=revision,
        as_of=as_of,
        assumptions=tuple(assumption(risk, locale) for risk in RiskAhead.all(today, as_of)),
        limit=wanted.terms.limit / MILLION,
        currency=today.settings.currency,
        meetings=meetings,
        rent=sum(each.rent or 0 for each in meetings),
        proof=_reserve_proof(found, locale),
        sentence=_reserves_sentence(wanted, found, locale),
        seconds=round(time.monotonic() - begun, 3),
    )


def _reserve_proof(found: FoundReserves, locale: Locale) -> Proof | None:
    if found.outcome is None or found.outcome.plan is None or found.verdict is None:
        return None
    said = proof(FoundPlan(found.outcome.plan, found.verdict, found.outcome, None, differs=False), locale)
    return said if found.all_together else said.model_copy(update={"status": OutcomeStatus.FEASIBLE, "sentences": ()})


def _reserves_sentence(wanted: Wanted, found: FoundReserves, locale: Locale) -> str:
    if not wanted.held:
        return NOTHING_TO_HIT.say(locale)
    proved = BoundMessage(BEST_RESERVES if found.proved else SOME_RESERVES)
    without = BoundMessage(WITHOUT_RESERVE) if len(found.places) < len(wanted.held) else ""
    return RESERVES.say(locale, n=len(found.places), all=len(wanted.held), proved=proved, without=without)


def held_reserves(network: Network, record: RevisionRecord, as_of: date | None, meeting: str = "") -> HeldReserves:
    """Return the same as a document, of all meetings or of one; without a day it is today where the network is."""
    settings = network.settings
    day = network.day(as_of)
    every = in_reserve(network, record.content.plan, day)
    found = tuple(each for each in every if meeting in {"", each.id})
    return HeldReserves(
        locale=settings.locale,
        revision=record.revision.number,
        as_of=day,
        currency=settings.currency,
        meetings=found,
        rent=sum(each.rent or 0 for each in found),
    )
