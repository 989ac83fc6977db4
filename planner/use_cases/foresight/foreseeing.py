"""Foresee what an event such as an election would do to a plan, and how it would be repaired."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.naming import meeting_name
from constraints.problem.outcome import OutcomeStatus
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule import reschedule as proposing
from planner.reschedule.foreseen import network_hash
from planner.reschedule.foresight import Hits, PlanAhead, RiskAhead, expected, runs
from planner.schemas.common import Days, NamedJson
from planner.schemas.foresight import (
    Exposed,
    ForeseenDay,
    ForeseenRisk,
    ForeseenRun,
    Foresight,
    Known,
    Repair,
)
from planner.schemas.proposals import Ending
from planner.use_cases.foresight.assumptions import assumption, require_risks, supposed

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.reschedule import foresight
    from planner.reschedule.search import SearchResources
    from planner.schemas.proposals import Answer
    from planner.store.documents import Content
    from planner.use_cases.foresight.assumptions import ForesightRequest


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
NOT_KNOWN = Message("foreseeing.not_known", "On {called:date}: not known, the time was too short.")


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
    begun, ahead = time.monotonic(), request.ahead(content, require_risks)
    today, as_of = ahead.network, ahead.as_of
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
        none = BoundMessage(WAY_NOT_KNOWN) if not_found else ""
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
