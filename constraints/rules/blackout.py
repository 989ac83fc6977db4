"""No meeting is held on a day closed for everyone, its region or one of its municipalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from calendars.blackout import Blackout, Scope
from calendars.language import Sentence, Title
from constraints.audience import audience, concerns
from constraints.marked_days import MarkedDays
from constraints.naming import reason_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from calendars.span import Span
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools, Problem

CLOSED = Sentence(
    en="{meeting} is on {day}, which is closed for {whom}: {reason}.",
    da="{meeting} ligger {day}, som er lukket for {whom}: {reason}.",
)
EVERYONE = Sentence(en="everyone", da="alle")


class NoBlackout(Rule):
    """A region's closed days close its meetings and every joint one; a municipality's those it takes part in."""

    title: ClassVar = Sentence(en="closed days", da="lukkede dage")

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem
        closed = _spans_by_target(problem)
        rows = [chain.from_iterable(closed[key] for key in audience(problem, each)) for each in problem.meetings]
        return ~MarkedDays(problem, rows).touch(candidates.meeting, candidates.day, candidates.last_day)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for blackout in schedule.blackouts(held.span):
                common = blackout.span.within(held.span)
                if blackout.hard and common and concerns(schedule.problem, blackout, held.meeting):
                    yield self.finding(
                        [held.id], CLOSED, meeting=schedule.name(held), day=common.first,
                        whom=_whom(schedule.problem, blackout), reason=reason_name(blackout),
                    )  # fmt: skip


def _spans_by_target(problem: Problem) -> dict[tuple[Scope, str], list[Span]]:
    spans: dict[tuple[Scope, str], list[Span]] = defaultdict(list)
    for blackout in problem.blackouts:
        if blackout.hard:
            target = "" if blackout.scope is Scope.EVERYONE else blackout.target
            spans[blackout.scope, target].append(blackout.span)
    return spans


def _whom(problem: Problem, blackout: Blackout) -> Title:
    names = {(Scope.REGION, region.id): region.name for region in problem.regions}
    names |= {(Scope.MUNICIPALITY, place.id): place.name for place in problem.municipalities}
    return names.get((blackout.scope, blackout.target), EVERYONE)
