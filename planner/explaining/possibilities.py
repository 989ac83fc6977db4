"""Where a meeting could be, the others as planned: day by day, and every day and venue best first."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field

from constraints.why.days import Possibility, State, best_first
from constraints.why.days import possibilities as days_of
from constraints.why.judging import Judged, Judging
from planner.explaining.shapes import Place, Reason, RulePoints
from planner.explaining.telling import Teller
from planner.rescheduling.shapes import Named, Shape, Venue

if TYPE_CHECKING:
    from planner.explaining.subject import Subject


class DayPossibility(Shape):
    """One day of the window, as the first day of the meeting, the other meetings as planned."""

    day: date = Field(description="The day.")
    state: State = Field(
        description="`free`: the plan costs no more points than it does; `costly`: it costs more; `impossible`: a rule "
        "is broken at every venue."
    )
    planned: bool = Field(description="Whether the plan has the meeting there.")
    points: int | None = Field(description="Points that the plan costs more at the best venue; None if impossible.")
    venue: Venue | None = Field(description="The venue with the fewest points; None if impossible.")
    others_could_move: bool = Field(description="Whether it is impossible only because of where other meetings are.")
    first_reason: Reason | None = Field(description="Why it is impossible: one reason, at every venue if there is any.")
    reasons: tuple[Reason, ...] | None = Field(
        default=None, description="All reasons at all venues, if they were asked for and it is impossible."
    )


class Possibilities(Shape):
    """The calendar of possibilities of one meeting."""

    meeting: Named = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    length: int = Field(description="Days that the meeting takes.")
    days: tuple[DayPossibility, ...] = Field(description="Every day of its window on which it could begin, in order.")


class CandidateJudged(Shape):
    """One day and venue of a meeting, the other meetings as planned."""

    place: Place = Field(description="Day and venue.")
    planned: bool = Field(description="Whether the plan has the meeting there.")
    possible: bool = Field(description="Whether no rule is broken there.")
    others_could_move: bool = Field(description="Whether it is impossible only because of where other meetings are.")
    points: int | None = Field(description="Points that the plan costs more; None if impossible.")
    rules: tuple[RulePoints, ...] = Field(description="The same by rule, the greatest difference first.")
    breaks: tuple[str, ...] = Field(description="Keys of the rules that are broken there; empty if possible.")
    reasons: tuple[Reason, ...] | None = Field(
        default=None, description="What they say, if it was asked for and it is impossible."
    )


class CandidatesJudged(Shape):
    """Every day and venue that one meeting could have, best first."""

    meeting: Named = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    planned: Place = Field(description="Where the plan has it.")
    candidates: tuple[CandidateJudged, ...] = Field(
        description="What is possible by points, then what only other meetings stand against, then the rest."
    )


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
