"""Why a meeting is not on another day, or at another venue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from calendars.language import Said, Sentence
from constraints.rules.venue_allowed import VenueAllowed
from constraints.rules.window import Window
from constraints.why.choosing import Chosen, Others, Question, chosen
from constraints.why.judging import Judged, Judging
from planner.explaining.proof import proof
from planner.explaining.shapes import Place, Proof, Reason, Solved
from planner.explaining.telling import Teller
from planner.rescheduling.shapes import Named, Shape, Venue

if TYPE_CHECKING:
    from constraints.outcome import Outcome
    from constraints.problem import Problem
    from constraints.rule import Finding
    from planner.explaining.subject import Subject

Solve = Callable[["Problem"], "Outcome"]
"""Solves a problem within the limits of whoever asks."""


ANY_DAY = frozenset({Window.key(), VenueAllowed.key()})
"""Rules that can be judged on days of which nothing is known."""

Asked = tuple[date, int | None]
"""A first day and the index of a venue, or None for any."""


class Answer(StrEnum):
    """What stands against a choice."""

    PLANNED = "planned"
    """Nothing: the meeting is planned there."""
    BROKEN = "broken"
    """Rules that it breaks there whatever the other meetings do."""
    COSTS = "costs"
    """Points, or moves of other meetings: a plan with the choice was found."""
    IMPOSSIBLE = "impossible"
    """No plan has it there, wherever the others go."""
    UNKNOWN = "unknown"
    """The time was up before that was known."""


PLANNED = Sentence(
    en="{meeting} is planned on {day} at {venue}.", da="{meeting} er planlagt {day}, {venue}."
)  # fmt: skip
BROKEN = Sentence(en="{meeting} cannot be held on {day}{at}.", da="{meeting} kan ikke holdes {day}{at}.")
IMPOSSIBLE = Sentence(
    en="No plan has {meeting} on {day}{at}, wherever the other meetings go.",
    da="Ingen plan har {meeting} {day}{at}, uanset hvor de andre møder lægges.",
)
UNKNOWN = Sentence(
    en="Whether {meeting} can be held on {day}{at} is not known yet.",
    da="Om {meeting} kan holdes {day}{at}, vides endnu ikke.",
)
COSTS = Sentence(
    en="{meeting} can be held on {day} at {venue}{moves}. The plan then costs {price}.",
    da="{meeting} kan holdes {day}, {venue}{moves}. Planen koster så {price}.",
)
MORE = Sentence(en="{points} {points:point|points} more", da="{points} point mere")
LESS = Sentence(en="{points} {points:point|points} less", da="{points} point mindre")
THE_SAME = Sentence(en="the same number of points", da="det samme antal point")
NO_MOVES = Sentence(en=", and no other meeting moves", da=", uden at andre møder flyttes")
MOVES = Sentence(en=" if {n} other {n:meeting moves|meetings move}", da=", hvis {n} {n:andet møde|andre møder} flyttes")
AT = Sentence(en=" at {venue}", da=", {venue}")
ANYWHERE = Sentence(en="", da="")


class VenueReasons(Shape):
    """What a meeting breaks at one venue beside what it breaks at all of them."""

    venue: Venue = Field(description="The venue.")
    reasons: tuple[Reason, ...] = Field(description="What it breaks there; empty if nothing more than everywhere.")


class WhyNot(Shape):
    """Why a meeting is not on a day."""

    meeting: Named = Field(description="The meeting asked about.")
    revision: int | None = Field(description="Number of the accepted plan asked about; None if it is not accepted.")
    day: date = Field(description="The day asked about.")
    venue: Venue | None = Field(description="The venue asked about; None for any of those it may be held at.")
    planned: Place = Field(description="Where the plan has it.")
    answer: Answer = Field(description="What stands against it.")
    sentence: str = Field(description="The same in words, in the network's language.")
    reasons: tuple[Reason, ...] = Field(
        description="Rules broken there whatever the other meetings do; at every venue if none was asked about."
    )
    venues: tuple[VenueReasons, ...] = Field(description="What else is broken at each venue that was considered.")
    clashes: tuple[Reason, ...] = Field(
        description="Rules broken there only because of where other meetings are, at the venue where these are fewest."
    )
    clashes_at: Venue | None = Field(description="That venue; None if there are no such rules.")
    others: Others | None = Field(description="What was asked of the other meetings; None if nothing was solved.")
    solved: Solved | None = Field(description="The plan found with the choice fixed, if one was.")
    proof: Proof | None = Field(description="How sure that is; None where a rule is broken: the check needs no proof.")


def why_not(subject: Subject, meeting: int, asked: Asked, solve: Solve, others: Others = Others.STAY) -> WhyNot:
    """What stands against a day, and a venue if one is given; a plan is only solved for if no rule is.

    Args:
        subject: the plan asked about.
        meeting: index.
        asked: the first day it would have, and the index of the venue, or None for any it may be held at.
        solve: solves the problem with the choice fixed.
        others: what is asked of the other meetings.
    """
    day, venue = asked
    question = _Question(subject, meeting, day, venue)
    if question.planned:
        return question.answered(Answer.PLANNED)
    if not question.open_to:
        return question.answered(Answer.BROKEN)
    fixed = Question(subject.verdict, meeting, others).with_choice(day, venue, fits=question.fits)
    return question.solved(chosen(subject.verdict, meeting, solve(fixed)), others)


class _Question:
    def __init__(self, subject: Subject, meeting: int, day: date, venue: int | None) -> None:
        self._subject, self._meeting, self._day, self._venue = subject, meeting, day, venue
        self._teller = Teller(subject.problem)
        self._judging = Judging(subject.verdict.schedule, meeting)
        venues = subject.problem.meetings[meeting].venues if venue is None else (venue,)
        self._judged = [self._judging.at(day, each) for each in venues]
        self.open_to = [each for each in self._judged if each.possible_alone]

    @property
    def fits(self) -> bool:
        """Whether nothing is broken at some venue, the other meetings as planned."""
        return any(each.possible for each in self._judged)

    @property
    def planned(self) -> bool:
        """Whether the plan has it there."""
        return any(each.is_now for each in self._judged)

    def answered(self, answer: Answer, solved: Chosen | None = None, others: Others | None = None) -> WhyNot:
        """The answer."""
        teller, now = self._teller, self._judging.now
        everywhere = _everywhere([self._alone(each) for each in self._judged])
        clashes, clashes_at = self._clashes()
        return WhyNot(
            meeting=teller.meeting(self._meeting),
            revision=self._subject.revision,
            day=self._day,
            venue=None if self._venue is None else teller.venue(self._venue),
            planned=teller.place(now.day, now.venue),
            answer=answer,
            sentence=self._sentence(answer, solved).say(self._subject.locale),
            reasons=teller.reasons(everywhere),
            venues=tuple(self._at_venue(each, everywhere) for each in self._judged),
            clashes=teller.reasons(clashes),
            clashes_at=teller.venue(clashes_at) if clashes else None,
            others=others,
            solved=teller.solved(solved) if solved else None,
            proof=proof(solved, others, self._subject.locale) if solved and others else None,
        )

    def solved(self, found: Chosen, others: Others) -> WhyNot:
        """The answer that rests on a solve."""
        if found.place is not None:
            return self.answered(Answer.COSTS, found, others)
        return self.answered(Answer.IMPOSSIBLE if found.proved else Answer.UNKNOWN, found, others)

    def _at_venue(self, judged: Judged, everywhere: Sequence[Finding]) -> VenueReasons:
        here = [finding for finding in self._alone(judged) if finding not in everywhere]
        return VenueReasons(venue=self._teller.venue(judged.venue), reasons=self._teller.reasons(here))

    def _alone(self, judged: Judged) -> list[Finding]:
        """What it breaks by itself; of days outside the planned time nothing is known but that they are."""
        found = judged.in_full(judged.alone)
        return found if self._planned_time else [finding for finding in found if finding.rule in ANY_DAY]

    @property
    def _planned_time(self) -> bool:
        return self._day in self._subject.problem.horizon

    def _clashes(self) -> tuple[list[Finding], int]:
        """What it breaks beside the others at the venue (index) where it breaks least of that."""
        if not self._planned_time:
            return [], self._judging.now.venue
        least = min(self.open_to or self._judged, key=lambda each: len(each.beside))
        return least.in_full(least.beside), least.venue

    def _sentence(self, answer: Answer, solved: Chosen | None) -> Said:
        asked = {"meeting": self._teller.meeting(self._meeting).name, "day": self._day, "at": self._at}
        match answer:
            case Answer.PLANNED:
                venue = self._subject.problem.venues[self._judging.now.venue].name
                return Said(PLANNED, {**asked, "venue": venue})
            case Answer.BROKEN:
                return Said(BROKEN, asked)
            case Answer.COSTS if solved and solved.place:
                venue = self._subject.problem.venues[solved.place[1]].name
                return Said(
                    COSTS, {**asked, "venue": venue, "moves": _moves(solved), "price": price(solved.points or 0)}
                )
            case Answer.IMPOSSIBLE:
                return Said(IMPOSSIBLE, asked)
            case _:
                return Said(UNKNOWN, asked)

    @property
    def _at(self) -> Said:
        if self._venue is None:
            return Said(ANYWHERE)
        return Said(AT, {"venue": self._subject.problem.venues[self._venue].name})


def price(points: int) -> Said:
    """How much more or less a plan costs."""
    if not points:
        return Said(THE_SAME)
    return Said(MORE if points > 0 else LESS, {"points": abs(points)})


def _moves(solved: Chosen) -> Said:
    return Said(MOVES, {"n": len(solved.moves)}) if solved.moves else Said(NO_MOVES)


def _everywhere(found: Sequence[Sequence[Finding]]) -> list[Finding]:
    """The findings that all of them have."""
    first, *rest = found or [()]
    return [finding for finding in first if all(finding in each for each in rest)]
