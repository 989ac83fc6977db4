"""Meetings that have no day and venue left, and the fewest rules that leave them none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import Said, Sentence
from constraints.candidates import Candidates
from constraints.check import check
from constraints.contradictions.trial import largest_rooms, trial
from constraints.naming import dates_name, meeting_name
from constraints.plan import Plan
from constraints.rule import Finding, Rule
from constraints.rules.choices import Choices

if TYPE_CHECKING:
    from constraints.problem import Bools, Meeting, Problem

NO_VENUE = Sentence(
    en="{meeting} cannot be held: there is no venue for it.",
    da="{meeting} kan ikke holdes: der er intet mødested til det.",
)
TOO_SHORT = Sentence(
    en="{meeting} cannot be held: it takes {days} {days:day|days}, and its window ({window}) has {n}.",
    da="{meeting} kan ikke holdes: det varer {days} {days:dag|dage}, og dets vindue ({window}) har {n}.",
)
NO_DAY = Sentence(
    en="{meeting} cannot be held: no day from {first:date} to {last:date} at any of its venues keeps to {rules}."
    " For example: {why}",
    da="{meeting} kan ikke holdes: ingen dag fra {first:date} til {last:date} på noget af dets mødesteder"
    " overholder {rules}. F.eks.: {why}",
)
NOT_THAT_DAY = Sentence(
    en="{meeting} cannot be held: on {first:date}, the only day of its window, none of its venues keeps to {rules}."
    " For example: {why}",
    da="{meeting} kan ikke holdes: den {first:date}, vinduets eneste dag, overholder intet af dets mødesteder {rules}."
    " F.eks.: {why}",
)
QUOTED = Sentence(en='"{title}"', da="»{title}«")
BOTH = Sentence(en="{one} {other}", da="{one} {other}")


def meeting_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """One for each meeting without any candidate that the rules allow."""
    held = set(possible.meeting.tolist())
    lost = [number for number in range(len(problem.meetings)) if number not in held]
    if lost:
        grid = Candidates.grid(problem)
        masks = {rule.key(): mask for rule in problem.rules if (mask := rule.allows(grid)) is not None}
        yield from (_finding(problem, grid, masks, number) for number in lost)


def _finding(problem: Problem, grid: Candidates, masks: dict[str, Bools], number: int) -> Finding:
    meeting, lines = problem.meetings[number], grid.of(number)
    name, window = meeting_name(problem, meeting), meeting.window
    if not meeting.venues:
        return Finding("venue_allowed", (meeting.id,), NO_VENUE, {"meeting": name})
    if lines.start == lines.stop:
        days = dates_name(window.first, window.last)
        values = {"meeting": name, "days": meeting.days, "window": days, "n": len(window)}
        return Finding("window", (meeting.id,), TOO_SHORT, values)
    mine = {key: mask[lines] for key, mask in masks.items()}
    fewest = _fewest(mine)
    rules = [rule for rule in problem.rules if rule.key() in fewest]
    # Fixed choices forbid all but what is fixed, which the other rules' examples are about.
    telling = [rule for rule in rules if rule.key() != Choices.key()] or rules
    places = [lines.start + _witness(grid, lines, mine, rule.key(), fewest) for rule in telling]
    reasons = [_reason(problem, grid, place, rule) for place, rule in zip(places, telling, strict=True)]
    values = {
        "meeting": name,
        "first": window.first,
        "last": window.last,
        "why": _chain(reasons),
        "rules": [Said(QUOTED, {"title": rule.title}) for rule in rules],
    }
    return Finding(rules[0].key(), (meeting.id,), NO_DAY if len(window) > 1 else NOT_THAT_DAY, values)


def _fewest(masks: dict[str, Bools]) -> list[str]:
    """Keys of rules that together allow nothing, none of which could be left out; a single one if there is such."""
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
    """Of what only that one of the fewest rules forbids, the candidate with the most room for those expected."""
    others = _all_allow(masks, [each for each in fewest if each != key])
    room = _seats(grid.problem, grid.problem.meetings[int(grid.meeting[lines.start])])[grid.venue[lines]]
    return int(np.argmax(np.where(others, room - grid.expected[lines], np.iinfo(np.int64).min)))


def _seats(problem: Problem, meeting: Meeting) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Seats of the largest plenary room, shape (venues,); 0 where the meeting is not held."""
    seats = np.zeros(len(problem.venues), dtype=np.int64)
    for venue in meeting.venues:
        rooms = largest_rooms(problem, venue, meeting.rooms)
        seats[venue] = problem.rooms[rooms[0]].seats.get(meeting.rooms.layout, 0) if rooms else 0
    return seats


def _reason(problem: Problem, grid: Candidates, candidate: int, rule: Rule) -> Said:
    """What the rule says when the meeting is put there, or what it is called."""
    found = check(problem, Plan((trial(grid, candidate),))).findings
    said = (Said(each.sentence, each.values) for each in found if each.rule == rule.key() and each.broken)
    return next(said, Said(rule.title))


def _chain(reasons: Sequence[Said]) -> Said:
    first, *rest = reasons
    return Said(BOTH, {"one": first, "other": _chain(rest)}) if rest else first
