"""What a plan costs and whom, and how many points relaxing a tight limit by one unit would save."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import Locale, Message
from constraints.explain.tightness import Tight, tight
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.solve import EngineFailedError, solve
from planner.explain.proof import SECONDS_DECIMALS
from planner.explain.subject import AnswerBuilder
from planner.schemas.common import NamedJson
from planner.schemas.explanations import (
    Explanation,
    MeetingPoints,
    MunicipalityFar,
    PersonOff,
    Proof,
    RegionAway,
    TightRule,
    WorstOff,
)
from planner.schemas.figures import absent_members, far_municipalities, regions_by_absence

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Problem
    from planner.explain.subject import Subject


SOLVE_MIN_SECONDS = 1.0
"""Remaining seconds below which no further solve is started."""

PROVED = Message("costs.proved", "Proved: both plans are the best there are.")  # fmt: skip
AT_LEAST = Message(
    "costs.at_least", "Not proved: a plan with that many points fewer was found, but there may be a better one."
)
NOT_KNOWN = Message("costs.not_known", "Not known: the time was up before it was solved.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saving:
    """The effect of relaxing one tight limit by one unit.

    Attributes:
        tight: the limit.
        points: the points saved, compared with the best plan under all limits; None if unknown.
        outcome: the outcome of the solve; None if there was no time for it.
        proved: whether both plans are proved optimal.
    """

    tight: Tight
    points: int | None
    outcome: Outcome | None
    proved: bool

    def proof(self, locale: Locale) -> Proof:
        """Return how certain the saving is."""
        sentence = PROVED if self.proved else NOT_KNOWN if self.points is None else AT_LEAST
        status = self.outcome.status if self.outcome else OutcomeStatus.UNKNOWN
        seconds = round(self.outcome.seconds, SECONDS_DECIMALS) if self.outcome else 0.0
        return Proof(status=status, proved=self.proved, sentence=sentence.say(locale), seconds=seconds)


@dataclass(frozen=True, slots=True)
class Savings:
    """The effects of relaxing several limits, one at a time.

    Attributes:
        best: points of the best known plan under all limits.
        of: the effect of each.
    """

    best: int | None
    of: tuple[Saving, ...]


def savings(verdict: Verdict, limits_tight: Sequence[Tight], limits: Limits) -> Savings:
    """Solve once as it is, and once with each limit relaxed, until the time is up."""
    problem = verdict.schedule.problem
    run = _SharedTime(limits)
    problems = [problem, *(each.loosened(problem) for each in limits_tight)]
    with ThreadPoolExecutor(max_workers=limits.workers) as threads:
        base, *loosened = threads.map(run.solved, problems)
    known = [verdict.objective, *([base.objective] if base and base.objective is not None else [])]
    best, sure = min(known), base is not None and base.status is OutcomeStatus.OPTIMAL
    found = (_saving(each, outcome, best, sure=sure) for each, outcome in zip(limits_tight, loosened, strict=True))
    return Savings(best, tuple(found))


class _SharedTime:
    """Solves that share a time limit; each uses one processor."""

    def __init__(self, limits: Limits) -> None:
        self._limits = replace(limits, workers=1)
        self._deadline = time.monotonic() + limits.seconds

    def solved(self, problem: Problem) -> Outcome | None:
        """Return the outcome of a solve; None if there is no time left or its process failed."""
        left = self._deadline - time.monotonic()
        if left < SOLVE_MIN_SECONDS:
            return None
        try:
            return solve(problem, replace(self._limits, seconds=left))
        except EngineFailedError:
            return None


def _saving(tight: Tight, outcome: Outcome | None, best: int, *, sure: bool) -> Saving:
    if outcome is None or outcome.objective is None:
        return Saving(tight, None, outcome, proved=False)
    return Saving(tight, max(best - outcome.objective, 0), outcome, sure and outcome.status is OutcomeStatus.OPTIMAL)


def explain(subject: Subject, limits: Limits) -> Explanation:
    """Return the full explanation of a plan; what limits cost is computed by solving without them, as time allows.

    Args:
        subject: the plan.
        limits: the seconds for all solves together, and how many run at the same time (workers).
    """
    schedule, teller = subject.verdict.schedule, AnswerBuilder(subject.problem)
    found = savings(subject.verdict, tight(schedule), limits)
    told = [_tight_rule(each, teller, subject) for each in found.of]
    return Explanation(
        revision=subject.revision,
        points=subject.verdict.objective,
        rules=teller.rules(subject.verdict.points),
        meetings=tuple(_points_by_meeting(subject, teller)),
        worst_off=worst_off(schedule),
        best=found.best,
        tight=tuple(sorted(told, key=lambda each: (-(each.saves or 0), each.saves is None))),
    )


def worst_off(schedule: Schedule) -> WorstOff:
    """Return the members, municipalities and regions that are worst off under a plan."""
    return WorstOff(
        people=tuple(
            PersonOff(
                id=each.id, municipality=NamedJson(id=each.municipality, name=each.name), missed=each.amount,
                meetings=each.meetings,
            )
            for each in absent_members(schedule)
        ),
        municipalities=tuple(
            MunicipalityFar(id=each.id, name=each.name, minutes=each.amount, meetings=each.meetings)
            for each in far_municipalities(schedule)
        ),
        regions=tuple(
            RegionAway(id=each.id, name=each.name, missed=each.missed, asked=each.asked, minutes=each.mean_minutes)
            for each in regions_by_absence(schedule)
        ),
    )  # fmt: skip


def _points_by_meeting(subject: Subject, teller: AnswerBuilder) -> list[MeetingPoints]:
    own: dict[str, Counter[str]] = {held.id: Counter() for held in subject.verdict.schedule}
    shared: Counter[str] = Counter()
    weights = subject.problem.weights
    for finding in subject.verdict.findings:
        points = finding.points * weights.get(finding.rule, 1)
        if len(finding.meetings) == 1:
            own[finding.meetings[0]][finding.rule] += points
        else:
            shared.update(dict.fromkeys(finding.meetings, points))
    return [
        MeetingPoints(
            meeting=teller.meeting(held.index), own=own[held.id].total(), shared=shared[held.id],
            rules=teller.rules({rule: points for rule, points in own[held.id].items() if points}),
        )
        for held in subject.verdict.schedule
    ]  # fmt: skip


def _tight_rule(saving: Saving, teller: AnswerBuilder, subject: Subject) -> TightRule:
    each: Tight = saving.tight
    loosening = each.loosening
    index = {meeting.id: number for number, meeting in enumerate(subject.problem.meetings)}
    return TightRule(
        rule=loosening.rule,
        title=teller.title(loosening.rule),
        code=loosening.code,
        unit=loosening.unit.value,
        step=loosening.step,
        meetings=tuple(teller.meeting(index[name]) for name in each.meetings),
        sentence=loosening.say(1).say(subject.locale),
        saves=saving.points,
        proof=saving.proof(subject.locale),
    )
