"""Where a meeting could be, the others as planned: day by day, and every day and venue best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constraints.explain.days import Possibility, best_first
from constraints.explain.days import possibilities as days_of
from constraints.explain.judging import Judged, Judging
from planner.explain.subject import Teller
from planner.schemas.explanations import (
    CandidateJudged,
    CandidatesJudged,
    DayPossibility,
    Possibilities,
)

if TYPE_CHECKING:
    from planner.explain.subject import Subject


def possibilities(subject: Subject, meeting: int, *, all_reasons: bool = False) -> Possibilities:
    """Every day of the window of a meeting (index)."""
    judging, teller = Judging(subject.verdict.schedule, meeting), Teller(subject.problem)
    return Possibilities(
        meeting=teller.meeting(meeting),
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        length=subject.problem.meetings[meeting].days,
        days=tuple(_day(each, teller, all_reasons=all_reasons) for each in days_of(judging)),
    )


def candidates(subject: Subject, meeting: int, *, reasons: bool = False, most: int | None = None) -> CandidatesJudged:
    """Every day and venue of a meeting (index), best first; at most so many if a number is given."""
    judging, teller = Judging(subject.verdict.schedule, meeting), Teller(subject.problem)
    ranked = best_first(judging.candidates())[:most]
    return CandidatesJudged(
        meeting=teller.meeting(meeting),
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        candidates=tuple(_candidate(each, teller, reasons=reasons) for each in ranked),
    )


def _day(day: Possibility, teller: Teller, *, all_reasons: bool) -> DayPossibility:
    best, reason = day.best, day.first_reason
    return DayPossibility(
        day=day.day,
        state=day.state,
        planned=day.planned,
        points=best.points if best else None,
        venue=teller.venue(best.venue) if best else None,
        others_could_move=day.others_could_move,
        first_reason=teller.reason(reason) if reason else None,
        reasons=teller.reasons(day.reasons) if all_reasons and not best else None,
    )


def _candidate(judged: Judged, teller: Teller, *, reasons: bool) -> CandidateJudged:
    possible = judged.possible
    return CandidateJudged(
        place=teller.place(judged.day, judged.venue),
        planned=judged.is_now,
        possible=possible,
        others_could_move=not possible and judged.possible_alone,
        points=judged.points if possible else None,
        rules=teller.rules(judged.extra) if possible else (),
        breaks=() if possible else judged.breaks,
        reasons=teller.reasons(judged.in_full(judged.broken)) if reasons and not possible else None,
    )
