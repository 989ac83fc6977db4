"""What a plan would break and cost with one of its meetings elsewhere and the others as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from constraints.check import PLAN
from constraints.held import Held, Schedule
from constraints.past import rewritten, still_open
from constraints.plan import Plan, PlannedMeeting
from constraints.waiving import held_against, in_force
from constraints.why.columns import Columns, posts_nothing
from constraints.why.memory import Memory
from constraints.why.placing import Placing
from constraints.why.short_teams import in_full, of_staff

if TYPE_CHECKING:
    from constraints.problem import Problem
    from constraints.rule import Finding, Rule


class Judging:
    """Judges every day and venue of one meeting.

    Args:
        schedule: the plan as the check read it.
        meeting: index of the meeting.

    Raises:
        KeyError: if the plan lacks the meeting.
    """

    def __init__(self, schedule: Schedule, meeting: int) -> None:
        self.problem: Problem = schedule.problem
        self.meeting = meeting
        self.now = schedule[meeting]
        others = Schedule(self.problem, tuple(held for held in schedule if held.index != meeting))
        self.rules = [Tied(rule, others, meeting) for rule in in_force(self.problem)]
        self._placing = Placing(others, meeting, self.now, self._of_everyone)
        self.before = {tied.key: tied.points(self.now) for tied in self.rules}

    def at(self, day: date, venue: int) -> Judged:
        """The meeting with that first day at that venue (index), which may be any, also ones it may not have."""
        return Judged(self, day, venue)

    def candidates(self) -> list[Judged]:
        """Every day of its window at every venue it may be held at, in order of days and venues."""
        columns = Columns.of(self.problem, self.meeting)
        return [Judged(self, self.problem.date(day), venue, struck_out) for day, venue, struck_out in columns]

    def held(self, day: date, venue: int) -> Held:
        """The meeting there, with rooms and staff."""
        return self._placing.held(day, venue)

    def unstaffed(self, day: date, venue: int) -> Held:
        """The meeting there without staff, for rules that do not look at them."""
        return self._placing.unstaffed(day, venue)

    def past(self, held: Held) -> list[Finding]:
        """What is said of a meeting that is past, held otherwise than it was announced."""
        if not held.meeting.settled:
            return []
        there = PlannedMeeting(
            held.id, held.start, held.end, self.problem.venues[held.venue].id,
            tuple(self.problem.rooms[room].id for room in held.rooms),
            tuple(self.problem.staff[person].id for person in held.staff),
        )  # fmt: skip
        return [*rewritten(self.problem, Plan((there,)), PLAN)]

    def _of_everyone(self, held: Held) -> list[Finding]:
        return [finding for tied in self.rules if tied.posts for finding in tied.findings(held)]


class Judged:
    """One meeting on one day at one venue, the others as planned; worked out as far as it is asked for.

    Attributes:
        day, venue: first day, and index of the venue.
    """

    def __init__(self, judging: Judging, day: date, venue: int, struck_out: frozenset[str] | None = None) -> None:
        self.day, self.venue = day, venue
        self._judging = judging
        self._struck_out = struck_out

    @cached_property
    def held(self) -> Held:
        """The meeting there, with rooms and staff."""
        return self._judging.held(self.day, self.venue)

    @property
    def is_now(self) -> bool:
        """Whether the plan has it there."""
        return (self.day, self.venue) == (self._judging.now.day, self._judging.now.venue)

    @property
    def possible_alone(self) -> bool:
        """Whether it breaks nothing there that does not depend on the other meetings."""
        return not self._struck_out and not self.strikes

    @property
    def breaks(self) -> tuple[str, ...]:
        """Keys of rules that rule it out: those of the columns, or else those broken by itself or beside the others."""
        found = self._struck_out or {finding.rule for finding in self.strikes or self.beside}
        return tuple(tied.key for tied in self._judging.rules if tied.key in found)

    @property
    def possible(self) -> bool:
        """Whether it breaks nothing there, the others as planned."""
        return self.possible_alone and not self.beside

    def in_full(self, findings: Iterable[Finding]) -> list[Finding]:
        """What it breaks there as people are told it, which names everybody of a team who is busy."""
        found = [*findings]
        return in_full(self._judging.problem, self.held, found) if any(map(of_staff, found)) else found

    @property
    def broken(self) -> tuple[Finding, ...]:
        """Everything it breaks, what it breaks by itself first."""
        return (*self.alone, *self.beside)

    @cached_property
    def strikes(self) -> tuple[Finding, ...]:
        """Enough of what it breaks by itself there to rule it out: where the columns tell, no other rule is asked."""
        rules, struck_out = self._judging.rules, self._struck_out
        if struck_out is None:
            return self.alone
        if not struck_out:
            found = (finding for tied in rules if tied.posts for finding in tied.alone(self.held))
            return (*self._judging.past(self.held), *found)
        held = self._judging.unstaffed(self.day, self.venue)
        return tuple(finding for tied in rules if tied.key in struck_out for finding in tied.alone(held))

    @cached_property
    def alone(self) -> tuple[Finding, ...]:
        """What it breaks there whatever the others do."""
        past = self._judging.past(self.held)
        return (*past, *(finding for tied in self._judging.rules for finding in tied.alone(self.held)))

    @cached_property
    def beside(self) -> tuple[Finding, ...]:
        """What it breaks only because of where the others are."""
        return tuple(finding for tied in self._judging.rules for finding in tied.beside(self.held))

    @cached_property
    def extra(self) -> Mapping[str, int]:
        """Points by rule that the plan would cost more than it does (less: below 0), where there is a difference."""
        extra = {tied.key: tied.points(self.held) - self._judging.before[tied.key] for tied in self._judging.rules}
        return {rule: points for rule, points in sorted(extra.items()) if points}

    @property
    def points(self) -> int:
        """Points that the plan would cost more, or less if below 0."""
        return sum(self.extra.values())


class Tied:
    """A rule with the other meetings that matter to what it says of this one."""

    def __init__(self, rule: Rule, others: Schedule, meeting: int) -> None:
        problem = others.problem
        tied = {*rule.tied(problem, meeting)}
        near = Schedule(problem, tuple(held for held in others if held.index in tied))
        self.key = rule.key()
        self.posts = not posts_nothing(rule)
        self._problem = problem
        self._weight = problem.weights.get(self.key, 1)
        self._alone = Memory(rule, Schedule(problem, ()))
        self._beside = Memory(rule, near) if near.held else self._alone
        self._standing = self._broken(rule.check(near)) if near.held else []

    def findings(self, held: Held) -> tuple[Finding, ...]:
        """What the rule says of this meeting and those that matter to it."""
        return self._beside.findings(held)

    def points(self, held: Held) -> int:
        """What the rule charges this meeting and those that matter to it."""
        return self._weight * sum(finding.points for finding in self._beside.findings(held))

    def alone(self, held: Held) -> list[Finding]:
        """What this meeting breaks whatever the others do: what is broken with them and without."""
        broken = self._broken(self.findings(held))
        if not broken or self._alone is self._beside:
            return broken
        by_itself = self._broken(self._alone.findings(held))
        return [finding for finding in broken if finding in by_itself]

    def beside(self, held: Held) -> list[Finding]:
        """What this meeting and others break together."""
        broken = self._broken(self._beside.findings(held))
        return _without(broken, [*self.alone(held), *self._standing]) if broken else broken

    def _broken(self, findings: Iterable[Finding]) -> list[Finding]:
        broken = [finding for finding in findings if finding.broken]
        return [*still_open(self._problem, held_against(self._problem, broken))] if broken else broken


def _without(findings: list[Finding], known: list[Finding]) -> list[Finding]:
    """The findings that are not among the known ones, of equal ones as many as there are more."""
    left = [*findings]
    for each in known:
        if each in left:
            left.remove(each)
    return left
