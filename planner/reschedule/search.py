"""Search for plans that answer changes, choose which become proposals, and say how certain each is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Locale, Message
from constraints.check import PLAN, check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress, Verdict
from constraints.problem.plan import Schedule
from constraints.problem.published import fee
from constraints.problem.rule import Aim
from constraints.replanning import SPARING, WEIGHT, different_from, rules_about, with_aim
from constraints.solve import solve_next
from planner.reschedule.in_reserve import bound_to_reserves, plan_on_reserves
from planner.schemas.proposals import Proof

if TYPE_CHECKING:
    from constraints.problem.plan import Plan, ScheduledMeeting
    from constraints.problem.problem import Problem
    from constraints.search.sessions import SequentialSession
    from planner.reschedule.situation import RescheduleProblem
    from planner.schemas.proposals import Answer


SOLVE_MIN_SECONDS = 0.5
"""Seconds given to every solve, even if less time is left."""


@dataclass(frozen=True)
class FoundPlan:
    """A plan, and how it was found.

    Attributes:
        plan: the plan.
        verdict: its check against the unmodified problem, with every rule at its usual weight.
        outcome: the outcome of the solve.
        aim: the aim that was weighted most; None for none.
        differs: whether plans similar to earlier ones were excluded.
        sparing: whether deviations from the accepted plan were weighted more than usual too.
        kept: whether it was foreseen before, and only checked now.
        reserve: whether what is hit is on the days held in reserve.
        proved: the proof that was kept with it, if it was made for just this.
    """

    plan: Plan
    verdict: Verdict
    outcome: Outcome
    aim: Aim | None
    differs: bool
    sparing: bool = False
    kept: bool = False
    reserve: bool = False
    proved: Proof | None = None


@dataclass(frozen=True)
class SearchResources:
    """The resources of a search: a process that solves one problem after another, limits, and callbacks.

    Attributes:
        turns: the process that solves.
        limits: limits of the whole search.
        on_progress: called with the progress of each solve.
        stop: set by the caller to end the search.
        on_found: called after each plan, with a function that builds the answer so far, which takes a while.
    """

    turns: SequentialSession
    limits: Limits
    on_progress: Callable[[Progress], None] = lambda _progress: None
    stop: threading.Event | None = None
    on_found: Callable[[Callable[[], Answer]], None] = lambda _so_far: None

    @property
    def stopped(self) -> bool:
        """Whether the caller wants the search to end."""
        return self.stop is not None and self.stop.is_set()


class Search:
    """A search for several differing plans.

    Args:
        question: the problem; proposals must differ in the meetings that are hit.
        wanted: number of proposals.
        solving: the process that solves, limits and callbacks.
        sparing: whether deviations from the accepted plan weigh more than usual, for questions in which meetings may
            move that were not hit.
        foreseen: plans that may answer, kept from before; the first that holds is the answer until another is found.
        proved: the proof of the first of them if it was made for just this, so that nothing better need be sought.

    Attributes:
        status: INFEASIBLE if there is no plan, UNKNOWN if none was found.
    """

    def __init__(  # noqa: PLR0913 - all that a search is made of
        self,
        question: RescheduleProblem,
        wanted: int,
        solving: SearchResources,
        *,
        sparing: bool = False,
        foreseen: Iterable[Plan] = (),
        proved: Proof | None = None,
    ) -> None:
        self._wanted, self._solving, self._sparing = wanted, solving, sparing
        self._question = question
        self._problem, self._hit = question.problem, question.situation.hits.keys()
        self._end = time.monotonic() + solving.limits.seconds
        self._found: list[FoundPlan] = []
        self._kept = _first_that_holds(question, foreseen, proved)
        self.status = OutcomeStatus.UNKNOWN

    @property
    def found(self) -> list[FoundPlan]:
        """Every plan found, in order; what was kept from before until there is one."""
        return self._found or self._kept

    def run(self, on_found: Callable[[], None] = lambda: None) -> None:
        """Search until enough differing plans are found, there can be no more, or the time is up.

        Args:
            on_found: called after each plan.
        """
        self._on_found = on_found
        if self._kept:
            on_found()
        sought: set[Aim | None] = set()
        if self._kept and self._kept[0].proved is not None:
            self._found, sought = [*self._kept], {self._kept[0].aim}
        self._try_reserves()
        if self._wanted == 1 and self._found:
            return
        aims = tuple(Aim)[: self._wanted] if self._wanted < len(Aim) - 1 else tuple(Aim)
        for aim in [each for each in aims if each not in sought]:
            self._solve_for(aim, last=aim is aims[-1])
            if self.status is OutcomeStatus.INFEASIBLE or self._over():
                return
        for other in self._further_aims(aims) if self._hit else ():
            if self._over() or not self._solve_for(other, last=True, differs=True):
                return

    def _try_reserves(self) -> None:
        """Look whether the days in reserve still hold; where only some of what is hit has one, solve for the rest."""
        bound = bound_to_reserves(self._question)
        if bound is None:
            return
        booked = plan_on_reserves(self._question)
        verdict = check(self._problem, booked) if booked else None
        if booked is not None and verdict is not None and not verdict.broken:
            outcome = Outcome(OutcomeStatus.FEASIBLE, booked, verdict, verdict.objective)
        else:
            seconds = max((self._end - time.monotonic()) / 4, SOLVE_MIN_SECONDS)
            limits = replace(self._solving.limits, seconds=seconds)
            solving = self._solving
            aimed = with_aim(bound, Aim.LEAST_CHANGE, sparing=self._sparing)
            outcome = solve_next(aimed, limits, solving.turns, on_progress=solving.on_progress, stop=solving.stop)
        if outcome.plan is not None:
            verdict = check(self._problem, outcome.plan)
            aim = None if outcome.plan is booked else Aim.LEAST_CHANGE
            self._found.append(FoundPlan(outcome.plan, verdict, outcome, aim, differs=False, reserve=True))
            self._on_found()

    @property
    def distinct(self) -> list[FoundPlan]:
        """The plans that differ sufficiently from all before them."""
        return distinct(self.found, self._hit)

    def _further_aims(self, aims: Iterable[Aim]) -> Iterator[Aim | None]:
        """Yield further aims while plans are missing: those without a plan of their own, then None for no aim."""
        own = {each.aim for each in self.distinct}
        for aim in [each for each in aims if each not in own]:
            if len(self.distinct) < self._wanted:
                yield aim
        while len(self.distinct) < self._wanted:
            yield None

    def _solve_for(self, aim: Aim | None, *, last: bool, differs: bool = False) -> bool:
        """Solve for an aim and return whether a plan was found; all solves but the last get half of the time left."""
        problem = self._problem if aim is None else with_aim(self._problem, aim, sparing=self._sparing)
        if differs:
            problem = different_from(problem, [each.plan for each in self.distinct], self._hit)
        seconds = max((self._end - time.monotonic()) / (1 if last else 2), SOLVE_MIN_SECONDS)
        limits = replace(self._solving.limits, seconds=seconds)
        outcome = solve_next(
            problem, limits, self._solving.turns, on_progress=self._solving.on_progress, stop=self._solving.stop
        )
        if outcome.plan is not None and outcome.verdict is not None:
            verdict = plain(self._problem, outcome.verdict)
            self._found.append(FoundPlan(outcome.plan, verdict, outcome, aim, differs, self._sparing))
            self._on_found()
        elif not self.found:
            self.status = outcome.status
        return outcome.plan is not None

    def _over(self) -> bool:
        return self._solving.stopped or time.monotonic() >= self._end


def _first_that_holds(question: RescheduleProblem, foreseen: Iterable[Plan], proved: Proof | None) -> list[FoundPlan]:
    """Return the first of the plans that moves just what is hit and passes the check, if any does.

    Args:
        question: what the plans may answer.
        foreseen: the plans.
        proved: the proof of the first, if it was made for just this.
    """
    problem, hit = question.problem, question.situation.hits.keys()
    before = {each.id: each.published for each in problem.meetings}
    for place, plan in enumerate(foreseen):
        if {each.meeting for each in plan.meetings if each != before.get(each.meeting)} == hit:
            verdict = check(problem, plan)
            if not verdict.broken:
                outcome = Outcome(OutcomeStatus.FEASIBLE, plan, verdict, verdict.objective)
                known = None if place else proved
                aim = known.aim if known else None
                return [FoundPlan(plan, verdict, outcome, aim, differs=False, kept=True, proved=known)]
    return []


def distinct(found: Iterable[FoundPlan], hit: Collection[str]) -> list[FoundPlan]:
    """Return the plans that differ from all before them in day or venue of at least half of the meetings hit."""
    chosen: list[FoundPlan] = []
    for each in found:
        if all(_differ(each.plan, other.plan, hit) for other in chosen):
            chosen.append(each)
    return chosen


def plain(problem: Problem, verdict: Verdict) -> Verdict:
    """Return the check of the same plan with usual weights, and without rules that were added for an aim."""
    rules = {PLAN, *(rule.key() for rule in problem.rules)}
    return Verdict(
        Schedule(problem, verdict.schedule.held), tuple(each for each in verdict.findings if each.rule in rules)
    )


def _differ(plan: Plan, other: Plan, hit: Collection[str]) -> bool:
    places, others = _places(plan), _places(other)
    counted: Sequence[str] = [name for name in places if name in hit] or [*places]
    different = sum(places[name] != others.get(name) for name in counted)
    return different >= (math.ceil(len(counted) / 2) if hit else 1)


def _places(plan: Plan) -> dict[str, tuple[object, str]]:
    return {each.meeting: (each.start.date(), each.venue) for each in plan.meetings}


PROVED = Message(
    "search.proved",
    "It is proved that no plan has fewer points when {aim} counts {weight} times as much as usual{more}.",
)
PROVED_OF_ALL = Message("search.proved_of_all", "It is proved that no plan has fewer points.")
AND_CHANGE = Message("search.and_change", ", and change {weight} times")
NOTHING_ELSE = Message("search.nothing_else", "")
NOT_PROVED = Message(
    "search.not_proved",
    "It is not proved that no plan has fewer points when {aim} counts {weight} times as much as usual{more}:"
    " the time was too short.",
)
NOT_PROVED_OF_ALL = Message(
    "search.not_proved_of_all", "It is not proved that no plan has fewer points: the time was too short."
)
KEPT = Message(
    "search.kept", "It was foreseen and kept; it holds today, but it is not proved that no plan is better today."
)
KEPT_PROVED = Message(
    "search.kept_proved", "It was foreseen and kept, for just this and with its proof, and it holds today."
)
RESERVED = Message(
    "search.reserved", "These are days held in reserve, and they hold today; it was not looked for better ones."
)
PARTLY_RESERVED = Message(
    "search.partly_reserved",
    "What has a day in reserve that holds today is there, and the rest where it changes least; it was not looked for "
    "better ones.",
)
LEFT_OUT = Message("search.left_out", "Plans that hardly differ from the other proposals are not counted.")
COUNTS = {
    Aim.LEAST_CHANGE: Message("search.counts.least_change", "change"),
    Aim.MOST_PEOPLE: Message("search.counts.most_people", "attendance"),
    Aim.LOWEST_COST: Message("search.counts.lowest_cost", "money"),
    Aim.SOONEST: Message("search.counts.soonest", "waiting"),
}


def proof(found: FoundPlan, locale: Locale) -> Proof:
    """Return how certain it is that no better plan exists for the aim of a proposal."""
    outcome = found.outcome
    if found.proved is not None:
        said = (KEPT_PROVED.say(locale), *found.proved.sentences)
        return found.proved.model_copy(update={"kept": True, "sentences": said})
    return Proof(
        status=OutcomeStatus.FEASIBLE if found.reserve else outcome.status,
        aim=found.aim,
        sparing=found.sparing,
        differs=found.differs,
        gap=None if found.reserve else outcome.gap,
        kept=found.kept,
        reserve=found.reserve,
        sentences=(
            *_proof_sentences(found, locale),
            *(said.say(locale) for said in (() if found.reserve else outcome.proof)),
        ),
    )


def _proof_sentences(found: FoundPlan, locale: Locale) -> list[str]:
    proved = found.outcome.status is OutcomeStatus.OPTIMAL
    if found.kept:
        return [KEPT.say(locale)]
    if found.reserve:
        return [(RESERVED if found.aim is None else PARTLY_RESERVED).say(locale)]
    if found.aim is None:
        claim = (PROVED_OF_ALL if proved else NOT_PROVED_OF_ALL).say(locale)
    else:
        spared = found.sparing and found.aim is not Aim.LEAST_CHANGE
        said = BoundMessage(AND_CHANGE if spared else NOTHING_ELSE, {"weight": SPARING})
        claim = (PROVED if proved else NOT_PROVED).say(locale, aim=COUNTS[found.aim], weight=WEIGHT, more=said)
    return [claim, LEFT_OUT.say(locale)] if found.differs else [claim]


NAMES = {
    Aim.LEAST_CHANGE: Message("search.names.least_change", "least change"),
    Aim.MOST_PEOPLE: Message("search.names.most_people", "most people"),
    Aim.LOWEST_COST: Message("search.names.lowest_cost", "lowest cost"),
    Aim.SOONEST: Message("search.names.soonest", "soonest"),
}
STRESSING = {
    Aim.LEAST_CHANGE: Message("search.stressing.least_change", "another way, stressing little change"),
    Aim.MOST_PEOPLE: Message("search.stressing.most_people", "another way, stressing attendance"),
    Aim.LOWEST_COST: Message("search.stressing.lowest_cost", "another way, stressing cost"),
    Aim.SOONEST: Message("search.stressing.soonest", "another way, stressing early days"),
}
ANOTHER = Message("search.another", "another way")
IN_RESERVE = Message("search.in_reserve", "held in reserve")
LISTED = Message("search.listed", "{names}")


def best_at(found: Sequence[FoundPlan], hit: Collection[str]) -> list[tuple[Aim, ...]]:
    """Return for each plan the aims at which no other plan is better; only aims that were searched for count."""
    measured = [_measures(each, hit) for each in found]
    sought = [aim for aim in Aim if any(each.aim is aim for each in found)]
    best = {aim: min(each[aim] for each in measured) for aim in sought}
    return [tuple(aim for aim in sought if each[aim] == best[aim]) for each in measured]


def chosen(found: Sequence[FoundPlan], hit: Collection[str], wanted: int) -> list[tuple[FoundPlan, tuple[Aim, ...]]]:
    """Return the plans to propose, each with the aims at which it is best: what is in reserve, then by points.

    They differ sufficiently from each other, but each is compared with every plan that was found.
    """
    differing = {id(each) for each in distinct(found, hit)}
    named = [each for each in zip(found, best_at(found, hit), strict=True) if id(each[0]) in differing]
    wanted_first = sorted(named, key=lambda each: (not each[0].reserve, -len(each[1]), each[0].verdict.objective))
    return sorted(wanted_first[:wanted], key=lambda each: (not each[0].reserve, each[0].verdict.objective))


def title(found: FoundPlan, best: Sequence[Aim], locale: Locale) -> str:
    """Return the title of a proposal."""
    if best or found.reserve:
        reserve = [IN_RESERVE] if found.reserve else []
        said = LISTED.say(locale, names=[*reserve, *(NAMES[aim] for aim in best)])
    else:
        said = (STRESSING[found.aim] if found.aim else ANOTHER).say(locale)
    return said[:1].upper() + said[1:]


def _measures(found: FoundPlan, hit: Collection[str]) -> Mapping[Aim, int]:
    """Return the cost of a plan by each aim; less is better."""
    schedule = found.verdict.schedule
    return {
        Aim.LEAST_CHANGE: sum(found.verdict.points.get(key, 0) for key in rules_about(Aim.LEAST_CHANGE)),
        Aim.MOST_PEOPLE: sum(len(held.absent) for held in schedule),
        Aim.LOWEST_COST: sum(_cost(schedule, held) for held in schedule),
        Aim.SOONEST: sum(held.day.toordinal() for held in schedule if held.id in hit),
    }


def _cost(schedule: Schedule, held: ScheduledMeeting) -> int:
    """Return rent and fee, without catering: a plan is not cheaper because fewer people can attend."""
    problem = schedule.problem
    asked = fee(problem, held.index, problem.index(held.day), held.venue)
    return schedule.rent(held) + asked
