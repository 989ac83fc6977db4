"""Assess what a plan would violate and cost with one meeting elsewhere and the others as they are.

A place violates something by itself if no rooms and staff avoid it there, whatever the other meetings do; past ones can
only stay. What it violates otherwise is due to the others.

Most rules depend on a meeting's day or on its venue but not on both, so that their findings on one candidate hold for
many. This is found by memoisation: `Watched` records which attributes of a meeting a rule's check reads, and for equal
values of these attributes the findings are equal.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from constraints.check import PLAN, rewritten_history, without_frozen
from constraints.explain.placing import Placing
from constraints.model.domains import candidate_grid, possible_candidates
from constraints.problem.candidates import Candidates
from constraints.problem.plan import Plan, Schedule, ScheduledMeeting
from constraints.problem.problem import PlannedMeeting
from constraints.problem.relaxations import is_waived
from constraints.problem.rule import Rule, without_waived_findings
from constraints.problem.waivers import without_waived_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from constraints.problem.problem import Bools, Problem
    from constraints.problem.rule import Finding


@dataclass(frozen=True)
class Columns:
    """The candidates of one meeting, sorted by day and venue, and the rules that exclude them.

    Attributes:
        candidates: all first days in the window at all allowed venues, as if there were no other meeting.
        struck_out: mask of the candidates that a rule excludes by itself, shape (candidates,), by key of the rule.
    """

    candidates: Candidates
    struck_out: Mapping[str, Bools]

    @classmethod
    def of(cls, problem: Problem, meeting: int) -> Columns:
        """Return the table of one meeting (an index) of the problem."""
        alone = without_waived_rules(problem).meetings[meeting]
        by_itself = replace(problem, meetings=(alone,), rounds=(), successive=())
        candidates = candidate_grid(by_itself)
        struck_out: dict[str, Bools] = {}
        for rule in () if alone.frozen else problem.rules_in_force:  # what a frozen meeting violates is ignored
            mask = rule.allows(candidates) if posts_nothing(rule) else None
            if mask is not None and not mask.all() and not is_waived(problem, rule.key(), [meeting]):
                struck_out[rule.key()] = ~mask
        return cls(candidates, struck_out)

    def __iter__(self) -> Iterator[tuple[int, int, frozenset[str]]]:
        """Iterate over (index of the first day, index of the venue, keys of the rules that exclude it)."""
        found: list[set[str]] = [set() for _ in range(len(self.candidates))]
        for rule, mask in self.struck_out.items():
            for line in np.flatnonzero(mask).tolist():
                found[line].add(rule)
        days, venues = self.candidates.day.tolist(), self.candidates.venue.tolist()
        by_place: dict[tuple[int, int], frozenset[str]] = {}
        for place, rules in zip(zip(days, venues, strict=True), map(frozenset, found), strict=True):
            # Of several hours that a meeting may have, those that fewest rules exclude speak for the place.
            by_place[place] = min(by_place.get(place, rules), rules, key=len)
        return ((day, venue, rules) for (day, venue), rules in by_place.items())


def posts_nothing(rule: Rule) -> bool:
    """Return whether the rule judges every meeting by itself."""
    return type(rule).post is Rule.post


PARTS = frozenset({
    "start", "end", "venue", "rooms", "staff", "members", "absent", "busy_staff", "from_home",
    "day", "span", "length", "expected", "coming",
})  # fmt: skip
"""Attributes of a scheduled meeting that depend on when and where it is held."""


class RecordingMeeting(ScheduledMeeting):
    """A scheduled meeting that records which of its `PARTS` are read."""

    @classmethod
    def of(cls, held: ScheduledMeeting) -> tuple[RecordingMeeting, set[str]]:
        """Return a recording copy of a meeting, and the set in which the names of read attributes are collected."""
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
    """The memoised findings of one rule on a meeting among others that do not move.

    Args:
        rule: the rule.
        others: the other meetings.
    """

    def __init__(self, rule: Rule, others: Schedule) -> None:
        self._rule = rule
        self._others = others
        self._before = [(held.start, held.index) for held in others]
        self._known: dict[int, list[_FindingsByValues]] = defaultdict(list)

    def findings(self, held: ScheduledMeeting) -> tuple[Finding, ...]:
        """Return the findings of the rule on the others together with this meeting."""
        place = self._place(held)
        for alike in self._known[place]:
            found = alike.of(held)
            if found is not None:
                return found
        return self._compute(held, place)

    def _compute(self, held: ScheduledMeeting, place: int) -> tuple[Finding, ...]:
        watched, noted = RecordingMeeting.of(held)
        around: Sequence[ScheduledMeeting] = self._others.held
        schedule = Schedule(self._others.problem, (*around[:place], watched, *around[place:]))
        found = tuple(self._rule.check(schedule))
        seen = frozenset(noted)
        alike = next((each for each in self._known[place] if each.seen == seen), None)
        if alike is None:
            alike = _FindingsByValues(seen)
            self._known[place].append(alike)
        alike.remember(held, found)
        return found

    def _place(self, held: ScheduledMeeting) -> int:
        """Return the number of others before the meeting, as rules read a plan in order of time."""
        return bisect_left(self._before, (held.start, held.index))


class _FindingsByValues:
    """Findings by the values of those attributes that the check read."""

    def __init__(self, seen: frozenset[str]) -> None:
        self.seen = seen
        self._values: Callable[[ScheduledMeeting], object] = attrgetter(*sorted(seen)) if seen else _no_values
        self._found: dict[object, tuple[Finding, ...]] = {}

    def of(self, held: ScheduledMeeting) -> tuple[Finding, ...] | None:
        return self._found.get(self._values(held))

    def remember(self, held: ScheduledMeeting, found: tuple[Finding, ...]) -> None:
        self._found[self._values(held)] = found


def _no_values(_held: ScheduledMeeting) -> None:
    return None


class Assessor:
    """Assesses any day and venue for one meeting of a plan.

    Args:
        schedule: the plan.
        meeting: index of the meeting.

    Attributes:
        problem: the problem.
        meeting: index of the meeting.
        now: the meeting as planned.
        rules: the rules in force.
        before: points of each rule as planned, by key.

    Raises:
        KeyError: if the plan lacks the meeting.
    """

    def __init__(self, schedule: Schedule, meeting: int) -> None:
        self.problem: Problem = schedule.problem
        self.meeting = meeting
        self.now = schedule[meeting]
        others = Schedule(self.problem, tuple(held for held in schedule if held.index != meeting))
        settled = Schedule(self.problem, tuple(held for held in others if held.meeting.frozen))
        self.rules = [RuleAmongOthers(rule, others, meeting) for rule in self.problem.rules_in_force]
        self._by_itself = Placing(settled, self.now, self._of_everyone_by_itself, trouble=self._trouble)
        self._placing = Placing(others, self.now, self._of_everyone, trouble=self._trouble, by_itself=self._by_itself)
        self.before = {tied.key: tied.points(self.now) for tied in self.rules}

    def at(self, day: date, venue: int) -> Assessment:
        """Return the assessment of a first day and a venue (index), even if they are not allowed."""
        return Assessment(self, day, venue)

    def candidates(self) -> list[Assessment]:
        """Return the assessments of all first days in the window at all allowed venues, in order."""
        columns = Columns.of(self.problem, self.meeting)
        return [Assessment(self, self.problem.date(day), venue, struck_out) for day, venue, struck_out in columns]

    def held(self, day: date, venue: int) -> ScheduledMeeting:
        """Return the scheduled meeting there, with rooms and staff."""
        return self._placing.held(day, venue)

    def held_by_itself(self, day: date, venue: int) -> ScheduledMeeting:
        """Return the scheduled meeting there with the rooms and staff it would have if all others could move away."""
        return self._by_itself.held(day, venue)

    def reachable(self, day: date, venue: int) -> bool:
        """Return whether bounds propagation leaves the place: if not, no plan has the meeting there."""
        return (self.problem.index(day), venue) in self._reachable

    @cached_property
    def _reachable(self) -> set[tuple[int, int]]:
        left = possible_candidates(self.problem, reachable=True)
        lines = left.of(self.meeting)
        return {*zip(left.day[lines].tolist(), left.venue[lines].tolist(), strict=True)}

    def unstaffed(self, day: date, venue: int) -> ScheduledMeeting:
        """Return the scheduled meeting there without staff, for rules that do not depend on staff."""
        return self._placing.unstaffed(day, venue)

    def past(self, held: ScheduledMeeting) -> list[Finding]:
        """Return the finding that a past meeting differs from what was announced, if it does."""
        if not held.meeting.frozen:
            return []
        there = PlannedMeeting(
            held.id, held.start, held.end, self.problem.venues[held.venue].id,
            tuple(self.problem.rooms[room].id for room in held.rooms),
            tuple(self.problem.staff[person].id for person in held.staff),
        )  # fmt: skip
        return [*rewritten_history(self.problem, Plan((there,)), PLAN)]

    def _trouble(self, held: ScheduledMeeting) -> tuple[int, ...]:
        """Return the number of violations by the meeting itself, that of all violations, and the points."""
        found = [finding for tied in self.rules for finding in tied.findings(held)]
        alone = sum(len(tied.alone(held)) for tied in self.rules)
        return alone, sum(finding.broken for finding in found), sum(tied.points(held) for tied in self.rules)

    def _of_everyone(self, held: ScheduledMeeting) -> list[Finding]:
        return [finding for tied in self.rules if tied.posts for finding in tied.findings(held)]

    def _of_everyone_by_itself(self, held: ScheduledMeeting) -> list[Finding]:
        return [finding for tied in self.rules if tied.posts for finding in tied.findings_by_itself(held)]


class Assessment:
    """The assessment of one place for a meeting, with the others as planned; computed on demand.

    Attributes:
        day: first day.
        venue: index of the venue.
    """

    def __init__(self, judging: Assessor, day: date, venue: int, struck_out: frozenset[str] | None = None) -> None:
        self.day, self.venue = day, venue
        self._judging = judging
        self._struck_out = struck_out

    @cached_property
    def held(self) -> ScheduledMeeting:
        """The scheduled meeting there, with rooms and staff."""
        return self._judging.held(self.day, self.venue)

    @property
    def is_now(self) -> bool:
        """Whether it is the planned place."""
        return (self.day, self.venue) == (self._judging.now.day, self._judging.now.venue)

    @property
    def possible_alone(self) -> bool:
        """Whether the place violates nothing by itself, whatever the other meetings do."""
        return not self._struck_out and not self.strikes

    @cached_property
    def others_could_move(self) -> bool:
        """Whether the place violates something, but there may be a plan with the meeting there."""
        return self.possible_alone and bool(self.beside) and self._judging.reachable(self.day, self.venue)

    @property
    def breaks(self) -> tuple[str, ...]:
        """Keys of rules that exclude the place: by itself, or else together with the others."""
        found = self._struck_out or {finding.rule for finding in self.strikes or self.beside}
        return tuple(tied.key for tied in self._judging.rules if tied.key in found)

    @property
    def possible(self) -> bool:
        """Whether the place violates nothing with the others as planned."""
        return self.possible_alone and not self.beside

    def in_full(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return these findings for display, each summed up by its rule."""
        found, problem = [*findings], self._judging.problem
        for rule in problem.rules_in_force:
            places = [place for place, finding in enumerate(found) if finding.rule == rule.key()]
            summed_up = rule.summed_up(problem, self.held, [found[place] for place in places])
            for place, finding in zip(places, summed_up, strict=True):
                found[place] = finding
        return [*{id(each): each for each in found}.values()]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """All violations, those by itself first."""
        return (*self.alone, *self.beside)

    @cached_property
    def strikes(self) -> tuple[Finding, ...]:
        """Violations by itself that suffice to exclude the place; complete only if no mask excludes it."""
        rules, struck_out = self._judging.rules, self._struck_out
        if struck_out is None:
            return self.alone
        if not struck_out:
            found = (finding for tied in rules if tied.posts for finding in self._alone(tied))
            return (*self._judging.past(self.held), *found)
        held = self._judging.unstaffed(self.day, self.venue)
        return tuple(finding for tied in rules if tied.key in struck_out for finding in tied.alone(held))

    def _alone(self, tied: RuleAmongOthers) -> list[Finding]:
        """Return what the place violates of a rule by itself: nothing if other rooms or staff would not."""
        found = tied.alone(self.held)
        return found if found and tied.is_broken_by_itself(self._held_by_itself) else []

    @cached_property
    def _held_by_itself(self) -> ScheduledMeeting:
        return self._judging.held_by_itself(self.day, self.venue)

    @cached_property
    def alone(self) -> tuple[Finding, ...]:
        """All violations by itself, whatever the other meetings do."""
        past = self._judging.past(self.held)
        return (*past, *(finding for tied in self._judging.rules for finding in self._alone(tied)))

    @cached_property
    def beside(self) -> tuple[Finding, ...]:
        """All violations that are due to the other meetings."""
        rules = self._judging.rules
        return tuple(each for tied in rules for each in tied.beside(self.held, partial(self._alone, tied)))

    @property
    def in_the_way(self) -> frozenset[str]:
        """Ids of the other meetings that the violations which are due to others name."""
        return frozenset(each for finding in self.beside for each in finding.meetings if each != self.held.id)

    @cached_property
    def extra(self) -> Mapping[str, int]:
        """Additional points of the plan by key of the rule, negative for fewer, without zeros."""
        extra = {tied.key: tied.points(self.held) - self._judging.before[tied.key] for tied in self._judging.rules}
        return {rule: points for rule, points in sorted(extra.items()) if points}

    @property
    def points(self) -> int:
        """Additional points of the plan in total, negative for fewer."""
        return sum(self.extra.values())


class RuleAmongOthers:
    """A rule with the other meetings on which its findings about one meeting depend (see `Rule.tied`)."""

    def __init__(self, rule: Rule, others: Schedule, meeting: int) -> None:
        problem = others.problem
        tied = {*rule.tied(problem, meeting)}
        near = Schedule(problem, tuple(held for held in others if held.index in tied))
        settled = Schedule(problem, tuple(held for held in near if held.meeting.frozen))
        self.key = rule.key()
        self.posts = not posts_nothing(rule)
        self._problem = problem
        self._weight = problem.weights.get(self.key, 1)
        self._alone = Memory(rule, settled)
        self._beside = Memory(rule, near) if len(near.held) > len(settled.held) else self._alone
        self._standing = self._broken(rule.check(near)) if near.held else []

    def findings(self, held: ScheduledMeeting) -> tuple[Finding, ...]:
        """Return the findings of the rule on this meeting and those it depends on."""
        return self._beside.findings(held)

    def findings_by_itself(self, held: ScheduledMeeting) -> tuple[Finding, ...]:
        """Return the findings of the rule on this meeting and those of the others that cannot move."""
        return self._alone.findings(held)

    def is_broken_by_itself(self, held: ScheduledMeeting) -> bool:
        """Return whether the meeting violates the rule even if all others that can move do."""
        return bool(self._broken(self._alone.findings(held)))

    def points(self, held: ScheduledMeeting) -> int:
        """Return the weighted points of the rule for this meeting and those it depends on."""
        return self._weight * sum(finding.points for finding in self._beside.findings(held))

    def alone(self, held: ScheduledMeeting) -> list[Finding]:
        """Return the violations by the meeting itself: those that occur with and without the others that can move."""
        broken = self._broken(self.findings(held))
        if not broken or self._alone is self._beside:
            return broken
        by_itself = self._broken(self._alone.findings(held))
        return [finding for finding in broken if finding in by_itself]

    def beside(self, held: ScheduledMeeting, alone: Callable[[], list[Finding]]) -> list[Finding]:
        """Return the violations that the meeting causes together with others, without those it causes by itself."""
        broken = self._broken(self._beside.findings(held))
        return _without(broken, [*alone(), *self._standing]) if broken else broken

    def _broken(self, findings: Iterable[Finding]) -> list[Finding]:
        broken = [finding for finding in findings if finding.broken]
        return [*without_frozen(self._problem, without_waived_findings(self._problem, broken))] if broken else broken


def _without(findings: list[Finding], known: list[Finding]) -> list[Finding]:
    """Return the multiset difference of findings and known ones."""
    left = [*findings]
    for each in known:
        if each in left:
            left.remove(each)
    return left
