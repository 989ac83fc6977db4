"""What is asked of foresight, and what its figures rest on, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from constraints.check import check
from planner.errors import SETTINGS_FILE
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.reschedule.foresight import PlanAhead, RiskAhead, quantile
from planner.use_cases.defaults import FORESEE_PERCENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.store.documents import Content

NO_RISKS = Message(
    "assumptions.no_risks",
    'no [[risks]] stand in {file}: write a section with kind = "election", reason and history = "DK", as '
    "docs/foresight.md shows.",
)
ASSUMPTION = Message(
    "assumptions.assumption",
    "{likely}; one at most is counted; {polls} known campaigns of {shortest} to {longest} "
    "days and {cabinets} known times to a cabinet of {soonest} to {latest} days, each as likely as the others and "
    "independent of each other.",
)
ON_DAYS = Message(
    "assumptions.on_days",
    "it can come on {n} {n:day|days} from {first:date} to {last:date}, each with the chance that is written, {share}% "
    "together",
)
CERTAIN = Message(
    "assumptions.certain", "it is called for sure, on any day from {first:date} to {last:date} as likely as on another"
)
AT_RATE = Message(
    "assumptions.at_rate",
    "{rate} elections a year{source}, so that on any day from {first:date} to {last:date} it is as likely to be called "
    "as on another, as long as it has not been",
)
ASSUMPTION_OF_CLOSURE = Message(
    "assumptions.assumption_of_closure",
    "{likely}; one at most is counted; {polls} {polls:length|lengths} of {shortest} to {longest} days, each as likely "
    "as the others.",
)
CERTAIN_CLOSURE = Message(
    "assumptions.certain_closure",
    "it comes for sure, on any day from {first:date} to {last:date} as likely as on another",
)
AT_RATE_CLOSURE = Message(
    "assumptions.at_rate_closure",
    "{rate} a year{source}, so that on any day from {first:date} to {last:date} it is as likely to come as on another, "
    "as long as it has not",
)
OF_HISTORY = Message("assumptions.of_history", " (general elections of {country}, {since} to {until})")
OF_EARLY = Message(
    "assumptions.of_early",
    " ({n} early {n:election|elections} of {country} after {since}, up to {until}, as ParlGov records them; regular "
    "ones are not counted)",
)
AS_WRITTEN = Message("assumptions.as_written", " (as written)")
SUPPOSED = Message(
    "assumptions.supposed",
    "With {poll} days to the poll and {cabinet} more to the cabinet: each was at most as long in {percent}% of the "
    "known cases.",
)
SUPPOSED_DAYS = Message(
    "assumptions.supposed_days", "With {n} closed {n:day|days}: it takes at most as long in {percent}% of the cases."
)


class NoRisksError(WrongValueError):
    """The network names no risks."""

    def __init__(self) -> None:
        super().__init__(BoundMessage(NO_RISKS, {"file": SETTINGS_FILE}))


def require_risks(network: Network) -> None:
    """Raise an error if a network names no risks.

    Raises:
        NoRisksError: if so.
    """
    if not network.settings.risks:
        raise NoRisksError


@dataclass(frozen=True, slots=True)
class ForesightRequest:
    """What is to be foreseen.

    Attributes:
        as_of: the day that is taken for today; None for what it is where the network is.
        percent: how long campaign and cabinet are supposed to take where one length is needed, as a quantile.
        today: the network as it is today; None for that of the plan.
    """

    as_of: date | None = None
    percent: int = FORESEE_PERCENT
    today: Network | None = None

    def ahead(self, content: Content, require: Callable[[Network], None]) -> PlanAhead:
        """Return what is still to come of a plan.

        Args:
            content: a network and the plan that is accepted for it, or would be.
            require: raises an error if the network of today does not name what has to be named.

        Raises:
            BrokenPlanError: if it breaks a rule without any event.
        """
        today = self.today or content.network
        require(today)
        found = PlanAhead(content.plan, today, today.day(self.as_of))
        if found.now.hits:
            raise BrokenPlanError(check(found.now.free, content.plan))
        return found


def supposed(risk: RiskAhead, percent: int, locale: Locale) -> str:
    """Return how long an event is supposed to take where one length is needed, in words."""
    poll = quantile(risk.lengths.days_to_poll, percent)
    if not risk.is_election:
        return SUPPOSED_DAYS.say(locale, n=poll + 1, percent=percent)
    cabinet = quantile(risk.lengths.days_to_cabinet, percent)
    return SUPPOSED.say(locale, poll=poll, cabinet=cabinet, percent=percent)


def assumption(risk: RiskAhead, locale: Locale) -> str:
    """Return what all figures about a risk rest on, in words."""
    polls, cabinets = risk.lengths.days_to_poll, risk.lengths.days_to_cabinet
    values = {"likely": _likely(risk), "polls": len(polls), "shortest": min(polls), "longest": max(polls)}
    if not risk.is_election:
        days = {"shortest": min(polls) + 1, "longest": max(polls) + 1}
        return ASSUMPTION_OF_CLOSURE.say(locale, **{**values, **days})
    known = {"cabinets": len(cabinets), "soonest": min(cabinets), "latest": max(cabinets)}
    return ASSUMPTION.say(locale, **values, **known)


def _likely(risk: RiskAhead) -> BoundMessage:
    section, rate, election = risk.section, risk.lengths.rate, risk.is_election
    values: dict[str, object] = {"first": risk.first, "last": risk.when.last}
    if section.chances is not None:
        share = round(100 * math.fsum(risk.chances.values()), 1)
        return BoundMessage(ON_DAYS, {**values, "n": len(risk.chances), "share": share})
    if rate is None:
        return BoundMessage(CERTAIN if election else CERTAIN_CLOSURE, values)
    source = BoundMessage(AS_WRITTEN)
    early = risk.lengths.early
    if section.rate is None and early is not None:
        named = {"country": section.history, "n": early.early, "since": str(early.first.year)}
        source = BoundMessage(OF_EARLY, {**named, "until": str(early.last.year)})
    elif section.rate is None:
        years = [each.polling_day.year for each in risk.lengths.history]
        named = {"country": section.history, "since": str(years[0]), "until": str(years[-1])}
        source = BoundMessage(OF_HISTORY, named)
    return BoundMessage(AT_RATE if election else AT_RATE_CLOSURE, {**values, "rate": round(rate, 2), "source": source})
