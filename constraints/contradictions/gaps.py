"""Meetings that cannot lie as far apart, or as close together, as the gaps between them ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from calendars.language import Sentence
from constraints.naming import dates_name, meeting_name
from constraints.rule import Finding
from constraints.rules.joint_gap import JointGap
from constraints.rules.region_gap import RegionGap

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Bools, Ints, Problem

AT_LEAST = Sentence(
    en="{later} cannot come {min} {min:day|days} or more after {earlier}: {earlier} can be held {days} and {later}"
    " {later_days}, as far as their gaps to other meetings let them.",
    da="{later} kan ikke ligge {min} {min:dag|dage} eller mere efter {earlier}: {earlier} kan holdes {days} og"
    " {later} {later_days}, når afstanden til andre møder skal passe.",
)
BETWEEN = Sentence(
    en="{later} cannot come {min} to {max} days after {earlier}: {earlier} can be held {days} and {later}"
    " {later_days}, as far as their gaps to other meetings let them.",
    da="{later} kan ikke ligge {min} til {max} dage efter {earlier}: {earlier} kan holdes {days} og {later}"
    " {later_days}, når afstanden til andre møder skal passe.",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days from the last day of the earlier meeting to the first day of the later one."""

    rule: str
    earlier: int
    later: int
    least: int
    most: int | None = None


def gap_findings(problem: Problem, possible: Candidates) -> Iterator[Finding]:
    """The first gap for which no two days are left, when days that no gap allows are struck out one after another."""
    days = [np.unique(possible.day[possible.of(number)]) for number in range(len(problem.meetings))]
    meetings = problem.meetings
    gaps = [gap for gap in _gaps(problem) if not (meetings[gap.earlier].settled and meetings[gap.later].settled)]
    changed = True
    while changed:
        changed = False
        for gap in gaps:
            earlier, later = _both(problem, gap, days[gap.earlier], days[gap.later])
            if not earlier.any():
                yield _finding(problem, gap, days[gap.earlier], days[gap.later])
                return
            changed |= not (earlier.all() and later.all())
            days[gap.earlier], days[gap.later] = days[gap.earlier][earlier], days[gap.later][later]


def _gaps(problem: Problem) -> Iterator[Gap]:
    for rule in problem.rules:
        if isinstance(rule, RegionGap):
            for earlier, later in problem.successive:
                yield Gap(rule.key(), earlier, later, rule.min_days, rule.max_days)
        elif isinstance(rule, JointGap):
            for earlier, later, least in rule.pairs(problem):
                yield Gap(rule.key(), earlier, later, least)


def _both(problem: Problem, gap: Gap, earlier: Ints, later: Ints) -> tuple[Bools, Bools]:
    """For each day of either meeting whether the other has a day that goes with it."""
    last = earlier + problem.meetings[gap.earlier].days - 1
    most = problem.days if gap.most is None else gap.most
    return _any_in(later, last + gap.least, last + most), _any_in(last, later - most, later - gap.least)


def _any_in(days: Ints, first: Ints, last: Ints) -> Bools:
    """For each pair of first and last whether one of the days (in rising order) lies between them."""
    return np.asarray(np.searchsorted(days, first, side="left") < np.searchsorted(days, last, side="right"))


def _finding(problem: Problem, gap: Gap, earlier: Ints, later: Ints) -> Finding:
    meetings = problem.meetings[gap.earlier], problem.meetings[gap.later]
    names = [meeting_name(problem, meeting) for meeting in meetings]
    values = {
        "earlier": names[0], "later": names[1], "min": gap.least, "max": gap.most,
        "days": dates_name(problem.date(earlier[0]), problem.date(earlier[-1])),
        "later_days": dates_name(problem.date(later[0]), problem.date(later[-1])),
    }  # fmt: skip
    sentence = AT_LEAST if gap.most is None else BETWEEN
    return Finding(gap.rule, (meetings[0].id, meetings[1].id), sentence, values)
