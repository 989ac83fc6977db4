"""What a plan would break and cost with one of its meetings elsewhere and the others as they are.

Most rules look at a meeting's day or at its venue, not at both, so what they say of one candidate holds for many.
Nobody has to state which: a rule's check is a function of the plan, so if it looks at the same things and finds the
same values there, it says the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from constraints.check import PLAN, rewritten_history, without_frozen
from constraints.explain.placing import Placing
from constraints.model.candidates import Candidates
from constraints.problem.plan import Plan, PlannedMeeting, Schedule, ScheduledMeeting
from constraints.problem.relaxations import held_against, in_force, is_waived, loosened
from constraints.problem.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from constraints.problem.problem import Bools, Problem
    from constraints.problem.rule import Finding


@dataclass(frozen=True)
class Columns:
    """Every day of the meeting's window at every venue it may be held at, in order of days and venues.

    Attributes:
        candidates: of the meeting, as if there were no other.
        struck_out: by key of each rule that strikes some out, which ones, shape (candidates,).
    """

    candidates: Candidates
    struck_out: Mapping[str, Bools]

    @classmethod
    def of(cls, problem: Problem, meeting: int) -> Columns:
        """The columns of one meeting of the problem (index)."""
        alone = loosened(problem).meetings[meeting]
        by_itself = replace(problem, meetings=(alone,), rounds=(), successive=())
        candidates = Candidates.grid(by_itself)
        struck_out: dict[str, Bools] = {}
        for rule in in_force(problem):
            mask = rule.allows(candidates) if posts_nothing(rule) else None
            if mask is not None and not mask.all() and not is_waived(problem, rule.key(), [meeting]):
                struck_out[rule.key()] = ~mask
        return cls(candidates, struck_out)

    def __iter__(self) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Number of the first day, index of the venue, and the keys of the rules that strike it out."""
        found: list[set[str]] = [set() for _ in range(len(self.candidates))]
        for rule, mask in self.struck_out.items():
            for line in np.flatnonzero(mask).tolist():
                found[line].add(rule)
        days, venues = self.candidates.day.tolist(), self.candidates.venue.tolist()
        return zip(days, venues, map(frozenset, found), strict=True)


def posts_nothing(rule: Rule) -> bool:
    """Whether the rule judges every meeting by itself."""
    return type(rule).post is Rule.post


PARTS = frozenset({
    "start", "end", "venue", "rooms", "staff", "absent", "busy_staff", "day", "span", "length", "expected",
})  # fmt: skip
"""What of a held meeting depends on where and when it is held."""


class Watched(ScheduledMeeting):
    """A held meeting that notes which of its parts somebody looked at."""

    @classmethod
    def of(cls, held: ScheduledMeeting) -> tuple[Watched, set[str]]:
        """The same meeting, and where the names of the parts are noted."""
        found, seen = object.__new__(cls), set[str]()
        vars(found).update(seen=seen, held=held, index=held.index, meeting=held.meeting)
        return found, seen

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever the part is
        if name not in PARTS:
            return object.__getattribute__(self, name)
        inside = object.__getattribute__(self, "__dict__")
        inside["seen"].add(name)
        return getattr(inside["held"], name)


class Memory:
    """One rule's findings about one meeting beside some others, which stay where they are.

    Args:
        rule: whose check is asked.
        others: in order of time.
    """

    def __init__(self, rule: Rule, others: Schedule) -> None:
        self._rule = rule
        self._others = others
        self._before = [(held.start, held.index) for held in others]
        self._known: dict[int, list[_Alike]] = defaultdict(list)

    def findings(self, held: ScheduledMeeting) -> tuple[Finding, ...]:
        """What the rule says of the plan with the meeting held like that."""
        place = self._place(held)
        for alike in self._known[place]:
            found = alike.of(held)
            if found is not None:
                return found
        return self._asked(held, place)

    def _asked(self, held: ScheduledMeeting, place: int) -> tuple[Finding, ...]:
        watched, noted = Watched.of(held)
        around: Sequence[ScheduledMeeting] = self._others.held
        schedule = Schedule(self._others.problem, (*around[:place], watched, *around[place:]))
        found = tuple(self._rule.check(schedule))
        seen = frozenset(noted)
        alike = next((each for each in self._known[place] if each.seen == seen), None)
        if alike is None:
            alike = _Alike(seen)
            self._known[place].append(alike)
        alike.remember(held, found)
        return found

    def _place(self, held: ScheduledMeeting) -> int:
        """How many of the others come before it: rules go through a plan in order of time."""
        return bisect_left(self._before, (held.start, held.index))


class _Alike:
    """Findings by the values of the parts that were looked at."""

    def __init__(self, seen: frozenset[str]) -> None:
        self.seen = seen
        self._values: Callable[[ScheduledMeeting], object] = attrgetter(*sorted(seen)) if seen else _nothing
        self._found: dict[object, tuple[Finding, ...]] = {}

    def of(self, held: ScheduledMeeting) -> tuple[Finding, ...] | None:
        return self._found.get(self._values(held))

    def remember(self, held: ScheduledMeeting, found: tuple[Finding, ...]) -> None:
        self._found[self._values(held)] = found


def _nothing(_held: ScheduledMeeting) -> None:
    return None


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

    def held(self, day: date, venue: int) -> ScheduledMeeting:
        """The meeting there, with rooms and staff."""
        return self._placing.held(day, venue)

    def unstaffed(self, day: date, venue: int) -> ScheduledMeeting:
        """The meeting there without staff, for rules that do not look at them."""
        return self._placing.unstaffed(day, venue)

    def past(self, held: ScheduledMeeting) -> list[Finding]:
        """What is said of a meeting that is past, held otherwise than it was announced."""
        if not held.meeting.settled:
            return []
        there = PlannedMeeting(
            held.id, held.start, held.end, self.problem.venues[held.venue].id,
            tuple(self.problem.rooms[room].id for room in held.rooms),
            tuple(self.problem.staff[person].id for person in held.staff),
        )  # fmt: skip
        return [*rewritten_history(self.problem, Plan((there,)), PLAN)]

    def _of_everyone(self, held: ScheduledMeeting) -> list[Finding]:
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
    def held(self) -> ScheduledMeeting:
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
        found, problem = [*findings], self._judging.problem
        for rule in in_force(problem):
            places = [place for place, finding in enumerate(found) if finding.rule == rule.key()]
            summed_up = rule.summed_up(problem, self.held, [found[place] for place in places])
            for place, finding in zip(places, summed_up, strict=True):
                found[place] = finding
        return [*{id(each): each for each in found}.values()]

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

    def findings(self, held: ScheduledMeeting) -> tuple[Finding, ...]:
        """What the rule says of this meeting and those that matter to it."""
        return self._beside.findings(held)

    def points(self, held: ScheduledMeeting) -> int:
        """What the rule charges this meeting and those that matter to it."""
        return self._weight * sum(finding.points for finding in self._beside.findings(held))

    def alone(self, held: ScheduledMeeting) -> list[Finding]:
        """What this meeting breaks whatever the others do: what is broken with them and without."""
        broken = self._broken(self.findings(held))
        if not broken or self._alone is self._beside:
            return broken
        by_itself = self._broken(self._alone.findings(held))
        return [finding for finding in broken if finding in by_itself]

    def beside(self, held: ScheduledMeeting) -> list[Finding]:
        """What this meeting and others break together."""
        broken = self._broken(self._beside.findings(held))
        return _without(broken, [*self.alone(held), *self._standing]) if broken else broken

    def _broken(self, findings: Iterable[Finding]) -> list[Finding]:
        broken = [finding for finding in findings if finding.broken]
        return [*without_frozen(self._problem, held_against(self._problem, broken))] if broken else broken


def _without(findings: list[Finding], known: list[Finding]) -> list[Finding]:
    """The findings that are not among the known ones, of equal ones as many as there are more."""
    left = [*findings]
    for each in known:
        if each in left:
            left.remove(each)
    return left
