"""Quick checks: contradictions in a problem that are found without a solver, each with a message that explains it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.check import check, without_frozen
from constraints.conflicts.conflict import Conflict
from constraints.model.domains import candidate_grid, possible_candidates
from constraints.problem.candidates import Candidates, fees
from constraints.problem.naming import dates_name, meeting_name
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, Requirement
from constraints.problem.rule import Finding, Gap, Rule, all_rules, without_waived_findings

if TYPE_CHECKING:
    from constraints.problem.problem import Bools, Ints, Meeting, Problem, RoomNeed


def planned_at(candidates: Candidates, candidate: int) -> PlannedMeeting:
    """Return the planned meeting for a candidate, in the cheapest rooms that fit, or else the largest ones.

    Its hours may be skipped on that day by daylight saving time, which is for a rule to report.
    """
    problem = candidates.problem
    meeting = candidates.choices[int(candidates.choice[candidate])]
    venue, best = int(candidates.venue[candidate]), int(candidates.room_set[candidate])
    rooms = candidates.sets[best].rooms if best >= 0 else largest_rooms(problem, venue, meeting.rooms)
    days = Span.of_days(problem.date(int(candidates.day[candidate])), meeting.days)
    start = datetime.combine(days.first, meeting.hours.start, problem.zone)
    end = datetime.combine(days.last, meeting.hours.end, problem.zone)
    ids = tuple(problem.rooms[room].id for room in rooms)
    return PlannedMeeting(meeting.id, start, end, problem.venues[venue].id, ids)


def largest_rooms(problem: Problem, venue: int, need: RoomNeed) -> tuple[int, ...]:
    """Return the largest rooms of a venue for a need, without common parts, as far as there are any (indices)."""
    chosen: list[int] = []
    for layout in (need.layout, *[need.breakout_layout] * need.breakouts):
        taken = frozenset().union(*(problem.rooms[room].parts for room in chosen))
        apart = [n for n, room in enumerate(problem.rooms) if room.venue == venue and not room.parts & taken]
        seats = {n: problem.rooms[n].seats.get(layout, 0) for n in apart}
        chosen += sorted(apart, key=seats.__getitem__, reverse=True)[:1]
    return tuple(chosen)


EVEN_SO = Message("quick_checks.even_so", "Even with every meeting on its cheapest day at its cheapest venue: {said}")


def budget_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """Yield the findings of the budget on every meeting's cheapest candidate, whatever other rules find."""
    meals = problem.meals[possible.meeting] * possible.expected * (possible.last_day - possible.day + 1)
    cost = possible.rent + meals + fees(possible)
    lines = [possible.of(number) for number in range(len(problem.meetings))]
    cheapest = [each.start + int(np.argmin(cost[each])) for each in lines]
    plan = Plan.of([planned_at(possible, candidate) for candidate in cheapest])
    for rule in problem.rules:
        if rule.limits_costs:
            for finding in without_frozen(problem, rule.check(check(problem, plan).schedule)):
                said = BoundMessage(finding.message, finding.values)
                yield Finding(finding.rule, finding.meetings, EVEN_SO, {"said": said})


AT_LEAST = Message(
    "quick_checks.at_least",
    "{later} cannot come {min} {min:day|days} or more after {earlier}: {earlier} can be held {days} and {later}"
    " {later_days}, as far as their gaps to other meetings let them.",
)
ORDER = Message(
    "quick_checks.order",
    "{later} cannot come after {earlier}, though its round does: {earlier} can be held {days} and {later}"
    " {later_days}, as far as their gaps to other meetings let them.",
)
BETWEEN = Message(
    "quick_checks.between",
    "{later} cannot come {min} to {max} days after {earlier}: {earlier} can be held {days} and {later}"
    " {later_days}, as far as their gaps to other meetings let them.",
)


def gap_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """Yield the first gap that leaves no days, when gaps are propagated to the days of all meetings."""
    days = [np.unique(possible.day[possible.of(number)]) for number in range(len(problem.meetings))]
    meetings = problem.meetings
    gaps = [
        (rule, gap)
        for rule in problem.rules
        for gap in rule.gaps(problem)
        if not (meetings[gap.earlier].frozen and meetings[gap.later].frozen)
    ]
    changed = True
    while changed:
        changed = False
        for rule, gap in gaps:
            earlier, later = _supported_days(problem, gap, days[gap.earlier], days[gap.later])
            if not earlier.any():
                yield _finding(problem, rule, gap, days[gap.earlier], days[gap.later])
                return
            changed |= not (earlier.all() and later.all())
            days[gap.earlier], days[gap.later] = days[gap.earlier][earlier], days[gap.later][later]


def _supported_days(problem: Problem, gap: Gap, earlier: Ints, later: Ints) -> tuple[Bools, Bools]:
    """Return for each day of either meeting whether the other has a day at an allowed distance."""
    last = earlier + problem.meetings[gap.earlier].days - 1
    most = problem.days if gap.most is None else gap.most
    return _any_in(later, last + gap.least, last + most), _any_in(last, later - most, later - gap.least)


def _any_in(days: Ints, first: Ints, last: Ints) -> Bools:
    """Return for each pair of first and last whether one of the days, in rising order, lies between them."""
    return np.asarray(np.searchsorted(days, first, side="left") < np.searchsorted(days, last, side="right"))


def _finding(problem: Problem, rule: Rule, gap: Gap, earlier: Ints, later: Ints) -> Finding:
    meetings = problem.meetings[gap.earlier], problem.meetings[gap.later]
    names = [meeting_name(problem, meeting) for meeting in meetings]
    values = {
        "earlier": names[0], "later": names[1], "min": gap.least, "max": gap.most,
        "days": dates_name(problem.date(earlier[0]), problem.date(earlier[-1])),
        "later_days": dates_name(problem.date(later[0]), problem.date(later[-1])),
    }  # fmt: skip
    sentence = BETWEEN if gap.most is not None else AT_LEAST if gap.least else ORDER
    return Finding(rule.key(), (meetings[0].id, meetings[1].id), sentence, values)


NO_DAY = Message(
    "quick_checks.no_day",
    "{meeting} cannot be held: no day from {first:date} to {last:date} at any of its venues keeps to {rules}."
    " For example: {why}",
)
NOT_THAT_DAY = Message(
    "quick_checks.not_that_day",
    "{meeting} cannot be held: on {first:date}, the only day of its window, none of its venues keeps to {rules}."
    " For example: {why}",
)
QUOTED = Message("quick_checks.quoted", '"{title}"')
BOTH = Message("quick_checks.both", "{one} {other}")


def meeting_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """Yield a finding for each meeting without a candidate that all rules allow."""
    held = set(possible.meeting.tolist())
    lost = [number for number in range(len(problem.meetings)) if number not in held]
    if lost:
        grid = candidate_grid(problem)
        masks = {rule.key(): mask for rule in problem.rules if (mask := rule.allows(grid)) is not None}
        yield from (_meeting_finding(problem, grid, masks, number) for number in lost)


def _meeting_finding(problem: Problem, grid: Candidates, masks: dict[str, Bools], number: int) -> Finding:
    meeting, lines = problem.meetings[number], grid.of(number)
    name, window = meeting_name(problem, meeting), meeting.window
    if lines.start == lines.stop:
        bounding = (rule for rule in all_rules().values() if rule.bounds_candidates)
        return next(found for rule in bounding if (found := rule.no_candidates(problem, meeting)))
    mine = {key: mask[lines] for key, mask in masks.items()}
    fewest = _minimal_rules(mine)
    rules = [rule for rule in problem.rules if rule.key() in fewest]
    # Fixed choices forbid everything but what is fixed, so only the other rules give a useful example.
    telling = [rule for rule in rules if not rule.fixes_choices] or rules
    places = [lines.start + _witness(grid, lines, mine, rule.key(), fewest) for rule in telling]
    reasons = [_reason(problem, grid, place, rule) for place, rule in zip(places, telling, strict=True)]
    values = {
        "meeting": name,
        "first": window.first,
        "last": window.last,
        "why": _chain(reasons),
        "rules": [BoundMessage(QUOTED, {"title": rule.title}) for rule in rules],
    }
    return Finding(rules[0].key(), (meeting.id,), NO_DAY if len(window) > 1 else NOT_THAT_DAY, values)


def _minimal_rules(masks: dict[str, Bools]) -> list[str]:
    """Return keys of a minimal set of rules that together allow nothing; a single one if there is such."""
    alone = [key for key, mask in masks.items() if not mask.any()]
    if alone:
        return alone[:1]
    kept = list(masks)
    for key in masks:
        others = [each for each in kept if each != key]
        if not _all_allow(masks, others).any():
            kept = others
    return kept


def _all_allow(masks: dict[str, Bools], keys: Sequence[str]) -> Bools:
    everything = np.ones_like(next(iter(masks.values())))
    return np.asarray(np.logical_and.reduce([everything, *(masks[key] for key in keys)]))


def _witness(grid: Candidates, lines: slice, masks: dict[str, Bools], key: str, fewest: Sequence[str]) -> int:
    """Return the candidate with the most spare seats of those that only one rule of the minimal set forbids."""
    others = _all_allow(masks, [each for each in fewest if each != key])
    room = _seats(grid.problem, grid.problem.meetings[int(grid.meeting[lines.start])])[grid.venue[lines]]
    return int(np.argmax(np.where(others, room - grid.expected[lines], np.iinfo(np.int64).min)))


def _seats(problem: Problem, meeting: Meeting) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the seats of each venue's largest plenary room, 0 if the venue is not allowed, shape (venues,)."""
    seats = np.zeros(len(problem.venues), dtype=np.int64)
    for venue in meeting.venues:
        rooms = largest_rooms(problem, venue, meeting.rooms)
        seats[venue] = problem.rooms[rooms[0]].seats.get(meeting.rooms.layout, 0) if rooms else 0
    return seats


def _reason(problem: Problem, grid: Candidates, candidate: int, rule: Rule) -> BoundMessage:
    """Return the message of the rule's violation by a candidate, or the title of the rule."""
    found = check(problem, Plan((planned_at(grid, candidate),))).findings
    said = (BoundMessage(each.message, each.values) for each in found if each.rule == rule.key() and each.broken)
    return next(said, BoundMessage(rule.title))


def _chain(reasons: Sequence[BoundMessage]) -> BoundMessage:
    first, *rest = reasons
    return BoundMessage(BOTH, {"one": first, "other": _chain(rest)}) if rest else first


def counted_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """Yield what each rule counts for each meeting by itself; findings on one team of the staff stand together."""
    for number, meeting in enumerate(problem.meetings):
        if not meeting.frozen:
            found = (finding for rule in problem.rules for finding in rule.counted(problem, possible, number))
            yield from sorted(found, key=lambda each: str(each.values.get("team", "")))


def quick_check(problem: Problem) -> tuple[Finding, ...]:
    """Return the contradictions that simple counting shows; if there are none, there may still be no plan.

    First each meeting is checked by itself for a day, a venue with rooms, and staff. If every meeting has these, gaps
    between meetings and the budget are checked.
    """
    possible = possible_candidates(problem)
    found = (*meeting_findings(problem, possible), *counted_findings(problem, possible))
    if found:
        return found
    return (*gap_findings(problem, possible), *budget_findings(problem, possible))


def counted_conflicts(problem: Problem, known: Sequence[Conflict], deadline: float = math.inf) -> list[Conflict]:
    """Return contradictions that quick checks find once the known conflicts have been ended.

    They are not confirmed to be minimal. The known conflicts are ended by waiving all their requirements on single
    meetings, and then by waiving one of these at a time: what is wrong then would remain after that concession.

    Args:
        problem: an infeasible problem.
        known: conflicts that are known already.
        deadline: seconds on the clock of `time.monotonic`; what is not counted by then is left out.
    """
    named = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
    waived = frozenset(each for clash in known for each in clash.requirements if each.meetings)
    found: list[Conflict] = []
    for some in (waived, *(frozenset({each}) for each in sorted(waived, key=_order))):
        if some is not waived and time.monotonic() > deadline:
            break
        for finding in quick_check(replace(problem, waived=problem.waived | some)):
            clash = _clash(finding, frozenset(named[each] for each in finding.meetings))
            if not any(_overlap(clash, other) for other in (*known, *found)):
                found.append(clash)
    return found


def _order(requirement: Requirement) -> tuple[str, list[int]]:
    return requirement.rule, sorted(requirement.meetings)


def _clash(finding: Finding, meetings: frozenset[int]) -> Conflict:
    return Conflict((Requirement(finding.rule, meetings),), meetings, confirmed=False, steps=())


def _overlap(clash: Conflict, known: Conflict) -> bool:
    """Return whether the conflicts have equal meetings, or a rule and some of its meetings in common."""
    shared = {each.rule for each in clash.requirements} & {each.rule for each in known.requirements}
    return known.meetings == clash.meetings or bool(shared and known.meetings & clash.meetings)


def plainly_impossible(problem: Problem) -> bool:
    """Return whether a meeting has no candidate, or the cheapest candidates exceed the budget; False proves nothing."""
    possible = possible_candidates(problem, reachable=True)
    if len(np.unique(possible.meeting)) < len(problem.meetings):
        return True
    return bool(without_waived_findings(possible.problem, budget_findings(possible.problem, possible)))
