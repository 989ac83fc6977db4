"""Whom changes hit: the meetings that cannot stay as they were accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.problem import Problem
    from constraints.rule import Finding
    from planner.changes import Changed

HELD_LATER = Sentence(en="It is cancelled, to be held later.", da="Det er aflyst og skal holdes senere.")
NOT_HELD = Sentence(en="It is cancelled and will not be held.", da="Det er aflyst og bliver ikke holdt.")
GONE = Sentence(en="It is no longer planned.", da="Det er ikke længere planlagt.")
IS_NEW = Sentence(en="It has not been planned before.", da="Det har ikke været planlagt før.")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a meeting is hit: the rule that the accepted plan breaks now, if it is that, and a sentence."""

    rule: str | None
    said: Said


Hits = Mapping[str, Sequence[Cause]]
"""Ids of meetings with why each is hit."""


def find_hits(verdict: Verdict, changed: Changed) -> Hits:
    """The meetings to be held that need another place.

    Args:
        verdict: of what is left of the accepted plan, in the changed problem; what is past is settled there.
        changed: what the changes made of the network.
    """
    problem = verdict.schedule.problem
    found: dict[str, list[Cause]] = defaultdict(list)
    for meeting in problem.meetings:
        if meeting.id in changed.cancelled:
            found[meeting.id].append(Cause(None, Said(HELD_LATER)))
        elif meeting.announced is None:
            found[meeting.id].append(Cause(None, Said(IS_NEW)))
    for finding in verdict.broken:
        for name in _to_be_held(problem, finding):
            if name not in found or found[name][0].rule is not None:
                found[name].append(Cause(finding.rule, Said(finding.sentence, finding.values)))
    return dict(found)


def gone(planned: Sequence[str], problem: Problem, changed: Changed) -> Hits:
    """Meetings that were planned and are no longer, with why."""
    return {
        meeting: [Cause(None, Said(NOT_HELD if meeting in changed.dropped else GONE))]
        for meeting in planned
        if problem.meeting(meeting) is None
    }


def _to_be_held(problem: Problem, finding: Finding) -> Iterator[str]:
    for name in finding.meetings:
        meeting = problem.meeting(name)
        if meeting is not None and not meeting.settled:
            yield name
