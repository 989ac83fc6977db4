"""Why a meeting is on its day and at its venue, and why it is not on another day or elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.explain.choosing import OtherMeetings, WhatIf, WhatIfResult, what_if_result
from constraints.explain.days import possibilities
from constraints.explain.judging import Assessment, Assessor
from constraints.problem.rule import all_rules
from planner.explain.proof import proof, proof_of_next
from planner.explain.subject import AnswerBuilder
from planner.schemas.explanations import (
    Alternative,
    Answer,
    Reason,
    StruckOut,
    VenueReasons,
    Why,
    WhyNot,
)
from planner.text.console import price

if TYPE_CHECKING:
    from constraints.explain.days import Possibility
    from constraints.problem.outcome import Outcome
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding
    from planner.explain.subject import Subject


Solve = Callable[["Problem"], "Outcome"]
"""Solves a problem within limits that the caller has set."""


AskedPlace = tuple[date, int | None]
"""The first day of the meeting and the index of its venue; None for any venue."""


PLANNED = Message("why.planned", "{meeting} is planned on {day} at {venue}.")  # fmt: skip
BROKEN = Message("why.broken", "{meeting} cannot be held on {day}{at}.")
IMPOSSIBLE = Message("why.impossible", "No plan has {meeting} on {day}{at}, wherever the other meetings go.")
UNKNOWN = Message("why.unknown", "Whether {meeting} can be held on {day}{at} is not known yet.")
COSTS = Message("why.costs", "{meeting} can be held on {day} at {venue}{moves}. The plan then costs {price}.")
NO_MOVES = Message("why.no_moves", ", and no other meeting moves")
MOVES = Message("why.moves", " if {n} other {n:meeting moves|meetings move}")
AT = Message("why.at", " at {venue}")
ANYWHERE = Message("why.anywhere", "")


def why_not(
    subject: Subject, meeting: int, asked: AskedPlace, solve: Solve, others: OtherMeetings = OtherMeetings.STAY
) -> WhyNot:
    """Return what prevents a meeting from being on a day, and at a venue if one is given.

    If no rule forbids the choice by itself, a plan with that choice is solved for.

    Args:
        subject: the plan.
        meeting: index of the meeting.
        asked: the first day and the index of the venue; None for any allowed venue.
        solve: solves the problem with the choice fixed.
        others: whether the other meetings stay or may move.
    """
    day, venue = asked
    question = _JudgedChoice(subject, meeting, day, venue)
    if question.planned:
        return question.answered(Answer.PLANNED)
    if not question.open_to:
        return question.answered(Answer.BROKEN)
    fixed = WhatIf(subject.verdict, meeting, others).with_choice(day, venue, fits=question.fits)
    return question.solved(what_if_result(subject.verdict, meeting, solve(fixed)), others)


class _JudgedChoice:
    """A day and perhaps a venue for one meeting, judged against the plan."""

    def __init__(self, subject: Subject, meeting: int, day: date, venue: int | None) -> None:
        self._subject, self._meeting, self._day, self._venue = subject, meeting, day, venue
        self._teller = AnswerBuilder(subject.problem)
        self._judging = Assessor(subject.verdict.schedule, meeting)
        venues = subject.problem.meetings[meeting].venues if venue is None else (venue,)
        self._judged = [self._judging.at(day, each) for each in venues]
        self.open_to = [each for each in self._judged if each.possible_alone]

    @property
    def fits(self) -> bool:
        """Whether the choice breaks no rule at some venue while the other meetings stay."""
        return any(each.possible for each in self._judged)

    @property
    def planned(self) -> bool:
        """Whether it is what the plan has."""
        return any(each.is_now for each in self._judged)

    def answered(
        self, answer: Answer, solved: WhatIfResult | None = None, others: OtherMeetings | None = None
    ) -> WhyNot:
        """Return the answer document."""
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

    def solved(self, found: WhatIfResult, others: OtherMeetings) -> WhyNot:
        """Return the answer that follows from a solve."""
        if found.place is not None:
            return self.answered(Answer.COSTS, found, others)
        return self.answered(Answer.IMPOSSIBLE if found.proved else Answer.UNKNOWN, found, others)

    def _at_venue(self, judged: Assessment, everywhere: Sequence[Finding]) -> VenueReasons:
        here = [finding for finding in self._alone(judged) if finding not in everywhere]
        return VenueReasons(venue=self._teller.venue(judged.venue), reasons=self._teller.reasons(here))

    def _alone(self, judged: Assessment) -> list[Finding]:
        """Return the rules that the choice breaks by itself; outside the planning horizon only those of `ANY_DAY`."""
        found = judged.in_full(judged.alone)
        if self._planned_time:
            return found
        bounding = {key for key, rule in all_rules().items() if rule.bounds_candidates}
        return [finding for finding in found if finding.rule in bounding]

    @property
    def _planned_time(self) -> bool:
        return self._day in self._subject.problem.horizon

    def _clashes(self) -> tuple[list[Finding], int]:
        """Return what it breaks together with other meetings, and the index of the venue where it breaks least."""
        if not self._planned_time:
            return [], self._judging.now.venue
        least = min(self.open_to or self._judged, key=lambda each: len(each.beside))
        return least.in_full(least.beside), least.venue

    def _sentence(self, answer: Answer, solved: WhatIfResult | None) -> BoundMessage:
        asked = {"meeting": self._teller.meeting(self._meeting).name, "day": self._day, "at": self._at}
        match answer:
            case Answer.PLANNED:
                venue = self._subject.problem.venues[self._judging.now.venue].name
                return BoundMessage(PLANNED, {**asked, "venue": venue})
            case Answer.BROKEN:
                return BoundMessage(BROKEN, asked)
            case Answer.COSTS if solved and solved.place:
                venue = self._subject.problem.venues[solved.place[1]].name
                return BoundMessage(
                    COSTS, {**asked, "venue": venue, "moves": _moves(solved), "price": price(solved.points or 0)}
                )
            case Answer.IMPOSSIBLE:
                return BoundMessage(IMPOSSIBLE, asked)
            case _:
                return BoundMessage(UNKNOWN, asked)

    @property
    def _at(self) -> BoundMessage:
        if self._venue is None:
            return BoundMessage(ANYWHERE)
        return BoundMessage(AT, {"venue": self._subject.problem.venues[self._venue].name})


def _moves(solved: WhatIfResult) -> BoundMessage:
    return BoundMessage(MOVES, {"n": len(solved.moves)}) if solved.moves else BoundMessage(NO_MOVES)


def _everywhere(found: Sequence[Sequence[Finding]]) -> list[Finding]:
    """Return the findings that are in all of the sequences."""
    first, *rest = found or [()]
    return [finding for finding in first if all(finding in each for each in rest)]


ALTERNATIVES_MAX = 3

SENTENCE = Message(
    "why.sentence",
    "Of {days} {days:day|days} in its window {meeting} can begin on {possible}{more}. Of {candidates} "
    "{candidates:day and venue|days and venues} {open} {open:is|are} open to it with the other meetings as planned.",
)
MORE_OTHERS = Message("why.more_others", ", and perhaps on {others} more if other meetings move")  # fmt: skip
NO_MORE = Message("why.no_more", "")


def why(subject: Subject, meeting: int, solve: Solve, others: OtherMeetings = OtherMeetings.STAY) -> Why:
    """Return what ties a meeting (index) to its day and venue, and what the best alternatives would cost."""
    judging, teller = Assessor(subject.verdict.schedule, meeting), AnswerBuilder(subject.problem)
    days = possibilities(judging)
    everything = [each for day in days for each in day.venues]
    counts = {
        "days": len(days),
        "possible": sum(day.best is not None for day in days),
        "candidates": len(everything),
        "open": sum(each.possible for each in everything),
    }
    name, others_stand = teller.meeting(meeting), sum(day.others_could_move for day in days)
    more = BoundMessage(MORE_OTHERS if others_stand else NO_MORE, {"others": others_stand})
    return Why(
        meeting=name,
        revision=subject.revision,
        planned=teller.place(judging.now.day, judging.now.venue),
        days=counts["days"],
        possible_days=counts["possible"],
        candidates=counts["candidates"],
        possible=counts["open"],
        sentence=SENTENCE.say(subject.locale, meeting=name.name, more=more, **counts),
        struck_out=tuple(_struck_out(days, everything, teller)),
        others=others,
        alternatives=tuple(
            Alternative(solved=teller.solved(each), proof=proof_of_next(each, others, subject.locale))
            for each in _alternatives(WhatIf(subject.verdict, meeting, others), everything, solve)
        ),
    )


def _alternatives(question: WhatIf, everything: list[Assessment], solve: Solve) -> list[WhatIfResult]:
    """Return the best other choice, then the best other than that one, and so on, at most `ALTERNATIVES_MAX`."""
    now = question.verdict.schedule[question.meeting]
    open_to = {(each.day, each.venue) for each in everything if each.possible}
    known, found = [(now.day, now.venue)], list[WhatIfResult]()
    while len(found) < ALTERNATIVES_MAX:
        outcome = solve(question.with_another(known, fits=bool(open_to.difference(known))))
        found.append(what_if_result(question.verdict, question.meeting, outcome))
        place = found[-1].place
        if place is None:
            break
        known.append(place)
    return found


def _struck_out(days: tuple[Possibility, ...], everything: list[Assessment], teller: AnswerBuilder) -> list[StruckOut]:
    """Return what each rule rules out; rules broken only together with other meetings are counted separately."""
    breaks = [(each, each.breaks) for each in everything if not each.possible]
    times = Counter((rule, each.others_could_move) for each, rules in breaks for rule in rules)
    only = Counter((rules[0], each.others_could_move) for each, rules in breaks if len(rules) == 1)
    whole = Counter(key for day in days for key in _at_every_venue(day))
    examples: dict[tuple[str, bool], Assessment] = {}
    for each, rules in breaks:
        for rule in rules:
            examples.setdefault((rule, each.others_could_move), each)
    found = [
        StruckOut(
            rule=rule, title=teller.title(rule), days=whole[rule, beside], candidates=number, only=only[rule, beside],
            others_could_move=beside, example=_said(examples[rule, beside], rule, teller),
        )
        for (rule, beside), number in times.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.others_could_move, -each.days, -each.candidates, each.rule))


def _at_every_venue(day: Possibility) -> set[tuple[str, bool]]:
    """Return the rules that rule out the day at all venues, each with whether only because of other meetings."""
    if day.best is not None or not day.venues:
        return set()
    shared = frozenset.intersection(*(frozenset(each.breaks) for each in day.venues))
    return {(rule, day.others_could_move) for rule in shared}


def _said(judged: Assessment, rule: str, teller: AnswerBuilder) -> Reason:
    said = judged.in_full((*judged.strikes, *(judged.beside if judged.possible_alone else ())))
    return teller.reason(next(finding for finding in said if finding.rule == rule))
