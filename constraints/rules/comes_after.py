"""A meeting comes after those of the rounds it is to follow, with at least so many days between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, chained, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, with_meetings
from constraints.problem.rule import Finding, Gap, Rule
from constraints.rules.shared.gaps import gap_demand, gap_missing, require_gap

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Meeting, Problem

SOONER = Message("comes_after.sooner", "Let {later} come only {to} {to:day|days} after {earlier}, instead of {have}.")
BEFORE = Message("comes_after.before", "Let {later} come before {earlier}.")


class ComesAfter(Rule):
    """`after` of the round says which rounds, and the days; it holds for all meetings of both, whoever is asked.

    Days are counted from the last day of the earlier meeting to the first day of the later one, as for region_gap.
    """

    title: ClassVar = Message("comes_after.title", "after what it follows")

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        pairs = ((earlier, later) for earlier, later, _ in pairs_of(problem))
        return chain.from_iterable(pair for pair in pairs if meeting in pair)

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return (frozenset({earlier, later}) for earlier, later, _ in pairs_of(problem))

    def gaps(self, problem: Problem) -> Iterator[Gap]:
        return (Gap(earlier, later, least) for earlier, later, least in pairs_of(problem))

    def post(self, model: Model) -> None:
        for earlier, later, least in pairs_of(model.problem):
            require_gap(model, earlier, later, least)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for later in schedule:
            for follows in later.meeting.after:
                for earlier in schedule:
                    if earlier.meeting.round == follows.round and earlier.index != later.index:
                        missing = gap_missing(schedule, earlier, later, follows.days)
                        if missing:
                            yield Finding(self.key(), (earlier.id, later.id), missing.message, missing.values)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        pairs = [each for each in pairs_of(problem) if {*each[:2]} <= meetings]
        said = [gap_demand(problem, earlier, later, least) for earlier, later, least in pairs]
        return chained(said) if said else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        """Yield one relaxation for each pair: fewer days, and with one more step no order."""
        for earlier, later, least in pairs_of(problem):
            if not meetings or {earlier, later} <= meetings:
                yield _sooner(problem, earlier, later, least)


def pairs_of(problem: Problem) -> Iterator[tuple[int, int, int]]:
    """Yield (earlier meeting, later meeting, least number of days between them), meetings as indices."""
    for later, meeting in enumerate(problem.meetings):
        for follows in meeting.after:
            for earlier, other in enumerate(problem.meetings):
                if other.round == follows.round and earlier != later:
                    yield earlier, later, follows.days


def _sooner(problem: Problem, earlier: int, later: int, least: int) -> Relaxation:
    first, second = (meeting_name(problem, problem.meetings[each]) for each in (earlier, later))
    round_ = problem.meetings[earlier].round

    def one(meeting: Meeting, amount: int) -> Meeting:
        changed = (replace(each, days=each.days - amount) if each.round == round_ else each for each in meeting.after)
        return replace(meeting, after=tuple(each for each in changed if each.days >= 0))

    def said(amount: int) -> BoundMessage:
        if amount > least:
            return BoundMessage(BEFORE, {"later": second, "earlier": first})
        return BoundMessage(SOONER, {"later": second, "earlier": first, "to": least - amount, "have": least})

    return Relaxation(
        ComesAfter.key(), "sooner", frozenset({earlier, later}), Unit.DAYS, ConcessionKind.SETTING, least + 1,
        apply=lambda given, amount: with_meetings(given, [later], lambda meeting: one(meeting, amount)),
        say=said, values={"have": least},
    )  # fmt: skip
