"""Alternatives for one meeting while all others stay: each day of its window, or all days and venues, best first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from constraints.explain.days import Possibility, best_first
from constraints.explain.days import possibilities as days_of
from constraints.explain.judging import Assessment, Assessor
from planner.explain.subject import AnswerBuilder
from planner.schemas.explanations import (
    CandidateJudged,
    CandidatesJudged,
    DayPossibility,
    Possibilities,
)

if TYPE_CHECKING:
    from planner.explain.subject import Subject


Decide = Callable[[date, int | None, frozenset[str]], bool | None]
"""Says whether there is a plan with the meeting on a day at a venue (index; None for any); None if not decided.

The last argument are the ids of the meetings that are in the way there.
"""


def undecided(_day: date, _venue: int | None, _in_the_way: frozenset[str]) -> None:
    """Leave open whether there is such a plan; a `Decide`."""


def possibilities(
    subject: Subject, meeting: int, *, all_reasons: bool = False, decide: Decide = undecided
) -> Possibilities:
    """Return the state of every day in the window of a meeting (index).

    Args:
        subject: the plan.
        meeting: index of the meeting.
        all_reasons: whether an impossible day gets every reason instead of the first.
        decide: asked about the days that are possible only if other meetings move, if they are.
    """
    judging, teller = Assessor(subject.verdict.schedule, meeting), AnswerBuilder(subject.problem)
    return Possibilities(
        meeting=teller.meeting(meeting),
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        length=subject.problem.meetings[meeting].days,
        days=tuple(_day(each, teller, decide, all_reasons=all_reasons) for each in days_of(judging)),
    )


def candidates(
    subject: Subject, meeting: int, *, reasons: bool = False, most: int | None = None, decide: Decide = undecided
) -> CandidatesJudged:
    """Return the days and venues of a meeting, best first.

    Args:
        subject: the plan.
        meeting: index of the meeting.
        reasons: whether impossible candidates get their reasons.
        most: the number of candidates at most; None for all.
        decide: as for `possibilities`.
    """
    judging, teller = Assessor(subject.verdict.schedule, meeting), AnswerBuilder(subject.problem)
    ranked = best_first(judging.candidates())[:most]
    return CandidatesJudged(
        meeting=teller.meeting(meeting),
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        candidates=tuple(_candidate(each, teller, decide, reasons=reasons) for each in ranked),
    )


def _day(day: Possibility, teller: AnswerBuilder, decide: Decide, *, all_reasons: bool) -> DayPossibility:
    best, reason = day.best, day.first_reason
    exists = decide(day.day, None, day.in_the_way) if day.others_could_move else best is not None
    return DayPossibility(
        day=day.day,
        state=day.state,
        planned=day.planned,
        points=best.points if best else None,
        venue=teller.venue(best.venue) if best else None,
        others_could_move=best is None and exists is not False,
        plan_exists=exists,
        first_reason=teller.reason(reason) if reason else None,
        reasons=teller.reasons(day.reasons) if all_reasons and not best else None,
    )


def _candidate(judged: Assessment, teller: AnswerBuilder, decide: Decide, *, reasons: bool) -> CandidateJudged:
    possible = judged.possible
    exists = decide(judged.day, judged.venue, judged.in_the_way) if judged.others_could_move else possible
    return CandidateJudged(
        place=teller.place(judged.day, judged.venue),
        planned=judged.is_now,
        possible=possible,
        others_could_move=not possible and exists is not False,
        plan_exists=exists,
        points=judged.points if possible else None,
        rules=teller.rules(judged.extra) if possible else (),
        breaks=() if possible else judged.breaks,
        reasons=teller.reasons(judged.in_full(judged.broken)) if reasons and not possible else None,
    )
