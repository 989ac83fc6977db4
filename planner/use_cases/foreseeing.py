"""Foresee what an event such as an election would do to a plan, how it would be repaired, and what is in reserve."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from calendars.risks import MILLION
from constraints.check import check
from constraints.problem.naming import meeting_name
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.plan import Plan
from planner.errors import SETTINGS_FILE
from planner.explain.subject import BrokenPlanError
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule import reschedule as proposing
from planner.reschedule.foreseen import network_hash
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead, expected, quantile, runs
from planner.reschedule.protected import Points
from planner.reschedule.reserves import (
    FoundReserves,
    Wanted,
    find_reserves,
    in_reserve,
    reserves_shown,
    without_found,
)
from planner.reschedule.search import FoundPlan, proof
from planner.reschedule.trade import CurvePlan, CurveSearch
from planner.schemas.common import Days, NamedJson
from planner.schemas.foresight import (
    Exposed,
    ForeseenDay,
    ForeseenRisk,
    ForeseenRun,
    Foresight,
    HeldReserves,
    Known,
    Repair,
    Reserves,
    TradeOff,
)
from planner.schemas.proposals import Ending, Proof
from planner.use_cases.defaults import FORESEE_PERCENT, TRADE_PLANS

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.reschedule import foresight
    from planner.reschedule.search import SearchResources
    from planner.schemas.proposals import Answer
    from planner.store.archive import RevisionRecord
    from planner.store.documents import Content
    from planner.use_cases.planning import PlanOn

NO_RISKS = Message(
    "foreseeing.no_risks",
    'no [[risks]] stand in {file}: write a section with kind = "election", reason and history = "DK", as '
    "docs/foresight.md shows.",
)
ASSUMPTION = Message(
    "foreseeing.assumption",
    "{likely}; one at most is counted; {polls} known campaigns of {shortest} to {longest} "
    "days and {cabinets} known times to a cabinet of {soonest} to {latest} days, each as likely as the others and "
    "independent of each other.",
)
ON_DAYS = Message(
    "foreseeing.on_days",
    "it can come on {n} {n:day|days} from {first:date} to {last:date}, each with the chance that is written, {share}% "
    "together",
)
CERTAIN = Message(
    "foreseeing.certain", "it is called for sure, on any day from {first:date} to {last:date} as likely as on another"
)
AT_RATE = Message(
    "foreseeing.at_rate",
    "{rate} elections a year{source}, so that on any day from {first:date} to {last:date} it is as likely to be called "
    "as on another, as long as it has not been",
)
ASSUMPTION_OF_CLOSURE = Message(
    "foreseeing.assumption_of_closure",
    "{likely}; one at most is counted; {polls} {polls:length|lengths} of {shortest} to {longest} days, each as likely "
    "as the others.",
)
CERTAIN_CLOSURE = Message(
    "foreseeing.certain_closure",
    "it comes for sure, on any day from {first:date} to {last:date} as likely as on another",
)
AT_RATE_CLOSURE = Message(
    "foreseeing.at_rate_closure",
    "{rate} a year{source}, so that on any day from {first:date} to {last:date} it is as likely to come as on another, "
    "as long as it has not",
)
OF_HISTORY = Message("foreseeing.of_history", " (general elections of {country}, {since} to {until})")
OF_EARLY = Message(
    "foreseeing.of_early",
    " ({n} early {n:election|elections} of {country} after {since}, up to {until}, as ParlGov records them; regular "
    "ones are not counted)",
)
AS_WRITTEN = Message("foreseeing.as_written", " (as written)")
SUPPOSED = Message(
    "foreseeing.supposed",
    "With {poll} days to the poll and {cabinet} more to the cabinet: each was at most as long in {percent}% of the "
    "known cases.",
)
SUPPOSED_DAYS = Message(
    "foreseeing.supposed_days", "With {n} closed {n:day|days}: it takes at most as long in {percent}% of the cases."
)
IN_RESERVE = Message(
    "foreseeing.in_reserve", "On {called:date}: {n} {n:meeting moves|meetings move}, to what is held in reserve."
)
FOUND = Message("foreseeing.found", "On {called:date}: {n} {n:meeting moves|meetings move}; {proved}.")
PROVED = Message("foreseeing.proved", "proved to be the least change")
NOT_PROVED = Message("foreseeing.not_proved", "not proved to be the least change")
IMPOSSIBLE = Message(
    "foreseeing.impossible", "On {called:date}: proved that there is no plan if nothing else moves{way}."
)
WAY = Message("foreseeing.way", "; enough would be: {way}")
WAY_NOT_KNOWN = Message("foreseeing.way_not_known", "; what would be enough was not found in the time")
NO_WAY = Message("foreseeing.no_way", "")
NOT_KNOWN = Message("foreseeing.not_known", "On {called:date}: not known, the time was too short.")


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


def foresee(  # noqa: PLR0913 - everything that is told
    content: Content,
    revision: int | None,
    request: ForesightRequest,
    solving: SearchResources,
    *,
    on_repair: Callable[[int, int], None] = lambda _done, _of: None,
    on_first: Callable[[Foresight], None] = lambda _found: None,
) -> Foresight:
    """Return what each risk of the network would do to a plan, with the best repairs found within the time.

    Args:
        content: a network and the plan that is accepted for it, or would be.
        revision: its number; None if it is not accepted.
        request: what is to be foreseen.
        solving: what solves for repairs, and within which limits together.
        on_repair: told before each repair how many are done, and of how many.
        on_first: told of all but the repairs, before any is looked for.

    Raises:
        NoRisksError: if the network names none.
        BrokenPlanError: if what is still to come of the plan breaks a rule without any election.
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    begun, today = time.monotonic(), request.today or content.network
    as_of = request.as_of or datetime.now(ZoneInfo(today.settings.timezone)).date()
    require_risks(today)
    ahead = PlanAhead(content.plan, today, as_of)
    if ahead.now.hits:
        raise BrokenPlanError(check(ahead.now.free, content.plan))
    risks = RiskAhead.all(today, as_of)
    hits = [Hits(ahead, risk) for risk in risks]
    groups = [runs(risk, hit, request.percent) for risk, hit in zip(risks, hits, strict=True)]
    builder, every = _Builder(ahead, request.percent), [each for found in groups for each in found]

    def answer(repairs: Mapping[foresight.Run, Repair]) -> Foresight:
        parts = zip(risks, hits, groups, strict=True)
        return Foresight(
            locale=today.settings.locale,
            revision=revision,
            basis=network_hash(today),
            as_of=as_of,
            percent=request.percent,
            risks=tuple(builder.risk(risk, hit, found, repairs) for risk, hit, found in parts),
            unknown=sum(each.known is Known.UNKNOWN for each in repairs.values()),
            seconds=round(time.monotonic() - begun, 3),
        )

    on_first(answer({each: _not_known(each, today.settings.locale) for each in every}))
    return answer(_Repairs(content, revision, today, solving, begun).of(every, on_repair))


@dataclass(frozen=True)
class _Repairs:
    """Solves for the repairs of runs of days, the most likely first, as long as the time lasts."""

    content: Content
    revision: int | None
    today: Network
    solving: SearchResources
    begun: float

    @cached_property
    def accepted(self) -> Problem:
        """What the accepted network states; built once for all repairs."""
        return build_problem(self.content.network)

    def of(self, groups: list[foresight.Run], on_repair: Callable[[int, int], None]) -> Mapping[foresight.Run, Repair]:
        """Return the repair of each run of days."""
        found: dict[foresight.Run, Repair] = {}
        order = sorted(groups, key=lambda each: -each.chance * len(each.hit))
        for done, group in enumerate(order):
            left = self.begun + self.solving.limits.seconds - time.monotonic()
            if left <= 0 or self.solving.stopped:
                found[group] = _not_known(group, self.today.settings.locale)
                continue
            on_repair(done, len(order))
            share = max(left / (len(order) - done), _TURN_MIN_SECONDS)
            found[group] = self._repair(group, min(left / 2, share))  # what clashes takes as long again
        return found

    def _repair(self, group: foresight.Run, seconds: float) -> Repair:
        event = group.middle
        wish = proposing.RescheduleOptions(
            (event.change,), event.day, wanted=1, today=self.today, accepted=self.accepted
        )
        solving = replace(self.solving, limits=replace(self.solving.limits, seconds=seconds))
        answer = proposing.reschedule(self.content, self.revision or 0, wish, solving).answer
        return _repair(answer, group, self.today.settings.locale)


_TURN_MIN_SECONDS = 2.0
"""Seconds that the solve for one repair may take at least, if so many are left."""


def _not_known(group: foresight.Run, locale: Locale) -> Repair:
    called = group.middle.day
    return Repair(called=called, known=Known.UNKNOWN, sentence=NOT_KNOWN.say(locale, called=called))


def _repair(answer: Answer, group: foresight.Run, locale: Locale) -> Repair:
    called = group.middle.day
    if answer.status is Ending.UNKNOWN:
        return _not_known(group, locale)
    if answer.status is Ending.IMPOSSIBLE:
        ways = answer.impossible.ways_out if answer.impossible else ()
        given_up = " ".join(each.sentence for each in ways[0].concessions).rstrip(".") if ways else ""
        not_found = answer.impossible.not_found if answer.impossible else None
        none = BoundMessage(WAY_NOT_KNOWN if not_found else NO_WAY)
        way = BoundMessage(WAY, {"way": given_up}) if ways else none
        sentence = IMPOSSIBLE.say(locale, called=called, way=way)
        return Repair(called=called, known=Known.IMPOSSIBLE, sentence=sentence, impossible=answer.impossible)
    (best,) = answer.proposals
    proved = BoundMessage(PROVED if best.proof.status is OutcomeStatus.OPTIMAL else NOT_PROVED)
    said = IN_RESERVE if best.proof.reserve else FOUND
    return Repair(
        called=called,
        known=Known.FOUND,
        sentence=said.say(locale, called=called, n=len(best.moves), proved=proved),
        moves=best.moves,
        people=best.people,
        money=best.money,
        notice=best.notice,
        points=best.points,
        proof=best.proof,
        widened=answer.widened,
    )


@dataclass(frozen=True)
class _Builder:
    """Builds the document, in the network's language."""

    ahead: PlanAhead
    percent: int

    def risk(
        self,
        risk: RiskAhead,
        hits: Hits,
        groups: list[foresight.Run],
        repairs: Mapping[foresight.Run, Repair],
    ) -> ForeseenRisk:
        """Return what one risk would do."""
        sums, days = expected(self.ahead, risk, hits), tuple(self._days(risk, hits))
        problem = self.ahead.now.free
        meetings = [
            Exposed(id=name, name=meeting_name(problem, held.meeting), day=held.day, chance=sums.exposure[name])
            for name, held in self.ahead.held.items()
        ]
        hitting = [each for each in days if each.hits]
        priced = [(each, found) for each in groups if (found := repairs[each]).money is not None]
        return ForeseenRisk(
            reason=risk.section.reason,
            assumption=assumption(risk, problem.locale),
            days_supposed=supposed(risk, self.percent, problem.locale),
            kind=risk.section.kind,
            rate=risk.lengths.rate,
            chance=sums.called,
            some=sums.some,
            moved=sums.meetings,
            told=sums.people,
            money=math.fsum(each.chance * found.money.difference for each, found in priced if found.money),
            priced=math.fsum(each.chance for each, _ in priced),
            currency=problem.currency,
            worst=max(hitting, key=lambda each: (len(each.hits), each.people), default=None),
            meetings=tuple(sorted(meetings, key=lambda each: -each.chance)),
            days=days,
            groups=tuple(self._group(each, repairs[each]) for each in groups),
        )

    def _days(self, risk: RiskAhead, hits: Hits) -> Iterator[ForeseenDay]:
        for day, chance in risk.chances.items():
            event = risk.event(day, self.percent)
            hit = self._in_order(hits.between(day, event.last))
            yield ForeseenDay(
                day=day, chance=chance, polling_day=event.polling_day, last_day=event.last, hits=hit,
                people=len(self.ahead.people(frozenset(hit))),
            )  # fmt: skip

    def _in_order(self, hit: foresight.Hit) -> tuple[str, ...]:
        return tuple(name for name in self.ahead.held if name in hit)

    def _group(self, group: foresight.Run, repair: Repair) -> ForeseenRun:
        problem, held = self.ahead.now.free, self.ahead.held
        return ForeseenRun(
            days=Days(first=group.events[0].day, last=group.events[-1].day),
            chance=group.chance,
            hits=tuple(
                NamedJson(id=name, name=meeting_name(problem, held[name].meeting)) for name in self._in_order(group.hit)
            ),
            people=len(self.ahead.people(group.hit)),
            repair=repair,
        )


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


CURVE_SHARE = 0.5
"""The share of the time that may be taken for the curve; the rest is for reserves and for what is lost."""

COMPLETE = Message(
    "foreseeing.complete", "It is proved that each plan is the best at its price, and that none lies between them."
)
NOT_COMPLETE = Message(
    "foreseeing.not_complete",
    "There may be better plans between them: the time, or the number of plans, was at its end.",
)
STATED_ROUNDS = Message(
    "foreseeing.stated_rounds", "Days in reserve: for the {n:round|rounds} that [rules.reserve] names ({rounds})."
)
ALL_ROUNDS = Message(
    "foreseeing.all_rounds",
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


NO_RESERVE_RULE = Message(
    "foreseeing.no_reserve_rule",
    "no rounds have days in reserve in {file}: write a section [rules.reserve] with rounds = [...], as "
    "docs/foresight.md shows.",
)
RESERVES = Message(
    "foreseeing.reserves", "{n} of {all} meetings that may be hit {n:has|have} a day in reserve; {proved}.{without}"
)
BEST_RESERVES = Message(
    "foreseeing.best_reserves", "it is proved that no others have fewer points with the plan as it is"
)
SOME_RESERVES = Message("foreseeing.some_reserves", "it is not proved that no others have fewer points")
WITHOUT_RESERVE = Message(
    "foreseeing.without_reserve",
    " For the others there is no day that fits the plan, the rules and the other reserves, or none was found in the"
    " time.",
)
NOTHING_TO_HIT = Message("foreseeing.nothing_to_hit", "No event can hit a meeting of the rounds with days in reserve.")


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
    begun, today = time.monotonic(), request.today or content.network
    as_of = request.as_of or datetime.now(ZoneInfo(today.settings.timezone)).date()
    require_reserves(today)
    ahead = PlanAhead(content.plan, today, as_of)
    if ahead.now.hits:
        raise BrokenPlanError(check(ahead.now.free, content.plan))
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
    without = BoundMessage(WITHOUT_RESERVE if len(found.places) < len(wanted.held) else NO_WAY)
    return RESERVES.say(locale, n=len(found.places), all=len(wanted.held), proved=proved, without=without)


def held_reserves(network: Network, record: RevisionRecord, as_of: date | None, meeting: str = "") -> HeldReserves:
    """Return the same as a document, of all meetings or of one; without a day it is today where the network is."""
    settings = network.settings
    day = as_of or datetime.now(ZoneInfo(settings.timezone)).date()
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
