"""No meeting is held on a day closed for everyone, its region or one of its municipalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.blackout import Blackout, Scope
from calendars.language import Said, Sentence, Title
from constraints.audience import audience, concerns
from constraints.closed_days import ASKS, Closed, closed_days, opened, reasons
from constraints.demanding import for_each
from constraints.loosening import Loosening, Unit, chosen
from constraints.marked_days import MarkedDays
from constraints.naming import meeting_name, reason_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from calendars.span import Span
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools, Meeting, Problem

CLOSED = Sentence(
    en="{meeting} is on {day}, which is closed for {whom}: {reason}.",
    da="{meeting} ligger {day}, som er lukket for {whom}: {reason}.",
)
EVERYONE = Sentence(en="everyone", da="alle")

NOT_ON = Sentence(
    en="{meeting} may not be held on the {n} closed {n:day|days} of its window: {reasons}.",
    da="{meeting} må ikke holdes på {n:den|de} {n} lukkede {n:dag|dage} i vinduet: {reasons}.",
)
NONE_CLOSED = Sentence(
    en="{meeting} may not be held on closed days; there is none in its window.",
    da="{meeting} må ikke holdes på lukkede dage; der er ingen i vinduet.",
)
USE = Sentence(
    en="Let meetings be held on days that are closed: {closed}.",
    da="Tillad møder på dage, der er lukket: {closed}.",
)


class NoBlackout(Rule):
    """A region's closed days close its meetings and every joint one; a municipality's those it takes part in."""

    title: ClassVar = Sentence(en="closed days", da="lukkede dage")

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem
        closed = _spans_by_target(problem)
        minded = [audience(problem, each) for each in problem.meetings]
        alike = {who: row for row, who in enumerate(dict.fromkeys(minded))}
        marked = MarkedDays(problem, [chain.from_iterable(closed[key] for key in who) for who in alike])
        row = np.array([alike[who] for who in minded], dtype=np.int64)[candidates.meeting]
        return ~marked.touch(row, candidates.day, candidates.last_day)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for blackout in schedule.blackouts(held.span):
                common = blackout.span.within(held.span)
                if blackout.hard and common and concerns(schedule.problem, blackout, held.meeting):
                    yield self.finding(
                        [held.id], CLOSED, meeting=schedule.name(held), day=common.first,
                        whom=_whom(schedule.problem, blackout), reason=reason_name(blackout),
                    )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> Said:
        def closed(_number: int, meeting: Meeting) -> Said:
            found, name = _closed_for(problem, meeting), meeting_name(problem, meeting)
            if not found:
                return Said(NONE_CLOSED, {"meeting": name})
            days = {day for each in found for day in each.days}
            return Said(NOT_ON, {"meeting": name, "n": len(days), "reasons": reasons(found)})

        return for_each(problem, meetings, closed, self.title)

    def loosenings(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Loosening]:
        """One for each reason but public holidays; what is given up is given up for everybody."""
        for number in chosen(problem, meetings):
            for closed in _closed_for(problem, problem.meetings[number]):
                asks = ASKS.get(closed.blackouts[0].kind)
                if asks is not None:
                    yield Loosening(
                        self.key(), "use", frozenset({number}), Unit.CHOICE, asks, 1,
                        apply=partial(_used, closed), say=partial(_use, closed),
                        values={"reason": closed.reason, "days": closed.days},
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


def _closed_for(problem: Problem, meeting: Meeting) -> list[Closed]:
    """What closes days of the window of a meeting."""
    window = meeting.window.within(problem.horizon) or meeting.window
    return closed_days(problem, window, lambda blackout: concerns(problem, blackout, meeting))


def _used(closed: Closed, problem: Problem, _amount: int) -> Problem:
    return opened(problem, closed.blackouts)


def _use(closed: Closed, _amount: int) -> Said:
    return Said(USE, {"closed": closed.said})
